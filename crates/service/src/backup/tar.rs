//! The little of the tar format (POSIX ustar) that a backup in one file needs, so that other programs can look into it.

/// Files are padded to whole blocks.
pub(super) const BLOCK: u64 = 512;

/// The head of a regular file.
pub(super) fn header(name: &str, size: u64, mode: u32, modified_secs: u64) -> [u8; 512] {
    let mut head = [0u8; 512];
    put(&mut head[0..100], name);
    put(&mut head[100..108], &format!("{mode:07o}"));
    put(&mut head[108..116], "0000000");
    put(&mut head[116..124], "0000000");
    if size < 1 << 33 {
        put(&mut head[124..136], &format!("{size:011o}"));
    } else {
        // What does not fit eleven octal digits is written in binary, which all programs of today read.
        head[124] = 0x80;
        head[128..136].copy_from_slice(&size.to_be_bytes());
    }
    put(&mut head[136..148], &format!("{:011o}", modified_secs.min((1 << 33) - 1)));
    head[148..156].fill(b' ');
    head[156] = b'0';
    put(&mut head[257..263], "ustar\0");
    put(&mut head[263..265], "00");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    put(&mut head[148..156], &format!("{sum:06o}\0 "));
    head
}

/// Name and size of the file behind a head; `None`: this is no head of ours.
pub(super) fn read_header(head: &[u8; 512]) -> Option<(String, u64)> {
    let name = head[0..100].split(|byte| *byte == 0).next()?;
    let mut summed = *head;
    summed[148..156].fill(b' ');
    let sum: u32 = summed.iter().map(|byte| u32::from(*byte)).sum();
    if octal(&head[148..156])? != u64::from(sum) || !matches!(head[156], b'0' | 0) || name.is_empty() {
        return None;
    }
    let size = match head[124] {
        0x80 => u64::from_be_bytes(head[128..136].try_into().ok()?),
        _ => octal(&head[124..136])?,
    };
    Some((std::str::from_utf8(name).ok()?.to_owned(), size))
}

/// How many bytes stand between the end of a file and the next head.
pub(super) fn padding(size: u64) -> u64 {
    (BLOCK - size % BLOCK) % BLOCK
}

fn put(field: &mut [u8], text: &str) {
    for (to, from) in field.iter_mut().zip(text.bytes()) {
        *to = from;
    }
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_read_back() {
        for size in [0, 1, 511, 512, 513, (1 << 33) - 1, 1 << 33, u64::MAX >> 1] {
            let head = header("blobs/packages/0123.zip", size, 0o600, 1_700_000_000);
            assert_eq!(read_header(&head), Some(("blobs/packages/0123.zip".to_owned(), size)));
            let end = u128::from(size) + u128::from(padding(size));
            assert_eq!(end % u128::from(BLOCK), 0);
        }
    }

    #[test]
    fn a_changed_head_is_none() {
        let head = header("a", 5, 0o644, 0);
        for at in [0, 50, 130, 150, 200, 511] {
            let mut changed = head;
            changed[at] ^= 0x5a;
            assert_eq!(read_header(&changed), None, "{at}");
        }
        assert_eq!(read_header(&[0; 512]), None);
    }
}
