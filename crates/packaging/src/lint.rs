//! What pages and scripts of a package will not get away with in today's browsers: insecure references, dead
//! plug-ins, addresses and windows outside the course. Hints, found by their look, not by running anything.
//!
//! One warning of a kind per file, with the line of the first place.

use crate::Limits;
use crate::decode::decode;
use crate::warning::{Code, ParserWarning};

/// Whether [`file()`] wants the bytes of that file.
#[must_use]
pub fn wants(name: &str) -> bool {
    matches!(extension(name).as_str(), "html" | "htm" | "xhtml" | "js" | "mjs" | "css")
}

/// Warnings that a file's name alone gives away.
#[must_use]
pub fn name(name: &str) -> Option<ParserWarning> {
    let (code, text) = match extension(name).as_str() {
        "swf" => (Code::Flash, "a Flash film"),
        "class" | "jar" => (Code::Java, "Java code"),
        "ocx" | "cab" => (Code::ActiveX, "an ActiveX control"),
        _ => return None,
    };
    Some(ParserWarning { number: code.number(), text: text.to_owned(), file: name.to_owned(), line: None })
}

/// Warnings about a page, script or style sheet. `bytes` may be its beginning; no more than
/// [`Limits::lint_bytes`] are looked at.
#[must_use]
pub fn file(name: &str, bytes: &[u8], limits: &Limits) -> Vec<ParserWarning> {
    let text = decode(&bytes[..bytes.len().min(limits.lint_bytes)]).text;
    let lower = text.to_ascii_lowercase(); // same offsets: only ASCII letters change
    let page = !matches!(extension(name).as_str(), "js" | "mjs" | "css");
    let style = extension(name) == "css";
    let checks: [(Code, Option<usize>, &str); 6] = [
        (Code::InsecureReference, insecure(&lower), "loads something over http://"),
        (Code::Flash, if style { None } else { flash(&lower) }, "uses Flash"),
        (Code::Java, if page { java(&lower) } else { None }, "uses a Java applet"),
        (Code::ActiveX, if style { None } else { active_x(&lower) }, "uses ActiveX"),
        (Code::RootPath, root_path(&lower, page || style), "has an address that begins with /"),
        (
            Code::ForeignWindow,
            if style { None } else { foreign_window(&text) },
            "reaches for windows outside its own",
        ),
    ];
    let found = checks.into_iter().filter_map(|(code, at, text)| at.map(|at| (code, at, text)));
    found
        .map(|(code, at, says)| ParserWarning {
            number: code.number(),
            text: says.to_owned(),
            file: name.to_owned(),
            line: Some(line(&text, at)),
        })
        .collect()
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn line(text: &str, at: usize) -> u32 {
    u32::try_from(text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1).unwrap_or(u32::MAX)
}

/// Every place of `needle`.
fn places<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(needle).map(|(at, _)| at)
}

fn first_of(text: &str, needles: &[&str]) -> Option<usize> {
    needles.iter().filter_map(|needle| text.find(needle)).min()
}

/// `http://` where something is loaded, not where it is linked or named (namespaces, licences).
fn insecure(lower: &str) -> Option<usize> {
    places(lower, "http://").find(|&at| !lower[at..].starts_with("http://localhost") && loads(lower, at))
}

/// Whether the address at `at` is the value of something that loads it.
fn loads(lower: &str, at: usize) -> bool {
    let (tail, before) = before(lower, at);
    if ["src", "poster", "background", "data", "codebase"].iter().any(|name| ends_with_word(before, name)) {
        return true;
    }
    if ends_with_word(before, "href") {
        // A link is followed by the learner; only these elements load. Tags are short, so the look back is too.
        let tag = &before[before.floor_char_boundary(before.len().saturating_sub(1000))..];
        let tag = tag.rfind('<').map_or("", |at| &tag[at..]);
        return ["<link", "<base", "<image", "<use"].iter().any(|loading| tag.starts_with(loading));
    }
    let calls = ["url", "import", "importscripts", "fetch", "load", "get", "post", "@import"];
    tail.contains('(') && calls.iter().any(|name| ends_with_word(before, name)) || before.ends_with("@import")
}

/// The text before `at` without quotes, spaces, `=` and `(`; and what was taken off.
fn before(text: &str, at: usize) -> (&str, &str) {
    let before = text[..at]
        .trim_end_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`' | '=' | '('));
    (&text[before.len()..at], before)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.ends_with(word)
        && !text[..text.len() - word.len()]
            .ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn flash(lower: &str) -> Option<usize> {
    let signs = [
        "application/x-shockwave-flash",
        "d27cdb6e-ae6d-11cf-96b8-444553540000",
        ".swf\"",
        ".swf'",
        "shockwaveflash.shockwaveflash",
    ];
    first_of(lower, &signs)
}

fn java(lower: &str) -> Option<usize> {
    first_of(lower, &["<applet", "application/x-java", "8ad9c840-044e-11d1-b3e9-00805f499d93"])
}

fn active_x(lower: &str) -> Option<usize> {
    // Old libraries ask for these where XMLHttpRequest does not exist, and core-js for the last where there are no
    // prototypes; they need no ActiveX.
    let needed = |at: usize| {
        !["microsoft.xmlhttp", "msxml", "htmlfile"]
            .iter()
            .any(|known| lower[at..].chars().take(60).collect::<String>().contains(known))
    };
    let object = places(lower, "new activexobject(").find(|at| needed(*at));
    let class = places(lower, "classid=\"clsid:").find(|&at| {
        let id = &lower[at + 15..];
        !id.starts_with("d27cdb6e") && !id.starts_with("8ad9c840") // Flash and Java have their own warnings
    });
    [object, class].into_iter().flatten().min()
}

/// `src="/…"`, `href="/…"`, `url(/…)`.
fn root_path(lower: &str, markup: bool) -> Option<usize> {
    if !markup {
        return None;
    }
    places(lower, "/").find(|&at| {
        if lower[at + 1..].starts_with(['/', '*', '>']) {
            return false;
        }
        let (tail, before) = before(lower, at);
        let quoted = tail.contains(['"', '\'']);
        (quoted
            && tail.contains('=')
            && ["src", "href", "action", "poster", "data"].iter().any(|name| ends_with_word(before, name)))
            || (tail.starts_with('(') && ends_with_word(before, "url"))
    })
}

/// `top.…`, `parent.document`, `top.location`. The search for the API (`window.parent`, `.opener`) is none.
fn foreign_window(text: &str) -> Option<usize> {
    let parent = places(text, "parent.document").find(|&at| own_word(text, at));
    let top = places(text, "top.").find(|&at| {
        own_word(text, at)
            && ["location", "document", "frames", "close", "window", "opener", "name"]
                .iter()
                .any(|m| text[at + 4..].starts_with(m))
    });
    [parent, top].into_iter().flatten().min()
}

/// Not part of a longer name, nor a property of anything but `window` and its like.
fn own_word(text: &str, at: usize) -> bool {
    match text[..at].chars().next_back() {
        Some('.') => ["window.", "self.", "parent.", "top."].iter().any(|owner| text[..at].ends_with(owner)),
        Some(c) => !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(name: &str, text: &str) -> Vec<u16> {
        file(name, text.as_bytes(), &Limits::default()).iter().map(|w| w.number).collect()
    }

    #[test]
    fn what_is_warned_about() {
        for (name, text, expected) in [
            ("a.html", r#"<script src="http://cdn/x.js"></script>"#, vec![901]),
            ("a.html", r#"<link rel=stylesheet href='http://cdn/x.css'>"#, vec![901]),
            ("a.html", r#"<object data = "http://cdn/x.pdf"></object>"#, vec![901]),
            ("a.css", "a { background: url( http://cdn/x.png ) }", vec![901]),
            ("a.css", "@import 'http://cdn/x.css';", vec![901]),
            ("a.js", "img.src = 'http://cdn/x.png'", vec![901]),
            ("a.js", "fetch(\"http://cdn/x.json\")", vec![901]),
            ("a.html", r#"<embed type="application/x-shockwave-flash">"#, vec![902]),
            ("a.js", r#"embed("film.swf")"#, vec![902]),
            ("a.html", "<APPLET code='x'>", vec![903]),
            ("a.html", r#"<object classid="clsid:11111111">"#, vec![904]),
            ("a.js", "new ActiveXObject('Scripting.FileSystemObject')", vec![904]),
            ("a.html", r#"<img src="/img/x.png">"#, vec![905]),
            ("a.css", "a { background: url(/img/x.png) }", vec![905]),
            ("a.js", "top.location = 'x'", vec![906]),
            ("a.js", "if (window.top.document) {}", vec![906]),
            ("a.js", "parent.document.title", vec![906]),
        ] {
            assert_eq!(codes(name, text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_fine() {
        for (name, text) in [
            ("a.html", r#"<html xmlns="http://www.w3.org/1999/xhtml">"#),
            ("a.html", r#"<a href="http://example.org/">a link</a>"#),
            ("a.html", r#"<img src="https://cdn/x.png"><img src="//cdn/x.png"><br />"#),
            ("a.html", r#"<img src="x/y.png"><a href='a/b.html'>"#),
            ("a.js", "// see http://example.org/licence"),
            ("a.js", "var ns = 'http://www.w3.org/2000/svg'; a = b / c; d = '/x'"),
            ("a.js", "try { new ActiveXObject('Microsoft.XMLHTTP') } catch (e) {}"),
            ("a.js", "m=function(){try{r=new ActiveXObject(\"htmlfile\")}catch(e){}"),
            (
                "a.js",
                "while (win.API == null && win.parent != win) win = win.parent; el.style.top.x; stop.name",
            ),
            ("a.js", "element.parent.document"),
            ("a.css", "a { top: 0 } /* b */"),
        ] {
            assert_eq!(codes(name, text), Vec::<u16>::new(), "{text}");
        }
    }

    #[test]
    fn names_and_lines() {
        assert!(wants("A/B.HTM") && wants("x.js") && !wants("x.png") && !wants("html"));
        assert_eq!(name("film.SWF").map(|w| w.number), Some(902));
        assert_eq!(name("x.jar").map(|w| w.number), Some(903));
        assert_eq!(name("x.png"), None);
        let found = file("ü.html", "<p>ü\n\n<img src='/x'>".as_bytes(), &Limits::default());
        assert_eq!(found[0].to_string(), "W905 ü.html:3: has an address that begins with /");
    }

    #[test]
    fn only_the_beginning_is_looked_at() {
        let text = format!("{}<applet>", " ".repeat(100));
        assert_eq!(file("a.html", text.as_bytes(), &Limits { lint_bytes: 100, ..Limits::default() }), []);
    }
}
