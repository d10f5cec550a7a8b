//! The documents of an export, a piece at a time.

use std::collections::VecDeque;

use cloud_api::v1::{
    course::CourseDetail,
    export::{DOCUMENT_BEGIN, ExportedCourse, ExportedLearner, ExportedRegistration},
    launch::LaunchHistory,
    registration::RegistrationDetail,
    report::RegistrationReport,
    values::ResultsFormat,
    xml::Writer,
};
use futures_util::{Stream, stream};
use platform::{LearnerId, Timestamp};
use store::{Store, Tx, apps::App, instances::Instance, registrations::Registration, tags::Tagged};

use crate::list_courses::{CoursesWanted, ListCourses, ListedCourse, list_courses};
use crate::list_registrations::{ListRegistrations, RegistrationsWanted, list_registrations};
use crate::load_attempt::{Definitions, LoadError};
use crate::registration_result::{ResultError, instance_result};
use crate::wire;

/// Registrations of one document: so that each can be opened with what people open documents with.
const PER_DOCUMENT: u64 = 10_000;
/// Registrations read in one transaction.
const AT_ONCE: usize = 20;
/// Learners with tags read in one transaction.
const LEARNERS: u32 = 200;
/// Launches of one registration that are told about.
const MOST_LAUNCHES: u32 = 10_000;

/// `courses.xml`.
pub(super) struct Courses<'a> {
    store: &'a Store,
    pages: Option<ListCourses>,
    begun: bool,
    pub(super) count: u64,
}

impl<'a> Courses<'a> {
    pub(super) fn new(store: &'a Store, app: &App) -> Self {
        Self {
            store,
            pages: Some(list_courses(store, app.key, CoursesWanted::default())),
            begun: false,
            count: 0,
        }
    }

    pub(super) fn pieces(&mut self) -> impl Stream<Item = Result<String, store::Error>> + Send {
        stream::try_unfold(self, |courses| async move {
            Ok(courses.next_piece().await?.map(|text| (text, courses)))
        })
    }

    async fn next_piece(&mut self) -> Result<Option<String>, store::Error> {
        let mut xml = Writer::new();
        if !self.begun {
            self.begun = true;
            xml.raw(DOCUMENT_BEGIN);
            xml.open("exportedcourses");
        }
        let Some(pages) = &mut self.pages else { return Ok(None) };
        match pages.next_page().await? {
            Some(page) => {
                let mut tx = self.store.begin_read().await?;
                for course in page {
                    exported_course(&mut tx, course).await?.write(&mut xml);
                    self.count += 1;
                }
            }
            None => {
                self.pages = None;
                xml.close("exportedcourses");
            }
        }
        Ok(Some(xml.finish()))
    }
}

async fn exported_course(tx: &mut Tx, listed: ListedCourse) -> Result<ExportedCourse, store::Error> {
    let ListedCourse { course, tags } = listed;
    let versions = store::course_versions::list(tx, course.key).await?;
    let mut attributes = Vec::with_capacity(versions.len());
    for version in &versions {
        attributes.push(store::version_attributes::list(tx, version.key).await?.into_iter().collect());
    }
    let detail = CourseDetail {
        course: wire::course(course, tags),
        versions: versions.iter().map(wire::version).collect(),
        tin_can_activity_id: None,
    };
    Ok(ExportedCourse { detail, attributes })
}

/// `learners.xml`: the learners that have tags.
pub(super) fn learners<'a>(
    store: &'a Store,
    app: &'a App,
) -> impl Stream<Item = Result<String, store::Error>> + Send + 'a {
    enum Place {
        Begin,
        After(LearnerId),
        Over,
    }
    stream::try_unfold(Place::Begin, move |place| async move {
        let mut xml = Writer::new();
        let after = match place {
            Place::Over => return Ok(None),
            Place::After(id) => Some(id),
            Place::Begin => {
                xml.raw(DOCUMENT_BEGIN);
                xml.open("exportedlearners");
                None
            }
        };
        let mut tx = store.begin_read().await?;
        let page = store::tags::list_learners(&mut tx, app.key, after.as_ref(), LEARNERS).await?;
        for id in &page {
            let tags = store::tags::list(&mut tx, Tagged::Learner(app.key, id)).await?;
            ExportedLearner { id: id.as_str().to_owned(), tags }.write(&mut xml);
        }
        let next = match page.into_iter().next_back() {
            Some(last) => Place::After(last),
            None => {
                xml.close("exportedlearners");
                Place::Over
            }
        };
        Ok(Some((xml.finish(), next)))
    })
}

/// `registrations/….xml`, one after another.
pub(super) struct Registrations<'a> {
    store: &'a Store,
    definitions: &'a Definitions,
    app: &'a App,
    pages: Option<ListRegistrations>,
    page: VecDeque<Registration>,
    /// Registrations of the present document; `None` between two.
    in_document: Option<u64>,
    pub(super) count: u64,
    progress: &'a (dyn Fn(u64) + Send + Sync),
}

impl<'a> Registrations<'a> {
    pub(super) fn new(
        store: &'a Store,
        definitions: &'a Definitions,
        app: &'a App,
        now: Timestamp,
        progress: &'a (dyn Fn(u64) + Send + Sync),
    ) -> Self {
        let pages = list_registrations(store, app.key, RegistrationsWanted::default(), now);
        Self {
            store,
            definitions,
            app,
            pages: Some(pages),
            page: VecDeque::new(),
            in_document: None,
            count: 0,
            progress,
        }
    }

    /// Whether there is nothing for another document.
    pub(super) fn is_over(&self) -> bool {
        self.pages.is_none() && self.page.is_empty()
    }

    /// The next document.
    pub(super) fn pieces(&mut self) -> impl Stream<Item = Result<String, ResultError>> + Send {
        let begin = (Some(format!("{DOCUMENT_BEGIN}<exportedregistrations>")), Some(self));
        stream::try_unfold(begin, |(begin, registrations)| async move {
            let Some(registrations) = registrations else { return Ok(None) };
            if let Some(begin) = begin {
                registrations.in_document = Some(0);
                return Ok(Some((begin, (None, Some(registrations)))));
            }
            let text = registrations.next_piece().await?;
            let rest = registrations.in_document.is_some().then_some(registrations);
            Ok(Some((text, (None, rest))))
        })
    }

    async fn next_piece(&mut self) -> Result<String, ResultError> {
        let mut xml = Writer::new();
        while self.page.is_empty()
            && let Some(pages) = &mut self.pages
        {
            match pages.next_page().await? {
                Some(page) => self.page = page.into(),
                None => self.pages = None,
            }
        }
        let written = self.in_document.unwrap_or_default();
        if self.page.is_empty() || written >= PER_DOCUMENT {
            self.in_document = None;
            xml.close("exportedregistrations");
            return Ok(xml.finish());
        }
        let count = self.page.len().min(AT_ONCE);
        let mut tx = self.store.begin_read().await?;
        for registration in self.page.drain(..count) {
            exported_registration(&mut tx, self.definitions, self.app, registration).await?.write(&mut xml);
        }
        self.in_document = Some(written + count as u64);
        self.count += count as u64;
        (self.progress)(self.count);
        Ok(xml.finish())
    }
}

async fn exported_registration(
    tx: &mut Tx,
    definitions: &Definitions,
    app: &App,
    registration: Registration,
) -> Result<ExportedRegistration, ResultError> {
    let regid = registration.id.as_str().to_owned();
    let instances = store::instances::list(tx, registration.key).await?;
    let mut reports = Vec::with_capacity(instances.len());
    for instance in &instances {
        reports.push(report(tx, definitions, &regid, instance).await?);
    }
    let launches = store::launches::list_history(tx, registration.key, None, MOST_LAUNCHES).await?;
    let tags = store::tags::list(tx, Tagged::Registration(registration.key)).await?;
    Ok(ExportedRegistration {
        tags,
        reports,
        launches: LaunchHistory { regid, launches: launches.iter().map(wire::launch).collect() },
        detail: RegistrationDetail(wire::registration_detail(&app.id, registration, &instances)),
    })
}

/// The full results of an instance. Where its state is damaged, what is known without it: one broken attempt must not
/// hold up all others.
async fn report(
    tx: &mut Tx,
    definitions: &Definitions,
    regid: &str,
    instance: &Instance,
) -> Result<RegistrationReport, ResultError> {
    match instance_result(tx, definitions, regid, instance, ResultsFormat::Full).await {
        Err(ResultError::Load(error @ (LoadError::Damaged(_) | LoadError::Gone))) => {
            tracing::warn!(
                instance = instance.key.0,
                error = &error as &dyn std::error::Error,
                "an export holds an instance without its detail"
            );
            instance_result(tx, definitions, regid, instance, ResultsFormat::Course).await
        }
        result => result,
    }
}

/// `export.xml`: what the export is, and how much there is of everything.
pub(super) fn summary(
    app: &App,
    started: Timestamp,
    ended: Timestamp,
    courses: u64,
    registrations: u64,
) -> String {
    let mut xml = Writer::new();
    xml.raw(DOCUMENT_BEGIN);
    xml.open_with("applicationexport", &[("appid", app.id.as_str()), ("version", "1")]);
    xml.cdata_element("name", &app.name);
    xml.element("start_date", &wire::instant(started).to_xml());
    xml.element("end_date", &wire::instant(ended).to_xml());
    xml.element("courses", &courses.to_string());
    xml.element("registrations", &registrations.to_string());
    xml.close("applicationexport");
    xml.finish()
}
