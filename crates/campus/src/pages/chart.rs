//! How a course fills up, as drawings: where its learners stand, and who completed it, day by day. A legend and a table
//! say the same.

use super::view;
use super::words::Words;
use crate::clock;
use crate::records::result_history::Day;

/// Size of the drawing in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// The learners who stand at the same point, as a part of a bar that is 100 wide.
pub(super) struct Part {
    /// For the styles.
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) learners: usize,
    pub(super) from: String,
    pub(super) width: String,
}

/// All standings with their learners, the best first.
pub(super) fn parts(learners: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Part> {
    let learners: Vec<_> = learners.collect();
    let all = learners.len().max(1) as f64;
    let mut from = 0.0;
    view::STANDINGS
        .iter()
        .map(|standing| {
            let count = learners.iter().filter(|learner| *learner == standing).count();
            let width = count as f64 / all * 100.0;
            let (kind, id) = *standing;
            let part = Part {
                kind,
                text: Words::here().say(id),
                learners: count,
                from: format!("{from:.2}"),
                width: format!("{width:.2}"),
            };
            from += width;
            part
        })
        .collect()
}

/// A line that climbs from the first completion to the last.
pub(super) struct Chart {
    /// Points of the line, as SVG takes them.
    pub(super) points: String,
    /// Day and learners who had completed by then.
    pub(super) table: Vec<(String, u64)>,
}

impl Chart {
    /// `None` while nobody has completed the course.
    pub(super) fn of(days: &[Day], assigned: usize) -> Option<Self> {
        let (first, last) = (days.first()?.day, days.last()?.day);
        let span = (last - first).max(1) as f64;
        let mut sum = 0;
        let mut table = Vec::new();
        let mut points = vec![(0.0, HEIGHT)];
        let top = days.iter().map(|day| day.completed).sum::<u64>().max(assigned as u64).max(1) as f64;
        let mut height = HEIGHT;
        for day in days {
            sum += day.completed;
            let x = (day.day - first) as f64 / span * WIDTH;
            points.push((x, height));
            height = HEIGHT - sum as f64 / top * HEIGHT;
            points.push((x, height));
            table.push((clock::date(day.day), sum));
        }
        points.push((WIDTH, height));
        let points = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
        Some(Self { points, table })
    }
}

impl Chart {
    /// The first day with a completion.
    pub(super) fn first(&self) -> &str {
        self.table.first().map_or("", |(day, _)| day)
    }

    /// The last one, where it is another.
    pub(super) fn last(&self) -> &str {
        self.table.last().filter(|_| self.table.len() > 1).map_or("", |(day, _)| day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar() {
        let (passed, none) = (view::STANDINGS[0], view::STANDINGS[4]);
        let parts = parts([passed, none, none, none].into_iter());
        let drawn: Vec<_> =
            parts.iter().map(|part| (part.kind, part.learners, &*part.from, &*part.width)).collect();
        assert_eq!(drawn[0], ("good", 1, "0.00", "25.00"));
        assert_eq!(drawn[1], ("done", 0, "25.00", "0.00"));
        assert_eq!(drawn[4], ("none", 3, "25.00", "75.00"));
    }

    #[test]
    fn it_climbs_to_those_who_completed() {
        assert!(Chart::of(&[], 3).is_none());
        let days = [Day { day: 20_454, completed: 1 }, Day { day: 20_456, completed: 2 }];
        let chart = Chart::of(&days, 4).unwrap();
        assert_eq!(chart.table, [("2026-01-01".to_owned(), 1), ("2026-01-03".to_owned(), 3)]);
        assert_eq!(chart.points, "0.0,120.0 0.0,120.0 0.0,90.0 600.0,90.0 600.0,30.0 600.0,30.0");
    }
}
