//! `campus`: the reference LMS by itself. `lyceum demo` starts it beside a cloud.

use std::path::PathBuf;

use anyhow::Context as _;
use campus::{Campus, RawConfig};
use clap::Parser;
use lyceum_client::Secret;
use tokio_util::sync::CancellationToken;

/// A small LMS that integrates the cloud the way its guide recommends.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// A file with these keys, `campus.toml`
    #[arg(long, env = "CAMPUS_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the records
    #[arg(long, env = "CAMPUS_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// `sqlite:/path/to/campus.db` or `postgres://user:password@host/database`
    #[arg(long, env = "CAMPUS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where Campus listens [default: 127.0.0.1:8700]
    #[arg(long, env = "CAMPUS_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Its address for browsers
    #[arg(long, env = "CAMPUS_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Its address for the cloud's postbacks, where it is another
    #[arg(long, env = "CAMPUS_POSTBACK_URL", value_name = "URL")]
    postback_url: Option<String>,
    /// The cloud's address [default: http://localhost:8600]
    #[arg(long, env = "CAMPUS_CLOUD_URL", value_name = "URL")]
    cloud_url: Option<String>,
    /// The cloud's address for browsers, where it is another
    #[arg(long, env = "CAMPUS_CLOUD_BROWSER_URL", value_name = "URL")]
    cloud_browser_url: Option<String>,
    /// Campus's application in the cloud
    #[arg(long, env = "CAMPUS_CLOUD_APP", value_name = "ID")]
    cloud_app: Option<String>,
    /// The file with its secret
    #[arg(long, env = "CAMPUS_CLOUD_SECRET_FILE", value_name = "FILE")]
    cloud_secret_file: Option<PathBuf>,
    /// `browser` (packages go straight to the cloud) or `through` (Campus sends them on) [default: browser]
    #[arg(long, env = "CAMPUS_UPLOAD_WAY", value_name = "WAY")]
    upload_way: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("CAMPUS_LOG").unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    // The client of the cloud needs it; it fails only where it is there already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let config = Args::parse().raw()?.check()?;
    let (listen, public_url) = (config.listen, config.public_url.clone());
    let campus = Campus::open(config).await?;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: is something else there?"))?;
    println!("Campus is at {public_url}");
    if let Some(first) = campus.first_administrator().await? {
        println!(
            "Sign in as {} with {} and choose another password under People.",
            first.login,
            first.password.expose()
        );
    }
    let end = CancellationToken::new();
    tokio::spawn({
        let end = end.clone();
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                end.cancel();
            }
        }
    });
    campus.serve(listener, end).await;
    Ok(())
}

impl Args {
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
