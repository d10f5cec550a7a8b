//! The engine natively: what content and learner do, and what the page asks after each step.

use anyhow::{Context as _, ensure};
use runtime::client::{Call, Client};
use runtime::{Attempt, Definition, Entry, EntryKind, PlayerState, Request, Timestamp};
use sequencing::{NavigationRequest, Outcome, Sequencer, Story, TreeState};

use super::courses;
use crate::clock::Samples;

const SECOND: i64 = 1_000_000;
/// For so many steps all results are asked for once.
const REPORTED: usize = 10;

/// What one course cost.
#[derive(Debug, Default)]
pub(crate) struct Costs {
    pub(crate) continue_: Samples,
    pub(crate) choice: Samples,
    pub(crate) status: Samples,
    pub(crate) commit: Samples,
    pub(crate) valid: Samples,
    pub(crate) after_status: Samples,
    pub(crate) after_step: Samples,
    pub(crate) unchanged: Samples,
    pub(crate) save: Samples,
    pub(crate) digest: Samples,
    pub(crate) results: Samples,
    /// The request alone, without and with its explanation.
    pub(crate) silent: Samples,
    pub(crate) told: Samples,
}

/// Definition and state that a launch of the course begins with, as the server sends them.
pub(crate) fn launched(definition: &Definition) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let mut attempt = Attempt::new(definition.clone().into());
    let what = EntryKind::Launched(Box::new(courses::pins(definition)));
    let applied = attempt.apply(&Entry { number: 1, at: Timestamp(SECOND), what });
    ensure!(applied.refused.is_none(), "the launch was refused");
    Ok((definition.encode(), attempt.snapshot()))
}

/// The learner's page.
struct Page {
    client: Client,
    now: i64,
}

impl Page {
    fn open(definition: &[u8], state: &[u8]) -> anyhow::Result<Self> {
        let client = Client::start(definition, state).ok().context("the engine does not start")?;
        let mut page = Self { client, now: SECOND };
        page.goes(Request::Start);
        page.shows();
        Ok(page)
    }

    fn calls(&mut self, call: Call, first: &str, second: &str) -> String {
        self.now += SECOND;
        self.client.call(call, first, second, Timestamp(self.now))
    }

    /// As the page does it: content goes first.
    fn goes(&mut self, request: Request) {
        self.now += SECOND;
        self.client.unloaded(Timestamp(self.now));
        self.client.navigate(Timestamp(self.now), request);
    }

    fn shows(&mut self) -> (String, String) {
        (self.client.view().to_json(), self.client.table_of_contents())
    }

    /// The server has stored everything.
    fn acknowledged(&mut self) {
        self.client.acknowledge(self.client.next() - 1, 0);
    }
}

/// Plays the course for so many steps: on to the next activity and to one anywhere in the course in turns.
pub(crate) fn measure(definition: &Definition, steps: usize) -> anyhow::Result<Costs> {
    let mut costs = Costs::default();
    let (bytes, state) = launched(definition)?;
    let mut page = Page::open(&bytes, &state)?;
    let leaves: Vec<usize> = definition.launchable().collect();
    for step in 0..steps {
        ensure!(page.calls(Call::Initialize, "", "") == "true", "content cannot begin");
        page.calls(Call::SetValue, "cmi.score.scaled", &format!("0.{}", 5 + step % 5));
        page.shows();
        let set = costs.status.take(|| page.calls(Call::SetValue, "cmi.completion_status", "completed"));
        ensure!(set == "true", "the status was refused");
        costs.after_status.take(|| page.shows());
        costs.unchanged.take(|| page.shows());
        costs.valid.take(|| page.calls(Call::GetValue, "adl.nav.request_valid.continue", ""));
        costs.commit.take(|| page.calls(Call::Commit, "", ""));
        costs.digest.take(|| page.client.attempt().digest());
        costs.save.take(|| page.client.batch(1 << 20));
        if step % 2 == 0 {
            costs.continue_.take(|| page.goes(Request::Continue));
        } else {
            let target = leaves[(step * 7_919 + 13) % leaves.len()];
            let choice = Request::Choice(definition.activities[target].identifier.clone());
            costs.choice.take(|| page.goes(choice));
        }
        costs.after_step.take(|| page.shows());
        page.acknowledged();
        let view = page.client.view();
        if view.delivery.is_none_or(|delivery| delivery.number < 2) || view.state != PlayerState::Playing {
            // The end of the course: from the beginning again.
            page = Page::open(&bytes, &state)?;
        }
    }
    explain(definition, steps, &mut costs)?;
    // They leave so much memory behind that the next steps would pay for it.
    for _ in 0..steps.div_ceil(REPORTED) {
        costs.results.take(|| page.client.attempt().results());
    }
    Ok(costs)
}

/// The same way through the course twice, side by side: only one of the two tells why.
fn explain(definition: &Definition, steps: usize, costs: &mut Costs) -> anyhow::Result<()> {
    let tree = courses::tree(definition)?;
    let begin = || {
        let mut state = TreeState::new(&tree, 7);
        Sequencer::new(&tree, &mut state).request(NavigationRequest::Start);
        state
    };
    let (mut silent, mut told) = (begin(), begin());
    for _ in 0..steps {
        let quiet =
            costs.silent.take(|| Sequencer::new(&tree, &mut silent).request(NavigationRequest::Continue));
        let (loud, _) = costs.told.take(|| {
            let mut story = Story::new(&tree);
            let outcome =
                Sequencer::new(&tree, &mut told).with_trace(&mut story).request(NavigationRequest::Continue);
            (outcome, story.finish(outcome))
        });
        ensure!(quiet == loud, "an explanation changed what it explains");
        if quiet == Outcome::Ended {
            (silent, told) = (begin(), begin());
        }
    }
    Ok(())
}
