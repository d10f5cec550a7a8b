//! What an LMS and its learners do, over HTTP, on a whole server.

mod main_job;
mod two_nodes;
