//! Arguments of statements.

use platform::{
    AppId, ContentKey, CourseId, InstanceNumber, JobId, LaunchId, LearnerId, RegistrationId, Sealed,
    SecretId, Timestamp, TokenHash, VersionNumber,
};

pub(crate) use sql::Value;

/// What can be an argument: what [`Value`] takes, and the types of this crate and `platform`, which `sql` does not know.
pub(crate) trait Argument<'a> {
    fn value(self) -> Value<'a>;
}

/// The arguments of one statement, in the order of their numbers.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::value::Argument::value($value)),*] };
}
pub(crate) use args;

macro_rules! arguments {
    ($($type:ty as $argument:ident => $value:expr;)*) => {$(
        impl<'a> Argument<'a> for $type {
            fn value(self) -> Value<'a> {
                let $argument = self;
                Value::from($value)
            }
        }
    )*};
}

arguments! {
    i64 as number => number;
    Option<i64> as number => number;
    u64 as number => number;
    u32 as number => number;
    bool as flag => flag;
    Option<f64> as number => number;
    &'a str as text => text;
    String as text => text;
    &'a String as text => text;
    Option<&'a str> as text => text;
    &'a [u8] as bytes => bytes;
    Option<&'a [u8]> as bytes => bytes;
    &'a Sealed as sealed => sealed.0.as_slice();
    &'a TokenHash as hash => hash.0.as_slice();
    Timestamp as at => at.0;
    Option<Timestamp> as at => at.map(|at| at.0);
    LaunchId as id => id.0;
    Option<LaunchId> as id => id.map(|id| id.0);
    VersionNumber as number => number.0;
    InstanceNumber as number => number.0;
    &'a AppId as id => id.as_str();
    &'a CourseId as id => id.as_str();
    &'a RegistrationId as id => id.as_str();
    &'a LearnerId as id => id.as_str();
    &'a ContentKey as key => key.as_str();
    &'a JobId as id => id.as_str();
    &'a SecretId as id => id.as_str();
}
