//! A manifest of any bytes in a package with a few files.

use std::collections::BTreeMap;

use packaging::{Limits, read_course};

pub(crate) fn run(bytes: &[u8]) {
    let mut package: BTreeMap<String, Vec<u8>> =
        ["index.html", "Sub/a b.html", "shared/x.js"].map(|name| (name.to_owned(), Vec::new())).into();
    package.insert("imsmanifest.xml".to_owned(), bytes.to_vec());
    package.insert("metadata.xml".to_owned(), bytes.to_vec());
    if let Ok((course, _)) = read_course(&package, &Limits::default()) {
        let mut items = 0;
        course.organization().walk(&mut |_, _| items += 1);
        let (again, _) = read_course(&package, &Limits::default()).unwrap_or_else(|_| unreachable!());
        assert_eq!(format!("{again:?}"), format!("{course:?}"));
    }
}
