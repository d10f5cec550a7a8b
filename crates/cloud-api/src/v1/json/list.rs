//! A long list as JSON, piece by piece, as its XML is written: lists are whole, so neither form of one may have
//! to fit into memory.

use super::super::envelope::{END, OK_BEGIN};
use super::super::xml_read::{self, XmlError};
use super::{push_element, push_string};

/// Turns the pieces of a streamed envelope into pieces of JSON.
///
/// The first piece begins with [`OK_BEGIN`] and the start tag of the list, the last one ends with its end tag
/// and [`END`]; pieces meet between items. What comes out, put together, is what [`super::from_xml`] makes of
/// the whole document.
#[derive(Debug, Default)]
pub struct ListConverter {
    /// Name of the list's element, once its start tag came.
    list: Option<String>,
    items: Items,
}

/// The mapping writes an empty list as `""`, one item as an object and several as an array, so the first item
/// waits until the second or the end.
#[derive(Debug, Default)]
enum Items {
    #[default]
    None,
    /// Name and JSON of the only item so far.
    One(String, String),
    Many,
}

impl ListConverter {
    /// Nothing has come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The JSON that follows from one more piece.
    ///
    /// Fails when the piece does not continue a list as described above.
    pub fn push(&mut self, piece: &str) -> Result<String, XmlError> {
        let mut json = String::new();
        let (list, rest) = match self.list.take() {
            Some(list) => (list, piece),
            None => {
                let rest = piece.strip_prefix(OK_BEGIN).and_then(|rest| rest.strip_prefix('<'));
                let (name, rest) =
                    rest.and_then(|rest| rest.split_once('>')).ok_or(XmlError::NotOneDocument)?;
                json.push_str("{\"rsp\":{\"stat\":\"ok\",");
                push_string(name, &mut json);
                json.push(':');
                (name.to_owned(), rest)
            }
        };
        let end = rest.strip_suffix(END).and_then(|rest| rest.strip_suffix(&format!("</{list}>")));
        for item in xml_read::parse(&format!("<items>{}</items>", end.unwrap_or(rest)))?.children() {
            let mut text = String::new();
            push_element(item, &mut text);
            self.items = match std::mem::take(&mut self.items) {
                Items::None => Items::One(item.name.clone(), text),
                Items::One(name, first) => {
                    json.push('{');
                    push_string(&name, &mut json);
                    json.push_str(":[");
                    json.push_str(&first);
                    json.push(',');
                    json.push_str(&text);
                    Items::Many
                }
                Items::Many => {
                    json.push(',');
                    json.push_str(&text);
                    Items::Many
                }
            };
        }
        if end.is_some() {
            match std::mem::take(&mut self.items) {
                Items::None => json.push_str("\"\""),
                Items::One(name, only) => {
                    json.push('{');
                    push_string(&name, &mut json);
                    json.push(':');
                    json.push_str(&only);
                    json.push('}');
                }
                Items::Many => json.push_str("]}"),
            }
            json.push_str("}}");
        }
        self.list = Some(list);
        Ok(json)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::course::{Course, CourseList};
    use super::super::super::envelope;
    use super::super::super::timestamp::Timestamp;
    use super::super::super::xml::Writer;
    use super::*;

    fn course(id: usize) -> Course {
        Course {
            id: format!("c{id} </courselist></rsp>"),
            title: "T".into(),
            registrations: 1,
            size_bytes: 2,
            tags: vec!["]]></courselist></rsp>".into()],
            learning_standard: None,
            create_date: Timestamp::from_secs(0),
        }
    }

    #[test]
    fn pieces_make_what_the_whole_document_makes() {
        for count in 0..5 {
            let courses: Vec<Course> = (0..count).map(course).collect();
            for page in 1..4 {
                let mut converter = ListConverter::new();
                let mut xml = Writer::new();
                xml.raw(OK_BEGIN);
                CourseList::begin(&mut xml);
                let mut json = converter.push(&xml.take()).unwrap();
                for page in courses.chunks(page) {
                    page.iter().for_each(|course| course.write(&mut xml));
                    json += &converter.push(&xml.take()).unwrap();
                }
                CourseList::end(&mut xml);
                xml.raw(END);
                json += &converter.push(&xml.take()).unwrap();
                let whole = envelope::ok(&CourseList(courses.clone()));
                assert_eq!(json, super::super::from_xml(&xml_read::parse(&whole).unwrap()));
                assert_eq!(ListConverter::new().push(&whole).unwrap(), json);
            }
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(ListConverter::new().push("<html>").is_err());
        assert!(ListConverter::new().push(&format!("{OK_BEGIN}<l><a>")).is_err());
    }
}
