//! Making registrations.

use cloud_api::v1::values::Which;
use service::{CreateRegistrationError, FindVersionError, create_registration, registration_detail};

use crate::harness::{Cloud, story};

story!(ids_are_taken_once_and_as_they_are);
async fn ids_are_taken_once_and_as_they_are(cloud: Cloud) {
    let create = async |request: &cloud_api::v1::request::CreateRegistration| {
        create_registration(&cloud.store, &cloud.key, &cloud.rng, cloud.app, request, cloud.now()).await
    };
    let longest = "\u{8ab2}".repeat(255);
    create(&Cloud::request(&longest)).await.unwrap();
    let (registration, instances) = registration_detail(&cloud.store, cloud.app, &longest).await.unwrap();
    assert_eq!(registration.id.as_str(), longest);
    assert_eq!(registration.learner.last, "Lee");
    assert_eq!(instances.len(), 1);
    assert!(matches!(create(&Cloud::request(&longest)).await, Err(CreateRegistrationError::Exists)));
    let too_long = Cloud::request(&"x".repeat(256));
    assert!(matches!(create(&too_long).await, Err(CreateRegistrationError::BadRegistrationId(_))));
    let mut request = Cloud::request("r");
    request.learner_id = "\u{1}".into();
    assert!(matches!(create(&request).await, Err(CreateRegistrationError::BadLearnerId(_))));
    let mut request = Cloud::request("r");
    request.course_id = "none".into();
    assert!(matches!(
        create(&request).await,
        Err(CreateRegistrationError::Course(FindVersionError::NoCourse))
    ));
    let mut request = Cloud::request("r");
    request.version = Some(Which::Number(3));
    assert!(matches!(
        create(&request).await,
        Err(CreateRegistrationError::Course(FindVersionError::NoVersion(3)))
    ));
}
