//! The operations behind the boundary: bytes in, bytes out.

use runtime::client::{Acknowledgement, Call, Client};
use runtime::{Request, Timestamp};

/// What the page asks when nothing has been started.
const NOT_STARTED: &str = "the engine has not been started";

/// The engine of one page.
#[derive(Debug, Default)]
pub struct Engine {
    client: Option<Client>,
}

impl Engine {
    /// Begins with definition and state. Answers nothing, or what is wrong.
    pub fn start(&mut self, definition: &[u8], state: &[u8]) -> Vec<u8> {
        match Client::start(definition, state) {
            Ok(client) => {
                self.client = Some(client);
                Vec::new()
            }
            Err(error) => error.to_string().into_bytes(),
        }
    }

    /// Key of the seal over what browser storage keeps, in hex.
    pub fn set_key(&mut self, hex: &[u8]) -> Vec<u8> {
        if let (Some(client), Some(key)) = (&mut self.client, unhex(hex)) {
            client.set_key(key);
        }
        Vec::new()
    }

    /// An API call of content.
    pub fn call(&mut self, function: u32, first: &[u8], second: &[u8], now: i64) -> Vec<u8> {
        let (Some(client), Some(call)) = (&mut self.client, Call::from_number(function)) else {
            return NOT_STARTED.into();
        };
        let (first, second) = (String::from_utf8_lossy(first), String::from_utf8_lossy(second));
        client.call(call, &first, &second, Timestamp(now)).into_bytes()
    }

    /// A navigation request, as `continue` or `choice:ITEM`. Answers the view.
    pub fn navigate(&mut self, request: &[u8], now: i64) -> Vec<u8> {
        if let (Some(client), Some(request)) =
            (&mut self.client, std::str::from_utf8(request).ok().and_then(Request::parse))
        {
            client.navigate(Timestamp(now), request);
        }
        self.view()
    }

    /// The content frame is gone.
    pub fn unloaded(&mut self, now: i64) -> Vec<u8> {
        if let Some(client) = &mut self.client {
            client.unloaded(Timestamp(now));
        }
        Vec::new()
    }

    /// A sign of life.
    pub fn heartbeat(&mut self, now: i64) -> Vec<u8> {
        if let Some(client) = &mut self.client {
            client.heartbeat(Timestamp(now));
        }
        Vec::new()
    }

    /// What follows once content has finished, as JSON.
    #[must_use]
    pub fn pending_request(&self) -> Vec<u8> {
        self.ask(|client| client.pending_request().to_json().into_bytes())
    }

    /// What the page shows but for the table of contents, as JSON.
    pub fn view(&mut self) -> Vec<u8> {
        self.client.as_mut().map(|client| client.view().to_json().into_bytes()).unwrap_or_default()
    }

    /// Something the page did, for the log; `detailed` where it is not 0.
    pub fn note(&mut self, detailed: u32, text: &[u8], now: i64) -> Vec<u8> {
        if let Some(client) = &mut self.client {
            client.note_control(Timestamp(now), detailed != 0, &String::from_utf8_lossy(text));
        }
        Vec::new()
    }

    /// What the page must be told of the table of contents, as JSON: what differs from the last time.
    pub fn table_of_contents(&mut self) -> Vec<u8> {
        self.client.as_mut().map(|client| client.table_of_contents().into_bytes()).unwrap_or_default()
    }

    /// What waits to be sent, as JSON.
    #[must_use]
    pub fn pending(&self) -> Vec<u8> {
        self.ask(|client| client.pending().to_json().into_bytes())
    }

    /// The next body to post, at most `limit` bytes; nothing where even the first entry is larger.
    pub fn batch(&mut self, limit: u32) -> Vec<u8> {
        self.client.as_mut().and_then(|client| client.batch(limit as usize)).unwrap_or_default()
    }

    /// The server stored everything up to `number` and has this digest. Answers `ok` or `differs`.
    pub fn acknowledge(&mut self, number: u64, digest: u64) -> Vec<u8> {
        match self.client.as_mut().map(|client| client.acknowledge(number, digest)) {
            Some(Acknowledgement::Differs) => b"differs".to_vec(),
            _ => b"ok".to_vec(),
        }
    }

    /// Takes the server's state. Answers the view, or nothing where it cannot be read.
    pub fn adopt(&mut self, state: &[u8], number: u64) -> Vec<u8> {
        match self.client.as_mut().map(|client| client.adopt(state, number)) {
            Some(Ok(())) => self.view(),
            _ => Vec::new(),
        }
    }

    /// What browser storage should keep; nothing where there is nothing to keep.
    #[must_use]
    pub fn stored(&self) -> Vec<u8> {
        self.ask(|client| client.stored().unwrap_or_default())
    }

    /// Takes back what browser storage kept. Answers a batch of an older launch, to be posted as it is.
    pub fn restore_stored(&mut self, stored: &[u8]) -> Vec<u8> {
        self.client.as_mut().and_then(|client| client.restore_stored(stored)).unwrap_or_default()
    }

    /// Digest of the state, 16 hex digits.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        self.ask(|client| client.digest_text().into_bytes())
    }

    fn ask(&self, answer: impl FnOnce(&Client) -> Vec<u8>) -> Vec<u8> {
        self.client.as_ref().map(answer).unwrap_or_default()
    }
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    text.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_hex() {
        assert_eq!(unhex(b"00fF"), Some(vec![0, 255]));
        assert_eq!(unhex(b"0"), None);
        assert_eq!(unhex(b"xy"), None);
    }

    #[test]
    fn nothing_is_asked_of_an_engine_that_was_not_started() {
        let mut engine = Engine::default();
        assert!(engine.view().is_empty() && engine.batch(1000).is_empty() && engine.stored().is_empty());
        assert_eq!(engine.call(0, b"", b"", 0), NOT_STARTED.as_bytes());
        assert!(!engine.start(b"rubbish", b"").is_empty());
    }
}
