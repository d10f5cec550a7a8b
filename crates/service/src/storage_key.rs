//! The key that seals what a player keeps in browser storage: only launches of the same registration get it, so other
//! courses on the same origin can read what lies there but forge nothing.

use platform::InstallationKey;
use store::RegistrationKey;

/// The key of a registration.
pub(crate) fn storage_key(installation: &InstallationKey, registration: RegistrationKey) -> Vec<u8> {
    installation.derive(&format!("browser storage of registration {}", registration.0)).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registration_and_installation_has_its_own() {
        let key = |byte, registration| {
            storage_key(&InstallationKey::from_bytes(&[byte; 32]), RegistrationKey(registration))
        };
        assert_eq!(key(1, 1), key(1, 1));
        assert_ne!(key(1, 1), key(1, 2));
        assert_ne!(key(1, 1), key(2, 1));
        assert_eq!(key(1, 1).len(), 32);
    }
}
