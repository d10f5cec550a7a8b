//! Links for browsers: signed, good for a quarter of an hour, and hard to leave lying about.

mod answer;

use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;

pub use answer::{LaunchRedirect, LinkAnswer};

use crate::Timestamp;
use crate::clock::later;

/// How long the cloud takes a signature.
pub const LINK_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// A link that does something for whoever opens it, within a quarter of an hour of its making.
///
/// Written into a page it is a trap: the page is opened, left alone for twenty minutes, and then the button fails. So a
/// link is made when somebody clicks, and handed to that browser alone: as [`LaunchRedirect`] or as [`LinkAnswer`].
///
/// It cannot be printed by accident: there is no `Display`, and `Debug` shows neither signature nor parameters.
///
/// ```compile_fail
/// fn page(link: lyceum_client::SignedUrl) -> String {
///     format!("<a href=\"{link}\">Launch</a>")
/// }
/// ```
#[derive(Clone)]
pub struct SignedUrl {
    method: &'static str,
    url: Zeroizing<String>,
    made: Timestamp,
}

impl SignedUrl {
    pub(crate) fn new(method: &'static str, url: String, made: Timestamp) -> Self {
        Self { method, url: Zeroizing::new(url), made }
    }

    /// When the cloud stops taking it.
    pub fn expires(&self) -> Timestamp {
        later(self.made, LINK_LIFETIME)
    }

    /// Whether the cloud would refuse it at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now > self.expires()
    }

    /// An answer that sends the browser there.
    pub fn redirect(self) -> LaunchRedirect {
        LaunchRedirect(self)
    }

    /// An answer that gives the link to a script.
    pub fn answer(self) -> LinkAnswer {
        LinkAnswer(self)
    }

    /// The address itself. Use it at once, for the one browser that asked; not in a page, a mail, a log or a cache.
    pub fn hand_out(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedUrl({}, expires {})", self.method, self.expires().to_xml())
    }
}
