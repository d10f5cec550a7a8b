//! The LMS's side of SCORM Cloud's API V1, as the vendor's integration guide wants it done.
//!
//! Works with Lyceum and with the original service alike: only what API V1 documents is used.

mod address;
mod calls;
mod clock;
mod cloud;
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
    BrowserImport, Courses, Debug, LaunchLink, Learner, NewRegistration, Registrations, Uploads,
};
pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use cloud::{Cloud, SettingsError};
pub use cloud_api::v1 as wire;
pub use cloud_api::v1::timestamp::Timestamp;
pub use cloud_api::v1::values::{Completion, ResultsFormat, Success, Which};
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
