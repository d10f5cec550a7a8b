//! Two logs beside each other: what content called in both, in one and in the other.

use super::{Log, LogLine, line::LineKind};

/// How far ahead the place is looked for where both go on alike.
const AHEAD: usize = 60;

/// How two lines go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// The same call with the same value and answer.
    Same,
    /// The same call, with a time that is another one every time.
    SameButTime,
    /// The same call with another value.
    OtherValue,
    /// There is no such call in the other log, or another one stands there.
    Alone,
}

/// Places of two lines that stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Place in the left log.
    pub left: Option<usize>,
    /// Place in the right log.
    pub right: Option<usize>,
    /// How they go together.
    pub sameness: Sameness,
}

impl Pair {
    /// Whether there is something to see.
    #[must_use]
    pub fn is_difference(&self) -> bool {
        matches!(self.sameness, Sameness::OtherValue | Sameness::Alone)
    }
}

/// Aligns what content called, where the learner went, and what the course came to.
#[must_use]
pub fn compare(left: &Log, right: &Log) -> Vec<Pair> {
    align(left.lines(), right.lines())
}

fn align(left: &[LogLine], right: &[LogLine]) -> Vec<Pair> {
    let (a, b) = (told(left), told(right));
    let mut pairs = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (one, other) = (&left[a[i]], &right[b[j]]);
        if key(one) == key(other) {
            pairs.push(Pair { left: Some(a[i]), right: Some(b[j]), sameness: sameness(one, other) });
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let alike = |(skip_a, skip_b): &(usize, usize)| {
            let one = a.get(i + skip_a).map(|place| key(&left[*place]));
            one.is_some() && one == b.get(j + skip_b).map(|place| key(&right[*place]))
        };
        let (skip_a, skip_b) = (1..=AHEAD)
            .flat_map(|sum| (0..=sum).map(move |skip_a| (skip_a, sum - skip_a)))
            .find(alike)
            .unwrap_or((1, 1));
        pairs.extend(a[i..a.len().min(i + skip_a)].iter().map(|place| alone(Some(*place), None)));
        pairs.extend(b[j..b.len().min(j + skip_b)].iter().map(|place| alone(None, Some(*place))));
        (i, j) = (i + skip_a, j + skip_b);
    }
    pairs.extend(a.iter().skip(i).map(|place| alone(Some(*place), None)));
    pairs.extend(b.iter().skip(j).map(|place| alone(None, Some(*place))));
    pairs
}

fn alone(left: Option<usize>, right: Option<usize>) -> Pair {
    Pair { left, right, sameness: Sameness::Alone }
}

/// Places of the lines that are compared.
fn told(lines: &[LogLine]) -> Vec<usize> {
    let is_told = |line: &LogLine| {
        line.is_call()
            || matches!(
                line.kind,
                LineKind::Navigate(_) | LineKind::Opened | LineKind::Closed | LineKind::Result(..)
            )
    };
    lines.iter().enumerate().filter(|(_, line)| is_told(line)).map(|(place, _)| place).collect()
}

fn key(line: &LogLine) -> (std::mem::Discriminant<LineKind>, &str, u16) {
    (std::mem::discriminant(&line.kind), &line.about, line.error)
}

fn sameness(one: &LogLine, other: &LogLine) -> Sameness {
    if one.value == other.value && one.value_chars == other.value_chars && one.kind == other.kind {
        return Sameness::Same;
    }
    let leaf = one.about.rsplit('.').next().unwrap_or_default();
    if ["session_time", "total_time", "timestamp", "time", "latency"].contains(&leaf) {
        return Sameness::SameButTime;
    }
    Sameness::OtherValue
}

#[cfg(test)]
mod tests {
    use platform::Timestamp;

    use super::*;

    fn set(element: &str, value: &str) -> LogLine {
        LogLine {
            at: Timestamp(0),
            kind: LineKind::SetValue,
            about: element.to_owned(),
            value: value.to_owned(),
            value_chars: u32::try_from(value.chars().count()).unwrap(),
            beside: String::new(),
            error: 0,
            entry: 1,
            step: 1,
            explains: false,
            late: false,
            activity: None,
        }
    }

    fn read(left: &[LogLine], right: &[LogLine]) -> Vec<(Option<usize>, Option<usize>, Sameness)> {
        align(left, right).into_iter().map(|pair| (pair.left, pair.right, pair.sameness)).collect()
    }

    #[test]
    fn values_times_and_calls_that_one_log_has_alone() {
        use Sameness::{Alone, OtherValue, Same, SameButTime};
        let left = [set("a", "1"), set("x", "0"), set("cmi.core.session_time", "1"), set("b", "1")];
        let right = [set("a", "1"), set("cmi.core.session_time", "2"), set("b", "2"), set("c", "")];
        assert_eq!(
            read(&left, &right),
            [
                (Some(0), Some(0), Same),
                (Some(1), None, Alone),
                (Some(2), Some(1), SameButTime),
                (Some(3), Some(2), OtherValue),
                (None, Some(3), Alone),
            ]
        );
    }

    #[test]
    fn logs_that_have_nothing_in_common_and_empty_ones() {
        let left: Vec<_> = (0..200).map(|at| set(&format!("l{at}"), "")).collect();
        let right: Vec<_> = (0..150).map(|at| set(&format!("r{at}"), "")).collect();
        let pairs = align(&left, &right);
        assert_eq!(pairs.len(), 350);
        assert!(pairs.iter().all(Pair::is_difference));
        assert!(align(&[], &[]).is_empty());
        assert_eq!(align(&left, &[]).len(), 200);
    }
}
