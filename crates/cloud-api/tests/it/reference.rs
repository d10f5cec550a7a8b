//! `docs/api-v1.md` and `docs/attributes.md` say what the tables say.

use std::path::Path;

#[test]
fn pages_are_fresh() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let pages = [
        ("api-v1.md", cloud_api::v1::reference::markdown()),
        ("attributes.md", cloud_api::v1::reference::attributes_markdown()),
    ];
    for (name, page) in pages {
        let path = docs.join(name);
        if std::env::var_os("LYCEUM_UPDATE_DOCS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == page,
            "docs/{name} is stale; type: LYCEUM_UPDATE_DOCS=1 cargo test -p cloud-api --test it reference"
        );
    }
}
