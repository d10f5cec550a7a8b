//! `rustici.tagging`: {get, set, add, remove} × {course, learner, registration}. The twelve methods differ in whose
//! tags they mean and in what they do; each file says both.

pub(super) mod add_course_tag;
pub(super) mod add_learner_tag;
pub(super) mod add_registration_tag;
pub(super) mod get_course_tags;
pub(super) mod get_learner_tags;
pub(super) mod get_registration_tags;
pub(super) mod remove_course_tag;
pub(super) mod remove_learner_tag;
pub(super) mod remove_registration_tag;
pub(super) mod set_course_tags;
pub(super) mod set_learner_tags;
pub(super) mod set_registration_tags;

use cloud_api::v1::{
    error::Fault,
    request::{TagOwner, Tagging},
    simple::Done,
    tags::Tags,
};
use service::{TagChange, TagsError};

use super::{
    call::{Call, internal},
    transport::Answer,
};

async fn get(call: Call<'_>, owner: TagOwner) -> Result<Answer, Fault> {
    let Tagging { id, .. } = Tagging::read_get(owner, call.params)?;
    let tags = service::list_tags(&call.services.store, call.app_key(), owner, &id).await;
    Ok(Answer::ok(&Tags(tags.map_err(|error| failed(&call, &id, &error))?)))
}

async fn set(call: Call<'_>, owner: TagOwner) -> Result<Answer, Fault> {
    let tagging = Tagging::read_set(owner, call.params)?;
    change(call, owner, TagChange::Set, tagging).await
}

async fn add(call: Call<'_>, owner: TagOwner) -> Result<Answer, Fault> {
    let tagging = Tagging::read_add(owner, call.params)?;
    change(call, owner, TagChange::Add, tagging).await
}

async fn remove(call: Call<'_>, owner: TagOwner) -> Result<Answer, Fault> {
    let tagging = Tagging::read_remove(owner, call.params)?;
    change(call, owner, TagChange::Remove, tagging).await
}

async fn change(
    call: Call<'_>,
    owner: TagOwner,
    change: TagChange,
    Tagging { id, tags }: Tagging,
) -> Result<Answer, Fault> {
    let changed = service::change_tags(&call.services.store, call.app_key(), owner, &id, change, &tags).await;
    changed.map_err(|error| failed(&call, &id, &error))?;
    Ok(Answer::ok(&Done))
}

fn failed(call: &Call<'_>, id: &str, error: &TagsError) -> Fault {
    match error {
        TagsError::NoCourse => call.no_course(id),
        TagsError::NoRegistration => call.no_registration(id),
        TagsError::BadLearnerId(_) => Fault::invalid("learnerid"),
        TagsError::Store(_) => internal(error),
    }
}
