//! A registration that was played to its end: the browser's half of the engine, run natively, over real HTTP.

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use platform::player_protocol::{Acknowledged, JournalStatus, Started};
use platform::{Clock as _, SystemClock};
use runtime::Request;
use runtime::client::{Call, Client};

use super::{ACTIVITIES, INTERACTIONS};
use crate::server::Server;

pub(super) async fn play(server: &Server, courseid: &str, regid: &str) -> anyhow::Result<()> {
    let address = server.api.launch(courseid, regid).await?;
    let http = &server.api.http;
    let answer = http.post(format!("{address}start")).send().await?.bytes().await?;
    let started: Started = serde_json::from_slice(&answer)?;
    let mut client = Client::start(&STANDARD.decode(&started.definition)?, &STANDARD.decode(&started.state)?)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    for at in 1..=ACTIVITIES {
        client.navigate(SystemClock.now(), Request::Choice(format!("i{at}")));
        report(&mut client)?;
        client.unloaded(SystemClock.now());
    }
    client.navigate(SystemClock.now(), Request::ExitAll);
    while client.pending().entries > 0 {
        let body = client.batch(1 << 19).context("nothing to send")?;
        let answer = http.post(format!("{address}journal")).body(body).send().await?.bytes().await?;
        let answer: Acknowledged = serde_json::from_slice(&answer)
            .with_context(|| format!("journal answered {}", String::from_utf8_lossy(&answer)))?;
        ensure!(answer.status == JournalStatus::Ok, "the journal answered {:?}", answer.status);
        client.acknowledge(answer.acknowledged, u64::from_str_radix(&answer.digest, 16)?);
    }
    Ok(())
}

/// One activity: its interactions, a score and a status.
fn report(client: &mut Client) -> anyhow::Result<()> {
    let mut call = |call, name: &str, value: &str| -> anyhow::Result<()> {
        let answer = client.call(call, name, value, SystemClock.now());
        ensure!(answer == "true", "{name}={value} was answered {answer}");
        Ok(())
    };
    call(Call::Initialize, "", "")?;
    for at in 0..INTERACTIONS {
        let name = |part: &str| format!("cmi.interactions.{at}.{part}");
        call(Call::SetValue, &name("id"), &format!("question_{at}"))?;
        call(Call::SetValue, &name("type"), "choice")?;
        call(Call::SetValue, &name("correct_responses.0.pattern"), "a,c")?;
        call(Call::SetValue, &name("student_response"), "a,c")?;
        call(Call::SetValue, &name("result"), "correct")?;
        call(Call::SetValue, &name("weighting"), "1")?;
        call(Call::SetValue, &name("latency"), "0000:00:07.00")?;
    }
    call(Call::SetValue, "cmi.core.score.raw", "88")?;
    call(Call::SetValue, "cmi.core.lesson_status", "passed")?;
    call(Call::Terminate, "", "")
}
