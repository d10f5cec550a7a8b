//! `lyceum apps log`.

use platform::AppId;
use service::rows::{ApiCall, ApiCallFilter};

use super::instant;
use crate::{config::Flags, logging, stored};

/// Calls that are read at once.
const PAGE: u32 = 500;

/// Flags of `apps log`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    /// How many calls to show
    #[arg(long, value_name = "NUMBER", default_value = "50")]
    limit: u32,
    /// Only calls that failed
    #[arg(long)]
    failed: bool,
    /// Only calls of this method, such as `registration.launch`
    #[arg(long, value_name = "SERVICE.METHOD")]
    method: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

/// Prints one line per call, latest first. What a running server gathered within the last second is not there yet.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    let filter =
        ApiCallFilter { failed: args.failed, method: args.method.as_deref(), ..ApiCallFilter::default() };
    let (mut left, mut before) = (args.limit, None);
    while left > 0 {
        let limit = left.min(PAGE);
        let page = service::list_api_calls(&stored.store, &args.id, filter, before, limit).await?;
        page.iter().for_each(|(_, call)| println!("{}", line(call)));
        let Some((last, _)) = page.last().filter(|_| page.len() == limit as usize) else { break };
        before = Some(*last);
        left -= limit;
    }
    Ok(())
}

fn line(call: &ApiCall) -> String {
    let outcome = if call.code == 0 { "ok".to_owned() } else { format!("error {}", call.code) };
    let key = call.secret.as_ref().map_or("no key", |key| key.as_str());
    let client = [&call.applib, &call.user_agent, &call.origin];
    let client: Vec<&str> = client.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    format!(
        "{}  {}  {outcome}  {} ms  {key}  {}  request {}",
        instant(call.at),
        call.method,
        call.duration_us.div_ceil(1000),
        client.join(", "),
        call.request_id
    )
}
