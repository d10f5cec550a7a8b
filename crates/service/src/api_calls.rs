//! The log of calls: noted in passing, written in batches, dropped first when there is no time for it.
//!
//! A request never waits for it. What a node has not yet written when it is killed is lost; a graceful end writes it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use platform::{AppId, SecretId, Timestamp};
use store::{
    ApiCallKey, AppKey, Store,
    api_calls::{ApiCall, ApiCallFilter},
    hourly_figures::{Figures, HOUR},
};
use tokio::sync::{mpsc, oneshot};

use crate::apps::{AppError, find_app};

/// Calls that wait to be written; those beyond are dropped.
const WAITING: usize = 4096;
/// Calls in one transaction.
const BATCH: usize = 1000;
/// How long the first call of a batch waits for others.
const GATHER: Duration = Duration::from_secs(1);
/// How exact the last use of a key is kept.
const LAST_USE_MICROS: i64 = 3_600_000_000;
/// Characters kept of what a client says about itself.
const MAX_CHARS: usize = 255;

/// How much of the log is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiCallRetention {
    /// Days; with 0 nothing is written.
    pub days: u32,
    /// Calls of each application, the latest ones.
    pub calls_per_app: u32,
}

/// Where calls are noted. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ApiCallLog {
    sender: mpsc::Sender<Message>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Message {
    Call(AppKey, Box<ApiCall>),
    Flush(oneshot::Sender<()>),
}

impl ApiCallLog {
    /// Starts the task that writes; it ends when the last clone is dropped.
    pub fn start(store: Store, retention: ApiCallRetention) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let dropped = Arc::<AtomicU64>::default();
        let writer = Writer {
            store,
            retention,
            dropped: dropped.clone(),
            last_uses: HashMap::new(),
            since_trim: HashMap::new(),
        };
        tokio::spawn(writer.run(receiver));
        Self { sender, dropped }
    }

    /// Notes a call of an application, if there is room.
    pub fn note(&self, app: AppKey, mut call: ApiCall) {
        for text in [&mut call.applib, &mut call.user_agent, &mut call.origin, &mut call.request_id] {
            *text = harmless(text);
        }
        if self.sender.try_send(Message::Call(app, Box::new(call))).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything that was noted before is written.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.sender.send(Message::Flush(done)).await.is_ok() {
            // An error is a writer that has ended, which has nothing left to write.
            let _ = written.await;
        }
    }
}

/// Text of a stranger as it may stand in a table: without control characters, and not long.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
}

struct Writer {
    store: Store,
    retention: ApiCallRetention,
    dropped: Arc<AtomicU64>,
    /// The last use of each key that this node wrote down.
    last_uses: HashMap<SecretId, Timestamp>,
    /// Calls written since an application's oldest were last taken away.
    since_trim: HashMap<AppKey, u32>,
}

impl Writer {
    async fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        while let Some(first) = receiver.recv().await {
            let mut calls = Vec::new();
            let mut next = Some(first);
            let time_is_up = tokio::time::sleep(GATHER);
            tokio::pin!(time_is_up);
            while let Some(message) = next {
                match message {
                    Message::Call(app, call) => calls.push((app, *call)),
                    Message::Flush(done) => {
                        self.write(&mut calls).await;
                        // Whoever asked may have gone.
                        let _ = done.send(());
                    }
                }
                next = match calls.len() {
                    0 | BATCH.. => None,
                    _ => tokio::select! {
                        biased;
                        message = receiver.recv() => message,
                        () = &mut time_is_up => None,
                    },
                };
            }
            self.write(&mut calls).await;
        }
    }

    async fn write(&mut self, calls: &mut Vec<(AppKey, ApiCall)>) {
        let calls = std::mem::take(calls);
        if calls.is_empty() {
            return;
        }
        let uses = self.new_uses(&calls);
        let kept: &[_] = if self.retention.days == 0 { &[] } else { &calls };
        let hours = by_hour(&calls);
        let written: Result<(), store::Error> = store::transact!(self.store, |tx| {
            if !kept.is_empty() {
                store::api_calls::insert(tx, kept).await?;
            }
            for (key, at) in &uses {
                store::app_secrets::update_last_used(tx, key, *at).await?;
            }
            for ((app, hour), figures) in &hours {
                store::hourly_figures::add(tx, *app, Timestamp(*hour), figures).await?;
            }
            Ok(())
        });
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            tracing::warn!(
                calls = dropped,
                "calls came faster than their log is written; these are not in it"
            );
        }
        match written {
            Ok(()) => {
                self.last_uses.extend(uses);
                self.trim(kept).await;
            }
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                calls = kept.len(),
                "could not write the log of calls; these are not in it"
            ),
        }
    }

    /// The keys whose last use is news.
    fn new_uses(&self, calls: &[(AppKey, ApiCall)]) -> Vec<(SecretId, Timestamp)> {
        let mut uses: HashMap<&SecretId, Timestamp> = HashMap::new();
        for (_, call) in calls {
            if let Some(key) = &call.secret {
                let at = uses.entry(key).or_insert(call.at);
                *at = call.at.max(*at);
            }
        }
        let is_news = |key: &SecretId, at: Timestamp| {
            self.last_uses.get(key).is_none_or(|known| at.0.saturating_sub(known.0) >= LAST_USE_MICROS)
        };
        uses.into_iter().filter(|(key, at)| is_news(key, *at)).map(|(key, at)| (key.clone(), at)).collect()
    }

    /// Takes the oldest calls away where many came: now and then, and some at a time.
    async fn trim(&mut self, calls: &[(AppKey, ApiCall)]) {
        let keep = self.retention.calls_per_app;
        let often = keep / 10 + 1;
        for (app, _) in calls {
            *self.since_trim.entry(*app).or_default() += 1;
        }
        let due: Vec<AppKey> =
            self.since_trim.iter().filter(|(_, count)| **count >= often).map(|(app, _)| *app).collect();
        for app in due {
            self.since_trim.remove(&app);
            let store = &self.store;
            let trimmed: Result<u64, store::Error> = store::transact!(store, |tx| {
                store::api_calls::delete_beyond(tx, app, keep, often.saturating_mul(4)).await
            });
            if let Err(error) = trimmed {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "could not shorten the log of calls"
                );
            }
        }
    }
}

/// How many calls there were in which hour, in the order of applications: whoever counts beside this does it in the same
/// order.
fn by_hour(calls: &[(AppKey, ApiCall)]) -> BTreeMap<(AppKey, i64), Figures> {
    let mut hours: BTreeMap<_, Figures> = BTreeMap::new();
    for (app, call) in calls {
        let hour = call.at.0.div_euclid(HOUR) * HOUR;
        let figures = hours.entry((*app, hour)).or_default();
        figures.calls += 1;
        figures.call_failures += u64::from(call.code != 0);
    }
    hours
}

/// A page of the calls of an application, those before `before`, latest first.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn list_api_calls(
    store: &Store,
    app: &AppId,
    filter: ApiCallFilter<'_>,
    before: Option<ApiCallKey>,
    limit: u32,
) -> Result<Vec<(ApiCallKey, ApiCall)>, AppError> {
    let app = find_app(store, app).await?;
    let mut tx = store.begin_read().await?;
    Ok(store::api_calls::list(&mut tx, app.key, filter, before, limit).await?)
}
