//! Surrogate keys: short, internal, never shown. Callers carry them from one statement to the next.

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl From<$name> for $crate::value::Value<'_> {
            fn from(key: $name) -> Self {
                Self::Int(Some(key.0))
            }
        }

        impl From<Option<$name>> for $crate::value::Value<'_> {
            fn from(key: Option<$name>) -> Self {
                Self::Int(key.map(|key| key.0))
            }
        }
    )*};
}

keys! {
    /// Row of an application.
    AppKey;
    /// Row of a course.
    CourseKey;
    /// Row of a course version.
    VersionKey;
    /// Row of a registration.
    RegistrationKey;
    /// Row of an instance.
    InstanceKey;
    /// Row of a job.
    JobKey;
    /// Row of an upload.
    UploadKey;
}
