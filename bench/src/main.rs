//! `cargo xtask bench [import|big|commit|content|api|start|sequencing]`: how close the server comes to the limit of the machine.
//!
//! Each figure stands beside a reference measured in the same run on the same bytes, and what is compared is the
//! ratio: absolute numbers belong to one machine, ratios travel. Nothing here is a test; nothing fails for being slow.

mod api;
mod campus;
mod clock;
mod commit;
mod content;
mod import;
mod nginx;
mod packages;
mod process;
mod report;
mod sequencing;
mod server;
mod start;
mod v1;

use anyhow::{Context as _, bail};

const ALL: &[&str] = &["import", "commit", "content", "api", "start", "sequencing"];
/// The engine as the server sends it.
const ENGINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/server/assets/engine.wasm");

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    // The HTTP client is built without a TLS provider of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut args = std::env::args().skip(1);
    let binary = args.next().context("the first argument is the `lyceum` binary to measure")?;
    let asked: Vec<String> = args.collect();
    let asked: Vec<&str> =
        if asked.is_empty() { ALL.to_vec() } else { asked.iter().map(String::as_str).collect() };
    let binary = || std::fs::canonicalize(&binary).context("cannot find the binary to measure");
    for name in asked {
        println!("\n## {name}");
        match name {
            "import" => import::run(&binary()?).await?,
            "big" => import::run_big(&binary()?).await?,
            "commit" => commit::run(&binary()?).await?,
            "content" => content::run(&binary()?).await?,
            "api" => api::run(&binary()?).await?,
            "start" => start::run(&binary()?).await?,
            "sequencing" => sequencing::run(ENGINE.as_ref())?,
            other => {
                bail!(
                    "there is no benchmark `{other}`: they are import, big, commit, content, api, start, sequencing"
                )
            }
        }
    }
    Ok(())
}
