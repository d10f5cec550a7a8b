//! What happened, by the hour or the day.

use platform::{AppId, Timestamp};
use store::{Store, hourly_figures::Figures};

use crate::apps::AppError;

/// The figures of so many spans up to the one that `now` lies in, the oldest first and none left out, of one
/// application or of all. A span is a number of whole hours that fit a day, or a day, in microseconds.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn figures(
    store: &Store,
    app: Option<&AppId>,
    span_micros: i64,
    spans: u16,
    now: Timestamp,
) -> Result<Vec<(Timestamp, Figures)>, AppError> {
    let mut tx = store.begin_read().await?;
    let app = match app {
        Some(id) => {
            let app = store::apps::find(&mut tx, id).await?;
            Some(app.ok_or_else(|| AppError::Unknown(id.clone()))?.key)
        }
        None => None,
    };
    let last = now.0.div_euclid(span_micros) * span_micros;
    let first = last - span_micros * (i64::from(spans) - 1);
    let (from, until) = (Timestamp(first), Timestamp(last + span_micros));
    let known = store::hourly_figures::list(&mut tx, app, from, until, span_micros).await?;
    let mut known = known.into_iter().peekable();
    let all = (0..i64::from(spans)).map(|n| {
        let at = Timestamp(first + n * span_micros);
        let figures =
            known.next_if(|(span, _)| *span == at).map_or_else(Figures::default, |(_, found)| found);
        (at, figures)
    });
    Ok(all.collect())
}
