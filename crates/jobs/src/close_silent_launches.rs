//! Closes launches that fell silent. Running it twice does no harm: what is closed is not found again.

use platform::Timestamp;
use service::rows::StoreError;
use service::{Definitions, close_silent_launches};

use crate::context::Context;

pub(crate) async fn run(context: &Context) -> Result<(), StoreError> {
    let now = context.clock.now();
    let silent_after = i64::try_from(context.config.silent_after.as_micros()).unwrap_or(i64::MAX);
    let silent_since = Timestamp(now.0.saturating_sub(silent_after));
    let definitions = Definitions::default();
    while close_silent_launches(&context.store, &definitions, silent_since, now).await? > 0 {}
    Ok(())
}
