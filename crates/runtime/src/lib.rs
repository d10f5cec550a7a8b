//! One attempt on one registration: entries in, state, results and effects out. Pure.
