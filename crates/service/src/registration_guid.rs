//! The GUID of a registration, which V1 shows beside the caller's own id.

use platform::{AppId, RegistrationId};
use sha2::{Digest as _, Sha256};

/// A UUID that belongs to this registration and to no other (RFC 9562, version 8): made from its ids, so that
/// it need not be stored and is the same on every node.
#[must_use]
pub fn registration_guid(app: &AppId, registration: &RegistrationId) -> String {
    let mut hash = Sha256::new();
    hash.update(b"registration");
    for id in [app.as_str(), registration.as_str()] {
        hash.update((id.len() as u64).to_be_bytes());
        hash.update(id.as_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bits = digest.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    bits = bits & !(0xf << 76) | 8 << 76;
    bits = bits & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_uuid_and_differs_by_both_ids() {
        let guid = |app: &str, id: &str| {
            registration_guid(&AppId::new(app).unwrap(), &RegistrationId::new(id).unwrap())
        };
        let one = guid("a", "b");
        assert_eq!(one, guid("a", "b"));
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'8');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(one, guid("ab", "b"));
        assert_ne!(guid("a", "bc"), guid("ab", "c"));
    }
}
