//! The real binary, from outside: what it prints, what it keeps, how it ends.

mod apps;
mod binary;
mod check;
mod configuration;
mod kill;
mod serve;
