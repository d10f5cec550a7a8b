//! What is stored, as API V1 shows it: for the methods that tell it and for exports alike.

use cloud_api::v1::{
    course,
    launch::Launch,
    registration::{Instance, Registration},
    timestamp::Timestamp,
    values::{Completion, Success},
};
use platform::AppId;

/// An instant of the service as the wire writes it.
#[must_use]
pub fn instant(at: platform::Timestamp) -> Timestamp {
    Timestamp(at.0)
}

/// A course with its tags, without its versions.
#[must_use]
pub fn course(course: store::courses::Course, tags: Vec<String>) -> course::Course {
    course::Course {
        id: course.id.into(),
        title: course.title,
        registrations: course.registrations,
        size_bytes: course.size_bytes,
        tags,
        learning_standard: Some(course.learning_standard).filter(|standard| !standard.is_empty()),
        create_date: instant(course.created_at),
    }
}

/// A version of a course.
#[must_use]
pub fn version(version: &store::course_versions::CourseVersion) -> course::CourseVersion {
    course::CourseVersion { version_id: version.number.0, update_date: instant(version.created_at) }
}

/// A registration as lists show it, without instances.
#[must_use]
pub fn registration(appid: &str, registration: store::registrations::Registration) -> Registration {
    Registration {
        id: registration.id.into(),
        course_id: registration.course_id.into(),
        app_id: appid.to_owned(),
        course_title: registration.course_title,
        last_course_version_launched: registration.launched_version.map_or(0, |version| version.0),
        learner_id: registration.learner.id.into(),
        learner_first_name: registration.learner.first,
        learner_last_name: registration.learner.last,
        email: registration.learner.email,
        create_date: instant(registration.created_at),
        first_access_date: registration.first_access_at.map(instant),
        last_access_date: registration.last_access_at.map(instant),
        completed_date: registration.completed_at.map(instant),
        tin_can_registration_id: None,
        instances: Vec::new(),
    }
}

/// A registration in detail: with its GUID and its instances.
#[must_use]
pub fn registration_detail(
    app: &AppId,
    of: store::registrations::Registration,
    instances: &[store::instances::Instance],
) -> Registration {
    let guid = crate::registration_guid(app, &of.id);
    let instances = instances.iter().map(|instance| Instance {
        instance_id: instance.number.0,
        course_version: instance.version_number.0,
        update_date: instant(instance.updated_at),
    });
    Registration {
        tin_can_registration_id: Some(guid),
        instances: instances.collect(),
        ..registration(app.as_str(), of)
    }
}

/// A launch of a history.
#[must_use]
pub fn launch(launch: &store::launches::Launch) -> Launch {
    Launch {
        id: launch.id.to_string(),
        completion: Completion::parse(&launch.history.completion).unwrap_or_default(),
        satisfaction: Success::parse(&launch.history.satisfaction).unwrap_or_default(),
        normalized_measure: launch.history.measure,
        experienced_duration_tracked: i64::try_from(launch.history.tracked_centiseconds).unwrap_or(i64::MAX),
        launch_time: instant(launch.started_at.unwrap_or(launch.created_at)),
        exit_time: launch.ended_at.map(instant),
        update_dt: instant(launch.updated_at),
    }
}
