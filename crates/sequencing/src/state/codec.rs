//! State as bytes. The caller puts a version in front; only what differs from the beginning is written.

use std::fmt;

use super::{NodeState, TreeState};
use crate::status::ObjectiveStatus;
use crate::tree::{ActivityId, Tree};

/// Bytes that are no state of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadState;

impl fmt::Display for BadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes are no state of this activity tree")
    }
}

impl std::error::Error for BadState {}

impl TreeState {
    /// Appends the whole state. Equal states give equal bytes.
    pub fn encode(&self, tree: &Tree, out: &mut Vec<u8>) {
        number(out, self.nodes.len() as u64);
        number(out, self.objectives.len() as u64);
        number(out, self.globals.len() as u64);
        optional_id(out, self.current);
        optional_id(out, self.suspended);
        number(out, self.seed);
        let blank = NodeState::default();
        for activity in self.memo.used() {
            let same =
                self.nodes[activity.index()] == blank && self.locals(tree, activity).iter().all(is_blank);
            if !same {
                number(out, u64::from(activity.0) + 1);
                self.encode_activity(tree, activity, out);
            }
        }
        number(out, 0);
        for (global, index) in self.globals.iter().zip(1..).filter(|(global, _)| !is_blank(global)) {
            number(out, index);
            objective(out, global);
        }
        number(out, 0);
        for list in [&self.changed_globals, &self.written_globals] {
            number(out, list.len() as u64);
            list.iter().for_each(|index| number(out, u64::from(*index)));
        }
    }

    /// Appends the state of one activity and its local objectives, for a digest per activity.
    pub fn encode_activity(&self, tree: &Tree, activity: ActivityId, out: &mut Vec<u8>) {
        let node = &self.nodes[activity.index()];
        let flags = [
            node.active,
            node.suspended,
            node.stale_objectives,
            node.stale_progress,
            node.completion_by_content,
            node.success_by_content,
            node.available.is_some(),
        ];
        out.push(flags.iter().zip(0..).fold(0, |bits, (flag, at)| bits | (u8::from(*flag) << at)));
        number(out, u64::from(node.attempts));
        number(out, node.experienced);
        if let Some(available) = &node.available {
            number(out, available.len() as u64);
            available.iter().for_each(|child| number(out, u64::from(child.0)));
        }
        self.locals(tree, activity).iter().for_each(|status| objective(out, status));
    }

    fn locals(&self, tree: &Tree, activity: ActivityId) -> &[ObjectiveStatus] {
        let node = tree.node(activity);
        let first = node.first_objective as usize;
        &self.objectives[first..first + node.objectives.len()]
    }

    /// Reads a state of that tree from the front of `bytes` and moves them on.
    ///
    /// # Errors
    /// When the bytes end early or do not fit the tree.
    pub fn decode(tree: &Tree, bytes: &mut &[u8]) -> Result<Self, BadState> {
        let mut input = Input { bytes, tree };
        let counts = [tree.len(), tree.objective_count(), tree.globals.len()];
        for count in counts {
            if input.number()? != count as u64 {
                return Err(BadState);
            }
        }
        let (current, suspended) = (input.optional_id()?, input.optional_id()?);
        let seed = input.number()?;
        let mut state = Self {
            nodes: vec![NodeState::default(); counts[0]],
            objectives: vec![ObjectiveStatus::default(); counts[1]],
            globals: vec![ObjectiveStatus::default(); counts[2]],
            current,
            suspended,
            seed,
            changed_globals: Vec::new(),
            written_globals: Vec::new(),
            undo: super::Undo::default(),
            memo: super::Memo::default(),
        };
        while let Some(activity) = input.optional_id()? {
            input.node(&mut state, activity)?;
        }
        loop {
            let index = input.number()?;
            let Some(index) = index.checked_sub(1) else { break };
            *state.globals.get_mut(usize::try_from(index).map_err(|_| BadState)?).ok_or(BadState)? =
                input.objective()?;
        }
        state.changed_globals = input.globals()?;
        state.written_globals = input.globals()?;
        Ok(state)
    }
}

fn is_blank(status: &ObjectiveStatus) -> bool {
    *status == ObjectiveStatus::default()
}

/// Seven bits per byte, least first.
fn number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn optional_id(out: &mut Vec<u8>, id: Option<ActivityId>) {
    number(out, id.map_or(0, |id| u64::from(id.0) + 1));
}

fn objective(out: &mut Vec<u8>, status: &ObjectiveStatus) {
    let flag = |value: Option<bool>| value.map_or(0u8, |value| 1 + u8::from(value));
    let numbers = numbers(status);
    let known = numbers.iter().zip(0..).fold(0u8, |bits, (n, at)| bits | (u8::from(n.is_some()) << at));
    out.push(flag(status.satisfied) * 3 + flag(status.completed));
    out.push(known);
    numbers.iter().flatten().for_each(|n| out.extend_from_slice(&n.to_bits().to_le_bytes()));
}

fn numbers(status: &ObjectiveStatus) -> [Option<f64>; 5] {
    [status.measure, status.progress, status.score_raw, status.score_min, status.score_max]
}

struct Input<'a, 'b> {
    bytes: &'a mut &'b [u8],
    tree: &'a Tree,
}

impl Input<'_, '_> {
    fn byte(&mut self) -> Result<u8, BadState> {
        let (first, rest) = self.bytes.split_first().ok_or(BadState)?;
        *self.bytes = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u64, BadState> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(BadState);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BadState)
    }

    fn id(&mut self) -> Result<ActivityId, BadState> {
        let id = ActivityId(u32::try_from(self.number()?).map_err(|_| BadState)?);
        if id.index() < self.tree.len() { Ok(id) } else { Err(BadState) }
    }

    fn optional_id(&mut self) -> Result<Option<ActivityId>, BadState> {
        let Some(id) = self.number()?.checked_sub(1) else { return Ok(None) };
        let id = ActivityId(u32::try_from(id).map_err(|_| BadState)?);
        if id.index() < self.tree.len() { Ok(Some(id)) } else { Err(BadState) }
    }

    fn node(&mut self, state: &mut TreeState, activity: ActivityId) -> Result<(), BadState> {
        let flags = self.byte()?;
        let flag = |at: u8| flags >> at & 1 == 1;
        let attempts = u32::try_from(self.number()?).map_err(|_| BadState)?;
        let experienced = self.number()?;
        let available = if flag(6) {
            let children = self.tree.children(activity).len();
            let count = usize::try_from(self.number()?).ok().filter(|n| *n <= children).ok_or(BadState)?;
            let mut list = Vec::with_capacity(count);
            for _ in 0..count {
                let child = self.id()?;
                if self.tree.parent(child) != Some(activity) {
                    return Err(BadState);
                }
                list.push(child);
            }
            let mut sorted = list.clone();
            sorted.sort_unstable();
            if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(BadState);
            }
            Some(list.into())
        } else {
            None
        };
        *state.node_mut(activity) = NodeState {
            attempts,
            active: flag(0),
            suspended: flag(1),
            stale_objectives: flag(2),
            stale_progress: flag(3),
            completion_by_content: flag(4),
            success_by_content: flag(5),
            experienced,
            available,
        };
        for objective in 0..self.tree.node(activity).objectives.len() {
            *state.objective_mut(self.tree, activity, objective) = self.objective()?;
        }
        Ok(())
    }

    fn objective(&mut self) -> Result<ObjectiveStatus, BadState> {
        let flags = self.byte()?;
        let flag = |value: u8| match value {
            0 => Ok(None),
            1 => Ok(Some(false)),
            2 => Ok(Some(true)),
            _ => Err(BadState),
        };
        let (satisfied, completed) = (flag(flags / 3)?, flag(flags % 3)?);
        let known = self.byte()?;
        let mut numbers = [None; 5];
        for (at, number) in numbers.iter_mut().enumerate() {
            if known >> at & 1 == 1 {
                let (bits, rest) = self.bytes.split_first_chunk().ok_or(BadState)?;
                *self.bytes = rest;
                *number = Some(f64::from_bits(u64::from_le_bytes(*bits)));
            }
        }
        let [measure, progress, score_raw, score_min, score_max] = numbers;
        Ok(ObjectiveStatus { satisfied, measure, completed, progress, score_raw, score_min, score_max })
    }

    fn globals(&mut self) -> Result<Vec<u32>, BadState> {
        let count = self.number()?;
        let mut list = Vec::new();
        for _ in 0..count {
            let index = u32::try_from(self.number()?).map_err(|_| BadState)?;
            if index as usize >= self.tree.globals.len() {
                return Err(BadState);
            }
            list.push(index);
        }
        Ok(list)
    }
}
