//! TypeScript's view of `platform::player_protocol`.

use std::path::Path;

use platform::player_protocol::{
    Acknowledged, ApiEdition, Exit, JournalStatus, LeaveAction, Opens, Refused, ReviewReason, Settings,
    Start, Started, WindowSettings,
};
use ts_rs::{Config, TS};

pub(super) const PATH: &str = "web/player/src/protocol.ts";

pub(super) fn write(root: &Path) -> anyhow::Result<()> {
    Ok(std::fs::write(root.join(PATH), text())?)
}

/// Whether the file is an older one.
pub(super) fn differs(root: &Path) -> anyhow::Result<bool> {
    Ok(std::fs::read_to_string(root.join(PATH))? != text())
}

fn text() -> String {
    // Numbers of this protocol stay far below 2^53.
    let config = Config::default().with_large_int("number");
    let mut text =
        String::from("// Made by `cargo xtask assets` from crates/platform/src/player_protocol.rs.\n");
    for declaration in [
        Start::decl(&config),
        Started::decl(&config),
        Settings::decl(&config),
        WindowSettings::decl(&config),
        Opens::decl(&config),
        LeaveAction::decl(&config),
        ReviewReason::decl(&config),
        ApiEdition::decl(&config),
        Exit::decl(&config),
        Acknowledged::decl(&config),
        JournalStatus::decl(&config),
        Refused::decl(&config),
    ] {
        text += "\nexport ";
        text += &declaration;
        text += "\n";
    }
    text
}
