//! Nothing that the server offers is without a typed call.

use std::path::Path;

use lyceum_client::wire::method::METHODS;

fn source(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_method_that_the_server_offers_has_a_typed_call() {
    let mut text = String::new();
    source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let missing: Vec<String> = METHODS
        .iter()
        .filter(|method| method.available)
        .map(|method| format!("{}.{}", method.service, method.name))
        .filter(|name| !text.contains(&format!("\"{name}\"")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
