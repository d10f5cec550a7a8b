//! Where the cloud posts results, and with which credentials. Both follow from the configuration, so a change of
//! `postback_url` or of the application's secret is told to the cloud for every registration that is there.

use lyceum_client::postback::PostbackSettings;
use lyceum_client::{CallError, RegistrationId, ResultsFormat, code};
use sha2::{Digest as _, Sha256};

use super::{Failed, go_on};
use crate::Campus;
use crate::records::postbacks;

/// The settings for a registration.
pub(crate) fn settings(campus: &Campus, id: &RegistrationId) -> PostbackSettings {
    let mut settings = campus.postback_key().settings(id, url(campus));
    // The full report, so that detail is here when the cloud is not.
    settings.format = ResultsFormat::Full;
    settings
}

/// What all settings follow from, as a digest.
pub(crate) fn digest(campus: &Campus) -> String {
    let mut hash = Sha256::new();
    hash.update(campus.config().postback_key.expose());
    hash.update("\0");
    hash.update(url(campus));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gives the cloud the present settings of registrations of which it has others.
pub(crate) async fn renew(campus: &Campus) -> Result<(), Failed> {
    let present = digest(campus);
    let others = {
        let mut tx = campus.records().begin_read().await?;
        postbacks::others(&mut tx, &present).await?
    };
    for id in others {
        go_on(renew_one(campus, &id, &present).await, "renew a postback", &id)?;
    }
    Ok(())
}

async fn renew_one(campus: &Campus, id: &str, present: &str) -> Result<(), Failed> {
    let registration = RegistrationId::new(id).map_err(|_| Failed::NotFound)?;
    let settings = settings(campus, &registration);
    match campus.cloud().registrations().set_postback(&registration, &settings).await {
        // One that the cloud lost gets them when it is made anew.
        Ok(()) | Err(CallError::Refused { code: code::NOT_FOUND, .. }) => {}
        Err(error) => return Err(error.into()),
    }
    sql::transact!(campus.records(), |tx| { Ok(postbacks::set(tx, id, present).await?) })
}

fn url(campus: &Campus) -> String {
    format!("{}/postback", campus.config().postback_url)
}
