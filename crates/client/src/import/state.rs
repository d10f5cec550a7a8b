//! How far an import is, and what came of it.

use cloud_api::v1::import::{ImportState as Word, ImportStatus};
use cloud_api::v1::params::Params;

/// The token of an import. Store it as soon as you have it: it is all that is needed to ask later.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportToken(String);

impl ImportToken {
    /// The token as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ImportToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for ImportToken {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

/// How far an import is. `Succeeded` and `Failed` are final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// Neither: it waits or works.
    UnderWay {
        /// The step, for a person.
        message: String,
        /// 0 to 100.
        percent: u8,
    },
    /// The course can be launched.
    Succeeded(Imported),
    /// There is no course, or no new version of it. Its id is free to be used again.
    Failed(ImportFailure),
}

/// A course that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its title, from the package.
    pub title: String,
    /// What was odd about the package: for authors, learners need not see it.
    pub warnings: Vec<String>,
}

/// Why there is no course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFailure {
    /// What kind of problem it is; choose your own words by it.
    pub kind: ProblemKind,
    /// What the cloud says.
    pub message: String,
    /// What was odd about the package.
    pub warnings: Vec<String>,
}

/// What is wrong with a package, as far as the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// It is no zip file.
    NotAZip,
    /// It is a zip file, but damaged, cut off, encrypted or of an unusual kind.
    DamagedZip,
    /// It is a zip file with no course in it.
    NoCourse,
    /// It, or what is in it, is larger than the cloud takes.
    TooLarge,
    /// The file that was uploaded before is not there.
    UploadMissing,
    /// Something else.
    Other,
}

impl ProblemKind {
    /// One sentence for the author of the package, in English.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NotAZip => {
                "This file is not a zip file. Choose the package that your authoring tool published."
            }
            Self::DamagedZip => {
                "This zip file is damaged or of an unusual kind. Publish the course again and upload that file."
            }
            Self::NoCourse => {
                "There is no course in this zip file. The manifest must lie at its top: zip the content of the folder, not the folder."
            }
            Self::TooLarge => {
                "This package is too large. Shrink its media, or ask the administrator to raise the limit."
            }
            Self::UploadMissing => "The uploaded file is gone. Upload it again.",
            Self::Other => {
                "The course could not be imported. Try again; if it fails again, show this to the administrator."
            }
        }
    }

    /// The class of a message. API V1 has a number for two of them at most, so the words decide.
    fn of(code: u32, message: &str) -> Self {
        let text = message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["not a zip", "no zip", "not a valid zip"]) {
            Self::NotAZip
        } else if says(&["limit", "too large", "too big", "maximum size"]) {
            Self::TooLarge
        } else if says(&["no course", "no manifest", "imsmanifest", "nothing to launch", "organization"]) {
            Self::NoCourse
        } else if says(&["zip file not found", "no uploaded file", "upload"]) {
            Self::UploadMissing
        } else if says(&[
            "truncated",
            "damaged",
            "encrypted",
            "compressed with",
            "one part of several",
            "overlaps",
            "cannot be used",
            "twice",
        ]) {
            Self::DamagedZip
        } else if code == 2 {
            Self::NotAZip
        } else {
            Self::Other
        }
    }
}

impl From<ImportStatus> for ImportState {
    fn from(status: ImportStatus) -> Self {
        match status.state {
            Word::Created | Word::Running => {
                Self::UnderWay { message: status.message, percent: status.progress.min(100) }
            }
            Word::Error => {
                let (code, message) =
                    status.error.map_or((0, status.message), |error| (error.code, error.message));
                Self::Failed(ImportFailure {
                    kind: ProblemKind::of(code, &message),
                    message,
                    warnings: Vec::new(),
                })
            }
            Word::Finished => match status.results.into_iter().next() {
                Some(result) if result.successful => {
                    Self::Succeeded(Imported { title: result.title, warnings: result.parser_warnings })
                }
                Some(result) => Self::Failed(ImportFailure {
                    kind: match ProblemKind::of(0, &result.message) {
                        ProblemKind::Other => ProblemKind::NoCourse,
                        kind => kind,
                    },
                    message: result.message,
                    warnings: result.parser_warnings,
                }),
                None => Self::Failed(ImportFailure {
                    kind: ProblemKind::Other,
                    message: "the answer names no course".to_owned(),
                    warnings: Vec::new(),
                }),
            },
        }
    }
}

impl ImportState {
    /// Whether it will not change any more.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::UnderWay { .. })
    }
}

/// What a browser brings back after it posted a package, in the query of the address it was told to return to. It comes
/// from outside: check that the course is one whose import you ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportReturn {
    /// The import is under way.
    Ordered {
        /// The course's id as the cloud has it.
        course: String,
        /// The token to ask with.
        token: ImportToken,
    },
    /// The cloud took nothing.
    Refused {
        /// The code of the refusal; 107 means that the link was too old.
        code: u32,
        /// What the cloud says.
        message: String,
    },
}

impl ImportReturn {
    /// Reads the query of a request; `None` when it is not from such a return.
    pub fn read(query: &str) -> Option<Self> {
        let params = Params::from_urlencoded(query);
        match params.get("success")? {
            "true" => Some(Self::Ordered {
                course: params.get("courseid")?.to_owned(),
                token: ImportToken::from(params.get("tokenid")?),
            }),
            "false" => Some(Self::Refused {
                code: params.get("errcode").and_then(|code| code.parse().ok()).unwrap_or_default(),
                message: params.get("msg").unwrap_or_default().to_owned(),
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_by_their_words() {
        for (code, message, kind) in [
            (2, "the file is not a zip archive", ProblemKind::NotAZip),
            (2, "", ProblemKind::NotAZip),
            (2, "Course zip file not found", ProblemKind::UploadMissing),
            (0, "zip file contained no courses", ProblemKind::NoCourse),
            (3, "the package has 6000000000 bytes, the limit is 5368709120", ProblemKind::TooLarge),
            (3, "the zip archive is truncated: its end is missing", ProblemKind::DamagedZip),
            (
                3,
                "the name `../x` cannot be used: it climbs out of its folder with `..`",
                ProblemKind::DamagedZip,
            ),
            (3, "Internal error", ProblemKind::Other),
        ] {
            assert_eq!(ProblemKind::of(code, message), kind, "{message}");
        }
    }

    #[test]
    fn what_a_browser_brings_back() {
        assert_eq!(
            ImportReturn::read("id=17&success=true&courseid=c%2F1&appid=lms&tokenid=t-1"),
            Some(ImportReturn::Ordered { course: "c/1".into(), token: "t-1".into() })
        );
        assert_eq!(
            ImportReturn::read("success=false&errcode=107&msg=too%20late"),
            Some(ImportReturn::Refused { code: 107, message: "too late".into() })
        );
        for query in ["", "success=maybe", "success=true&courseid=c", "tokenid=t"] {
            assert_eq!(ImportReturn::read(query), None, "{query}");
        }
    }
}
