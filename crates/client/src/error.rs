//! Why a call has no result, told apart by what the caller has to do next.

use std::io;

/// A call without a result.
///
/// | | was it done? | what to do |
/// |---|---|---|
/// | [`Refused`](Self::Refused) | no | act on the code; the same call gets the same answer |
/// | [`Unreachable`](Self::Unreachable) | no | try again later |
/// | [`Unknown`](Self::Unknown) | perhaps | find out (`exists`, a list), then decide |
/// | [`Package`](Self::Package) | no | give the file again |
///
/// Neither text nor causes hold the secret, a signature or an address with one.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The cloud says no.
    #[error("the cloud refuses `{method}`: {message} (code {code})")]
    Refused {
        /// The method, without `rustici.`.
        method: &'static str,
        /// The number clients branch on; see [`code`].
        code: u32,
        /// Why, for a person.
        message: String,
    },
    /// The call did not get to the service, or not as a whole.
    #[error("`{method}` did not reach the cloud: {reason}")]
    Unreachable {
        /// The method, without `rustici.`.
        method: &'static str,
        /// Why.
        reason: String,
    },
    /// The call was sent, and no answer that can be understood came back.
    #[error("whether `{method}` was done is not known: {reason}")]
    Unknown {
        /// The method, without `rustici.`.
        method: &'static str,
        /// What came in place of an answer.
        reason: String,
    },
    /// The package that was to be sent could not be read to its end.
    #[error("the package for `{method}` could not be read")]
    Package {
        /// The method, without `rustici.`.
        method: &'static str,
        /// What the file or the stream said.
        #[source]
        source: io::Error,
    },
}

impl CallError {
    /// The number of a refusal.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether it is certain that nothing was done.
    pub fn is_not_done(&self) -> bool {
        !matches!(self, Self::Unknown { .. } | Self::Refused { code: code::SERVICE_UNAVAILABLE, .. })
    }

    /// Whether the refusal is about who calls: application, signature, clock. It says nothing about what was asked for,
    /// and any other call would be refused as well.
    pub fn is_about_caller(&self) -> bool {
        self.code().is_some_and(|code| (100..200).contains(&code))
    }

    /// Whether the service is to blame, and not the call: it may be tried again later.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Unknown { .. }
                | Self::Refused { code: code::SERVICE_UNAVAILABLE, .. }
        )
    }
}

/// The numbers of refusals that an LMS chooses by. Small ones are local to their methods.
pub mod code {
    /// Registration methods and course methods: there is none with this id. `createRegistration`: no such course.
    pub const NOT_FOUND: u32 = 1;
    /// `createRegistration`: there is one with this id already.
    pub const REGISTRATION_EXISTS: u32 = 2;
    /// The application's id is wrong.
    pub const APP_INVALID: u32 = 102;
    /// The application's secret is wrong.
    pub const SIGNATURE_INVALID: u32 = 104;
    /// The clocks of LMS and cloud differ by more than a quarter of an hour, or a link is older than that.
    pub const TIMESTAMP_EXPIRED: u32 = 107;
    /// The service is there and cannot do anything at the moment.
    pub const SERVICE_UNAVAILABLE: u32 = 201;
    /// The service does not offer this method.
    pub const METHOD_NOT_FOUND: u32 = 202;
    /// A required parameter is empty.
    pub const PARAMETER_MISSING: u32 = 203;
    /// A parameter cannot be understood.
    pub const PARAMETER_INVALID: u32 = 205;
}
