//! What pages of ours share in their looks.

/// Custom properties for colours and measures, light and dark, and the font: a style sheet to load before a page's own.
pub const TOKENS: &str = include_str!("../styles/tokens.css");

/// The looks of pages that are read and worked on, in the console and in Campus; stands on [`TOKENS`].
pub const PAGES: &str = include_str!("../styles/pages.css");

/// What pages do by script: a form that is sent twice counts once, and parts marked `data-live` keep up by themselves with
/// [`live::only_changes`](crate::live::only_changes). Every page is right without it.
pub const PAGE_SCRIPT: &str = include_str!("../scripts/page.js");

#[cfg(test)]
mod tests {
    use super::TOKENS;

    /// The player's styles are one file, so that a launch loads one; its tokens are these.
    #[test]
    fn the_player_looks_like_the_rest_of_the_house() {
        let player = include_str!("../../../web/player/styles/player.css");
        for token in TOKENS.lines().map(str::trim).filter(|line| line.starts_with("--")) {
            assert!(player.contains(token), "player.css has no `{token}`");
        }
    }
}
