//! Manifests in, a course and its warnings out. Pure: no I/O, no clock.
