//! Run-time data models and API session states of SCORM 1.2 and SCORM 2004. Pure.
