//! What was odd about a package, in the language of who imported it (`culture`).

use cloud_api::v1::import::ImportStatus;
use service::JobStatus;
use ui::Language;

/// The status of a job with its warnings in the language that its order named. Their details name files and words of the
/// package and stay as they are; what a warning means is said in front of them.
pub(super) fn told(job: JobStatus) -> ImportStatus {
    let JobStatus { mut status, culture } = job;
    let language = Language::choose(culture.as_deref(), None);
    if language != Language::ENGLISH {
        for warning in status.results.iter_mut().flat_map(|result| &mut result.parser_warnings) {
            if let Some(told) = in_words(warning, language) {
                *warning = told;
            }
        }
    }
    status
}

/// `W502 …` with what it means; `None` for what is no numbered warning.
fn in_words(warning: &str, language: Language) -> Option<String> {
    let (number, detail) = warning.split_once(' ')?;
    let digits = number.strip_prefix('W').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let id = format!("w{digits}");
    let meaning = language.text("warnings", &id);
    (meaning != id).then(|| format!("{number} {meaning} ({detail})"))
}

#[cfg(test)]
mod tests {
    use packaging::Code;

    use super::*;

    #[test]
    fn every_warning_has_its_sentence_in_every_language() {
        let german = Language::choose(Some("de-AT"), None);
        for code in Code::ALL {
            let id = format!("w{}", code.number());
            assert_eq!(Language::ENGLISH.text("warnings", &id), code.meaning());
            assert_ne!(german.text("warnings", &id), code.meaning(), "{id} is not in German");
        }
    }

    #[test]
    fn a_warning_in_german() {
        let german = Language::choose(Some("de"), None);
        assert_eq!(
            in_words("W502 imsmanifest.xml:19: the listed file `a` is not in the package", german).unwrap(),
            "W502 Eine aufgeführte Datei ist nicht im Paket. \
             (imsmanifest.xml:19: the listed file `a` is not in the package)"
        );
        assert_eq!(in_words("no manifest", german), None);
        assert_eq!(in_words("W999 new", german), None);
    }
}
