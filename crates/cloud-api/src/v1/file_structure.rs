//! `getFileStructure` (spec §4.2): folders and files of a course.

use super::payload::{Malformed, Payload, attribute, attribute_number, child};
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// The reply of `getFileStructure`: the top of the course, itself a folder with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStructure(pub Folder);

/// A folder of a course.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its name, without those above it.
    pub name: String,
    /// Folders in it; written before the files.
    pub folders: Vec<Folder>,
    /// Files in it.
    pub files: Vec<File>,
}

/// A file of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without folders.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// When it came, to the second.
    pub modified: Timestamp,
}

impl Folder {
    /// Puts a file in its place, given the names of folders and file joined by `/`. Folders are made as they come up, so
    /// that paths in order give folders in order.
    pub fn insert(&mut self, path: &str, size_bytes: u64, modified: Timestamp) {
        let mut folder = self;
        let mut rest = path;
        while let Some((name, below)) = rest.split_once('/') {
            // Paths come sorted: the folder is the last one, or new. What is not sorted is looked for.
            let at = match folder.folders.last() {
                Some(last) if last.name == name => Some(folder.folders.len() - 1),
                _ => folder.folders.iter().position(|folder| folder.name == name),
            };
            let at = at.unwrap_or_else(|| {
                folder.folders.push(Folder { name: name.to_owned(), ..Folder::default() });
                folder.folders.len() - 1
            });
            folder = &mut folder.folders[at];
            rest = below;
        }
        folder.files.push(File { name: rest.to_owned(), size_bytes, modified });
    }

    /// Depth is bounded by what a package may nest.
    fn write(&self, xml: &mut Writer) {
        xml.open_with("dir", &[("name", &self.name)]);
        for folder in &self.folders {
            folder.write(xml);
        }
        for file in &self.files {
            let (size, modified) = (file.size_bytes.to_string(), file.modified.to_compact());
            xml.empty_with("file", &[("name", &file.name), ("size", &size), ("modified", &modified)]);
        }
        xml.close("dir");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let files = element.children_named("file").map(|file| {
            let modified = attribute(file, "modified")?;
            Ok(File {
                name: attribute(file, "name")?,
                size_bytes: attribute_number(file, "size")?,
                modified: Timestamp::parse_compact(&modified)
                    .ok_or_else(|| Malformed::value("modified", modified))?,
            })
        });
        Ok(Self {
            name: attribute(element, "name")?,
            folders: element.children_named("dir").map(Self::read).collect::<Result<_, _>>()?,
            files: files.collect::<Result<_, _>>()?,
        })
    }
}

impl Payload for FileStructure {
    fn write(&self, xml: &mut Writer) {
        self.0.write(xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Folder::read(child(rsp, "dir")?).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    #[test]
    fn bytes() {
        let mut top = Folder { name: "course root".into(), ..Folder::default() };
        for path in ["a.html", "sub/deep/x.js", "sub/y&z.js", "\u{fc}.html"] {
            top.insert(path, 123, Timestamp::from_secs(1_293_883_200));
        }
        let structure = FileStructure(top);
        assert_eq!(
            written(&structure),
            "<dir name=\"course root\"><dir name=\"sub\"><dir name=\"deep\">\
             <file name=\"x.js\" size=\"123\" modified=\"20110101120000\"/></dir>\
             <file name=\"y&amp;z.js\" size=\"123\" modified=\"20110101120000\"/></dir>\
             <file name=\"a.html\" size=\"123\" modified=\"20110101120000\"/>\
             <file name=\"\u{fc}.html\" size=\"123\" modified=\"20110101120000\"/></dir>"
        );
        assert_eq!(round_trip(&structure), structure);
        let empty = FileStructure(Folder { name: "course root".into(), ..Folder::default() });
        assert_eq!(written(&empty), "<dir name=\"course root\"></dir>");
    }
}
