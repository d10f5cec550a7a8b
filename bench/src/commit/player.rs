//! One player: the browser's half of the engine, run natively, over real HTTP.

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use platform::player_protocol::{Acknowledged, JournalStatus, Started};
use platform::{Clock as _, Rng as _, SeededRng, SystemClock};
use runtime::Request;
use runtime::client::{Acknowledgement, Call, Client};

use crate::commit::BYTES;
use crate::server::Server;

pub(super) struct Player {
    address: String,
    http: reqwest::Client,
    client: Client,
    rng: SeededRng,
}

impl Player {
    pub(super) async fn start(server: &Server, at: usize) -> anyhow::Result<Self> {
        let address = server.api.launch("course", &format!("player-{at}")).await?;
        let http = server.api.http.clone();
        let answer = http.post(format!("{address}start")).send().await?.bytes().await?;
        let started: Started = serde_json::from_slice(&answer)
            .with_context(|| format!("start answered {}", String::from_utf8_lossy(&answer)))?;
        let client = Client::start(&STANDARD.decode(&started.definition)?, &STANDARD.decode(&started.state)?)
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        let mut player = Self { address, http, client, rng: SeededRng::new(at as u64) };
        player.client.navigate(SystemClock.now(), Request::Start);
        player.client.call(Call::Initialize, "", "", SystemClock.now());
        player.commit().await?;
        Ok(player)
    }

    /// Sets 4 KB of suspend data that resemble nothing before, commits, and waits for the acknowledgement.
    pub(super) async fn commit(&mut self) -> anyhow::Result<()> {
        let now = SystemClock.now();
        let mut noise = vec![0u8; BYTES / 4 * 3];
        self.rng.fill(&mut noise);
        let set = self.client.call(Call::SetValue, "cmi.suspend_data", &URL_SAFE.encode(&noise), now);
        ensure!(set == "true", "SetValue was refused");
        self.client.call(Call::Commit, "", "", now);
        let body = self.client.batch(1 << 20).context("nothing to send")?;
        let answer =
            self.http.post(format!("{}journal", self.address)).body(body).send().await?.bytes().await?;
        let answer: Acknowledged = serde_json::from_slice(&answer)
            .with_context(|| format!("journal answered {}", String::from_utf8_lossy(&answer)))?;
        ensure!(answer.status == JournalStatus::Ok, "the journal answered {:?}", answer.status);
        let digest = u64::from_str_radix(&answer.digest, 16)?;
        let same = self.client.acknowledge(answer.acknowledged, digest);
        ensure!(same == Acknowledgement::Same, "the server has another state");
        Ok(())
    }
}
