//! Starts and stops everything that happens in the background.

use service::rows::StoreError;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::context::Context;
use crate::outcome::chain;
use crate::queue::{self, LANES};
use crate::{deliver_postback, periodic};

/// Works on queue and outbox until it is stopped. Dropping it is like losing the process: what was claimed comes back
/// when its time is over.
#[derive(Debug)]
pub struct Runner {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Runner {
    /// Starts working. Called within a tokio runtime.
    #[must_use]
    pub fn start(context: Context) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for lane in &LANES {
            tasks.spawn(queue::work(context.clone(), lane, stopped.clone()));
        }
        tasks.spawn(deliver_postback::work(context.clone(), stopped));
        tasks.spawn(async move {
            if let Err(error) = periodic::ensure(&context).await {
                tracing::error!(error = chain(&error), "periodic jobs could not be set up");
            }
        });
        Self { stop, tasks }
    }

    /// Takes nothing new, gives what runs a few seconds, and puts the rest back for others.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Does everything that is due by the clock, one after another, until nothing is: for tests.
///
/// # Errors
/// When queue or outbox cannot be read.
pub async fn run_until_idle(context: &Context) -> Result<(), StoreError> {
    periodic::ensure(context).await?;
    let (_never, stop) = watch::channel(false);
    loop {
        let mut did = 0;
        for lane in &LANES {
            while let Some(job) = queue::claim(context, lane).await? {
                queue::run(context.clone(), job, stop.clone()).await;
                did += 1;
            }
        }
        did += deliver_postback::deliver_due(context).await?;
        if did == 0 {
            return Ok(());
        }
    }
}
