//! Requests that leave the server: postbacks and their test. Nothing else speaks to the outside.
//!
//! URLs come from callers and are hostile: the address is judged after name resolution, literal addresses
//! are judged too, redirects are not followed, proxies of the environment are not used, and the answer is
//! cut at a limit before it is kept.

mod guard;
mod post;

pub use guard::{Blocked, TargetPolicy};
pub use post::{Delivery, DeliveryFailure, Outbound, Post};
