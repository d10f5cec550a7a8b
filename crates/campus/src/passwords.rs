//! Passwords: Argon2id, a few at a time, each in 19 MB of memory.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use lyceum_client::{Random, Secret};
use tokio::sync::Semaphore;

/// Hashes at once: more would only take memory.
const AT_ONCE: usize = 2;
/// Characters that a generated password is made of: none that look alike.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Makes and checks hashes of passwords, without keeping the other requests waiting.
pub(crate) struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Hasher {
    /// The hash of a password as it is stored; `None` when the machine could not make one.
    pub(crate) async fn hash(&self, random: &dyn Random, password: Secret) -> Option<String> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        self.off_thread(move || {
            let hash = Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt).ok()?;
            Some(hash.to_string())
        })
        .await
        .flatten()
    }

    /// Whether this is the password. Without a hash (nobody has this login) it takes as long and says no.
    pub(crate) async fn is_right(&self, hash: Option<String>, password: Secret) -> bool {
        let checked = self.off_thread(move || {
            let known = hash.is_some();
            let text = hash.unwrap_or_else(|| NOBODY.to_owned());
            let Ok(hash) = PasswordHash::new(&text) else { return false };
            Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok() && known
        });
        checked.await.unwrap_or(false)
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let permit = Arc::clone(&self.0).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.ok()
    }
}

/// A hash that no password has: 32 bytes that were never one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password that a person can type: 20 characters, 100 bits.
pub(crate) fn generate(random: &dyn Random) -> Secret {
    let mut bytes = [0; 20];
    random.fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use lyceum_client::OsRandom;

    use super::*;

    #[tokio::test]
    async fn only_the_password_is_right() {
        let hasher = Hasher::default();
        let hash = hasher.hash(&OsRandom, Secret::new("correct horse")).await.unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains("horse"));
        assert!(hasher.is_right(Some(hash.clone()), Secret::new("correct horse")).await);
        assert!(!hasher.is_right(Some(hash.clone()), Secret::new("correct horsf")).await);
        assert!(!hasher.is_right(None, Secret::new("correct horse")).await);
        assert!(!hasher.is_right(Some("nonsense".to_owned()), Secret::new("")).await);
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn generated_passwords_differ() {
        assert_ne!(generate(&OsRandom).expose(), generate(&OsRandom).expose());
    }
}
