//! Work that is not to stop half way because who asked for it is gone.

use tracing::Instrument as _;

/// Does `work` in a task of its own and waits for it: a connection that ends takes the waiting with it, and not the work.
pub(crate) async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program ends, and this request with it.
            Err(_) => std::future::pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_any_more() {
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (may, tell) = (go_on.clone(), done.clone());
        let waiting = tokio::spawn(to_its_end(async move {
            may.notified().await;
            tell.notify_one();
        }));
        tokio::task::yield_now().await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        go_on.notify_one();
        done.notified().await;
    }
}
