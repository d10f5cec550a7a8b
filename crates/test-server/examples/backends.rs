//! An empty PostgreSQL database and an S3 bucket for tests that are written in another language. Prints the keys by
//! which a server uses them, one a line, then an empty line; ends with its standard input.

use std::io::Read as _;

use test_server::{Bucket, Database};

#[tokio::main]
async fn main() {
    let database = Database::new().await;
    let bucket = Bucket::start().await;
    println!("LYCEUM_DATABASE_URL={}", database.url());
    println!("LYCEUM_BLOB_URL={}", bucket.blob_url());
    println!("LYCEUM_S3_ENDPOINT={}", bucket.endpoint());
    for (name, value) in bucket.variables() {
        println!("{name}={value}");
    }
    println!();
    let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    // Whether it ended well or badly, nobody needs the bucket any more.
    drop(ended.await);
}
