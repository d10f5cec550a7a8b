//! Waits for a job on a package, for the methods that answer when it is over.

use std::time::Duration;

use cloud_api::v1::{
    envelope,
    error::Fault,
    import::{ImportState, ImportStatus},
};
use futures_util::{Stream, StreamExt as _, stream};
use platform::JobId;
use service::rows::{AppKey, Store, StoreError};
use tokio::time::{Instant, timeout_at};

use super::tell_warnings::told;

/// A job that takes longer is answered piece by piece, so that nobody on the way takes the silence for the end.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Time between two pieces that say nothing. Java gives up after 30 s without a byte.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
/// What other nodes finish is looked for at least so often.
const POLL: Duration = Duration::from_secs(1);

/// A job on a package that somebody waits for. It goes on when they give up.
pub(in crate::v1) struct Waiting {
    pub(in crate::v1) store: Store,
    pub(in crate::v1) app: AppKey,
    pub(in crate::v1) job: JobId,
    /// The envelope of a job that ended well.
    pub(in crate::v1) envelope: fn(&ImportStatus) -> String,
    /// Time between two signs of life.
    pub(in crate::v1) pause: Duration,
}

impl Waiting {
    /// The state once it is final; `None` when it is not by `until`.
    pub(super) async fn status(&self, until: Option<Instant>) -> Result<Option<ImportStatus>, StoreError> {
        let mut news = self.store.work();
        loop {
            news.mark_unchanged();
            let status = service::import_status(&self.store, self.app, self.job.as_str()).await?;
            match status.map(told) {
                Some(status) if matches!(status.state, ImportState::Finished | ImportState::Error) => {
                    return Ok(Some(status));
                }
                Some(_) => {}
                // The application was deleted, and its jobs with it.
                None => return Ok(Some(ImportStatus::failed(3, "The import is gone"))),
            }
            if until.is_some_and(|until| until <= Instant::now()) {
                return Ok(None);
            }
            let next = Instant::now() + POLL;
            // Whoever woke us, or nobody: the database says what is so.
            drop(timeout_at(until.map_or(next, |until| until.min(next)), news.changed()).await);
        }
    }

    /// The envelope with line ends between prolog and root until there is something to say.
    pub(in crate::v1) fn pieces(self) -> impl Stream<Item = Result<String, StoreError>> + Send + 'static {
        let (prolog, _) = split(&envelope::ok(&ImportStatus::finished(Vec::new())));
        let rest = stream::try_unfold(Some(self), |waiting| async move {
            let Some(waiting) = waiting else { return Ok(None) };
            Ok(Some(match waiting.status(Some(Instant::now() + waiting.pause)).await? {
                None => ("\n".to_owned(), Some(waiting)),
                Some(status) => {
                    let whole = match &status.error {
                        Some(error) => envelope::fail(&Fault::new(error.code, &error.message)),
                        None => (waiting.envelope)(&status),
                    };
                    (split(&whole).1, None)
                }
            }))
        });
        stream::once(async move { Ok(prolog) }).chain(rest)
    }
}

/// The prolog of an envelope, and the rest.
fn split(envelope: &str) -> (String, String) {
    let at = envelope.find("<rsp").unwrap_or(0);
    (envelope[..at].to_owned(), envelope[at..].to_owned())
}
