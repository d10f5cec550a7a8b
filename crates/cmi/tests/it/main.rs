//! The data models, clause by clause.

mod answers_2004;
mod properties;
mod scorm_12;
mod scorm_2004;
mod steps;
mod texts_and_times;
