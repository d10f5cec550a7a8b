//! Commits: 64 players that write 4 KB and commit, against a bare loop of the same write in the same engine.

mod bare;
mod player;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::server::{Options, Server};
use crate::{packages, process, report};
use player::Player;

const PLAYERS: usize = 64;
/// Bytes of suspend data in each commit.
const BYTES: usize = 4 << 10;
const TURN: Duration = Duration::from_secs(5);

pub(crate) async fn run(binary: &Path) -> anyhow::Result<()> {
    measure(binary, "SQLite, synchronous=FULL", None).await?;
    match std::env::var("LYCEUM_BENCH_POSTGRES_URL") {
        Ok(url) => measure(binary, "PostgreSQL", Some(url)).await,
        Err(_) => {
            println!("PostgreSQL: left out, `LYCEUM_BENCH_POSTGRES_URL` names no empty database");
            Ok(())
        }
    }
}

async fn measure(binary: &Path, name: &str, database_url: Option<String>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let package = packages::sized(folder.path(), &[("page.txt", 1 << 10)])?;
    let server =
        Server::start(binary, &Options { database_url: database_url.clone(), pinned: false }).await?;
    server.api.import("course", &package).await?;
    let mut players = Vec::new();
    for at in 0..PLAYERS {
        players.push(Player::start(&server, at).await?);
    }

    // Taken in turns, so that a machine that is slow for a while is slow for both.
    let (mut ours, mut bare, mut cpu) = (0.0, 0.0, 0.0);
    let before = process::cpu_secs(server.pid())?;
    for _ in 0..2 {
        let (count, back) = play(players).await?;
        players = back;
        cpu += count as f64;
        ours += count as f64 / TURN.as_secs_f64() / 2.0;
        bare += match &database_url {
            None => bare::sqlite(folder.path(), PLAYERS, BYTES, TURN).await?,
            Some(url) => bare::postgres(url, PLAYERS, BYTES, TURN).await?,
        } / 2.0;
    }
    let spent = process::cpu_secs(server.pid())? - before;
    report::ratio(&format!("{name}: 64 players, 4 KB"), ours, bare, "1/s", ">= 0.5");
    report::figure(&format!("{name}: CPU of the server per commit"), spent / cpu * 1e6, "us", "-");
    report::figure(
        &format!("{name}: memory of the server"),
        process::memory_mb(server.pid(), "VmRSS")?,
        "MB",
        "-",
    );
    Ok(())
}

/// Lets all players commit for one turn. Answers how many commits were acknowledged.
async fn play(players: Vec<Player>) -> anyhow::Result<(u64, Vec<Player>)> {
    let until = Instant::now() + TURN;
    let turns = players.into_iter().map(|mut player| async move {
        let mut count = 0;
        while Instant::now() < until {
            player.commit().await?;
            count += 1;
        }
        anyhow::Ok((count, player))
    });
    let done = futures_util::future::try_join_all(turns).await?;
    let count = done.iter().map(|(count, _)| count).sum();
    Ok((count, done.into_iter().map(|(_, player)| player).collect()))
}
