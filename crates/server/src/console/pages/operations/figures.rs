//! What happened over the last two days or the last month, as drawings.

use platform::{AppId, Timestamp};
use service::{
    AppError,
    operations::{self, Figures},
};

use crate::{
    console::{
        answer::Failed,
        chart::{Chart, Span, Words},
        frame::{Frame, day, hour},
    },
    services::Services,
};

const HOUR_MICROS: i64 = 3_600_000_000;
const HOURS: u16 = 48;
const DAYS: u16 = 30;

/// All drawings.
pub(super) async fn charts(
    services: &Services,
    frame: &Frame,
    app: Option<&AppId>,
    by_day: bool,
    now: Timestamp,
) -> Result<Vec<Chart>, Failed> {
    let (span, spans) = if by_day { (24 * HOUR_MICROS, DAYS) } else { (HOUR_MICROS, HOURS) };
    let figures = match operations::figures(&services.store, app, span, spans, now).await {
        Ok(figures) => figures,
        Err(AppError::Unknown(_)) => return Err(Failed::NotFound),
        Err(AppError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Failed::NotNow),
    };
    let sum = |of: fn(&Figures) -> u64| figures.iter().map(|(_, figures)| of(figures)).sum::<u64>();
    let draw =
        |name, title: &str, summary, main: &str, front: Option<&str>, of: fn(&Figures) -> (u64, u64)| {
            let words = Words {
                name,
                title: frame.say(title),
                summary,
                main: frame.say(main),
                front: front.map(|id| frame.say(id)),
            };
            let span = |(at, figures): &(Timestamp, Figures)| {
                let (main, front) = of(figures);
                Span { at: if by_day { day(*at) } else { hour(*at) }, main, front }
            };
            let is_time = name == "delay";
            let write = move |value| if is_time { millis(value) } else { value.to_string() };
            Chart::of(words, figures.iter().map(span).collect(), write)
        };
    let in_all = |of: fn(&Figures) -> u64| frame.with("in-all", "count", sum(of));
    let (arrived, delay) = (sum(|f| f.postbacks), sum(|f| f.postback_delay_ms));
    let average = match delay.checked_div(arrived) {
        Some(average) => frame.with("delay-average", "time", millis(average)),
        None => frame.say("delay-none"),
    };
    let (calls, failures) = (sum(|f| f.calls), sum(|f| f.call_failures));
    Ok(vec![
        draw("launches", "chart-launches", in_all(|f| f.launches), "chart-launches", None, |f| {
            (f.launches, 0)
        }),
        draw("completions", "chart-completions", in_all(|f| f.completions), "chart-completions", None, |f| {
            (f.completions, 0)
        }),
        draw("delay", "chart-delay", average, "delay-longest", Some("delay-mean"), |f| {
            (f.postback_longest_ms, f.postback_delay_ms.checked_div(f.postbacks).unwrap_or(0))
        }),
        draw("failures", "chart-failures", in_all(|f| f.postback_failures), "chart-failures", None, |f| {
            (f.postback_failures, 0)
        }),
        draw(
            "calls",
            "chart-calls",
            frame.with_all(
                "calls-of-which",
                &[("count", &calls.to_string()), ("failed", &failures.to_string())],
            ),
            "chart-calls",
            Some("calls-failed"),
            |f| (f.calls, f.call_failures),
        ),
    ])
}

/// A time for people.
pub(super) fn millis(millis: u64) -> String {
    match millis {
        0..1000 => format!("{millis} ms"),
        1000..60_000 => format!("{:.1} s", millis as f64 / 1e3),
        60_000..3_600_000 => format!("{} min", millis / 60_000),
        _ => format!("{} h", millis / 3_600_000),
    }
}
