//! Thin skin of the runtime for the browser.
