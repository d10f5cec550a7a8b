//! Launch parameters: how `parameters` of an item joins the `href` of its resource.

/// The address with `parameters` appended, by the algorithm of the SCORM CAM (4th Ed. 3.4.1.5, the same as
/// in IMS Content Packaging): leading `?` and `&` of the parameters are dropped, a fragment is appended unless
/// the address has one, anything else is joined by `&` where the address already has a query, else by `?`.
///
/// A fragment of the address stays at its end, since a query behind it would never reach the content.
#[must_use]
pub(crate) fn append(href: &str, parameters: &str) -> String {
    let parameters = parameters.trim().trim_start_matches(['?', '&']);
    if parameters.is_empty() {
        return href.to_owned();
    }
    let (address, fragment) = href.split_at(href.find('#').unwrap_or(href.len()));
    if parameters.starts_with('#') {
        return if fragment.is_empty() { format!("{address}{parameters}") } else { href.to_owned() };
    }
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some((_, query)) if query.ends_with('&') => "",
        Some(_) => "&",
    };
    // The parameters' own fragment loses against the address's, as in the branch above.
    let parameters =
        if fragment.is_empty() { parameters } else { parameters.split('#').next().unwrap_or("") };
    format!("{address}{joint}{parameters}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::append;

    #[test]
    fn every_way_to_write_parameters() {
        for (href, parameters, expected) in [
            ("a.htm", "", "a.htm"),
            ("a.htm", "  ", "a.htm"),
            ("a.htm", "?", "a.htm"),
            ("a.htm", "x=1", "a.htm?x=1"),
            ("a.htm", "?x=1", "a.htm?x=1"),
            ("a.htm", "&x=1", "a.htm?x=1"),
            ("a.htm", "??&x=1&y=2", "a.htm?x=1&y=2"),
            ("a.htm", "#part", "a.htm#part"),
            ("a.htm", "?#part", "a.htm#part"),
            ("a.htm", "x=1#part", "a.htm?x=1#part"),
            ("a.htm?q=0", "x=1", "a.htm?q=0&x=1"),
            ("a.htm?q=0", "?x=1", "a.htm?q=0&x=1"),
            ("a.htm?", "?x=1", "a.htm?x=1"),
            ("a.htm?q&", "&x=1", "a.htm?q&x=1"),
            ("a.htm#top", "x=1", "a.htm?x=1#top"),
            ("a.htm#top", "#part", "a.htm#top"),
            ("a.htm?q=0#top", "x=1#part", "a.htm?q=0&x=1#top"),
        ] {
            assert_eq!(append(href, parameters), expected, "{href} + {parameters}");
        }
    }
}
