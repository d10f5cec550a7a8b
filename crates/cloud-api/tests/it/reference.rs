//! `docs/api-v1.md` says what the tables say.

use std::path::Path;

#[test]
fn page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api-v1.md");
    let page = cloud_api::v1::reference::markdown();
    if std::env::var_os("LYCEUM_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "docs/api-v1.md is stale; type: LYCEUM_UPDATE_DOCS=1 cargo test -p cloud-api --test it reference"
    );
}
