//! `lyceum demo`: a cloud, Campus beside it, people and sample courses, in one command.

mod people;
mod samples;

use std::{
    io::Write as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use campus::{Campus, RawConfig as CampusConfig, Secret};
use platform::{
    AppId, Clock as _, OsRng, SecretText, SystemClock,
    config::{RawConfig, Texts},
};
use server::{Listeners, Server, Services};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{config::Flags, logging, signals};

/// The application that Campus is in the cloud.
const APP: &str = "campus";
/// Where its secret is kept, so that a demo with a folder of its own goes on as the same application.
const SECRET_FILE: &str = "campus.secret";
const CAMPUS_LISTEN: &str = "127.0.0.1:8700";

/// Flags of `demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
    /// Where Campus listens [default: 127.0.0.1:8700]
    #[arg(long, env = "LYCEUM_CAMPUS_LISTEN", value_name = "ADDRESS:PORT")]
    campus_listen: Option<String>,
    /// Address of Campus as browsers see it [default: http://localhost and the port of `campus_listen`]
    #[arg(long, env = "LYCEUM_CAMPUS_URL", value_name = "URL")]
    campus_url: Option<String>,
}

/// Runs until SIGTERM or SIGINT. Without `data_dir` all data is in a temporary folder that is removed at the end.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let campus_listen = address(args.campus_listen.as_deref().unwrap_or(CAMPUS_LISTEN))?;
    let mut raw = args.flags.merged()?;
    let (folder, temporary) = data_folder(&mut raw)?;
    let end_words = words_of_end(&raw, temporary.is_some());
    raw.log.get_or_insert_with(|| "warn".to_owned());
    logging::start(&raw)?;
    let end = signals::end()?;
    let (campus_listener, campus_listen) = server::bind("campus_listen", campus_listen).await?;
    let campus_url = args.campus_url.unwrap_or_else(|| format!("http://localhost:{}", campus_listen.port()));
    allow_postbacks_to(&mut raw, reachable(campus_listen).ip());
    let (listeners, config) = Listeners::bind(raw).await?;
    say("Starting the cloud and Campus, and importing the sample courses …\n");
    let services = Services::open(config).await?;
    let secret = application(&services, &folder).await?;
    let config = CampusConfig {
        data_dir: Some(folder),
        listen: Some(campus_listen.to_string()),
        public_url: Some(campus_url.clone()),
        postback_url: Some(format!("http://{}", reachable(campus_listen))),
        cloud_url: Some(format!("http://{}", reachable(services.config.listen))),
        cloud_browser_url: Some(services.config.public_url.to_string()),
        cloud_app: Some(APP.to_owned()),
        cloud_secret: Some(Secret::new(secret.expose())),
        ..CampusConfig::default()
    };
    let campus = Campus::open(config.check().context("Campus")?).await.context("Campus")?;
    let password = people::password(&OsRng);
    let console = console(&services).await?;
    let ready = || announce(&campus_url, &password, &console, end_words);
    let furnished = async {
        let furnished =
            furnish(&campus, &password, is_for_this_machine(campus_listen, &campus_url), &end).await;
        match &furnished {
            Ok(()) if end.is_cancelled() => {}
            Ok(()) => ready(),
            Err(_) => end.cancel(),
        }
        furnished
    };
    let cloud = Server::new(services).run(listeners, end.clone());
    let lms = campus.serve(campus_listener, end.clone());
    let ((), (), furnished) = tokio::join!(cloud, lms, furnished);
    furnished
}

fn address(text: &str) -> anyhow::Result<SocketAddr> {
    text.parse().map_err(|_| {
        anyhow!("`campus_listen` must be an address and a port like `{CAMPUS_LISTEN}`, it is `{text}`")
    })
}

/// The folder for data; without one that is named, a temporary one, which goes with the second value.
fn data_folder(raw: &mut RawConfig) -> anyhow::Result<(PathBuf, Option<TempDir>)> {
    if let Some(named) = &raw.data_dir {
        return Ok((named.clone(), None));
    }
    let made = tempfile::Builder::new().prefix("lyceum-demo-").tempdir().context("cannot make a folder")?;
    raw.data_dir = Some(made.path().to_owned());
    Ok((made.path().to_owned(), Some(made)))
}

/// Campus is at a private address: the cloud may post there, and nowhere else that is private. Only the demo does this
/// by itself; elsewhere `allow_private_targets` says so.
fn allow_postbacks_to(raw: &mut RawConfig, campus: IpAddr) {
    let mut targets = raw.allow_private_targets.take().map(Texts::into_vec).unwrap_or_default();
    let is = |word: &str| targets.len() == 1 && targets[0].eq_ignore_ascii_case(word);
    if is("false") {
        targets.clear();
    } else if is("true") {
        raw.allow_private_targets = Some(Texts::Many(targets));
        return;
    }
    targets.push(campus.to_string());
    raw.allow_private_targets = Some(Texts::Many(targets));
}

/// Makes the application that Campus is, or takes up that of an earlier demo in the same folder; gives its secret.
async fn application(services: &Services, folder: &Path) -> anyhow::Result<SecretText> {
    let id = AppId::new(APP)?;
    // With a database elsewhere nobody has made it yet.
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let secret = kept_secret(&folder.join(SECRET_FILE))?;
    let now = SystemClock.now();
    let (store, key) = (&services.store, &services.installation_key);
    match service::create_app(store, key, &OsRng, service::NewApp::new(&id, "Campus"), &secret, now).await {
        Err(service::AppError::Exists(_)) => {
            service::rotate_secret(store, key, &OsRng, &id, &secret, false, now).await?;
        }
        created => created?,
    }
    Ok(secret)
}

/// The secret in a file that only its owner can read, made where there is none.
fn kept_secret(file: &Path) -> anyhow::Result<SecretText> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Ok(kept) = std::fs::read_to_string(file)
        && !kept.trim().is_empty()
    {
        return Ok(SecretText::new(kept.trim()));
    }
    let secret = service::new_secret(&OsRng);
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut opened| opened.write_all(secret.expose().as_bytes()));
    written.with_context(|| format!("cannot write `{}`", file.display()))?;
    Ok(secret)
}

/// Where the console begins: with a link for its first administrator while there is none.
async fn console(services: &Services) -> anyhow::Result<String> {
    let (rng, now) = (services.rng.as_ref(), services.clock.now());
    Ok(match service::console::first_link(&services.store, rng, now).await? {
        Some(token) => service::welcome_url(&services.config, &token),
        None => service::console_url(&services.config),
    })
}

/// People, courses, and who is to take them, as an administrator of Campus would bring them; until `end`.
async fn furnish(
    campus: &Campus,
    password: &Secret,
    is_for_this_machine: bool,
    end: &CancellationToken,
) -> anyhow::Result<()> {
    let work = async {
        let setup = campus.setup(password.clone()).await?;
        for (login, first_name, last_name) in people::LEARNERS {
            setup.learner(login, first_name, last_name, password.clone()).await?;
        }
        for sample in &samples::SAMPLES {
            let course = setup.course(&format!("{}.zip", sample.id), sample.zip()?).await?;
            setup.assign(&course, &people::LEARNERS.map(|(login, ..)| login)).await?;
        }
        // Passwords in a page are for this machine alone.
        if is_for_this_machine {
            campus.offer_people(people::offered(setup.administrator(), password));
        }
        Ok(())
    };
    tokio::select! {
        () = end.cancelled() => Ok(()),
        done = work => done.map_err(|error: anyhow::Error| error.context("the demo could not be prepared")),
    }
}

/// Whether nobody else reaches Campus: behind a proxy it listens on the loopback address and is public all the same.
fn is_for_this_machine(listen: SocketAddr, url: &str) -> bool {
    let url = url::Url::parse(url).ok();
    let is_local = match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    is_local && listen.ip().is_loopback()
}

/// What becomes of the data.
fn words_of_end(raw: &RawConfig, is_temporary: bool) -> &'static str {
    let is_elsewhere = raw.database_url.is_some() || raw.blob_url.is_some();
    match (is_temporary, is_elsewhere) {
        (true, false) => "Ctrl+C ends the demo and removes its data.",
        (true, true) => "Ctrl+C ends the demo and removes its folder; what the cloud keeps elsewhere stays.",
        (false, _) => "Ctrl+C ends the demo; its data stays.",
    }
}

fn announce(campus: &str, password: &Secret, console: &str, end: &str) {
    say(&format!(
        "
  1. Sign in at {campus}
  2. as ada or grace, who learn, or as admin, who administrates; everybody's password is {password}
  3. Take a course as ada. In a private window, watch her result arrive as admin, and override it.
  4. The cloud's own console is at {console}

{end}
",
        password = password.expose()
    ));
}

/// Prints it. A demo goes on when nobody reads what it prints.
fn say(text: &str) {
    let mut out = std::io::stdout();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        tracing::debug!(%error, "nobody reads what is printed");
    }
}

/// An address under which this machine reaches its own listener.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use platform::config::{AllowPrivateTargets, Config};

    use super::*;

    fn allowed(given: Option<&str>) -> AllowPrivateTargets {
        let allow_private_targets = given.map(|text| Texts::One(text.to_owned()));
        let mut raw =
            RawConfig { data_dir: Some("/d".into()), allow_private_targets, ..RawConfig::default() };
        allow_postbacks_to(&mut raw, Ipv4Addr::LOCALHOST.into());
        Config::from_raw(raw).unwrap().allow_private_targets
    }

    #[test]
    fn the_demo_may_be_posted_to_and_nothing_else_that_was_not_allowed() {
        let (campus, neighbour) = ("127.0.0.1".parse().unwrap(), "10.0.0.7".parse().unwrap());
        for (given, opens_neighbour) in
            [(None, false), (Some("false"), false), (Some("true"), true), (Some("10.0.0.0/8"), true)]
        {
            let allowed = allowed(given);
            assert!(allowed.allows("127.0.0.1", campus), "{given:?}");
            assert_eq!(allowed.allows("10.0.0.7", neighbour), opens_neighbour, "{given:?}");
        }
    }

    #[test]
    fn passwords_are_offered_where_nobody_else_reads_them() {
        for (listen, url, is_offered) in [
            ("127.0.0.1:8700", "http://localhost:8700", true),
            ("127.0.0.1:8700", "http://campus.localhost", true),
            ("[::1]:8700", "http://[::1]:8700", true),
            ("127.0.0.1:8700", "http://127.0.0.1:8700", true),
            ("127.0.0.1:8700", "https://campus.example", false),
            ("127.0.0.1:8700", "https://notlocalhost", false),
            ("127.0.0.1:8700", "no address", false),
            ("0.0.0.0:8700", "http://localhost:8700", false),
        ] {
            assert_eq!(is_for_this_machine(listen.parse().unwrap(), url), is_offered, "{listen} {url}");
        }
    }

    #[test]
    fn data_that_lies_elsewhere_is_not_said_to_be_removed() {
        let words = |raw: RawConfig| {
            let mut raw = raw;
            let (_, temporary) = data_folder(&mut raw).unwrap();
            words_of_end(&raw, temporary.is_some())
        };
        assert!(words(RawConfig::default()).contains("removes its data"));
        let database_url = Some("postgres://localhost/demo".to_owned());
        assert!(words(RawConfig { database_url, ..RawConfig::default() }).contains("elsewhere stays"));
        let data_dir = Some("/d".into());
        assert!(words(RawConfig { data_dir, ..RawConfig::default() }).contains("its data stays"));
    }

    #[test]
    fn an_address_of_all_interfaces_is_reached_by_the_loopback() {
        for (listen, reached) in [
            ("0.0.0.0:8700", "127.0.0.1:8700"),
            ("[::]:8700", "[::1]:8700"),
            ("192.0.2.1:8700", "192.0.2.1:8700"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), reached.parse().unwrap());
        }
    }

    #[test]
    fn the_secret_stays_the_same_and_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SECRET_FILE);
        let secret = kept_secret(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(kept_secret(&file).unwrap() == secret);
    }
}
