//! A whole server in a test, with a vocabulary.
