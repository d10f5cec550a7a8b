//! What is stored, and where most of it lies.

use store::{
    Store,
    storage::{BigCourse, DatabaseState},
};

/// What is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageUse {
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Bytes of the packages of all courses, as they were counted when they came.
    pub courses_bytes: u64,
    /// The courses that take most room, the biggest first.
    pub biggest: Vec<BigCourse>,
}

/// Size and clock of the database, from one statement: whoever asks learns as well that it answers.
///
/// # Errors
/// When the database cannot be read.
pub async fn database_state(store: &Store) -> Result<DatabaseState, store::Error> {
    store::storage::find(&mut store.read_once().await?).await
}

/// What is stored, with so many of the biggest courses.
///
/// # Errors
/// When the database cannot be read.
pub async fn storage_use(store: &Store, courses: u32) -> Result<StorageUse, store::Error> {
    let mut tx = store.begin_read().await?;
    Ok(StorageUse {
        database_bytes: store::storage::find(&mut tx).await?.bytes,
        courses_bytes: store::storage::sum(&mut tx).await?,
        biggest: store::storage::list_biggest(&mut tx, courses).await?,
    })
}
