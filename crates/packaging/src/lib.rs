//! Manifests in, a course and its warnings out. Pure: no I/O, no clock, nothing fetched.
//!
//! [`read_course()`] reads SCORM 1.1 and 1.2 and SCORM 2004 2nd, 3rd and 4th Edition the way authoring tools write
//! them: everything that can be read around becomes a numbered [`ParserWarning`] with file and line, and only a
//! package without any course is an error ([`NoCourse`]). [`lint`] looks at pages and scripts, which the caller
//! hands over one by one.

mod course;
mod decode;
mod detect;
mod entities;
mod file_index;
mod files;
mod find_manifest;
mod items;
mod launch_data;
mod limits;
pub mod lint;
mod metadata;
mod no_course;
mod organizations;
mod parameters;
mod prerequisites;
mod read_course;
mod resources;
mod sequencing_xml;
mod submanifests;
mod values;
mod warning;
mod xml;
mod xml_base;

pub use course::{Course, DataMap, Item, Metadata, Organization, Resource, ResourceKind};
pub use files::{PackageFiles, may_be_read};
pub use find_manifest::OtherStandard;
pub use limits::Limits;
pub use no_course::NoCourse;
pub use prerequisites::{Expression, ItemStatus, Prerequisites};
pub use read_course::read_course;
pub use values::any_duration;
pub use warning::{Code, ParserWarning};
