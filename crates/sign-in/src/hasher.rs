//! Hashes of passwords: Argon2id, a few at a time, each in 19 MB of memory.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Hashes at once: more would only take memory.
const AT_ONCE: usize = 2;
/// Those who may wait for their turn; who comes later is sent away.
const IN_LINE: usize = 64;
/// A hash that no password has: 32 bytes that were never one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Makes and checks hashes of passwords, without keeping the other requests waiting.
#[derive(Debug)]
pub struct Hasher {
    line: Semaphore,
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { line: Semaphore::new(IN_LINE), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hasher {
    /// The hash of a password as it is stored (PHC text); `None` when too many ask at once.
    pub async fn hash(&self, salt: [u8; 16], password: &str) -> Option<String> {
        let password = Zeroizing::new(password.to_owned());
        self.off_thread(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok()?;
            Some(hash.to_string())
        })
        .await
        .flatten()
    }

    /// Whether this is the password; `None` when too many ask at once. Without a hash (nobody has this login) it takes
    /// as long and says no.
    pub async fn is_right(&self, hash: Option<String>, password: &str) -> Option<bool> {
        let password = Zeroizing::new(password.to_owned());
        self.off_thread(move || {
            let known = hash.is_some();
            let text = hash.unwrap_or_else(|| NOBODY.to_owned());
            let Ok(hash) = PasswordHash::new(&text) else { return false };
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _place = self.line.try_acquire().ok()?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_is_right() {
        let hasher = Hasher::default();
        let hash = hasher.hash([7; 16], "correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains("horse"));
        assert_eq!(hasher.is_right(Some(hash.clone()), "correct horse").await, Some(true));
        assert_eq!(hasher.is_right(Some(hash), "correct horsf").await, Some(false));
        assert_eq!(hasher.is_right(None, "correct horse").await, Some(false));
        assert_eq!(hasher.is_right(Some("nonsense".to_owned()), "").await, Some(false));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[tokio::test]
    async fn the_line_has_an_end() {
        let hasher = Hasher::default();
        let _all = hasher.line.acquire_many(u32::try_from(IN_LINE).unwrap()).await.unwrap();
        assert_eq!(hasher.hash([0; 16], "correct horse").await, None);
    }
}
