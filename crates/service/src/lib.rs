//! What the cloud does, one function per file.
