//! What an item hands to the data model: `adlcp` launch data of SCORM 1.2 and 2004.

use cmi::{Edition, LaunchData};

use crate::warning::Warnings;
use crate::xml::Element;

pub(crate) fn read(_element: &Element, _edition: Edition, _warnings: &mut Warnings) -> LaunchData {
    LaunchData::default()
}
