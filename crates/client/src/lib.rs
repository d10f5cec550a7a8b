//! The LMS's side of SCORM Cloud's API V1, done as the vendor's integration guide wants it done.
//!
//! Works with Lyceum and with the original service alike: only what API V1 documents is used. Whatever the cloud, the
//! course, the registration and the learner are known by *your* ids, and results are kept by *you*.
//!
//! # Quick start
//!
//! ```no_run
//! use lyceum_client::postback::{PostbackKey, PostbackService};
//! use lyceum_client::*;
//!
//! # async fn quick_start(results: impl ResultSink + 'static, records: impl RegistrationRecords)
//! #     -> Result<(), Box<dyn std::error::Error>> {
//! let cloud = Cloud::new(Settings::new("https://cloud.example.com", "MYAPP", Secret::new("s3cretKey")))?;
//! cloud.debug().auth_ping().await?;
//!
//! // A course: send the package, store the token, ask until it is over.
//! let course = CourseId::of(&4711)?;
//! let token = cloud.courses().import(&course, Package::file("golf.zip")).await?;
//! match cloud.courses().follow_import(token).wait().await? {
//!     ImportState::Succeeded(imported) => println!("{} can be launched", imported.title),
//!     other => println!("{other:?}"),
//! }
//!
//! // A learner in it: reserved in your table, made in the cloud, confirmed in your table.
//! let ada = Learner { id: LearnerId::of(&12)?, first_name: "Ada".into(), last_name: "Lovelace".into() };
//! let key = PostbackKey::new(Secret::new("32 random bytes of your configuration"));
//! let id = RegistrationId::of(&(12, 4711))?;
//! let postback = key.settings(&id, "https://lms.example/postback");
//! let new = NewRegistration::new(id.clone(), course, ada).with_postback(postback);
//! cloud.register(&records, &new).await?;
//!
//! // The learner clicks: answer with a redirect that is made now.
//! let answer: http::Response<String> =
//!     cloud.registrations().launch(&id).return_to("https://lms.example/back?reg=12.4711").redirect().into_response();
//!
//! // Results arrive while they happen; mount this service at /postback.
//! let endpoint = PostbackService::new(key, results);
//! # Ok(())
//! # }
//! ```
//!
//! # What to do when
//!
//! | You want to | Use |
//! |---|---|
//! | have the browser post a package past your server | [`Courses::import_by_browser`], made when the form is submitted |
//! | stream an upload through your server | [`Package::stream`] |
//! | go on with an import after a restart | [`Courses::follow_import`] with the stored [`ImportToken`] |
//! | register without orphans | [`Cloud::register`], and [`finish_reservations`] every few minutes |
//! | make a registration at the first launch | [`Registrations::ensure`] |
//! | launch | [`Registrations::launch`] and [`LaunchRedirect`] |
//! | learn of results | [`postback`] |
//! | refresh results, one or all that changed | [`refresh_result`], [`refresh_results`] |
//! | find what only one side has | [`Registrations::compare`] |
//!
//! # What it takes care of
//!
//! - **Three kinds of failure.** [`CallError`] says whether the cloud refused, was not reached, or may have done it.
//! - **Retries only where they are safe.** What reads, and what may be done twice, is tried four times; making a
//!   registration is never sent twice blindly.
//! - **Links that cannot be left lying about.** [`SignedUrl`] has no `Display`; a page cannot hold it by accident.
//! - **Unknown is not 0.** A score is an `Option`, from 0 to 100.
//! - **Nothing grows.** Packages and long lists are read as they come.
//! - **Secrets do not print.** Not in `Debug`, not in errors, not in addresses of calls.

mod address;
mod calls;
mod clock;
mod cloud;
mod download;
mod ensure;
mod error;
mod ids;
mod import;
mod json;
mod link;
mod list;
mod package;
pub mod postback;
mod random;
mod records;
mod refresh;
mod result;
mod retry;
mod secret;
mod settings;
mod transport;

pub use address::InvalidAddress;
pub use calls::{
    Applications, BrowserImport, Courses, Debug, Exports, LaunchLink, Learner, NewRegistration,
    Registrations, Tagged, Tags, Uploads,
};
pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use cloud::{Cloud, SettingsError};
pub use cloud_api::v1 as wire;
pub use cloud_api::v1::timestamp::Timestamp;
pub use cloud_api::v1::values::{Completion, ResultsFormat, Success, Which};
pub use download::Download;
pub use ensure::{EnsureError, Ensured};
pub use error::{CallError, code};
pub use ids::{CourseId, Guid, IdScheme, InvalidId, LearnerId, RegistrationId};
pub use import::{
    ImportFailure, ImportPoller, ImportReturn, ImportState, ImportToken, Imported, ProblemKind,
};
pub use link::{LINK_LIFETIME, LaunchRedirect, LinkAnswer, SignedUrl};
pub use list::{Differences, RegistrationStream};
pub use package::{Package, Progress};
pub use random::{OsRandom, Random};
pub use records::{Finished, RecordState, RegisterError, RegistrationRecords, finish_reservations};
pub use refresh::{RefreshError, Refreshed, refresh_result, refresh_results};
pub use result::{Incoming, Known, Order, RegistrationResult, ResultSink, Source, Stored, Summary, Verdict};
pub use retry::Repeat;
pub use secret::Secret;
pub use settings::{Settings, Timeouts};
