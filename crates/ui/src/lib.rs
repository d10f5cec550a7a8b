//! Page layout, styles and language files shared by the server and Campus.

mod languages;

pub use languages::{Direction, Language, Strings};
