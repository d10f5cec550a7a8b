//! The SCORM 2004 Sequencing and Navigation book, one file per process. Pure.

pub mod definition;
