//! `rustici.registration`.

use cloud_api::v1::launch::{LaunchHistory, LaunchInfo};
use cloud_api::v1::params::Params;
use cloud_api::v1::postback::{PostbackInfo, PostbackSettings, Spelling};
use cloud_api::v1::registration::{Registration, RegistrationDetail, RegistrationList};
use cloud_api::v1::report::RegistrationReport;
use cloud_api::v1::request::{
    self, CreateRegistration, GetRegistrationResult, ListRegistrations, Request as _, TagsToAdd,
    UpdateLearnerInfo,
};
use cloud_api::v1::simple::{Done, Exists, NewInstance};
use cloud_api::v1::values::{ResultsFormat, Which};

use crate::{
    CallError, Cloud, CourseId, LaunchRedirect, LearnerId, RegistrationId, RegistrationResult, Repeat,
    SignedUrl,
};

/// Registrations: one learner in one course.
#[derive(Debug, Clone, Copy)]
pub struct Registrations<'c>(pub(crate) &'c Cloud);

/// A learner as courses get to see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// Stable, unique, and not an address.
    pub id: LearnerId,
    /// First name; the course shows it.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
}

/// A registration to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    /// Its id, chosen by you and stored before the call.
    pub id: RegistrationId,
    /// The course.
    pub course: CourseId,
    /// The learner.
    pub learner: Learner,
    /// The course's version; the latest when absent.
    pub version: Option<Which>,
    /// Where results are posted. Strongly recommended: nothing else tells you in time.
    pub postback: Option<PostbackSettings>,
    /// Tags for the learner, the course and the registration.
    pub tags: TagsToAdd,
}

impl NewRegistration {
    /// A registration of the latest version, without postbacks.
    pub fn new(id: RegistrationId, course: CourseId, learner: Learner) -> Self {
        Self { id, course, learner, version: None, postback: None, tags: TagsToAdd::default() }
    }

    /// With its results posted as `settings` say; [`PostbackKey`](crate::postback::PostbackKey) makes them.
    #[must_use]
    pub fn with_postback(mut self, settings: PostbackSettings) -> Self {
        self.postback = Some(settings);
        self
    }

    fn to_params(&self) -> Params {
        let request = CreateRegistration {
            course_id: self.course.to_string(),
            reg_id: self.id.to_string(),
            learner_id: self.learner.id.to_string(),
            first_name: self.learner.first_name.clone(),
            last_name: self.learner.last_name.clone(),
            email: None,
            version: self.version,
            postback: self.postback.clone(),
            tags: self.tags.clone(),
        };
        request.to_params()
    }
}

impl<'c> Registrations<'c> {
    /// Makes a registration. It is never made again by itself once it was sent, so an outcome may be unknown:
    /// [`ensure`](Self::ensure) finds out.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when there is no such course, 2 when there is a registration with this id.
    pub async fn create(&self, new: &NewRegistration) -> Result<(), CallError> {
        let params = new.to_params();
        self.0.call::<Done>("registration.createRegistration", &params, Repeat::UnlessSent).await.map(drop)
    }

    /// Whether there is a registration with this id.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn exists(&self, id: &RegistrationId) -> Result<bool, CallError> {
        Ok(self.0.call::<Exists>("registration.exists", &of(id), Repeat::Always).await?.0)
    }

    /// Deletes a registration with all it holds. One that is not there counts as deleted.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete(&self, id: &RegistrationId) -> Result<(), CallError> {
        match self.0.call::<Done>("registration.deleteRegistration", &of(id), Repeat::Always).await {
            // Gone before, or by a try of ours whose answer was lost.
            Ok(Done) | Err(CallError::Refused { code: crate::code::NOT_FOUND, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Forgets what the learner did in the latest instance.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn reset(&self, id: &RegistrationId) -> Result<(), CallError> {
        // Twice is once, unless the learner does something between the two.
        self.0.call::<Done>("registration.resetRegistration", &of(id), Repeat::UnlessSent).await.map(drop)
    }

    /// Forgets what the learner's courses know of each other: the SCORM 2004 objectives that are global to the system.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn reset_global_objectives(&self, id: &RegistrationId) -> Result<(), CallError> {
        const METHOD: &str = "registration.resetGlobalObjectives";
        self.0.call::<Done>(METHOD, &of(id), Repeat::UnlessSent).await.map(drop)
    }

    /// Begins a new instance, on the newest version of the course and without a result; its number. Earlier ones stay.
    ///
    /// # Errors
    /// See [`CallError`]. Never made again by itself once it was sent: [`detail`](Self::detail) lists the instances.
    pub async fn new_instance(&self, id: &RegistrationId) -> Result<u32, CallError> {
        let made: NewInstance =
            self.0.call("registration.createNewInstance", &of(id), Repeat::UnlessSent).await?;
        Ok(made.instanceid)
    }

    /// One registration with its instances.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when there is none.
    pub async fn detail(&self, id: &RegistrationId) -> Result<Registration, CallError> {
        let detail: RegistrationDetail =
            self.0.call("registration.getRegistrationDetail", &of(id), Repeat::Always).await?;
        Ok(detail.0)
    }

    /// All registrations, or those that `what` chooses.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list(&self, what: &ListRegistrations) -> Result<Vec<Registration>, CallError> {
        let list: RegistrationList =
            self.0.call("registration.getRegistrationList", &what.to_params(), Repeat::Always).await?;
        Ok(list.0.into_iter().map(|listed| listed.registration).collect())
    }

    /// The result of a registration now, in the four values of the whole course.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when there is none.
    pub async fn result(&self, id: &RegistrationId) -> Result<RegistrationResult, CallError> {
        self.result_in(id, ResultsFormat::Course).await
    }

    /// The result of a registration now, in more detail.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when there is none.
    pub async fn result_in(
        &self,
        id: &RegistrationId,
        format: ResultsFormat,
    ) -> Result<RegistrationResult, CallError> {
        let request = GetRegistrationResult { reg_id: id.to_string(), instance: None, format };
        let report: RegistrationReport =
            self.0.call("registration.getRegistrationResult", &request.to_params(), Repeat::Always).await?;
        Ok(RegistrationResult::from(report))
    }

    /// The launch of a registration by its learner's browser.
    pub fn launch(&self, id: &RegistrationId) -> LaunchLink<'c> {
        LaunchLink {
            cloud: self.0,
            request: request::Launch { reg_id: id.to_string(), ..request::Launch::default() },
        }
    }

    /// All launches, oldest first.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn launch_history(&self, id: &RegistrationId) -> Result<LaunchHistory, CallError> {
        self.0.call("registration.getLaunchHistory", &of(id), Repeat::Always).await
    }

    /// One launch with its log, by the id from the history.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn launch_info(&self, launch_id: &str) -> Result<LaunchInfo, CallError> {
        self.0
            .call("registration.getLaunchInfo", &Params::new().with("launchid", launch_id), Repeat::Always)
            .await
    }

    /// Tells the learner's name to all their registrations; courses get it at the next launch.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when the learner has no registration.
    pub async fn update_learner(&self, learner: &Learner) -> Result<(), CallError> {
        let request = UpdateLearnerInfo {
            learner_id: learner.id.to_string(),
            first_name: learner.first_name.clone(),
            last_name: learner.last_name.clone(),
            new_id: None,
            email: None,
        };
        self.0
            .call::<Done>("registration.updateLearnerInfo", &request.to_params(), Repeat::Always)
            .await
            .map(drop)
    }

    /// Where a registration's results are posted.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn postback(&self, id: &RegistrationId) -> Result<Option<PostbackSettings>, CallError> {
        let info: PostbackInfo = self.0.call("registration.getPostbackInfo", &of(id), Repeat::Always).await?;
        Ok(info.settings)
    }

    /// Has a registration's results posted from now on. What was set before is replaced as a whole.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn set_postback(
        &self,
        id: &RegistrationId,
        settings: &PostbackSettings,
    ) -> Result<(), CallError> {
        let mut params = of(id);
        settings.add_to(&mut params, Spelling::Updating);
        self.0.call::<Done>("registration.updatePostbackInfo", &params, Repeat::Always).await.map(drop)
    }

    /// Has a registration's results posted no more.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn remove_postback(&self, id: &RegistrationId) -> Result<(), CallError> {
        self.0.call::<Done>("registration.deletePostbackInfo", &of(id), Repeat::Always).await.map(drop)
    }

    /// Has the cloud post a sample result once, now, and waits for what comes of it. The sample is about a registration
    /// `test_registration`: credentials that are made from the id are made from that one.
    ///
    /// # Errors
    /// See [`CallError`]; the text of a refusal says what the cloud got for an answer.
    pub async fn test_postback(&self, settings: &PostbackSettings) -> Result<(), CallError> {
        let mut params = Params::new();
        settings.add_to(&mut params, Spelling::Creating);
        self.0.call::<Done>("registration.testRegistrationPostUrl", &params, Repeat::Always).await.map(drop)
    }
}

fn of(id: &RegistrationId) -> Params {
    request::Registration { reg_id: id.to_string(), instance: None }.to_params()
}

/// A launch that is about to happen. Make it when the learner clicks.
#[derive(Debug, Clone)]
#[must_use = "call `redirect` or `link`"]
pub struct LaunchLink<'c> {
    cloud: &'c Cloud,
    request: request::Launch,
}

impl LaunchLink<'_> {
    /// Where the browser goes when the learner leaves the course. Put the registration's reference into it; nothing is
    /// added. A browser that is just closed never gets there, so rely on postbacks for results.
    pub fn return_to(mut self, url: impl Into<String>) -> Self {
        self.request.redirect_url = Some(url.into());
        self
    }

    /// The window closes itself when the learner leaves.
    pub fn then_close(self) -> Self {
        self.return_to("closer")
    }

    /// The player's language, such as `fr`.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.request.culture = Some(tag.into());
        self
    }

    /// A style sheet for the player's frame.
    pub fn style_sheet(mut self, url: impl Into<String>) -> Self {
        self.request.css_url = Some(url.into());
        self
    }

    /// Nothing of this launch counts.
    pub fn without_tracking(mut self) -> Self {
        self.request.disable_tracking = true;
        self
    }

    /// The answer that launches.
    pub fn redirect(self) -> LaunchRedirect {
        self.link().redirect()
    }

    /// The link, signed now.
    pub fn link(self) -> SignedUrl {
        self.cloud.link("registration.launch", &self.request.to_params())
    }
}
