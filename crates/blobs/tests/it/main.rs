//! Every story about the store runs on a local folder and on S3.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

/// Makes two tests of each story, one per kind of store.
macro_rules! on_both_stores {
    ($($story:ident),* $(,)?) => {
        mod folder {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(crate::stores::TestStore::folder()).await;
            })*
        }
        mod s3 {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(crate::stores::TestStore::s3().await).await;
            })*
        }
    };
}

mod broken;
mod check;
mod corpus;
mod real;
mod serve;
mod store;
mod stores;
mod zip_out;
mod zips;
