//! Pages of registrations by what the caller asks for. The one place where a statement is put together, from fixed
//! parts: a condition that is not asked for must not stand there, or no index would serve the others.

use platform::{LearnerId, Timestamp};

use super::{Registration, registration};
use crate::statement::Statement;
use crate::value::{Argument, Value};
use crate::{AppKey, CourseKey, Error, RegistrationKey, Tx};

/// Stands for the built text in errors.
static LIST: Statement = Statement {
    table: "registrations",
    name: "LIST",
    purpose: "a page of registrations",
    sqlite: HEAD,
    postgres: HEAD,
};

const HEAD: &str = "
    SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
        r.learner_id, r.learner_first, r.learner_last, r.learner_email,
        r.latest_instance, r.launched_version, r.created_at, r.updated_at,
        r.first_access_at, r.last_access_at, r.completed_at,
        r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format
    FROM registrations r JOIN courses c ON c.key = r.course
    WHERE r.app = $1 AND r.key > $2";

/// Which registrations a list holds. What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct RegistrationFilter {
    /// Of this course.
    pub course: Option<CourseKey>,
    /// Of this learner.
    pub learner: Option<LearnerId>,
    /// Whose results changed later than this.
    pub after: Option<Timestamp>,
    /// Whose results changed at this instant or earlier.
    pub until: Option<Timestamp>,
}

impl RegistrationFilter {
    /// The text for these conditions, with their arguments behind application, place and limit.
    fn build(&self) -> (String, Vec<Value<'_>>) {
        let conditions = [
            ("r.course = $", self.course.map(Argument::value)),
            ("r.learner_id = $", self.learner.as_ref().map(Argument::value)),
            ("r.updated_at > $", self.after.map(Argument::value)),
            ("r.updated_at <= $", self.until.map(Argument::value)),
        ];
        let mut text = HEAD.to_owned();
        let mut args = Vec::new();
        for (condition, arg) in conditions {
            if let Some(arg) = arg {
                args.push(arg);
                text.push_str(&format!("\n        AND {condition}{}", 3 + args.len()));
            }
        }
        text.push_str("\n    ORDER BY r.key\n    LIMIT $3");
        (text, args)
    }
}

/// A page of an application's registrations, those after `after`, in the order they were made.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    filter: &RegistrationFilter,
    after: Option<RegistrationKey>,
    limit: u32,
) -> Result<Vec<Registration>, Error> {
    let (text, conditions) = filter.build();
    let mut args = vec![app.value(), after.unwrap_or(RegistrationKey(0)).value(), limit.value()];
    args.extend(conditions);
    tx.fetch_built(&LIST, text, &args).await?.iter().map(registration).collect()
}

/// The text of every combination of conditions, for the test that prepares all statements.
pub(crate) fn all_texts() -> Vec<String> {
    let learner = LearnerId::new("x").ok();
    (0..16u8)
        .map(|bits| RegistrationFilter {
            course: (bits & 1 != 0).then_some(CourseKey(1)),
            learner: learner.clone().filter(|_| bits & 2 != 0),
            after: (bits & 4 != 0).then_some(Timestamp(1)),
            until: (bits & 8 != 0).then_some(Timestamp(1)),
        })
        .map(|filter| filter.build().0)
        .collect()
}
