//! Results asked for by a program: what the buttons do, and every night does by itself.

use crate::Campus;
use crate::doing::{Failed, take_result};
use crate::records::{courses, registrations};

/// Which results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// All.
    All,
    /// Those of a course, by its number in Campus's addresses.
    Course(i64),
    /// That of one registration, by its id.
    Registration(String),
}

impl Campus {
    /// Asks the cloud for results and keeps what is newer than what is stored; how many it gave.
    ///
    /// # Errors
    /// See [`Failed`].
    pub async fn refresh(&self, what: &Refresh) -> Result<u64, Failed> {
        let course = match what {
            Refresh::All => None,
            Refresh::Course(key) => {
                let mut tx = self.records().begin_read().await?;
                Some(courses::find(&mut tx, *key).await?.ok_or(Failed::NotFound)?.id)
            }
            Refresh::Registration(id) => {
                let found = {
                    let mut tx = self.records().begin_read().await?;
                    registrations::find_by_id(&mut tx, id).await?.ok_or(Failed::NotFound)?
                };
                take_result::refresh(self, &found).await?;
                return Ok(1);
            }
        };
        Ok(take_result::refresh_all(self, course.as_deref(), None).await?.results)
    }
}
