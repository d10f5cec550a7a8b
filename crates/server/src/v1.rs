//! API V1 over HTTP: one endpoint, one file per method.
//!
//! A request is read by `transport`, checked and sent on by `dispatch`; each file below a service's folder
//! turns one method's parameters into one call of the `service` crate and its result into a reply.

mod admit;
mod application;
mod authenticate;
mod call;
mod course;
mod debug;
mod dispatch;
mod export;
mod failure;
mod receive;
mod registration;
mod reportage;
mod reporting;
mod tagging;
#[cfg(test)]
mod tests;
mod transport;
mod upload;
mod widget;

pub use crate::services::Services;
pub use admit::RateLimits;
pub use dispatch::intercept;
pub(crate) use transport::{Download, Endpoint, endpoint};
