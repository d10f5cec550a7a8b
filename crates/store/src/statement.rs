//! A statement is a text with a name and a line of purpose. It is not glued together from strings.

/// One statement, in the one text that both engines take or in one text each.
#[derive(Debug)]
pub(crate) struct Statement {
    /// The noun (mostly the table) it belongs to.
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
    /// One line: what it is for.
    pub(crate) purpose: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// Declares the statements of one noun and collects them as `STATEMENTS`.
///
/// Where the engines must differ, both texts stand side by side with the reason.
macro_rules! statements {
    ($table:literal; $(
        #[doc = $purpose:literal]
        $name:ident = $sqlite:literal $(, postgres $postgres:literal because $reason:literal)? ;
    )*) => {
        $(
            #[doc = $purpose]
            static $name: $crate::statement::Statement = $crate::statement::Statement {
                table: $table,
                name: stringify!($name),
                purpose: $purpose,
                sqlite: $sqlite,
                postgres: $crate::statement::statements!(@postgres $sqlite $(, $postgres)?),
            };
        )*
        /// Every statement of this noun.
        pub(crate) static STATEMENTS: &[&$crate::statement::Statement] = &[$(&$name),*];
    };
    (@postgres $sqlite:literal, $postgres:literal) => { $postgres };
    (@postgres $sqlite:literal) => { $sqlite };
}
pub(crate) use statements;
