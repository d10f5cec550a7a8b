//! How a course fills up: learners who completed it, day by day, as a drawing. The table beside it says the same.

use crate::clock;
use crate::records::result_history::Day;

/// Size of the drawing in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// A line that climbs from the first completion to the last.
pub(super) struct Chart {
    /// Points of the line, as SVG takes them.
    pub(super) points: String,
    /// Day and learners who had completed by then.
    pub(super) table: Vec<(String, u64)>,
    pub(super) assigned: usize,
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
        Some(Self { points, table, assigned })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_climbs_to_those_who_completed() {
        assert!(Chart::of(&[], 3).is_none());
        let days = [Day { day: 20_454, completed: 1 }, Day { day: 20_456, completed: 2 }];
        let chart = Chart::of(&days, 4).unwrap();
        assert_eq!(chart.table, [("2026-01-01".to_owned(), 1), ("2026-01-03".to_owned(), 3)]);
        assert_eq!(chart.points, "0.0,120.0 0.0,120.0 0.0,90.0 600.0,90.0 600.0,30.0 600.0,30.0");
    }
}
