//! Package attributes as the player's page reads them.

use platform::player_protocol::{LeaveAction, Opens, ReviewReason, Settings, WindowSettings};
use runtime::{Attempt, Behaviour, LaunchType, Mode, ReturnToLms};

/// What the page acts on in a launch.
pub(crate) fn settings(attempt: &Attempt, behaviour: &Behaviour) -> Settings {
    let is_review = attempt.pins().is_some_and(|pins| pins.mode == Mode::Review);
    let reason = if attempt.time_is_over() { ReviewReason::Time } else { ReviewReason::Completed };
    Settings {
        window: window(behaviour, behaviour.sco_launch_type),
        required_width: behaviour.required_width,
        required_height: behaviour.required_height,
        needs_full_screen: behaviour.required_full_screen,
        title_bar: behaviour.show_title_bar,
        help: behaviour.show_help && behaviour.show_nav_bar,
        close_item: behaviour.show_close_item,
        contents_open: behaviour.course_structure_starts_open,
        contents_width: behaviour.course_structure_width,
        context_menu: !behaviour.prevent_right_click,
        leave: match behaviour.return_to_lms_action {
            ReturnToLms::Legacy | ReturnToLms::SuspendAll => LeaveAction::Suspend,
            ReturnToLms::ExitAll => LeaveAction::Exit,
            ReturnToLms::Selectable => LeaveAction::Ask,
        },
        told_failures: behaviour.comm_max_failed_submissions,
        review: is_review.then_some(reason),
    }
}

/// The window of a launch type.
pub(crate) fn window(behaviour: &Behaviour, kind: LaunchType) -> WindowSettings {
    let (opens, toolbar) = match kind {
        LaunchType::Frameset => (Opens::Frame, true),
        LaunchType::NewWindow => (Opens::Window, true),
        LaunchType::NewWindowAfterClick => (Opens::Click, true),
        LaunchType::NewWindowWithoutToolbar => (Opens::Window, false),
        LaunchType::NewWindowWithoutToolbarAfterClick => (Opens::Click, false),
    };
    WindowSettings {
        opens,
        toolbar,
        width: behaviour.desired_width.max(behaviour.required_width),
        height: behaviour.desired_height.max(behaviour.required_height),
        full_screen: behaviour.desired_full_screen || behaviour.required_full_screen,
        fixed: behaviour.prevent_window_resize,
        wrapped: behaviour.wrap_sco_window_with_api,
    }
}

#[cfg(test)]
mod tests {
    use runtime::Edition;

    use super::*;

    #[test]
    fn windows_by_launch_type() {
        let mut behaviour = Behaviour::defaults(Edition::Scorm12, 1);
        (behaviour.desired_width, behaviour.required_width) = (800, 1000);
        for (kind, opens, toolbar) in [
            (LaunchType::Frameset, Opens::Frame, true),
            (LaunchType::NewWindow, Opens::Window, true),
            (LaunchType::NewWindowAfterClick, Opens::Click, true),
            (LaunchType::NewWindowWithoutToolbar, Opens::Window, false),
            (LaunchType::NewWindowWithoutToolbarAfterClick, Opens::Click, false),
        ] {
            let window = window(&behaviour, kind);
            assert_eq!((window.opens, window.toolbar), (opens, toolbar), "{kind:?}");
            assert_eq!((window.width, window.height, window.full_screen), (1000, 0, false));
        }
    }
}
