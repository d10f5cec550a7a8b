//! Figures over time, as drawings: a bar for each hour or day, and one in front of it where two figures belong together.
//! A table beside every drawing says the same.

/// Size of a drawing in its own units; the page stretches it.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;
/// What a bar leaves free of its place.
const GAP: f64 = 0.2;

/// A bar, as SVG takes it.
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    /// For the styles: `main` or `front`.
    pub(super) kind: &'static str,
}

/// A line of the table.
pub(super) struct Row {
    /// The span, for people.
    pub(super) at: String,
    pub(super) main: String,
    pub(super) front: String,
}

/// A drawing with its table.
pub(super) struct Chart {
    /// For its id on the page.
    pub(super) name: &'static str,
    pub(super) title: String,
    /// What it comes to, in words.
    pub(super) summary: String,
    /// What the bars stand for.
    pub(super) main: String,
    /// And those in front of them, where there are any.
    pub(super) front: Option<String>,
    pub(super) bars: Vec<Bar>,
    /// What the tallest bar stands for.
    pub(super) top: String,
    pub(super) rows: Vec<Row>,
}

/// Words of a drawing.
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) main: String,
    pub(super) front: Option<String>,
}

/// A span with its two figures.
pub(super) struct Span {
    pub(super) at: String,
    pub(super) main: u64,
    pub(super) front: u64,
}

impl Chart {
    /// Draws spans from left to right; `write` puts a figure into words.
    pub(super) fn of(words: Words, spans: Vec<Span>, write: impl Fn(u64) -> String) -> Self {
        let top = spans.iter().map(|span| span.main.max(span.front)).max().unwrap_or(0);
        let place = WIDTH / spans.len().max(1) as f64;
        let mut bars = Vec::new();
        for (n, span) in spans.iter().enumerate() {
            for (kind, value, narrower) in [("main", span.main, 0.0), ("front", span.front, GAP)] {
                if value == 0 {
                    continue;
                }
                let gap = GAP + narrower;
                let height = value as f64 / top.max(1) as f64 * HEIGHT;
                bars.push(Bar {
                    x: format!("{:.1}", (n as f64 + gap / 2.0) * place),
                    y: format!("{:.1}", HEIGHT - height),
                    width: format!("{:.1}", place * (1.0 - gap)),
                    height: format!("{height:.1}"),
                    kind,
                });
            }
        }
        let row = |span: Span| Row { at: span.at, main: write(span.main), front: write(span.front) };
        let Words { name, title, summary, main, front } = words;
        Self {
            name,
            title,
            summary,
            main,
            front,
            bars,
            top: write(top),
            // The latest is what people look for.
            rows: spans.into_iter().rev().map(row).collect(),
        }
    }

    pub(super) fn has_front(&self) -> bool {
        self.front.is_some()
    }

    /// The oldest span.
    pub(super) fn first(&self) -> &str {
        self.rows.last().map_or("", |row| &row.at)
    }

    /// The latest.
    pub(super) fn last(&self) -> &str {
        self.rows.first().map_or("", |row| &row.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let text = || String::from("x");
        Words { name: "x", title: text(), summary: text(), main: text(), front: Some(text()) }
    }

    fn span(at: &str, main: u64, front: u64) -> Span {
        Span { at: at.to_owned(), main, front }
    }

    #[test]
    fn the_tallest_bar_fills_the_drawing() {
        let spans = vec![span("1", 10, 0), span("2", 0, 0), span("3", 40, 10)];
        let chart = Chart::of(words(), spans, |value| format!("{value} ms"));
        let drawn: Vec<_> =
            chart.bars.iter().map(|bar| (bar.kind, &*bar.x, &*bar.y, &*bar.width, &*bar.height)).collect();
        assert_eq!(
            drawn,
            [
                ("main", "20.0", "90.0", "160.0", "30.0"),
                ("main", "420.0", "0.0", "160.0", "120.0"),
                ("front", "440.0", "90.0", "120.0", "30.0"),
            ]
        );
        assert_eq!((chart.first(), chart.last(), &*chart.top), ("1", "3", "40 ms"));
        assert_eq!((chart.rows.len(), &*chart.rows[0].front), (3, "10 ms"));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let chart = Chart::of(words(), vec![span("1", 0, 0)], |value| value.to_string());
        assert!(chart.bars.is_empty());
        let chart = Chart::of(words(), Vec::new(), |value| value.to_string());
        assert_eq!((chart.first(), chart.last(), &*chart.top), ("", "", "0"));
    }
}
