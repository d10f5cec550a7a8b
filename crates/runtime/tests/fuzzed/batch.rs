//! What a browser posts, and the other stored formats, from any bytes.

use runtime::{Batch, Definition, Entry};

pub(crate) fn run(bytes: &[u8]) {
    let _ = Definition::decode(bytes);
    let _ = Entry::decode(bytes);
    if let Ok(batch) = Batch::decode(bytes) {
        // Numbers that are not finite differ from themselves, so bytes are compared.
        let written = batch.encode();
        assert_eq!(Batch::decode(&written).map(|batch| batch.encode()), Ok(written));
    }
}
