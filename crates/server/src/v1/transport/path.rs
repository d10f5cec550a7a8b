//! The paths that lead to the API, and those beside it (V1 spec §1.1).

/// What a path of V1 leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The dispatcher.
    Api,
    /// The property editor's page, which Java and .NET address directly.
    Widget,
    /// The date call of Reportage.
    ReportDate,
    /// Any page of Reportage.
    Reportage,
}

/// What `path` leads to; slashes may be doubled and one may end it. Matching minds case, and anything
/// below `/api`, such as `/api/v2`, is somebody else's.
pub(crate) fn endpoint(path: &str) -> Option<Endpoint> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    if parts.clone().next() == Some("Reportage") {
        let is_date = parts.skip(1).eq(["scormreports", "api", "getReportDate.php"]);
        return Some(if is_date { Endpoint::ReportDate } else { Endpoint::Reportage });
    }
    let endpoint = match parts.next()? {
        "EngineWebServices" => parts.next()?,
        first => first,
    };
    match (endpoint, parts.next()) {
        ("api", None) => Some(Endpoint::Api),
        ("widget", None) => Some(Endpoint::Widget),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_that_clients_are_configured_with() {
        for path in [
            "/api",
            "//api",
            "/api/",
            "/EngineWebServices/api",
            "/EngineWebServices//api",
            "//EngineWebServices/api//",
        ] {
            assert_eq!(endpoint(path), Some(Endpoint::Api), "{path}");
        }
        assert_eq!(endpoint("/EngineWebServices/widget"), Some(Endpoint::Widget));
        for path in [
            "/Reportage/scormreports/api/getReportDate.php",
            "//Reportage//scormreports/api/getReportDate.php",
        ] {
            assert_eq!(endpoint(path), Some(Endpoint::ReportDate), "{path}");
        }
        for path in
            ["/Reportage", "//Reportage/reportage.php", "/Reportage/scormreports/api/getReportDate.php/x"]
        {
            assert_eq!(endpoint(path), Some(Endpoint::Reportage), "{path}");
        }
        for path in [
            "/reportage/x",
            "/",
            "",
            "/API",
            "/api/v2",
            "/api/v2/courses",
            "/x/api",
            "/EngineWebServices",
            "/apis",
        ] {
            assert_eq!(endpoint(path), None, "{path}");
        }
    }
}
