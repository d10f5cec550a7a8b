//! The stored definition of a course from any bytes: what is read can be written, and opened.

use std::sync::Arc;

use runtime::{Attempt, Definition};

pub(crate) fn run(bytes: &[u8]) {
    let Ok(definition) = Definition::decode(bytes) else { return };
    // Numbers that are not finite differ from themselves, so bytes are compared.
    let written = definition.encode();
    assert_eq!(Definition::decode(&written).map(|again| again.encode()), Ok(written));
    let attempt = Attempt::new(Arc::new(definition));
    let _ = attempt.view();
    let _ = attempt.results();
}
