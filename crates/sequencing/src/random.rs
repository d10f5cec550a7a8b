//! SR.1 Select Children Process and SR.2 Randomize Children Process.
//!
//! What is drawn depends on the seed, the activity and the number of its attempts only, so that a replay draws the
//! same.

use crate::definition::Timing;
use crate::state::TreeState;
use crate::tree::{ActivityId, Tree};

/// Before the first attempt: what is drawn `once`, and the first of what is drawn `onEachNewAttempt`.
pub(crate) fn arrange_first(tree: &Tree, state: &mut TreeState, activity: ActivityId) {
    let controls = &tree.node(activity).randomization;
    if controls.selection_timing != Timing::Never {
        select_children(tree, state, activity);
    }
    if controls.randomization_timing != Timing::Never {
        randomize_children(tree, state, activity);
    }
}

/// After an attempt: what the next one will find.
pub(crate) fn arrange_again(tree: &Tree, state: &mut TreeState, activity: ActivityId) {
    let node = &state.nodes[activity.index()];
    if node.active || node.suspended {
        return;
    }
    let controls = &tree.node(activity).randomization;
    if controls.selection_timing == Timing::OnEachNewAttempt {
        select_children(tree, state, activity);
    }
    if controls.randomization_timing == Timing::OnEachNewAttempt {
        randomize_children(tree, state, activity);
    }
}

/// SR.1: as many of all children as Selection Count says, in their order. A count of 0 selects nothing, and so leaves
/// all of them.
fn select_children(tree: &Tree, state: &mut TreeState, activity: ActivityId) {
    let children = tree.children(activity);
    let Some(count) = tree.node(activity).randomization.select_count.map(|n| n as usize) else { return };
    if count == 0 || count >= children.len() {
        return;
    }
    let mut draw = Draw::new(state.seed, activity, state.nodes[activity.index()].attempts, 1);
    let mut pool = children.to_vec();
    draw.shuffle(&mut pool);
    pool.truncate(count);
    pool.sort_unstable();
    state.set_available(activity, pool.into());
}

/// SR.2: a new order of the Available Children.
fn randomize_children(tree: &Tree, state: &mut TreeState, activity: ActivityId) {
    if !tree.node(activity).randomization.reorder_children || tree.is_leaf(activity) {
        return;
    }
    let mut draw = Draw::new(state.seed, activity, state.nodes[activity.index()].attempts, 2);
    // From the order of the manifest, so that a draw does not depend on earlier ones.
    let mut order = state.available_children(tree, activity).to_vec();
    order.sort_unstable();
    draw.shuffle(&mut order);
    state.set_available(activity, order.into());
}

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn new(seed: u64, activity: ActivityId, attempts: u32, purpose: u64) -> Self {
        let mut draw = Self(seed ^ (u64::from(activity.0) << 32 | u64::from(attempts)));
        draw.0 = draw.next() ^ purpose;
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Fisher and Yates. The bias of the multiplication is below one in four thousand million.
    fn shuffle(&mut self, list: &mut [ActivityId]) {
        for last in (1..list.len()).rev() {
            let range = last as u64 + 1;
            let pick = ((self.next() >> 32) * range) >> 32;
            list.swap(last, usize::try_from(pick).unwrap_or(0));
        }
    }
}
