//! Passwords: hashed as `sign-in` does, and made for those who have none yet.

use lyceum_client::{Random, Secret};

/// Characters that a generated password is made of: none that look alike.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Makes and checks hashes of passwords, without keeping the other requests waiting.
#[derive(Default)]
pub(crate) struct Hasher(sign_in::Hasher);

impl Hasher {
    /// The hash of a password as it is stored; `None` when the machine could not make one.
    pub(crate) async fn hash(&self, random: &dyn Random, password: Secret) -> Option<String> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        self.0.hash(salt, password.expose()).await
    }

    /// Whether this is the password. Without a hash (nobody has this login) it takes as long and says no.
    pub(crate) async fn is_right(&self, hash: Option<String>, password: Secret) -> bool {
        self.0.is_right(hash, password.expose()).await.unwrap_or(false)
    }
}

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

    #[test]
    fn generated_passwords_differ() {
        assert_ne!(generate(&OsRandom).expose(), generate(&OsRandom).expose());
    }
}
