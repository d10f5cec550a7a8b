//! Receiving postbacks: the only way to learn of results while they happen.
//!
//! Three steps make a receiver:
//!
//! 1. A [`PostbackKey`] makes, for each registration, the credentials that the cloud is to send. They follow from the
//!    registration's id, so nothing needs to be stored, and what is made for one registration is good for no other.
//! 2. A [`PostbackSink`] is where your system keeps results: one function.
//! 3. [`PostbackService`] is the endpoint, a `tower` service for any framework; or call [`Receiver::receive`] from a
//!    handler of your own.
//!
//! ```
//! use lyceum_client::postback::{Postback, PostbackKey, PostbackService, PostbackSink, Stored};
//! use lyceum_client::{Order, Secret, Summary};
//! use std::{collections::HashMap, convert::Infallible, sync::{Arc, Mutex}};
//!
//! #[derive(Clone, Default)]
//! struct Results(Arc<Mutex<HashMap<String, (u32, Summary)>>>);
//!
//! impl PostbackSink for Results {
//!     type Error = Infallible;
//!
//!     async fn store(&self, postback: Postback) -> Result<Stored, Infallible> {
//!         let new = postback.result;
//!         let mut results = self.0.lock().unwrap();
//!         // Only what belongs to a registration of ours; a real one looks into its table, in one transaction.
//!         let Some(known) = results.get_mut(&new.registration) else { return Ok(Stored::NotOurs) };
//!         match new.order_after(&known.1, known.0) {
//!             Order::Newer | Order::Unclear => *known = (new.instance, new.summary), // unclear: also ask the cloud
//!             Order::Same | Order::Older => {}
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
pub use receive::{Expected, Postback, PostbackSink, Receipt, Receiver, Stored};
pub use service::{PostbackFuture, PostbackService};
