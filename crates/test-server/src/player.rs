//! A learner's player without a browser: the browser's half of the engine, over HTTP.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use platform::Clock;
use platform::player_protocol::{Acknowledged, JournalStatus, Started};
use reqwest::redirect::Policy;
use runtime::client::{Acknowledgement, Call, Client};
use runtime::{Request, Timestamp};

/// A batch at most.
const BATCH: usize = 1 << 20;

/// A launch under way.
pub struct Player {
    http: reqwest::Client,
    /// Its page, without a final `/`.
    page: String,
    clock: Arc<dyn Clock>,
    client: Client,
    /// What the start answered.
    pub started: Started,
}

impl Player {
    /// Opens a signed launch link as a browser does, and starts what it leads to.
    pub async fn open(link: &str, clock: Arc<dyn Clock>) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().expect("a client");
        let launch = http.get(link).send().await.expect("an answer to the launch");
        assert_eq!(launch.status(), 302, "{}", launch.text().await.unwrap_or_default());
        let page =
            launch.headers()["location"].to_str().expect("an address").trim_end_matches('/').to_owned();
        let answer =
            http.post(format!("{page}/start")).body("{}").send().await.expect("an answer to the start");
        let status = answer.status();
        let body = answer.text().await.expect("a body");
        assert_eq!(status, 200, "{body}");
        let started: Started = serde_json::from_str(&body).expect("what a start answers");
        let decode = |text: &str| STANDARD.decode(text).expect("base64");
        let client = Client::start(&decode(&started.definition), &decode(&started.state)).expect("a state");
        let mut player = Self { http, page, clock, client, started };
        player.navigate(Request::Start);
        player
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A request for navigation.
    pub fn navigate(&mut self, request: Request) {
        let now = self.now();
        self.client.navigate(now, request);
    }

    /// A call of the content; the answer.
    pub fn call(&mut self, call: Call, first: &str, second: &str) -> String {
        let now = self.now();
        self.client.call(call, first, second, now)
    }

    /// Calls of the content that must succeed: `LMSInitialize`, all values in turn, `LMSCommit`.
    pub fn report(&mut self, values: &[(&str, &str)]) {
        for (name, value) in values {
            assert_eq!(self.call(Call::SetValue, name, value), "true", "{name}={value}");
        }
        assert_eq!(self.call(Call::Commit, "", ""), "true");
    }

    /// Sends what waits, until nothing does.
    pub async fn send(&mut self) -> Acknowledged {
        loop {
            let answer = self.try_send().await.expect("an answer to the journal");
            if answer.status != JournalStatus::Ok || self.client.pending().entries == 0 {
                return answer;
            }
        }
    }

    /// Sends one batch; fails where the server is away.
    pub async fn try_send(&mut self) -> Result<Acknowledged, reqwest::Error> {
        let answer = self.post().await?;
        let status = answer.status();
        let body = answer.text().await?;
        assert_eq!(status, 200, "{body}");
        Ok(self.take(&body))
    }

    /// Sends one batch to a server that may refuse it: status and `Retry-After`.
    pub async fn try_send_status(&mut self) -> Result<Acknowledged, (u16, Option<String>)> {
        let answer = self.post().await.expect("an answer");
        let status = answer.status().as_u16();
        let after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok());
        let after = after.map(str::to_owned);
        let body = answer.text().await.expect("a whole answer");
        if status == 200 { Ok(self.take(&body)) } else { Err((status, after)) }
    }

    async fn post(&mut self) -> Result<reqwest::Response, reqwest::Error> {
        let batch = self.client.batch(BATCH).expect("a batch");
        self.http.post(format!("{}/journal", self.page)).body(batch).send().await
    }

    fn take(&mut self, body: &str) -> Acknowledged {
        let answer: Acknowledged = serde_json::from_str(body).expect("an acknowledgement");
        if answer.status == JournalStatus::Ok {
            let digest = u64::from_str_radix(&answer.digest, 16).expect("a digest");
            let same = self.client.acknowledge(answer.acknowledged, digest);
            assert_eq!(same, Acknowledgement::Same, "browser and server differ");
        }
        answer
    }

    /// Leaves the course as the Leave control does, and sends what is left.
    pub async fn leave(mut self) -> Acknowledged {
        let now = self.now();
        self.client.unloaded(now);
        self.navigate(Request::ReturnToLms);
        self.send().await
    }
}
