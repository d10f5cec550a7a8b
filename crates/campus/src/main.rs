//! `campus`: the reference LMS by itself. `lyceum demo` starts it beside a cloud.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use campus::{Campus, Config, RawConfig, Refresh, Secret};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// A small LMS that integrates the cloud the way its guide recommends. Without a command it runs until Ctrl+C.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    keys: Keys,
}

#[derive(Subcommand)]
enum Command {
    /// Asks the cloud for results now, beside a running Campus: all of them, or some
    Refresh {
        /// Those of the course with this number, as in /courses/3
        #[arg(long, value_name = "NUMBER", conflicts_with = "registration")]
        course: Option<i64>,
        /// That of the registration with this id
        #[arg(long, value_name = "ID", allow_hyphen_values = true)]
        registration: Option<String>,
    },
}

/// Every key of the configuration, as a flag and as an environment variable.
#[derive(clap::Args)]
struct Keys {
    /// A file with these keys, `campus.toml`
    #[arg(long, global = true, env = "CAMPUS_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the records
    #[arg(long, global = true, env = "CAMPUS_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// `sqlite:/path/to/campus.db` or `postgres://user:password@host/database`
    #[arg(long, global = true, env = "CAMPUS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where Campus listens [default: 127.0.0.1:8700]
    #[arg(long, global = true, env = "CAMPUS_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Its address for browsers
    #[arg(long, global = true, env = "CAMPUS_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Its address for the cloud's postbacks, where it is another
    #[arg(long, global = true, env = "CAMPUS_POSTBACK_URL", value_name = "URL")]
    postback_url: Option<String>,
    /// The cloud's address [default: http://localhost:8600]
    #[arg(long, global = true, env = "CAMPUS_CLOUD_URL", value_name = "URL")]
    cloud_url: Option<String>,
    /// The cloud's address for browsers, where it is another
    #[arg(long, global = true, env = "CAMPUS_CLOUD_BROWSER_URL", value_name = "URL")]
    cloud_browser_url: Option<String>,
    /// Campus's application in the cloud
    #[arg(long, global = true, env = "CAMPUS_CLOUD_APP", value_name = "ID")]
    cloud_app: Option<String>,
    /// The file with its secret
    #[arg(long, global = true, env = "CAMPUS_CLOUD_SECRET_FILE", value_name = "FILE")]
    cloud_secret_file: Option<PathBuf>,
    /// `browser` (packages go straight to the cloud) or `through` (Campus sends them on) [default: browser]
    #[arg(long, global = true, env = "CAMPUS_UPLOAD_WAY", value_name = "WAY")]
    upload_way: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("CAMPUS_LOG").unwrap_or_else(|_| "info,sqlx=warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    // The client of the cloud needs it; it fails only where it is there already.
    drop(rustls::crypto::ring::default_provider().install_default());
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence, with its causes.
            eprintln!("campus: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let config = args.keys.raw()?.check()?;
    match args.command {
        None => serve(config).await,
        Some(Command::Refresh { course, registration }) => {
            let what = match (course, registration) {
                (Some(number), _) => Refresh::Course(number),
                (None, Some(id)) => Refresh::Registration(id),
                (None, None) => Refresh::All,
            };
            let results = Campus::open(config).await?.refresh(&what).await?;
            println!("asked for results: {results}");
            Ok(())
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let (listen, public_url) = (config.listen, config.public_url.clone());
    let campus = Campus::open(config).await?;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: is something else there?"))?;
    let end = asked_to_end()?;
    println!("Campus is at {public_url}");
    if let Some(first) = campus.first_administrator().await? {
        println!(
            "Sign in as {} with {} and choose another password under People.",
            first.login,
            first.password.expose()
        );
    }
    campus.serve(listener, end).await;
    Ok(())
}

/// Cancelled when the process is asked to end.
fn asked_to_end() -> std::io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let end = CancellationToken::new();
    let asked = end.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        asked.cancel();
    });
    Ok(end)
}

impl Keys {
    /// Flags and variables first, then the file.
    fn raw(self) -> anyhow::Result<RawConfig> {
        let file: RawConfig = match &self.config {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read `{}`", path.display()))?;
                toml::from_str(&text).with_context(|| format!("`{}` cannot be meant", path.display()))?
            }
            None => RawConfig::default(),
        };
        Ok(RawConfig {
            data_dir: self.data_dir.or(file.data_dir),
            listen: self.listen.or(file.listen),
            public_url: self.public_url.or(file.public_url),
            postback_url: self.postback_url.or(file.postback_url),
            database_url: self.database_url.or(file.database_url),
            cloud_url: self.cloud_url.or(file.cloud_url),
            cloud_browser_url: self.cloud_browser_url.or(file.cloud_browser_url),
            cloud_app: self.cloud_app.or(file.cloud_app),
            // Not as a flag: other users of the machine would see it.
            cloud_secret: std::env::var("CAMPUS_CLOUD_SECRET").ok().map(Secret::new),
            cloud_secret_file: self.cloud_secret_file.or(file.cloud_secret_file),
            upload_way: self.upload_way.or(file.upload_way),
        })
    }
}
