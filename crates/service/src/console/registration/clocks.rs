//! Three clocks of the time a learner spent: none of them is the truth, and together they tell a lot.

use cloud_api::v1::report::FullActivity;
use store::Tx;

use super::ShownRegistration;

/// Times of an instance since everything in it was last discarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// What content reported as its session times, in hundredths of a second; `None` where that is not known any more.
    pub reported: Option<i64>,
    /// How long content was open, as the server measured it, in seconds.
    pub open_secs: u64,
    /// How long the course did something, in seconds: what lies between two calls or requests counts for two minutes at
    /// most. `None` where nothing was measured.
    pub active_secs: Option<u64>,
    /// Whether that holds for every launch; those from before it was measured count nothing.
    pub active_is_whole: bool,
}

pub(super) async fn clocks(
    tx: &mut Tx,
    shown: &ShownRegistration,
    report: Option<&FullActivity>,
) -> Result<Clocks, store::Error> {
    let since = store::instances::find_reset(tx, shown.instance.key).await?;
    let (micros, is_whole) = store::launches::sum_active(tx, shown.instance.key, since).await?;
    let open_secs = shown.instance.result.total_seconds;
    Ok(Clocks {
        reported: report.map(reported),
        open_secs,
        active_secs: (is_whole || micros > 0).then(|| (micros / 1_000_000).min(open_secs)),
        active_is_whole: is_whole,
    })
}

fn reported(activity: &FullActivity) -> i64 {
    let own = activity.runtime.as_ref().map_or(0, |runtime| runtime.total_time);
    own + activity.children.iter().map(reported).sum::<i64>()
}
