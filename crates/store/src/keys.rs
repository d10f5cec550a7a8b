//! Surrogate keys: short, internal, never shown. Callers carry them from one statement to the next.

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl<'a> $crate::value::Argument<'a> for $name {
            fn value(self) -> $crate::value::Value<'a> {
                self.0.value()
            }
        }

        impl<'a> $crate::value::Argument<'a> for Option<$name> {
            fn value(self) -> $crate::value::Value<'a> {
                self.map(|key| key.0).value()
            }
        }
    )*};
}

keys! {
    /// Row of a call over the API.
    ApiCallKey;
    /// Row of an application.
    AppKey;
    /// Row of the audit log.
    AuditKey;
    /// Row of a course.
    CourseKey;
    /// Row of a course version.
    VersionKey;
    /// Row of a registration.
    RegistrationKey;
    /// Row of an instance.
    InstanceKey;
    /// Row of a package that comes in through the console.
    IncomingKey;
    /// Row of a job.
    JobKey;
    /// Row of a link to the sandbox.
    SandboxLinkKey;
    /// Row of a link to a log.
    LogShareKey;
    /// Row of an upload.
    UploadKey;
    /// Row of a user of the console.
    UserKey;
}
