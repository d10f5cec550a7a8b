//! A package of any bytes: it is checked, and when it can be used its index survives storage.

use blobs::{BlobId, BlobStore, Key, Kind, Limits, Location, PackageIndex, check_package};

pub(crate) fn run(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
    runtime.block_on(check(folder.path(), bytes.to_vec()));
    let _ = PackageIndex::decode(bytes);
}

async fn check(folder: &std::path::Path, bytes: Vec<u8>) {
    let store =
        BlobStore::open(&Location::folder(folder)).unwrap_or_else(|error| panic!("no store: {error}"));
    let key = Key::new(Kind::Package, BlobId::from_random([1; 16]));
    store.insert(&key, bytes.into()).await.unwrap_or_else(|error| panic!("not stored: {error}"));
    if let Ok(checked) = check_package(&store, &key, &Limits::default(), |_, _| {}).await {
        let encoded = checked.index.encode();
        let again = PackageIndex::decode(&encoded).unwrap_or_else(|error| panic!("index: {error}"));
        assert_eq!(again.encode(), encoded);
    }
}
