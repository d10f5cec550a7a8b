//! Manifests for the ready packages.

/// What a package is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// SCORM 1.2
    Scorm12,
    /// SCORM 2004 2nd Edition
    Second,
    /// SCORM 2004 3rd Edition
    Third,
    /// SCORM 2004 4th Edition
    Fourth,
}

impl Edition {
    fn schema_version(self) -> &'static str {
        match self {
            Self::Scorm12 => "1.2",
            Self::Second => "CAM 1.3",
            Self::Third => "2004 3rd Edition",
            Self::Fourth => "2004 4th Edition",
        }
    }
}

/// One item of the organization, with a SCO of its own.
#[derive(Debug, Clone, Default)]
pub struct Sco {
    /// Identifier of the item; the resource's is `<identifier>-resource`.
    pub identifier: String,
    /// Title; the identifier when empty.
    pub title: String,
    /// Page, relative to the package.
    pub href: String,
    /// Launch parameters.
    pub parameters: String,
    /// XML put into the item behind its title: launch data, sequencing, presentation.
    pub inside: String,
}

impl Sco {
    /// An item that launches the scripted page.
    pub fn new(identifier: &str) -> Self {
        Self { identifier: identifier.to_owned(), href: "sco.html".to_owned(), ..Self::default() }
    }

    /// XML put into the item behind its title.
    pub fn with(mut self, inside: &str) -> Self {
        self.inside.push_str(inside);
        self
    }
}

/// A manifest with one flat organization; `sequencing` is XML put at the end of the organization.
pub fn manifest(edition: Edition, title: &str, scos: &[Sco], sequencing: &str) -> String {
    let (namespaces, scormtype) = match edition {
        Edition::Scorm12 => (
            "xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\"\n  \
             xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\"",
            "scormtype",
        ),
        _ => (
            "xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"\n  \
             xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\"\n  \
             xmlns:adlseq=\"http://www.adlnet.org/xsd/adlseq_v1p3\"\n  \
             xmlns:adlnav=\"http://www.adlnet.org/xsd/adlnav_v1p3\"\n  \
             xmlns:imsss=\"http://www.imsglobal.org/xsd/imsss\"",
            "scormType",
        ),
    };
    let mut items = String::new();
    let mut resources = String::new();
    for sco in scos {
        let id = escape(&sco.identifier);
        let title = escape(if sco.title.is_empty() { &sco.identifier } else { &sco.title });
        let parameters = match sco.parameters.as_str() {
            "" => String::new(),
            parameters => format!(" parameters=\"{}\"", escape(parameters)),
        };
        items.push_str(&format!(
            "      <item identifier=\"{id}\" identifierref=\"{id}-resource\"{parameters}>\n        \
             <title>{title}</title>{inside}\n      </item>\n",
            inside = sco.inside
        ));
        let href = escape(&sco.href);
        resources.push_str(&format!(
            "    <resource identifier=\"{id}-resource\" type=\"webcontent\" adlcp:{scormtype}=\"sco\" \
             href=\"{href}\">\n      <file href=\"{href}\"/>\n    </resource>\n"
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"test-course\" version=\"1\"\n  {namespaces}>\n  \
         <metadata>\n    <schema>ADL SCORM</schema>\n    <schemaversion>{version}</schemaversion>\n  </metadata>\n  \
         <organizations default=\"org\">\n    <organization identifier=\"org\">\n      <title>{title}</title>\n\
         {items}{sequencing}    </organization>\n  </organizations>\n  <resources>\n{resources}  </resources>\n</manifest>\n",
        version = edition.schema_version(),
        title = escape(title),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
