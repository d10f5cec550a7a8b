//! What the player shows.

mod toc;

use crate::entry::Request;
use crate::json::Json;

pub(crate) use toc::changes;
pub use toc::{TocItem, TocLine, TocStatus};

/// Everything the shell draws but for the table of contents, made from the state after each entry.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// What the player is doing.
    pub state: PlayerState,
    /// Title of the course.
    pub title: String,
    /// Identifier of the activity that is open.
    pub current: Option<String>,
    /// What the content frame shows.
    pub delivery: Option<Delivery>,
    /// Navigation.
    pub controls: Controls,
    /// Id of a sentence for the learner, where a request led nowhere.
    pub message: Option<&'static str>,
    /// Percent of the course that is done, where that is shown.
    pub progress: Option<u8>,
    /// Milliseconds until the time for the course is over, where it is limited.
    pub time_left_millis: Option<i64>,
}

/// What the player is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayerState {
    /// Content is open.
    Playing,
    /// Nothing is open; the learner chooses.
    Choosing,
    /// The session is over.
    Ended,
}

/// What the content frame shows. A new `number` means: open it (again).
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Counts deliveries within the launch.
    pub number: u32,
    /// Identifier of the activity.
    pub activity: String,
    /// Address: relative to the top of the package, or absolute.
    pub href: String,
    /// Title.
    pub title: String,
    /// Whether it talks to the player.
    pub sco: bool,
}

/// One navigation control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Control {
    /// Whether it is offered.
    pub visible: bool,
    /// Whether the request would lead somewhere.
    pub enabled: bool,
}

/// The navigation controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Controls {
    /// `continue`
    pub continue_: Control,
    /// `previous`
    pub previous: Control,
    /// `exit`
    pub exit: Control,
    /// `exitAll`
    pub exit_all: Control,
    /// `suspendAll`
    pub suspend_all: Control,
    /// `abandon`
    pub abandon: Control,
    /// `abandonAll`
    pub abandon_all: Control,
    /// Leave, the control of the bar.
    pub return_to_lms: Control,
}

/// What follows once content has finished, for the player to do after the grace second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PendingRequest {
    /// Nothing.
    None,
    /// Send this navigation request.
    Navigate(Request),
    /// Leave the course by this request.
    ExitCourse(Request),
    /// Ask the learner, then leave the course by this request.
    ConfirmExit(Request),
    /// Tell the learner that the activity is finished.
    Message,
}

impl PlayerState {
    /// As the page spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Playing => "playing",
            Self::Choosing => "choosing",
            Self::Ended => "ended",
        }
    }
}

impl View {
    /// As the page reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::default();
        json.object(|view| {
            view.key("state").string(self.state.name());
            view.key("title").string(&self.title);
            match &self.current {
                Some(current) => view.key("current").string(current),
                None => view.key("current").null(),
            }
            match &self.delivery {
                Some(delivery) => view.key("delivery").object(|o| delivery.fill(o)),
                None => view.key("delivery").null(),
            }
            view.key("controls").object(|o| self.controls.fill(o));
            if let Some(message) = self.message {
                view.key("message").string(message);
            }
            if let Some(progress) = self.progress {
                view.key("progress").number(u64::from(progress));
            }
            if let Some(left) = self.time_left_millis {
                view.key("timeLeft").number(left.max(0) as u64);
            }
        });
        json.finish()
    }
}

impl Delivery {
    fn fill(&self, json: &mut Json) {
        json.key("number").number(u64::from(self.number));
        json.key("activity").string(&self.activity);
        json.key("href").string(&self.href);
        json.key("title").string(&self.title);
        json.key("kind").string(if self.sco { "sco" } else { "asset" });
    }
}

impl Controls {
    /// The controls by the name of their request.
    #[must_use]
    pub fn all(&self) -> [(&'static str, Control); 8] {
        [
            ("continue", self.continue_),
            ("previous", self.previous),
            ("exit", self.exit),
            ("exitAll", self.exit_all),
            ("suspendAll", self.suspend_all),
            ("abandon", self.abandon),
            ("abandonAll", self.abandon_all),
            ("returnToLms", self.return_to_lms),
        ]
    }

    fn fill(&self, json: &mut Json) {
        for (name, control) in self.all() {
            json.key(name).object(|o| {
                o.key("visible").boolean(control.visible);
                o.key("enabled").boolean(control.enabled);
            });
        }
    }
}

impl PendingRequest {
    /// As the page reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (action, request) = match self {
            Self::None => ("none", None),
            Self::Navigate(request) => ("navigate", Some(request)),
            Self::ExitCourse(request) => ("exitCourse", Some(request)),
            Self::ConfirmExit(request) => ("confirmExit", Some(request)),
            Self::Message => ("message", None),
        };
        let mut json = Json::default();
        json.object(|o| {
            o.key("action").string(action);
            if let Some(request) = request {
                o.key("request").string(&request.to_string());
            }
        });
        json.finish()
    }
}
