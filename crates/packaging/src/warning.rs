//! What was odd about a package and did not stop the import: numbered, with file and line.

use std::fmt;

use crate::Limits;

/// One thing in a package that its author may want to repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParserWarning {
    /// Stable number; [`Code`] is the table.
    pub number: u16,
    /// What, in plain words.
    pub text: String,
    /// The package's file it is about, as the zip names it. Empty for the package as a whole.
    pub file: String,
    /// Line in that file, from 1.
    pub line: Option<u32>,
}

impl fmt::Display for ParserWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "W{:03} ", self.number)?;
        match (self.file.as_str(), self.line) {
            ("", _) => {}
            (file, None) => write!(f, "{file}: ")?,
            (file, Some(line)) => write!(f, "{file}:{line}: ")?,
        }
        f.write_str(&self.text)
    }
}

/// The table of warnings. Numbers are never used again for something else.
macro_rules! warnings {
    ($($(#[doc = $group:literal])? $number:literal $name:ident $meaning:literal;)*) => {
        /// What a [`ParserWarning`] is about. Numbers are stable and never used again for something else:
        /// 1xx files and text, 2xx XML, 3xx standard, 4xx organizations and items, 5xx resources,
        /// 6xx values, sequencing and prerequisites, 7xx metadata, 9xx content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Code { $(#[doc = $meaning] $name = $number,)* }

        impl Code {
            /// Every warning there is, in the order of its number.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// One sentence for the user guide.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

warnings! {
    101 NestedManifest "The manifest is not at the top of the zip; its folder is taken as the root.";
    102 SeveralManifests "There is more than one manifest; the nearest to the top is used.";
    103 ManifestName "The manifest's name is written in another letter case or its path with backslashes.";
    104 OtherStandardToo "The package also holds the entry file of another standard; it is read as SCORM.";
    105 Encoding "The text's encoding is not the one declared, or none fits and windows-1252 was assumed.";
    106 ManyWarnings "There were more warnings than are kept.";
    107 Archive "The zip archive is unusual; it can be used all the same.";
    108 OwnManifest "An update of files brings a manifest; the course's own stays as it was imported.";
    201 UnknownEntity "A reference to an entity that nobody defines is kept as text.";
    202 EntityBudget "Entity references grow beyond the limit; the rest is kept as text.";
    203 BareAmpersand "A lone & is taken as itself.";
    204 Attribute "An attribute is not well-formed, or given twice; the first readable one is used.";
    205 UnboundPrefix "A namespace prefix is not declared; elements are recognised by their names.";
    206 ExternalEntity "An external entity or DTD is never fetched.";
    207 Namespace "An element lies in another namespace than expected; it is read all the same.";
    301 SchemaVersion "schemaversion is missing or unknown; the standard was found by other signs.";
    302 MixedStandards "Signs of SCORM 1.2 and of SCORM 2004 contradict each other.";
    401 NoOrganization "There is no organization; one item was made from the first launchable resource.";
    402 DefaultOrganization "The default organization is missing or names none; the first is used.";
    403 SeveralOrganizations "There is more than one organization; the default one is played.";
    404 DuplicateIdentifier "An identifier is used twice; references mean the first.";
    405 MissingIdentifier "An identifier is missing; one was made.";
    406 MissingTitle "A title is missing; the identifier stands in.";
    407 DanglingReference "identifierref names no resource; the item cannot be launched.";
    408 NothingToLaunch "An item without children has nothing to launch.";
    409 UntrimmedIdentifier "White space around an identifier is ignored.";
    410 EmptyOrganization "An organization has no items; it is left out.";
    411 IdentifierCase "A reference fits an identifier only when letter case is ignored.";
    412 ClusterWithResource "An item has children and a resource; the resource becomes its first child.";
    413 TooDeep "Items lie deeper than trees may be; they are raised to the greatest depth.";
    501 MissingHref "The resource has no href; it cannot be launched.";
    502 MissingFile "A listed file is not in the package.";
    503 FileNameCase "A file is found only when letter case or Unicode form is ignored.";
    504 Backslash "A path is written with backslashes; they are read as slashes.";
    505 OutsidePackage "A path leads out of the package.";
    506 MissingScormType "The resource does not say whether it is a SCO; it is taken as one.";
    507 BaseWithoutSlash "xml:base names a folder without a closing slash.";
    508 DanglingDependency "A dependency names no resource.";
    509 AbsoluteAddress "The content lies on another server.";
    510 AbsolutePath "A path begins with a slash; it is read from the package's root.";
    511 EncodedName "A file is found only when its address is read literally.";
    512 UnplayableAddress "An address is neither in the package nor on the web; it is not used.";
    601 Value "A value is not of its type or outside its range; the default holds.";
    602 UnknownWord "A word is not of its vocabulary; it is ignored.";
    603 Prerequisites "A prerequisites expression cannot be read; it counts as true.";
    604 WordOperator "AND, OR or NOT in place of & | ~ in prerequisites.";
    605 UnknownPrerequisite "Prerequisites name an item that does not exist.";
    606 SequencingReference "IDRef names no sequencing of the collection.";
    607 UnknownObjective "A rule or map names an objective that the activity does not define.";
    608 DuplicateObjective "An objective is defined twice for one activity; the first is used.";
    701 MissingMetadata "An external metadata file is not in the package.";
    702 UnreadableMetadata "An external metadata file cannot be read.";
    901 InsecureReference "Something is loaded over http://, which browsers block on https pages.";
    902 Flash "The content needs Flash, which no browser plays any more.";
    903 Java "The content needs a Java applet, which no browser runs any more.";
    904 ActiveX "The content needs ActiveX, which no browser runs any more.";
    905 RootPath "An address begins with / and so leaves the course's folder on the server.";
    906 ForeignWindow "The content reaches for windows outside its own (top, parent.document).";
}

impl Code {
    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }
}

/// Collects the warnings of one package, up to a limit.
#[derive(Debug)]
pub(crate) struct Warnings {
    file: String,
    kept: Vec<ParserWarning>,
    limit: usize,
    dropped: usize,
}

impl Warnings {
    pub(crate) fn new(file: impl Into<String>, limits: &Limits) -> Self {
        Self { file: file.into(), kept: Vec::new(), limit: limits.warnings, dropped: 0 }
    }

    /// About a line of the manifest.
    pub(crate) fn at(&mut self, code: Code, line: u32, text: impl Into<String>) {
        let file = self.file.clone();
        self.push(code, file, Some(line), text.into());
    }

    /// About the manifest as a whole.
    pub(crate) fn whole(&mut self, code: Code, text: impl Into<String>) {
        let file = self.file.clone();
        self.push(code, file, None, text.into());
    }

    /// About another file.
    pub(crate) fn file(&mut self, code: Code, file: &str, line: Option<u32>, text: impl Into<String>) {
        self.push(code, file.to_owned(), line, text.into());
    }

    /// What another reader found, with the same limit.
    pub(crate) fn append(&mut self, other: Self) {
        self.dropped += other.dropped;
        for warning in other.kept {
            self.keep(warning);
        }
    }

    pub(crate) fn into_vec(mut self) -> Vec<ParserWarning> {
        if self.dropped > 0 {
            let text = format!("{} more warnings", self.dropped);
            self.kept.push(ParserWarning {
                number: Code::ManyWarnings.number(),
                text,
                file: self.file,
                line: None,
            });
        }
        self.kept
    }

    fn push(&mut self, code: Code, file: String, line: Option<u32>, text: String) {
        self.keep(ParserWarning { number: code.number(), text, file, line });
    }

    fn keep(&mut self, warning: ParserWarning) {
        if self.kept.len() < self.limit {
            self.kept.push(warning);
        } else {
            self.dropped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_in_order() {
        assert!(Code::ALL.is_sorted_by(|a, b| a.number() < b.number()));
    }

    #[test]
    fn what_is_over_the_limit_is_counted() {
        let mut warnings = Warnings::new("imsmanifest.xml", &Limits { warnings: 1, ..Limits::default() });
        for line in 1..=3 {
            warnings.at(Code::Value, line, "odd");
        }
        let kept: Vec<String> = warnings.into_vec().iter().map(ToString::to_string).collect();
        assert_eq!(kept, ["W601 imsmanifest.xml:1: odd", "W106 imsmanifest.xml: 2 more warnings"]);
    }
}
