//! The wire of the cloud's API: requests, answers, errors, signatures, postback bodies.
