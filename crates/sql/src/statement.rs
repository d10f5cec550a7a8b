//! A statement is a text with a name and a line of purpose. It is not glued together from strings.

/// One statement, in the one text that both engines take or in one text each.
#[derive(Debug)]
pub struct Statement {
    /// The noun (mostly the table) it belongs to.
    pub table: &'static str,
    /// How errors call it.
    pub name: &'static str,
    /// One line: what it is for.
    pub purpose: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL.
    pub postgres: &'static str,
}

/// Declares the statements of one noun and collects them as `STATEMENTS`.
///
/// Where the engines must differ, both texts stand side by side with the reason.
#[macro_export]
macro_rules! statements {
    ($table:literal; $(
        #[doc = $purpose:literal]
        $name:ident = $sqlite:literal $(, postgres $postgres:literal because $reason:literal)? ;
    )*) => {
        $(
            #[doc = $purpose]
            static $name: $crate::Statement = $crate::Statement {
                table: $table,
                name: stringify!($name),
                purpose: $purpose,
                sqlite: $sqlite,
                postgres: $crate::statements!(@postgres $sqlite $(, $postgres)?),
            };
        )*
        /// Every statement of this noun.
        pub(crate) static STATEMENTS: &[&$crate::Statement] = &[$(&$name),*];
    };
    (@postgres $sqlite:literal, $postgres:literal) => { $postgres };
    (@postgres $sqlite:literal) => { $sqlite };
}
