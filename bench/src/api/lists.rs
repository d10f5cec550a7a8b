//! Lists: the whole, in flat memory and as fast at its end as at its beginning; and filters, by what they return.

use std::time::Instant;

use anyhow::ensure;
use cloud_api::v1::params::Params;
use cloud_api::v1::timestamp::Timestamp;

use super::bulk::{EVERY, PER_LEARNER, REGISTRATIONS};
use crate::nginx::median;
use crate::server::Server;
use crate::{process, report};

pub(super) async fn measure(server: &Server, name: &str) -> anyhow::Result<()> {
    let last = REGISTRATIONS as i64 - 501;
    let after = Timestamp::from_secs(last).to_xml();
    let small = (REGISTRATIONS / EVERY) as usize;
    let filters = [
        ("courseid", Params::new().with("courseid", "small"), small),
        ("learnerid", Params::new().with("learnerid", "learner-70000"), PER_LEARNER as usize),
        (
            "after",
            Params::new()
                .with("after", &after)
                .with("until", Timestamp::from_secs(REGISTRATIONS as i64).to_xml()),
            500,
        ),
        (
            "courseid, after",
            Params::new()
                .with("courseid", "course")
                .with("after", &after)
                .with("until", Timestamp::from_secs(REGISTRATIONS as i64).to_xml()),
            500,
        ),
    ];
    for (filter, params, expected) in filters {
        let mut times = Vec::new();
        for _ in 0..5 {
            let started = Instant::now();
            let answer = server.api.call("registration.getRegistrationList", params.clone()).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            let count = answer.matches("<registration ").count();
            ensure!(count.abs_diff(expected) <= expected / 10, "{filter}: {count} instead of {expected}");
        }
        report::figure(&format!("{name}: list by {filter}, {expected} rows"), median(times), "ms", "-");
    }
    whole(server, &format!("{name}: whole list"), "registration.getRegistrationList").await?;
    whole(server, &format!("{name}: whole list with results"), "registration.getRegistrationListResults")
        .await
}

/// The whole list, read as it comes.
async fn whole(server: &Server, name: &str, method: &str) -> anyhow::Result<()> {
    process::reset_peak(server.pid())?;
    let before = process::cpu_secs(server.pid())?;
    let started = Instant::now();
    let mut answer = server.api.http.get(server.api.link(method, Params::new())).send().await?;
    let (mut rows, mut tail) = (0, Vec::new());
    // Rows and time at each tenth.
    let mut marks = vec![(0, 0.0)];
    while let Some(piece) = answer.chunk().await? {
        // An element's beginning may lie across two pieces.
        tail.extend_from_slice(&piece);
        let begin = b"<registration ";
        rows += tail.windows(begin.len()).filter(|window| window == begin).count();
        tail.drain(..tail.len().saturating_sub(begin.len() - 1));
        if rows >= marks.len() * (REGISTRATIONS / 10) as usize {
            marks.push((rows, started.elapsed().as_secs_f64()));
        }
    }
    let secs = started.elapsed().as_secs_f64();
    ensure!(rows as u64 >= REGISTRATIONS, "{rows} rows");
    let spent = process::cpu_secs(server.pid())? - before;
    report::figure(name, rows as f64 / secs, "row/s", "-");
    report::figure("  CPU of the server per row", spent / rows as f64 * 1e6, "us", "-");
    report::figure("  peak memory of the server", process::memory_mb(server.pid(), "VmHWM")?, "MB", "flat");
    let per_row = |pair: &[(usize, f64)]| match pair {
        [(rows_a, secs_a), (rows_b, secs_b)] => (secs_b - secs_a) / (rows_b - rows_a).max(1) as f64 * 1e6,
        _ => f64::NAN,
    };
    let tenths: Vec<f64> = marks.windows(2).map(per_row).collect();
    let (first, last) = (tenths.first().copied(), tenths.last().copied());
    report::ratio(
        "  last tenth against the first",
        last.unwrap_or(f64::NAN),
        first.unwrap_or(f64::NAN),
        "us/row",
        "<= 1.5",
    );
    Ok(())
}
