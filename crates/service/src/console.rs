//! The console's users: first start, signing in and out, roles, and the log of what they changed.

pub use ::sign_in::{Hasher, SHORTEST_PASSWORD, cookie};

mod apps;
mod audit;
pub mod course;
mod courses;
mod imports;
mod links;
pub(crate) mod packages;
pub mod registration;
pub mod registrations;
mod sign_in;
mod users;

pub use apps::{
    add_app_key, app_last_uses, app_with_totals, create_app, delete_app, delete_app_key, rotate_app_secret,
    switch_app_key, update_app,
};
pub use audit::{Actor, list_audit_events};
pub(crate) use audit::{Entry, note};
pub use courses::{CoursesPage, CoursesSought, count_courses, find_courses};
pub use imports::{
    Import, ImportStage, ImportWarning, NewImport, cancel_import, find_import, first_app, import_warnings,
    list_imports, looks_like_zip, open_imports, order_import,
};
pub use links::{Welcome, find_welcome, first_link, user_link, welcome};
pub use packages::{
    Intake, NewPackage, PACKAGE_TIME, PART_BYTES, PackageError, Received, announce_package, drop_package,
    find_package, forget_old_packages, package_ends, receive_package, unfinished_packages,
};
pub(crate) use registration::NotedRegistration;
pub use sign_in::{
    Door, SESSION_LONGEST, SignIn, change_password, sign_in, sign_out, sign_out_everywhere, who,
};
pub use store::{
    AuditKey, CourseKey, UserKey,
    audit_events::AuditEvent,
    console_users::{Role, User},
    incoming_packages::Incoming,
    totals::Totals,
};
pub use users::{add_user, change_user, list_users};

/// The longest login, and the longest password.
const MAX_LOGIN_CHARS: usize = 64;
const MAX_PASSWORD_BYTES: usize = 1024;

/// Something cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The login is taken.
    #[error("there is a user `{0}` already")]
    LoginTaken(String),
    /// The login cannot be used.
    #[error("a name has 1 to {MAX_LOGIN_CHARS} letters, digits and the characters `. _ - + @`")]
    BadLogin,
    /// The password cannot be used.
    #[error("a password has at least {SHORTEST_PASSWORD} characters and at most {MAX_PASSWORD_BYTES} bytes")]
    BadPassword,
    /// The password that was to be changed is another one.
    #[error("the present password is another one")]
    WrongPassword,
    /// Nobody could administrate any more.
    #[error("this is the last administrator who can sign in")]
    LastAdministrator,
    /// There is no such user.
    #[error("there is no such user")]
    NoUser,
    /// The user may not sign in.
    #[error("the user is switched off")]
    Inactive,
    /// The link was used, is too old, or never was.
    #[error("the link is not good, or no more")]
    NoLink,
    /// Too many passwords are checked at this moment.
    #[error("too many passwords are being checked at once")]
    Busy,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A login as it is stored: without blanks around it, in small letters.
fn checked_login(text: &str) -> Result<String, ConsoleError> {
    let login = text.trim().to_lowercase();
    let fits = (1..=MAX_LOGIN_CHARS).contains(&login.chars().count());
    let is_plain = login.chars().all(|c| c.is_alphanumeric() || "._-+@".contains(c));
    if fits && is_plain { Ok(login) } else { Err(ConsoleError::BadLogin) }
}

fn check_password(password: &str) -> Result<(), ConsoleError> {
    let fits = password.chars().count() >= SHORTEST_PASSWORD && password.len() <= MAX_PASSWORD_BYTES;
    if fits { Ok(()) } else { Err(ConsoleError::BadPassword) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_read_in_a_log() {
        assert_eq!(checked_login("  Ann.Lee@Example.org ").unwrap(), "ann.lee@example.org");
        assert_eq!(checked_login("Zoë").unwrap(), "zoë");
        for bad in ["", " ", "a b", "<b>", "a\u{202e}b", "a\0", &"x".repeat(65)] {
            assert!(matches!(checked_login(bad), Err(ConsoleError::BadLogin)), "{bad}");
        }
    }

    #[test]
    fn passwords_have_a_length() {
        assert!(check_password("äöüäöüäöüä").is_ok());
        assert!(check_password("123456789").is_err());
        assert!(check_password(&"x".repeat(1025)).is_err());
    }
}
