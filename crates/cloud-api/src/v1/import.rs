//! Replies of the import methods: token, progress, results (spec §4.2, §8).

use super::payload::{Malformed, Payload, attribute, bool_of, bool_text, child, child_number, text};
use super::xml::Writer;
use super::xml_read::Element;

/// The text under which a course stands when nothing gave it a title: `title` may not be empty.
const UNTITLED: &str = "Untitled";

/// `<token><id>…</id></token>`: an import that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportToken {
    /// What `getAsyncImportResult` asks with.
    pub id: String,
}

/// How far an import is. `Finished` and `Error` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Waiting for its turn.
    Created,
    /// At work.
    Running,
    /// Over, with results; not every result need be a success.
    Finished,
    /// Over, with an error.
    Error,
}

/// The reply of `getAsyncImportResult`, and of `importCourse` once it is finished. The order of the
/// children matters to clients that take the first `message` they find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportStatus {
    /// How far it is.
    pub state: ImportState,
    /// The step for a person; may not be empty.
    pub message: String,
    /// 0 to 100.
    pub progress: u8,
    /// One for each course found, direct children of `rsp` (spec §12 no. 1).
    pub results: Vec<ImportResult>,
    /// Why it failed; there exactly when the state is `Error`.
    pub error: Option<ImportError>,
}

/// What became of one course of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportResult {
    /// Whether it is playable now.
    pub successful: bool,
    /// Its title.
    pub title: String,
    /// `Import Successful`, or why not.
    pub message: String,
    /// What was odd about the package, in the order of the manifest.
    pub parser_warnings: Vec<String>,
}

/// Why an import failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// Number as in the method's table of codes.
    pub code: u32,
    /// What went wrong.
    pub message: String,
}

impl ImportState {
    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Error => "error",
        }
    }

    /// Reads the wire's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Created, Self::Running, Self::Finished, Self::Error]
            .into_iter()
            .find(|state| state.as_str() == text.trim())
    }
}

impl ImportStatus {
    /// An import that ended with results.
    pub fn finished(results: Vec<ImportResult>) -> Self {
        Self { state: ImportState::Finished, message: "Finished".into(), progress: 100, results, error: None }
    }

    /// An import that failed.
    pub fn failed(code: u32, message: impl Into<String>) -> Self {
        Self {
            state: ImportState::Error,
            message: "Error".into(),
            progress: 0,
            results: Vec::new(),
            error: Some(ImportError { code, message: message.into() }),
        }
    }

    /// An import that waits or works.
    pub fn under_way(state: ImportState, message: impl Into<String>, progress: u8) -> Self {
        Self { state, message: message.into(), progress, results: Vec::new(), error: None }
    }
}

impl ImportResult {
    /// A course that was imported.
    pub fn success(title: impl Into<String>, parser_warnings: Vec<String>) -> Self {
        Self { successful: true, title: title.into(), message: "Import Successful".into(), parser_warnings }
    }

    /// The zip is one, but there is no course in it. A Ruby client's tests look for these words.
    pub fn no_course() -> Self {
        Self {
            successful: false,
            title: UNTITLED.into(),
            message: "zip file contained no courses".into(),
            parser_warnings: Vec::new(),
        }
    }

    fn write(&self, xml: &mut Writer) {
        let or = |text: &str, fallback: &str| if text.is_empty() { fallback } else { text }.to_owned();
        xml.open_with("importresult", &[("successful", bool_text(self.successful))]);
        xml.element("title", &or(&self.title, UNTITLED));
        xml.element(
            "message",
            &or(&self.message, if self.successful { "Import Successful" } else { "Import failed" }),
        );
        if !self.parser_warnings.is_empty() {
            xml.open("parserwarnings");
            for warning in &self.parser_warnings {
                xml.element("warning", warning);
            }
            xml.close("parserwarnings");
        }
        xml.close("importresult");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let warnings = element.child("parserwarnings");
        Ok(Self {
            successful: bool_of("successful", &attribute(element, "successful")?)?,
            title: text(element, "title")?,
            message: text(element, "message")?,
            parser_warnings: warnings
                .map(|warnings| warnings.children_named("warning").map(Element::text).collect())
                .unwrap_or_default(),
        })
    }
}

impl Payload for ImportToken {
    fn write(&self, xml: &mut Writer) {
        xml.open("token");
        xml.element("id", &self.id);
        xml.close("token");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Ok(Self { id: text(child(rsp, "token")?, "id")? })
    }
}

impl Payload for ImportStatus {
    fn write(&self, xml: &mut Writer) {
        xml.element("status", self.state.as_str());
        let message = if self.message.is_empty() { self.state.as_str() } else { &self.message };
        xml.element("message", message);
        xml.element("progress", &self.progress.min(100).to_string());
        for result in &self.results {
            result.write(xml);
        }
        if let Some(error) = &self.error {
            xml.open_with("error", &[("code", &error.code.to_string())]);
            xml.cdata(&error.message);
            xml.close("error");
        }
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        // Older documentation wraps the results, and shows the synchronous reply without a status.
        let wrapped = rsp.child("importresults").into_iter().flat_map(Element::children);
        let results: Vec<_> = rsp
            .children()
            .chain(wrapped)
            .filter(|child| child.name == "importresult")
            .map(ImportResult::read)
            .collect::<Result<_, _>>()?;
        if rsp.child("status").is_none() && !results.is_empty() {
            return Ok(Self::finished(results));
        }
        let status = text(rsp, "status")?;
        let error = match rsp.child("error") {
            Some(error) => Some(ImportError {
                code: super::payload::attribute_number(error, "code")?,
                message: error.text(),
            }),
            None => None,
        };
        Ok(Self {
            state: ImportState::parse(&status).ok_or_else(|| Malformed::value("status", status))?,
            message: rsp.child_text("message"),
            progress: if rsp.child("progress").is_some() { child_number(rsp, "progress")? } else { 0 },
            results,
            error,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{round_trip, written, xml_text};
    use super::super::xml_read::parse;
    use super::*;

    #[test]
    fn bytes_of_a_token() {
        let token = ImportToken { id: "5d0c6f0e".into() };
        assert_eq!(written(&token), "<token><id>5d0c6f0e</id></token>");
        assert_eq!(round_trip(&token), token);
    }

    #[test]
    fn bytes_of_each_state() {
        let running = ImportStatus::under_way(ImportState::Running, "Unpacking Course Files...", 25);
        assert_eq!(
            written(&running),
            "<status>running</status><message>Unpacking Course Files...</message><progress>25</progress>"
        );
        let finished = ImportStatus::finished(vec![ImportResult::success(
            "My course",
            vec!["W 1".into(), "a < b".into()],
        )]);
        assert_eq!(
            written(&finished),
            "<status>finished</status><message>Finished</message><progress>100</progress>\
             <importresult successful=\"true\"><title>My course</title><message>Import Successful</message>\
             <parserwarnings><warning>W 1</warning><warning>a &lt; b</warning></parserwarnings></importresult>"
        );
        assert_eq!(
            written(&ImportStatus::finished(vec![ImportResult::no_course()])),
            "<status>finished</status><message>Finished</message><progress>100</progress>\
             <importresult successful=\"false\"><title>Untitled</title>\
             <message>zip file contained no courses</message></importresult>"
        );
        let failed = ImportStatus::failed(2, "Course zip file not found");
        assert_eq!(
            written(&failed),
            "<status>error</status><message>Error</message><progress>0</progress>\
             <error code=\"2\"><![CDATA[Course zip file not found]]></error>"
        );
        for status in [running, finished, failed] {
            assert_eq!(round_trip(&status), status);
        }
    }

    #[test]
    fn reads_the_older_shapes() {
        let result = "<importresult successful=\"true\"><title>t</title><message>m</message></importresult>";
        for xml in [
            format!("<rsp stat=\"ok\">{result}</rsp>"),
            format!("<rsp><status>finished</status><importresults>{result}</importresults></rsp>"),
        ] {
            let status = ImportStatus::read(&parse(&xml).unwrap()).unwrap();
            assert_eq!(status.results.len(), 1, "{xml}");
        }
    }

    proptest! {
        #[test]
        fn round_trips(title in xml_text(), message in xml_text(), warnings in proptest::collection::vec(xml_text(), 0..4)) {
            let result = ImportResult { successful: false, title, message: message.clone(), parser_warnings: warnings };
            let status = ImportStatus::finished(vec![result.clone(), result]);
            prop_assert_eq!(round_trip(&status), status);
            let failed = ImportStatus::failed(3, message);
            prop_assert_eq!(round_trip(&failed), failed);
        }
    }
}
