//! Package builder, scripted content and misbehaving receivers for tests.
