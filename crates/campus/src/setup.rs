//! Campus set up by a program instead of through its pages: people, courses, assignments, each by the process that is
//! behind the pages. `lyceum demo` begins with it. What is there already is left as it is, so it may be done again.

use std::time::Duration;

use lyceum_client::{Package, Secret};

use crate::Campus;
use crate::doing::{Failed, assign, bring_course, first_administrator, follow_import, people};
use crate::records::assignments;
use crate::records::courses::{self, Course};
use crate::records::imports::{self, Import, ImportState};
use crate::records::users::{self, Role, User};

/// Between two questions how far a package is.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Sets Campus up, as its first administrator.
pub struct Setup<'c> {
    campus: &'c Campus,
    by: User,
}

/// A course that can be launched.
#[derive(Debug)]
pub struct ReadyCourse(Course);

/// Campus could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Something was refused, or could not be done.
    #[error(transparent)]
    Failed(#[from] Failed),
    /// A package did not become a course.
    #[error("the course of `{file_name}` could not be imported: {why}")]
    Import {
        /// The package.
        file_name: String,
        /// For people.
        why: String,
    },
}

impl From<sql::Error> for SetupError {
    fn from(error: sql::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Campus {
    /// Begins to set it up: makes the first administrator where there is nobody yet, with this password in any case.
    ///
    /// # Errors
    /// See [`SetupError`].
    pub async fn setup(&self, password: Secret) -> Result<Setup<'_>, SetupError> {
        first_administrator::make(self).await?;
        let by = find_person(self, first_administrator::LOGIN).await?.ok_or(Failed::NotFound)?;
        people::set_password(self, &by, by.key, password).await?;
        Ok(Setup { campus: self, by })
    }
}

impl Setup<'_> {
    /// The first administrator's sign-in name.
    pub fn administrator(&self) -> &str {
        &self.by.login
    }

    /// Adds a learner. Whoever has this sign-in name already gets the password.
    ///
    /// # Errors
    /// See [`SetupError`].
    pub async fn learner(
        &self,
        login: &str,
        first_name: &str,
        last_name: &str,
        password: Secret,
    ) -> Result<(), SetupError> {
        if let Some(known) = find_person(self.campus, login).await? {
            people::set_password(self.campus, &self.by, known.key, password).await?;
            return Ok(());
        }
        let person = people::Person {
            login: login.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            role: Role::Learner,
            password,
        };
        people::add(self.campus, &self.by, person).await?;
        Ok(())
    }

    /// Brings a course as an author does whose package goes through Campus, and waits until it can be launched. A file
    /// of this name is brought once.
    ///
    /// # Errors
    /// See [`SetupError`].
    pub async fn course(&self, file_name: &str, package: Vec<u8>) -> Result<ReadyCourse, SetupError> {
        let earlier = self.earlier_import(file_name).await?;
        let import = match earlier {
            Some(import)
                if import.state == ImportState::Succeeded || (import.is_open() && import.token.is_some()) =>
            {
                import.key
            }
            // A package that never came, or that failed, is sent again into its course.
            _ => self.send(file_name, earlier.map(|import| import.course), package).await?,
        };
        self.wait_for(import).await
    }

    /// Assigns a course to learners by their sign-in names.
    ///
    /// # Errors
    /// See [`SetupError`].
    pub async fn assign(&self, course: &ReadyCourse, logins: &[&str]) -> Result<(), SetupError> {
        let mut learners = Vec::new();
        for login in logins {
            let learner = find_person(self.campus, login).await?.ok_or(Failed::NotFound)?;
            let mut tx = self.campus.records().begin_read().await?;
            // Assigning again would take a due date away.
            if assignments::find(&mut tx, course.0.key, learner.key).await?.is_none() {
                learners.push(learner.key);
            }
        }
        Ok(assign::assign(self.campus, &self.by, &course.0, &learners, &[], None).await?)
    }

    /// The newest import of a file of this name, in any course.
    async fn earlier_import(&self, file_name: &str) -> Result<Option<Import>, SetupError> {
        let mut tx = self.campus.records().begin_read().await?;
        let mut newest = None;
        for course in courses::list(&mut tx).await? {
            let imports = imports::list(&mut tx, course.key).await?;
            newest = newest.or(imports.into_iter().find(|import| import.file_name == file_name));
        }
        Ok(newest)
    }

    async fn send(&self, file_name: &str, course: Option<i64>, package: Vec<u8>) -> Result<i64, SetupError> {
        let (course, import) = bring_course::await_package(self.campus, &self.by, course, file_name).await?;
        bring_course::send_on(self.campus, &course, import, Package::bytes(file_name, package)).await?;
        Ok(import)
    }

    async fn wait_for(&self, import: i64) -> Result<ReadyCourse, SetupError> {
        loop {
            let (import, course) = {
                let mut tx = self.campus.records().begin_read().await?;
                let import = imports::find(&mut tx, import).await?.ok_or(Failed::NotFound)?;
                let course = courses::find(&mut tx, import.course).await?.ok_or(Failed::NotFound)?;
                (import, course)
            };
            match import.state {
                ImportState::Succeeded => return Ok(ReadyCourse(course)),
                ImportState::Failed => {
                    return Err(SetupError::Import { file_name: import.file_name, why: import.message });
                }
                ImportState::Awaited | ImportState::Running => {
                    tokio::time::sleep(LOOK_EVERY).await;
                    follow_import::one(self.campus, &import).await?;
                }
            }
        }
    }
}

async fn find_person(campus: &Campus, login: &str) -> Result<Option<User>, Failed> {
    let mut tx = campus.records().begin_read().await?;
    Ok(users::find_by_login(&mut tx, login).await?.map(|(user, _)| user))
}
