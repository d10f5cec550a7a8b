//! What the frame of every page needs, and the words for what is in it.

use platform::Timestamp;
use service::console::Role;

use super::{asking::Asking, words::Words};

/// The frame of a page.
#[derive(Clone)]
pub(super) struct Frame {
    words: Words,
    base: String,
    /// The address of the folder with style and icon.
    pub(super) assets: String,
    /// The part of the console that the page belongs to.
    place: &'static str,
    /// Login and role; `None` where nobody is signed in.
    user: Option<(String, Role)>,
}

/// The parts of the console: who may see it, its name in a [`Frame`], its path and its text.
const NAV: [(Role, &str, &str, &str); 4] = [
    (Role::Viewer, "overview", "/", "nav-overview"),
    (Role::Viewer, "apps", "/apps", "apps"),
    (Role::Administrator, "users", "/users", "nav-users"),
    (Role::Administrator, "audit", "/audit", "nav-audit"),
];

/// A choice of a list: value, text, and whether it is chosen.
pub(super) type Choice = (&'static str, String, bool);

impl Frame {
    pub(super) fn of(asking: &Asking, place: &'static str) -> Self {
        Self {
            words: Words::HERE,
            base: asking.base.clone(),
            assets: asking.assets.clone(),
            place,
            user: asking.user.as_ref().map(|user| (user.login.clone(), user.role)),
        }
    }

    /// The address of a place of the console.
    pub(super) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) fn login(&self) -> Option<&str> {
        self.user.as_ref().map(|(login, _)| login.as_str())
    }

    /// The parts of the console that this user may see.
    pub(super) fn nav(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let role = self.user.as_ref().map(|(_, role)| *role);
        let may = |least: Role| role.is_some_and(|role| role >= least);
        NAV.iter()
            .filter(|(least, ..)| may(*least))
            .map(|(_, place, path, id)| (*place, *path, *id))
            .collect()
    }

    pub(super) fn is_administrator(&self) -> bool {
        self.user.as_ref().is_some_and(|(_, role)| *role == Role::Administrator)
    }

    pub(super) fn is_at(&self, place: &str) -> bool {
        self.place == place
    }

    pub(super) fn tag(&self) -> &'static str {
        self.words.tag()
    }

    pub(super) fn direction(&self) -> &'static str {
        self.words.direction()
    }

    pub(super) fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    pub(super) fn with(&self, id: &str, name: &str, value: impl ToString) -> String {
        self.words.with(id, name, &value.to_string())
    }

    pub(super) fn role(&self, role: Role) -> String {
        self.say(&format!("role-{}", role.as_str()))
    }

    /// All roles to choose from, from the least.
    pub(super) fn roles(&self, chosen: Role) -> Vec<Choice> {
        Role::ALL.map(|role| (role.as_str(), self.role(role), role == chosen)).into()
    }
}

/// An instant for people, in UTC: `2026-12-31 23:59 UTC`.
pub(super) fn minute(at: Timestamp) -> String {
    written(at, "%F %H:%M UTC")
}

/// An instant for `datetime`.
pub(super) fn machine(at: Timestamp) -> String {
    written(at, "%FT%TZ")
}

fn written(at: Timestamp, form: &str) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map_or_else(|_| "–".to_owned(), |at| at.strftime(form).to_string())
}
