//! What may still keep a signed call from its method: too many of them, or the same one again. Both are switched on
//! by the operator.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use cloud_api::v1::{
    error::{Fault, Global},
    method::Method,
    params::Params,
};
use platform::Timestamp;
use service::rows::AppKey;

use crate::services::Services;

use super::{authenticate::Caller, call::internal};

const MINUTE_MICROS: i64 = 60_000_000;

/// How many calls each application has left: a bucket that fills in a minute. Each node counts for itself.
#[derive(Debug, Default)]
pub struct RateLimits {
    buckets: Mutex<HashMap<AppKey, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    /// Microseconds of a minute that are not used up. A call uses a minute divided by the limit.
    left: i64,
    at: Timestamp,
}

impl RateLimits {
    /// Counts a call. `Err` is the time until there is room for one more, in whole seconds.
    fn count(&self, app: AppKey, per_minute: u32, now: Timestamp) -> Result<(), i64> {
        let price = MINUTE_MICROS / i64::from(per_minute.max(1));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(app).or_insert(Bucket { left: MINUTE_MICROS, at: now });
        let passed = now.0.saturating_sub(bucket.at.0).clamp(0, MINUTE_MICROS);
        bucket.left = (bucket.left + passed).min(MINUTE_MICROS);
        bucket.at = now;
        if bucket.left < price {
            return Err((price - bucket.left + 999_999) / 1_000_000);
        }
        bucket.left -= price;
        Ok(())
    }
}

/// Whether a signed call goes on to its method.
pub(super) async fn admit(
    services: &Services,
    caller: &Caller,
    method: &Method,
    params: &Params,
) -> Result<(), Fault> {
    // A browser is a learner, who must not be kept out because a server asks too much; it also follows a link twice
    // of its own accord.
    if method.browser {
        return Ok(());
    }
    if let Some(limit) = services.config.api_rate_limit_per_minute {
        within_limit(services, caller, limit)?;
    }
    if services.config.refuse_replayed_signatures && !method.is_reading() && !method.is_repeated() {
        not_again(services, caller, method, params).await?;
    }
    Ok(())
}

fn within_limit(services: &Services, caller: &Caller, limit: u32) -> Result<(), Fault> {
    let counted = services.rate_limits.count(caller.app.key, limit, services.clock.now());
    counted.map_err(|secs| {
        Fault::new(
            Global::Security.code(),
            format!(
                "Application {} made more than {limit} calls within a minute; call again in {secs} seconds, or ask \
                 the operator to raise api_rate_limit_per_minute",
                caller.app.id
            ),
        )
    })
}

async fn not_again(
    services: &Services,
    caller: &Caller,
    method: &Method,
    params: &Params,
) -> Result<(), Fault> {
    let signature = params.get("sig").unwrap_or_default();
    let name = method.full_name();
    let now = services.clock.now();
    let is_replay = service::is_replay(&services.store, caller.app.key, &name, signature, now).await;
    if is_replay.map_err(|error| internal(&error))? {
        return Err(Fault::new(
            Global::Security.code(),
            "This signature was used before; sign the call again with the present time as ts",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_holds_the_limit_and_fills_again() {
        let limits = RateLimits::default();
        let (one, two) = (AppKey(1), AppKey(2));
        let at = |secs: i64| Timestamp(secs * 1_000_000);
        for _ in 0..6 {
            assert_eq!(limits.count(one, 6, at(100)), Ok(()));
        }
        assert_eq!(limits.count(one, 6, at(100)), Err(10));
        assert_eq!(limits.count(two, 6, at(100)), Ok(()));
        assert_eq!(limits.count(one, 6, at(107)), Err(3));
        assert_eq!(limits.count(one, 6, at(110)), Ok(()));
        assert_eq!(limits.count(one, 6, at(110)), Err(10));
        // A clock that was put back gives nothing and takes nothing.
        assert_eq!(limits.count(one, 6, at(50)), Err(10));
        assert_eq!(limits.count(one, 6, at(500)), Ok(()));
    }
}
