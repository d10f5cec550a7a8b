//! Imports: `importCourseAsync` in both ways of the guide, and the question how far they are.

use cloud_api::v1::import::{ImportStatus, ImportToken as Token};
use cloud_api::v1::params::Params;
use cloud_api::v1::request::{ImportCourse, Request as _};

use super::Courses;
use crate::cloud::read;
use crate::random::hex;
use crate::retry::TRIES;
use crate::transport::Failure;
use crate::{
    CallError, Cloud, CourseId, ImportPoller, ImportState, ImportToken, LINK_LIFETIME, Package, Repeat,
    SignedUrl,
};

const IMPORT: &str = "course.importCourseAsync";

impl<'c> Courses<'c> {
    /// Sends a package; the token of its import, which goes on by itself. Store the token and ask with
    /// [`import_state`](Self::import_state) or [`follow_import`](Self::follow_import).
    ///
    /// The course gets a new version if it is there already. A file is sent again when the connection breaks; a stream
    /// cannot be.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn import(&self, id: &CourseId, package: Package) -> Result<ImportToken, CallError> {
        let token: Token = self.0.send_package(IMPORT, &import_of(id).to_params(), package).await?;
        Ok(ImportToken::from(token.id))
    }

    /// Imports a file of the upload area, by its location.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn import_uploaded(&self, id: &CourseId, location: &str) -> Result<ImportToken, CallError> {
        let request = ImportCourse { path: Some(location.to_owned()), ..import_of(id) };
        let token: Token = self.0.call(IMPORT, &request.to_params(), Repeat::UnlessSent).await?;
        Ok(ImportToken::from(token.id))
    }

    /// A link for the browser to post the package to, past this server. Make it when the form is submitted, not when
    /// the page is shown.
    ///
    /// ```
    /// # fn link(cloud: &lyceum_client::Cloud, id: &lyceum_client::CourseId) -> lyceum_client::LinkAnswer {
    /// cloud.courses().import_by_browser(id).return_to("https://lms.example/imports/17").link().answer()
    /// # }
    /// ```
    pub fn import_by_browser(&self, id: &CourseId) -> BrowserImport<'c> {
        BrowserImport { cloud: self.0, request: import_of(id) }
    }

    /// Imports while the call waits. The connection is silent for as long as that takes, and much between LMS and cloud
    /// cuts silent connections after a minute: prefer [`import`](Self::import).
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn import_while_waiting(
        &self,
        id: &CourseId,
        package: Package,
    ) -> Result<ImportState, CallError> {
        let status: ImportStatus =
            self.0.send_package("course.importCourse", &import_of(id).to_params(), package).await?;
        Ok(ImportState::from(status))
    }

    /// Gives a course that is there a new version from a file of the upload area, while the call waits: the older name
    /// of an import. A course that is not there is refused with 1. Prefer [`import_uploaded`](Self::import_uploaded).
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn version_while_waiting(
        &self,
        id: &CourseId,
        location: &str,
    ) -> Result<ImportState, CallError> {
        let request = ImportCourse { path: Some(location.to_owned()), ..import_of(id) };
        // Twice would make two versions.
        let status: ImportStatus =
            self.0.call("course.versionCourse", &request.to_params(), Repeat::UnlessSent).await?;
        Ok(ImportState::from(status))
    }

    /// How far an import is.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when the cloud does not know the token, or no more.
    pub async fn import_state(&self, token: &ImportToken) -> Result<ImportState, CallError> {
        let asked = Params::new().with("token", token.as_str());
        let status: ImportStatus = self.0.call("course.getAsyncImportResult", &asked, Repeat::Always).await?;
        Ok(ImportState::from(status))
    }

    /// Follows an import to its end. All it needs is the token, so it can begin anew after a restart.
    pub fn follow_import(&self, token: ImportToken) -> ImportPoller {
        ImportPoller::new(self.0.clone(), token)
    }
}

fn import_of(id: &CourseId) -> ImportCourse {
    ImportCourse { course_id: id.to_string(), ..ImportCourse::default() }
}

/// An import that a browser will order.
#[derive(Debug, Clone)]
#[must_use = "call `link`"]
pub struct BrowserImport<'c> {
    cloud: &'c Cloud,
    request: ImportCourse,
}

impl BrowserImport<'_> {
    /// Where the browser goes afterwards; [`ImportReturn`](crate::ImportReturn) reads what is added to the address.
    /// Without it, the browser gets the cloud's answer: for a script that posts and reads.
    pub fn return_to(mut self, url: impl Into<String>) -> Self {
        self.request.redirect_url = Some(url.into());
        self
    }

    /// Language of the warnings about the package.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.request.culture = Some(tag.into());
        self
    }

    /// The link, signed now. The field of the form may have any name; its encoding is `multipart/form-data`.
    pub fn link(self) -> SignedUrl {
        self.cloud.link(IMPORT, &self.request.to_params())
    }
}

impl Cloud {
    /// Sends a package with a method's call, again where it can be read again.
    ///
    /// A package whose end never got out was not taken, so it is sent again with a new signature. One that was sent
    /// whole and got no answer is sent again under the *same* signature, as the vendor's libraries do: Lyceum takes
    /// both for one call; elsewhere a course gets, at worst, the same version twice.
    pub(crate) async fn send_package<P: cloud_api::v1::payload::Payload>(
        &self,
        method: &'static str,
        params: &Params,
        package: Package,
    ) -> Result<P, CallError> {
        let mut boundary = [0; 16];
        self.random().fill(&mut boundary);
        let boundary = format!("lyceum-{}", hex(&boundary));
        let mut signed_at = self.clock().now();
        let mut next = Some(package);
        let mut failed = 0;
        while let Some(package) = next {
            let again = package.again();
            let address = self.signed_address(method, params, signed_at);
            let sent =
                self.transport().post_package(&address, &boundary, package, self.max_answer_bytes()).await;
            let sent = match sent {
                Ok(text) => return read(method, &text),
                Err(sent) => sent,
            };
            failed += 1;
            let is_over = crate::clock::later(signed_at, LINK_LIFETIME / 2) < self.clock().now();
            if failed == TRIES
                || again.is_none()
                || (sent.whole && is_over)
                || matches!(sent.failure, Failure::Package(_))
            {
                return Err(sent.failure.of(method));
            }
            self.pause(failed).await;
            if !sent.whole {
                signed_at = self.clock().now();
            }
            next = again;
        }
        // The loop ends by its returns alone.
        Err(CallError::Unreachable { method, reason: "nothing to send".to_owned() })
    }
}
