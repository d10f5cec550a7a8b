//! Digest of a state: equal states give equal digests, on the server and in the browser.
//!
//! Not a protection against forgery (the server replays the entries itself), only a check that both homes of the
//! engine arrived at the same state.

/// FNV-1a over 64 bits, taken eight bytes at a time with a final mix.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(PRIME);
        hash ^= hash >> 29;
    }
    mix(hash)
}

/// Combines the digests of the parts of a state, in order.
pub(crate) fn combine(parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(0x9e37_79b9_7f4a_7c15, |all, part| mix(all.rotate_left(5) ^ part))
}

fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_order_and_content_count() {
        assert_ne!(digest(b""), digest(b"\0"));
        assert_ne!(digest(b"12345678"), digest(b"12345679"));
        assert_ne!(digest(b"12345678abcdefgh"), digest(b"abcdefgh12345678"));
        assert_ne!(combine([1, 2].into_iter()), combine([2, 1].into_iter()));
    }

    #[test]
    fn the_value_stays_what_it_is() {
        assert_eq!(digest(b"Lyceum"), digest(b"Lyceum"));
        assert_eq!(combine(std::iter::empty()), 0x9e37_79b9_7f4a_7c15);
    }
}
