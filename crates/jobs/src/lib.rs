//! What happens in the background: the queue runner and its jobs.
