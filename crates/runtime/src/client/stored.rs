//! What browser storage keeps for a later launch: a batch under a seal.
//!
//! Storage of the content's origin is open to every course that lives there. The seal (HMAC-SHA-256 under a key that
//! only launches of this registration get) shows whether the batch was written by one of them.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Client;
use crate::codec::Batch;

const SEAL: usize = 32;

/// Puts the seal before a batch.
#[must_use]
pub fn seal_stored(key: &[u8], batch: &[u8]) -> Vec<u8> {
    let mut out = mac(key, batch).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    out.extend_from_slice(batch);
    out
}

/// The batch, where the seal is right.
#[must_use]
pub fn open_stored(key: &[u8], stored: &[u8]) -> Option<Batch> {
    let (seal, bytes) = stored.split_at_checked(SEAL)?;
    mac(key, bytes)?.verify_slice(seal).ok()?;
    Batch::decode(bytes).ok()
}

fn mac(key: &[u8], bytes: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
    mac.update(bytes);
    Some(mac)
}

impl Client {
    /// Everything that is not acknowledged, under the seal; `None` where nothing is, or where nothing may be kept.
    #[must_use]
    pub fn stored(&self) -> Option<Vec<u8>> {
        let key = self.key.as_ref()?;
        if self.entries.is_empty() {
            return None;
        }
        Some(seal_stored(key, &self.encode_batch(self.entries.len(), self.notes.len())))
    }

    /// Takes back what [`Client::stored`] wrote. Entries of this launch that the state does not have yet are applied
    /// on top of it. The bytes of a batch of an older launch are returned: they are to be posted as they are. What
    /// carries a wrong seal is dropped.
    pub fn restore_stored(&mut self, stored: &[u8]) -> Option<Vec<u8>> {
        let key = self.key.as_ref()?;
        let batch = open_stored(key, stored)?;
        if Some(batch.launch.as_str()) != self.attempt.launch() {
            return Some(stored[SEAL..].to_vec());
        }
        for entry in batch.entries {
            if entry.number == self.next()
                && self.entries.last().is_none_or(|last| last.entry.number + 1 == entry.number)
            {
                let applied = self.attempt.apply(&entry);
                if applied.refused.is_some() {
                    break;
                }
                let size = entry.size();
                self.take_notes(applied.notes);
                self.entries.push(super::Unsent { entry, size, urgent: true });
            }
        }
        None
    }
}
