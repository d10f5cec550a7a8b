//! Cookies of a request.

/// The value of a cookie in the values of the `Cookie` headers; the first where there are several.
pub fn cookie<'h>(headers: impl IntoIterator<Item = &'h str>, name: &str) -> Option<&'h str> {
    headers
        .into_iter()
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let headers = ["a=1; session_old=2", " session=3;session=4"];
        assert_eq!(cookie(headers, "session"), Some("3"));
        assert_eq!(cookie(headers, "sess"), None);
        assert_eq!(cookie(["session"], "session"), None);
    }
}
