//! The debug log of a launch: for people of the console, and by link for others.
//!
//! Every page comes in two addresses: `/log…?app=&launch=` for who is signed in, and `/shared-log/{token}…` for who has a
//! link, which shows that log and nothing else.

mod compare;
mod download;
mod entry;
mod launches;
mod lines;
mod page;
mod place;
mod share;
mod step;
mod words;

pub(in crate::console) use compare::page as compare;
pub(in crate::console) use download::{file as download, shared as shared_download};
pub(in crate::console) use entry::{page as entry, shared as shared_entry};
pub(in crate::console) use launches::page as launches;
pub(in crate::console) use lines::{answer as lines, shared as shared_lines};
pub(in crate::console) use page::{page, shared};
pub(in crate::console) use share::{make as share, revoke as unshare};
pub(in crate::console) use step::{page as step, shared as shared_step};
