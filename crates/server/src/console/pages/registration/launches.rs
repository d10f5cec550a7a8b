//! The launches of a registration.

use platform::LaunchId;
use service::{console::registration::registration_launches, rows::Launch};

use super::{Asked, When};
use crate::console::{
    answer::Failed,
    results::{Chip, none, score, time},
};

/// Launches on a page.
const PAGE: u32 = 50;

pub(super) struct Launches {
    pub(super) launches: Vec<Line>,
    pub(super) earlier: Option<String>,
    pub(super) latest: Option<String>,
}

pub(super) struct Line {
    pub(super) id: String,
    pub(super) log: String,
    pub(super) instance: String,
    pub(super) state: Chip,
    pub(super) began: When,
    pub(super) ended: Option<When>,
    pub(super) seen: Option<When>,
    pub(super) open: String,
    pub(super) active: String,
    pub(super) completion: Chip,
    pub(super) success: Chip,
    pub(super) score: String,
    pub(super) browser: String,
    pub(super) user_agent: String,
}

pub(super) async fn part(asked: &Asked<'_>) -> Result<Launches, Failed> {
    let before = asked.query.get("before").and_then(|id| id.parse().ok());
    let page = registration_launches(&asked.services.store, asked.shown(), before, PAGE).await?;
    let lines = page.launches.iter().map(|launch| {
        let instance = page.instance_of(launch).map_or_else(none, |number| number.0.to_string());
        line(asked, launch, instance)
    });
    let before = |id: LaunchId| asked.part("launches", &[("before", &id.to_string())]);
    Ok(Launches {
        launches: lines.collect(),
        earlier: page.earlier.map(before),
        latest: asked.query.get("before").map(|_| asked.part("launches", &[])),
    })
}

fn line(asked: &Asked<'_>, launch: &Launch, instance: String) -> Line {
    let frame = asked.frame;
    let id = launch.id.to_string();
    let (kind, state) = match (launch.started_at, launch.ended_at) {
        (None, _) => ("none", "reg-launch-unused"),
        (Some(_), None) => ("begun", "reg-launch-open"),
        (Some(_), Some(_)) if launch.closed_by_server => ("warm", "reg-launch-closed"),
        (Some(_), Some(_)) => ("plain", "reg-launch-left"),
    };
    let user_agent = launch.user_agent.clone().unwrap_or_default();
    let tracked = launch.history.tracked_centiseconds / 100;
    Line {
        log: frame.at("/log", [("app", asked.shown().app.id.as_str()), ("launch", id.as_str())]),
        id,
        instance,
        state: Chip::new(kind, frame.say(if launch.tracking { state } else { "reg-launch-untracked" })),
        began: When::of(launch.started_at.unwrap_or(launch.created_at)),
        ended: launch.ended_at.map(When::of),
        seen: launch.last_seen_at.map(When::of),
        open: time(tracked),
        active: launch.active_micros.map_or_else(none, |micros| time((micros / 1_000_000).min(tracked))),
        completion: Chip::completion(frame, &launch.history.completion),
        success: Chip::success(frame, &launch.history.satisfaction),
        score: score(launch.history.measure),
        browser: browser(&user_agent).unwrap_or_else(none),
        user_agent,
    }
}

/// Browser and system of a `User-Agent`, as people call them; `None` where neither is known.
fn browser(user_agent: &str) -> Option<String> {
    let version = |name: &str| {
        let (_, rest) = user_agent.split_once(name)?;
        let number = rest.split(|c: char| !c.is_ascii_digit()).next().filter(|number| !number.is_empty())?;
        Some(number.to_owned())
    };
    // Each calls itself by the names of those further down, too.
    let names = [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    let browser = names.iter().find_map(|(mark, name)| Some(format!("{name} {}", version(mark)?)));
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ];
    let system = systems.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (Some(browser), None) => Some(browser),
        (None, system) => system.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, said) in [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/126.0.0.0 Safari/537.36"), "Chrome 126, Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/126.0 Safari/537.36 Edg/125.1"), "Edge 125, Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(), "Firefox 128, Linux"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605.1 (KHTML) Version/17.5 Safari/604.1".to_owned(), "Safari 17, iPhone"),
        ] {
            assert_eq!(browser(&agent).as_deref(), Some(said));
        }
        assert_eq!(browser("curl/8"), None);
        assert_eq!(browser("Chrome/<script>"), None);
    }
}
