//! Closes launches that fell silent. Running it twice does no harm: what is closed is not found again.

use service::close_silent_launches;
use service::rows::StoreError;

use crate::context::Context;
use crate::outcome::earlier;

/// What one run closes at most, in pages: a launch that only a newer program can read stays silent, and is left to that.
const PAGES: usize = 50;

pub(crate) async fn run(context: &Context) -> Result<(), StoreError> {
    let now = context.clock.now();
    let silent_since = earlier(now, context.config.silent_after);
    for _ in 0..PAGES {
        let definitions = context.live.definitions();
        if close_silent_launches(&context.store, definitions, silent_since, now).await? == 0 {
            break;
        }
    }
    Ok(())
}
