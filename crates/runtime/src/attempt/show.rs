//! The view of the player's page.

use std::cell::Ref;

use sequencing::definition::HiddenControl;

use super::Attempt;
use crate::behaviour::{Behaviour, InvalidMenuItem, LookAhead};
use crate::definition::ResourceKind;
use crate::entry::Request;
use crate::results::{Completion, Success};
use crate::run_data::RunData;
use crate::view::{Control, Controls, Delivery, PlayerState, TocItem, TocLine, TocStatus, View};

impl Attempt {
    /// What the page shows now.
    #[must_use]
    pub fn view(&self) -> View {
        let behaviour = self.behaviour();
        let current = self.state.open.as_ref().map(|open| open.activity);
        if self.shows_contents() {
            // One look ahead answers for the controls as well.
            self.ask_contents(|_| ());
        }
        View {
            state: self.state.phase,
            title: self.definition.title.clone(),
            current: current.map(|index| self.definition.activities[index].identifier.clone()),
            delivery: self.delivery(),
            controls: self.controls(current, &behaviour),
            message: self.state.nowhere.then_some("nothing-to-open"),
            progress: behaviour.show_progress_bar.then(|| self.progress()),
            time_left_millis: self.time_left().map(|left| left / 1000),
        }
    }

    /// What the content frame shows now.
    #[must_use]
    pub fn delivery(&self) -> Option<Delivery> {
        let open = self.state.open.as_ref().filter(|_| self.state.phase == PlayerState::Playing)?;
        let activity = self.definition.activities.get(open.activity)?;
        let resource = activity.resource.as_ref()?;
        Some(Delivery {
            number: open.delivery,
            activity: activity.identifier.clone(),
            href: resource.href.clone(),
            title: activity.title.clone(),
            sco: resource.kind == ResourceKind::Sco,
        })
    }

    /// The table of contents as the page shows it now; empty where it does not.
    #[must_use]
    pub fn table_of_contents(&self) -> Vec<TocItem> {
        self.toc_lines().iter().map(|line| self.toc_item(line)).collect()
    }

    /// One line with what never changes of it.
    pub(crate) fn toc_item(&self, line: &TocLine) -> TocItem {
        let activity = &self.definition.activities[line.activity];
        TocItem {
            id: activity.identifier.clone(),
            title: activity.title.clone(),
            depth: self.definition.depth(line.activity),
            cluster: activity.resource.is_none(),
            line: *line,
        }
    }

    /// What may change of the lines, in the order in which they are offered.
    pub(crate) fn toc_lines(&self) -> Vec<TocLine> {
        if !self.shows_contents() {
            return Vec::new();
        }
        let behaviour = self.behaviour();
        let needed = self.state.phase == PlayerState::Choosing;
        let current = self.state.open.as_ref().map(|open| open.activity);
        let choices = behaviour.enable_choice_navigation || needed;
        let begun = self.begun();
        let ignorant = behaviour.lookahead_sequencer_mode == LookAhead::Disabled;
        let line = |activity: usize, shown: bool, valid: bool, status: (Completion, Success)| {
            let (hidden, enabled) = match behaviour.invalid_menu_item_action {
                _ if valid || ignorant => (false, true),
                InvalidMenuItem::Show => (false, true),
                InvalidMenuItem::Hide => (true, false),
                InvalidMenuItem::Disable => (false, false),
            };
            let (status, success) = TocStatus::of(status, begun[activity], behaviour.status_display);
            TocLine {
                activity,
                visible: shown && !hidden,
                enabled: enabled && choices,
                current: current == Some(activity),
                status,
                success,
            }
        };
        if self.definition.edition.is_2004() {
            let statuses = self.statuses_by_the_book();
            let offered = self.ask_contents(|contents| {
                let lines = contents.offered().map(|entry| {
                    let index = entry.activity.index();
                    line(index, entry.visible && !entry.hidden_from_choice, entry.enabled, statuses[index])
                });
                lines.collect()
            });
            if let Some(offered) = offered {
                return offered;
            }
        }
        let all = self.definition.activities.iter().enumerate();
        all.map(|(index, activity)| {
            let valid = self.linear_choice(index).is_some();
            line(index, activity.visible, valid, self.activity_status(index))
        })
        .collect()
    }

    fn shows_contents(&self) -> bool {
        match self.state.phase {
            PlayerState::Ended => false,
            // Without any other way on, the table of contents is shown whatever the behaviour says.
            PlayerState::Choosing => true,
            PlayerState::Playing => self.behaviour().show_course_structure,
        }
    }

    /// Percent of the course that is done: complete or passed activities, and of those under way what they say.
    fn progress(&self) -> u8 {
        let (mut done, mut all) = (0.0, 0.0);
        for index in self.definition.launchable() {
            all += 1.0;
            let (completion, success) = self.activity_status(index);
            let said = || self.state.activities[index].counted().and_then(RunData::progress);
            done += if completion == Completion::Complete || success == Success::Passed {
                1.0
            } else {
                said().unwrap_or_default()
            };
        }
        // All of it only when nothing is left.
        if all > 0.0 { (done * 100.0 / all) as u8 } else { 0 }
    }

    /// For each activity: whether something of it was opened.
    fn begun(&self) -> Ref<'_, Vec<bool>> {
        if self.begun.borrow().is_empty() {
            let mut begun: Vec<bool> = self.state.activities.iter().map(|state| state.delivered).collect();
            // Parents stand before their children.
            for (index, activity) in self.definition.activities.iter().enumerate().rev() {
                if let Some(parent) = activity.parent.filter(|parent| begun[index] && *parent < index) {
                    begun[parent] = true;
                }
            }
            *self.begun.borrow_mut() = begun;
        }
        self.begun.borrow()
    }

    /// An activity is opened, and all above it begun with it.
    pub(super) fn has_begun(&mut self, activity: usize) {
        if self.begun.get_mut().is_empty() {
            return;
        }
        let path: Vec<usize> = self.path_up(activity).collect();
        for at in path {
            self.begun.get_mut()[at] = true;
        }
    }

    fn controls(&self, current: Option<usize>, behaviour: &Behaviour) -> Controls {
        if self.state.phase == PlayerState::Ended {
            return Controls::default();
        }
        let hidden = current.map(|index| &self.definition.activities[index].sequencing.hide_lms_ui);
        let ignorant = behaviour.lookahead_sequencer_mode == LookAhead::Disabled;
        let shown = |control| hidden.is_none_or(|hidden| !hidden.contains(&control));
        let control = |offered: bool, control: HiddenControl, request: &Request| {
            let visible = offered && shown(control);
            Control { visible, enabled: visible && (ignorant || self.can(request)) }
        };
        // The bar's own; Leave stays without it.
        let is_2004 = self.definition.edition.is_2004() && behaviour.show_nav_bar;
        let closes = is_2004 || behaviour.show_close_item && behaviour.show_nav_bar;
        let playing = self.state.phase == PlayerState::Playing;
        let flow = behaviour.enable_prev_next && behaviour.show_nav_bar && self.offers_flow(current);
        let leave = behaviour.show_finish_button
            && (shown(HiddenControl::SuspendAll) || shown(HiddenControl::ExitAll));
        Controls {
            continue_: control(flow, HiddenControl::Continue, &Request::Continue),
            previous: control(flow, HiddenControl::Previous, &Request::Previous),
            exit: control(closes && playing, HiddenControl::Exit, &Request::Exit),
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
