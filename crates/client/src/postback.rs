//! Receiving postbacks: the only way to learn of results while they happen.
//!
//! Three steps make a receiver:
//!
//! 1. A [`PostbackKey`] makes, for each registration, the credentials that the cloud is to send. They follow from the
//!    registration's id, so nothing needs to be stored, and what is made for one registration is good for no other.
//! 2. A [`ResultSink`](crate::ResultSink) is where your system keeps results: one function.
//! 3. [`PostbackService`] is the endpoint, a `tower` service for any framework; or call [`Receiver::receive`] from a
//!    handler of your own.
//!
//! ```
//! use lyceum_client::postback::{PostbackKey, PostbackService};
//! use lyceum_client::{Clock, Incoming, Known, ResultSink, Secret, Stored, SystemClock};
//! use std::{collections::HashMap, convert::Infallible, sync::{Arc, Mutex}};
//!
//! /// Results by registration; a real one has a table, and does this in one transaction.
//! #[derive(Clone, Default)]
//! struct Results(Arc<Mutex<HashMap<String, Option<Known>>>>);
//!
//! impl ResultSink for Results {
//!     type Error = Infallible;
//!
//!     async fn store(&self, incoming: Incoming) -> Result<Stored, Infallible> {
//!         let mut results = self.0.lock().unwrap();
//!         let Some(known) = results.get_mut(incoming.id.as_str()) else { return Ok(Stored::NotOurs) };
//!         let verdict = incoming.result.verdict(known.as_ref(), incoming.source);
//!         if verdict.take {
//!             let (instance, summary) = (incoming.result.instance, incoming.result.summary);
//!             *known = Some(Known { instance, summary, stored: SystemClock.now() });
//!         }
//!         if verdict.ask {
//!             // leave a job that calls `lyceum_client::refresh_result`
//!         }
//!         Ok(Stored::Kept)
//!     }
//! }
//!
//! let key = PostbackKey::new(Secret::new("32 random bytes of your configuration"));
//! let endpoint = PostbackService::new(key, Results::default());
//! let app: axum::Router = axum::Router::new().route_service("/postback", endpoint);
//! ```

mod key;
mod receive;
mod service;

pub use cloud_api::v1::postback::{AuthType, Credentials, PostbackSettings};
pub use key::PostbackKey;
pub use receive::{Expected, Receipt, Receiver};
pub use service::{PostbackFuture, PostbackService};
