//! `rustici.export`.

pub(super) mod cancel;
pub(super) mod download;
pub(super) mod list;
pub(super) mod start;
pub(super) mod status;

use cloud_api::v1::{error::Fault, export::Export};
use service::{ExportError, wire};

use super::call::{Call, internal};

/// The failure of the methods that name an export.
fn failed(error: &ExportError) -> Fault {
    match error {
        ExportError::Unknown => Fault::new(1, "Could not find this export"),
        ExportError::NoFile(_) => Fault::new(2, format!("There is no file to download: {error}")),
        ExportError::Store(_) => internal(error),
    }
}

fn on_the_wire(call: &Call<'_>, export: &service::Export) -> Export {
    Export {
        id: export.id.as_str().to_owned(),
        app_id: call.app_id().as_str().to_owned(),
        status: export.status,
        start_date: wire::instant(export.started_at),
        end_date: export.ended_at.map(wire::instant),
        percent_complete: export.percent,
        server_location: call.own_host(),
    }
}

fn export_id<'a>(call: &Call<'a>) -> &'a str {
    call.method.value(call.params, "exportid").unwrap_or_default()
}
