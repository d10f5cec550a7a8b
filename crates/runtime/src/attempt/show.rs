//! The view of the player's page.

use sequencing::definition::HiddenControl;

use super::Attempt;
use crate::behaviour::{Behaviour, InvalidMenuItem, LaunchType, StatusDisplay};
use crate::definition::ResourceKind;
use crate::entry::Request;
use crate::results::{Completion, Success};
use crate::view::{Control, Controls, Delivery, PlayerState, TocItem, View};

impl Attempt {
    /// What the page shows now.
    #[must_use]
    pub fn view(&self) -> View {
        let behaviour = self.behaviour();
        let current = self.state.open.as_ref().map(|open| open.activity);
        View {
            state: self.state.phase,
            title: self.definition.title.clone(),
            current: current.map(|index| self.definition.activities[index].identifier.clone()),
            delivery: self.delivery(&behaviour),
            toc: self.toc(current, &behaviour),
            controls: self.controls(current, &behaviour),
            message: self.state.nowhere.then_some("nothing-to-open"),
        }
    }

    fn delivery(&self, behaviour: &Behaviour) -> Option<Delivery> {
        let open = self.state.open.as_ref().filter(|_| self.state.phase == PlayerState::Playing)?;
        let activity = self.definition.activities.get(open.activity)?;
        let resource = activity.resource.as_ref()?;
        Some(Delivery {
            number: open.delivery,
            activity: activity.identifier.clone(),
            href: resource.href.clone(),
            title: activity.title.clone(),
            sco: resource.kind == ResourceKind::Sco,
            popup: behaviour.sco_launch_type != LaunchType::Frameset,
        })
    }

    fn toc(&self, current: Option<usize>, behaviour: &Behaviour) -> Vec<TocItem> {
        if self.state.phase == PlayerState::Ended {
            return Vec::new();
        }
        // Without any other way on, the table of contents is shown whatever the behaviour says.
        let needed = self.state.phase == PlayerState::Choosing;
        if !behaviour.show_course_structure && !needed {
            return Vec::new();
        }
        let is_2004 = self.definition.edition.is_2004();
        let begun = self.begun();
        let item = |index: usize| {
            let activity = &self.definition.activities[index];
            let valid = if is_2004 { self.can_choose(index) } else { self.linear_choice(index).is_some() };
            let (hidden, enabled) = match behaviour.invalid_menu_item_action {
                _ if valid => (false, true),
                InvalidMenuItem::Show => (false, true),
                InvalidMenuItem::Hide => (true, false),
                InvalidMenuItem::Disable => (false, false),
            };
            TocItem {
                id: activity.identifier.clone(),
                title: activity.title.clone(),
                depth: self.definition.depth(index),
                visible: activity.visible && !hidden && !self.hidden_from_choice(index),
                enabled: enabled && (behaviour.enable_choice_navigation || needed),
                current: current == Some(index),
                status: self.status_word(index, begun[index], behaviour.status_display),
                cluster: activity.resource.is_none(),
            }
        };
        if is_2004 {
            return self.offered_order().into_iter().map(item).collect();
        }
        (0..self.definition.activities.len()).map(item).collect()
    }

    fn status_word(&self, index: usize, begun: bool, display: StatusDisplay) -> &'static str {
        let (completion, success) = self.activity_status(index);
        let success_word = match success {
            Success::Passed => Some("passed"),
            Success::Failed => Some("failed"),
            Success::Unknown => None,
        };
        let completion_word = match completion {
            Completion::Complete => "completed",
            Completion::Incomplete => "incomplete",
            Completion::Unknown if begun => "incomplete",
            Completion::Unknown => "not-attempted",
        };
        match display {
            StatusDisplay::None => "",
            StatusDisplay::SuccessOnly => success_word.unwrap_or("unknown"),
            StatusDisplay::CompletionOnly => completion_word,
            StatusDisplay::Separate | StatusDisplay::Combined => success_word.unwrap_or(completion_word),
        }
    }

    /// For each activity: whether something of it was opened.
    fn begun(&self) -> Vec<bool> {
        let mut begun: Vec<bool> = self.state.activities.iter().map(|state| state.delivered).collect();
        // Parents stand before their children.
        for (index, activity) in self.definition.activities.iter().enumerate().rev() {
            if let Some(parent) = activity.parent.filter(|parent| begun[index] && *parent < index) {
                begun[parent] = true;
            }
        }
        begun
    }

    fn controls(&self, current: Option<usize>, behaviour: &Behaviour) -> Controls {
        if self.state.phase == PlayerState::Ended {
            return Controls::default();
        }
        let hidden = current.map(|index| &self.definition.activities[index].sequencing.hide_lms_ui);
        let shown = |control| hidden.is_none_or(|hidden| !hidden.contains(&control));
        let control = |offered: bool, control: HiddenControl, request: &Request| {
            let visible = offered && shown(control);
            Control { visible, enabled: visible && self.can(request) }
        };
        let is_2004 = self.definition.edition.is_2004();
        let playing = self.state.phase == PlayerState::Playing;
        let flow = behaviour.enable_prev_next && behaviour.show_nav_bar && self.offers_flow(current);
        let leave = behaviour.show_finish_button
            && (shown(HiddenControl::SuspendAll) || shown(HiddenControl::ExitAll));
        Controls {
            continue_: control(flow, HiddenControl::Continue, &Request::Continue),
            previous: control(flow, HiddenControl::Previous, &Request::Previous),
            exit: control(is_2004 && playing, HiddenControl::Exit, &Request::Exit),
            exit_all: control(is_2004, HiddenControl::ExitAll, &Request::ExitAll),
            suspend_all: control(is_2004, HiddenControl::SuspendAll, &Request::SuspendAll),
            abandon: control(is_2004 && playing, HiddenControl::Abandon, &Request::Abandon),
            abandon_all: control(is_2004, HiddenControl::AbandonAll, &Request::AbandonAll),
            return_to_lms: Control { visible: leave, enabled: leave },
        }
    }

    /// Whether there is a way on or back at all where the learner is.
    fn offers_flow(&self, current: Option<usize>) -> bool {
        if !self.definition.edition.is_2004() {
            return !self.definition.is_single();
        }
        let current = current.or_else(|| self.sequencing_current());
        match current.and_then(|index| self.definition.activities[index].parent) {
            Some(parent) => self.definition.activities[parent].sequencing.control_mode.flow,
            None => false,
        }
    }

    /// Whether a request would lead somewhere now.
    pub(super) fn can(&self, request: &Request) -> bool {
        if self.state.phase == PlayerState::Ended {
            return false;
        }
        if self.definition.edition.is_2004() {
            return self.can_by_the_book(request);
        }
        let current = self.state.open.as_ref().map(|open| open.activity);
        match request {
            Request::Continue => current.and_then(|from| self.linear_next(from)).is_some(),
            Request::Previous => current.and_then(|from| self.linear_previous(from)).is_some(),
            Request::Choice(target) | Request::Jump(target) => {
                self.definition.find(target).and_then(|target| self.linear_choice(target)).is_some()
            }
            _ => true,
        }
    }
}
