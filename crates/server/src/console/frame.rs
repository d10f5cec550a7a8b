//! What the frame of every page needs, and the words for what is in it.

use cloud_api::v1::params::Params;
use platform::{ByteSize, Timestamp};
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
const NAV: &[(Role, &str, &str, &str)] = &[
    (Role::Viewer, "overview", "/", "nav-overview"),
    (Role::Viewer, "courses", "/courses", "courses"),
    (Role::Viewer, "registrations", "/registrations", "registrations"),
    (Role::Viewer, "logs", "/logs", "nav-logs"),
    (Role::Viewer, "apps", "/apps", "apps"),
    (Role::Viewer, "operations", "/operations", "nav-operations"),
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

    /// The address of a place with a query, which may hold any characters.
    pub(super) fn at<'v>(&self, path: &str, query: impl IntoIterator<Item = (&'v str, &'v str)>) -> String {
        let query: Params = query.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        format!("{}{path}?{}", self.base, query.to_urlencoded())
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

    pub(super) fn is_author(&self) -> bool {
        self.user.as_ref().is_some_and(|(_, role)| *role >= Role::Author)
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

    /// A text with several values in it.
    pub(super) fn with_all(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.words.with_all(id, values)
    }

    /// A message in pieces, and whether each stood between backticks, as names and values do in what the service says.
    pub(super) fn parts<'t>(&self, text: &'t str) -> Vec<(bool, &'t str)> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, (code, after))) =
            rest.split_once('`').and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
        {
            parts.extend([(false, before), (true, code)]);
            rest = after;
        }
        parts.push((false, rest));
        parts
    }

    pub(super) fn role(&self, role: Role) -> String {
        self.say(&format!("role-{}", role.as_str()))
    }

    /// All roles to choose from, from the least.
    pub(super) fn roles(&self, chosen: Role) -> Vec<Choice> {
        Role::ALL.map(|role| (role.as_str(), self.role(role), role == chosen)).into()
    }
}

/// A number of bytes for people: `12.3 MB`.
pub(super) fn size(bytes: u64) -> String {
    ByteSize(bytes).to_string()
}

/// An instant for people, in UTC: `2026-12-31 23:59 UTC`.
pub(super) fn minute(at: Timestamp) -> String {
    written(at, "%F %H:%M UTC")
}

/// The same to the second, where things follow each other quickly.
pub(super) fn second(at: Timestamp) -> String {
    written(at, "%F %H:%M:%S UTC")
}

/// The hour that an instant begins: `12-31 23:00`.
pub(super) fn hour(at: Timestamp) -> String {
    written(at, "%m-%d %H:%M")
}

/// The day: `2026-12-31`.
pub(super) fn day(at: Timestamp) -> String {
    written(at, "%F")
}

/// An instant for `datetime`.
pub(super) fn machine(at: Timestamp) -> String {
    written(at, "%FT%TZ")
}

/// An instant with all that is known of it, in UTC: `2026-12-31 23:59:59.123 UTC`.
pub(super) fn exact(at: Timestamp) -> String {
    written(at, "%F %H:%M:%S%.3f UTC")
}

fn written(at: Timestamp, form: &str) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map_or_else(|_| "–".to_owned(), |at| at.strftime(form).to_string())
}
