//! The outbox's worker: claims what is due and delivers it, several hosts beside each other.
//!
//! Each host has few slots, and what is due for a host whose slots are taken is not even claimed: a receiver that is
//! dead or slow delays nobody but itself.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use service::rows::StoreError;
use service::{Delivered, Delivering, deliver_postback};
use store::postback_outbox::{self, OutboxRow};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::context::Context;
use crate::outcome::{chain, later};

/// Longer than a delivery can take, so that nobody claims what is still being sent.
const LEASE: Duration = Duration::from_secs(90);
/// A host with so many requests under way gets no more.
const PER_HOST: usize = 4;
/// Posts claimed at once; so a host never has more than `PER_HOST - 1 + CLAIM` under way.
const CLAIM: u32 = 4;
/// Requests under way on this node.
const SLOTS: usize = 256;
/// What other nodes left, and posts whose time has come, are looked for at least so often.
const POLL: Duration = Duration::from_secs(1);
/// What is being sent when the server stops may take so long to end.
const GRACE: Duration = Duration::from_secs(5);

/// Works on the outbox until told to stop.
pub(crate) async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    let store = &context.store;
    let now = context.clock.now();
    // The configuration may have changed since they were blocked.
    let unblocked: Result<u64, StoreError> =
        store::transact!(store, |tx| { postback_outbox::update_unblocked(tx, now).await });
    if let Err(error) = unblocked {
        tracing::warn!(error = chain(&error), "blocked postbacks could not be freed");
    }
    let mut news = store.work();
    let mut busy = Busy::default();
    let mut blocked = HashSet::new();
    let mut sending = JoinSet::new();
    while !*stop.borrow() {
        news.mark_unchanged();
        while sending.len() < SLOTS {
            let claimed = match claim(&context, &busy.hosts()).await {
                Ok(claimed) if claimed.is_empty() => break,
                Ok(claimed) => claimed,
                Err(error) => {
                    tracing::warn!(error = chain(&error), "the outbox cannot be read");
                    break;
                }
            };
            for row in claimed {
                busy.add(&row.host);
                sending.spawn(send(context.clone(), row));
            }
        }
        tokio::select! {
            _ = stop.changed() => {}
            _ = news.changed(), if sending.len() < SLOTS => {}
            () = tokio::time::sleep(POLL) => {}
            Some(done) = sending.join_next(), if !sending.is_empty() => {
                match done {
                    Ok((host, outcome)) => {
                        busy.remove(&host);
                        log(&host, &outcome, &mut blocked);
                    }
                    // A panic loses the name of its host: counting anew is better than a host that stays busy.
                    Err(_) => busy = Busy::default(),
                }
            }
        }
    }
    // What does not end in time is sent again when its claim is over.
    drop(tokio::time::timeout(GRACE, async { while sending.join_next().await.is_some() {} }).await);
}

/// Delivers what is due, one after another; for tests. Returns how much it was.
pub(crate) async fn deliver_due(context: &Context) -> Result<usize, StoreError> {
    let mut count = 0;
    let mut blocked = HashSet::new();
    loop {
        let claimed = claim(context, &[]).await?;
        if claimed.is_empty() {
            return Ok(count);
        }
        for row in claimed {
            let (host, outcome) = send(context.clone(), row).await;
            log(&host, &outcome, &mut blocked);
            count += 1;
        }
    }
}

/// Looks first without writing: a waiting worker costs the writer nothing.
async fn claim(context: &Context, busy: &[String]) -> Result<Vec<OutboxRow>, StoreError> {
    let store = &context.store;
    let now = context.clock.now();
    let mut tx = store.begin_read().await?;
    let due = postback_outbox::find_next_due(&mut tx, busy).await?;
    drop(tx);
    if due.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    store::transact!(store, |tx| { postback_outbox::claim(tx, now, later(now, LEASE), busy, CLAIM).await })
}

async fn send(context: Context, row: OutboxRow) -> (String, Result<Delivered, StoreError>) {
    let with = Delivering {
        store: &context.store,
        clock: context.clock.as_ref(),
        rng: context.rng.as_ref(),
        installation_key: &context.installation_key,
        outbound: &context.outbound,
        definitions: context.live.definitions(),
    };
    let delivered = deliver_postback(with, &row).await;
    let meters = context.live.meters();
    match &delivered {
        Ok(Delivered::Arrived) => meters.postbacks_arrived.add(1),
        Ok(Delivered::Again) => meters.postbacks_again.add(1),
        Ok(Delivered::GivenUp) => meters.postbacks_given_up.add(1),
        Ok(Delivered::Blocked(_)) => meters.postbacks_blocked.add(1),
        Ok(Delivered::Nothing | Delivered::Held) | Err(_) => {}
    }
    (row.host, delivered)
}

fn log(host: &str, outcome: &Result<Delivered, StoreError>, blocked: &mut HashSet<String>) {
    match outcome {
        Ok(Delivered::Arrived | Delivered::Nothing | Delivered::Held) => {}
        Ok(Delivered::Again) => tracing::debug!(host, "a postback did not arrive and is tried again"),
        Ok(Delivered::GivenUp) => tracing::warn!(host, "a postback was given up after all tries"),
        Ok(Delivered::Blocked(reason)) => {
            if blocked.insert(host.to_owned()) {
                tracing::warn!(host, reason, "postbacks to this host are blocked");
            }
        }
        Err(error) => tracing::warn!(host, error = chain(error), "a postback could not be settled"),
    }
}

/// How many requests are under way to each host.
#[derive(Default)]
struct Busy(HashMap<String, usize>);

impl Busy {
    fn add(&mut self, host: &str) {
        *self.0.entry(host.to_owned()).or_default() += 1;
    }

    fn remove(&mut self, host: &str) {
        if let Some(count) = self.0.get_mut(host) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0.remove(host);
            }
        }
    }

    /// Those that get no more.
    fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> =
            self.0.iter().filter(|(_, count)| **count >= PER_HOST).map(|(host, _)| host.clone()).collect();
        hosts.sort();
        hosts
    }
}
