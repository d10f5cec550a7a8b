//! Cuts a list's document into its entries while it comes in: for readers, as [`super::json::ListConverter`] is for
//! writers.

use std::collections::VecDeque;

/// Entries are the elements at this depth: below `rsp` and the list's own element.
const ENTRY_DEPTH: usize = 2;

/// A machine that is fed with bytes and gives whole entries. It knows as much of XML as it takes to find where elements
/// begin and end; each entry is read by the real parser afterwards.
#[derive(Debug)]
pub struct ListSplitter {
    state: State,
    /// Elements that are open.
    depth: usize,
    /// The markup under way, from its `<`.
    markup: Vec<u8>,
    /// The entry under way.
    entry: Vec<u8>,
    /// Everything outside of entries.
    frame: Vec<u8>,
    entries: VecDeque<String>,
    max_frame: usize,
    max_entry: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// Within `<…>`, outside of quotes.
    Markup,
    /// Within a quoted value of a tag.
    Quoted(u8),
}

impl ListSplitter {
    /// For a list of which one entry, and what surrounds the entries, have at most so many bytes.
    #[must_use]
    pub fn new(max_frame: usize, max_entry: usize) -> Self {
        Self {
            state: State::Text,
            depth: 0,
            markup: Vec::new(),
            entry: Vec::new(),
            frame: Vec::new(),
            entries: VecDeque::new(),
            max_frame,
            max_entry,
        }
    }

    /// Takes more of the document in.
    ///
    /// # Errors
    /// When one entry or what surrounds them is too long.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        for byte in bytes {
            self.step(*byte);
            if self.entry.len() + self.markup.len() > self.max_entry {
                return Err("one entry of the list is too long");
            }
            if self.frame.len() > self.max_frame {
                return Err("its answer is no list");
            }
        }
        Ok(())
    }

    /// The next entry that is complete.
    pub fn next_entry(&mut self) -> Option<String> {
        self.entries.pop_front()
    }

    /// The document without its entries, at its end. What was begun and not ended is in it.
    pub fn frame(&mut self) -> String {
        self.frame.append(&mut self.entry);
        self.frame.append(&mut self.markup);
        String::from_utf8_lossy(&self.frame).into_owned()
    }

    fn step(&mut self, byte: u8) {
        match self.state {
            State::Text if byte == b'<' => {
                self.markup.push(byte);
                self.state = State::Markup;
            }
            State::Text => self.keep(&[byte]),
            State::Markup => {
                self.markup.push(byte);
                let is_section = self.markup.starts_with(b"<!") || self.markup.starts_with(b"<?");
                if byte == b'>' {
                    self.end_of_markup();
                } else if !is_section && (byte == b'"' || byte == b'\'') {
                    self.state = State::Quoted(byte);
                }
            }
            State::Quoted(quote) => {
                self.markup.push(byte);
                if byte == quote {
                    self.state = State::Markup;
                }
            }
        }
    }

    /// A `>` outside of quotes: the end of a tag, or part of a section that goes on.
    fn end_of_markup(&mut self) {
        let markup = &self.markup;
        let is_whole = match markup.as_slice() {
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => markup.ends_with(b"]]>"),
            // Of a comment its own opening is no end.
            [b'<', b'!', b'-', b'-', rest @ ..] => rest.len() >= 3 && rest.ends_with(b"-->"),
            [b'<', b'?', ..] => markup.ends_with(b"?>"),
            _ => true,
        };
        if !is_whole {
            return;
        }
        self.state = State::Text;
        let markup = std::mem::take(&mut self.markup);
        match markup.as_slice() {
            [b'<', b'!' | b'?', ..] => self.keep(&markup),
            [b'<', b'/', ..] => {
                self.keep(&markup);
                self.depth = self.depth.saturating_sub(1);
                self.end_of_element();
            }
            [.., b'/', b'>'] => {
                self.depth += 1;
                self.keep(&markup);
                self.depth -= 1;
                self.end_of_element();
            }
            _ => {
                self.depth += 1;
                self.keep(&markup);
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let into = if self.depth > ENTRY_DEPTH { &mut self.entry } else { &mut self.frame };
        into.extend_from_slice(bytes);
    }

    fn end_of_element(&mut self) {
        if self.depth == ENTRY_DEPTH && !self.entry.is_empty() {
            let entry = std::mem::take(&mut self.entry);
            self.entries.push_back(String::from_utf8_lossy(&entry).into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIST: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><l><a id=\"x>y\"/>\
                        <a id='1' ><b><![CDATA[</a>]]]]><![CDATA[>]]></b><!-- </a> --></a><a>é</a></l></rsp>";

    fn split(text: &str, at: usize) -> (Vec<String>, String) {
        let mut splitter = ListSplitter::new(1000, 1000);
        let (first, second) = text.as_bytes().split_at(at);
        splitter.push(first).unwrap();
        splitter.push(second).unwrap();
        let entries = std::iter::from_fn(|| splitter.next_entry()).collect();
        (entries, splitter.frame())
    }

    #[test]
    fn entries_and_frame_wherever_the_pieces_end() {
        for at in 0..LIST.len() {
            let (entries, frame) = split(LIST, at);
            assert_eq!(
                entries,
                [
                    "<a id=\"x>y\"/>",
                    "<a id='1' ><b><![CDATA[</a>]]]]><![CDATA[>]]></b><!-- </a> --></a>",
                    "<a>é</a>"
                ],
                "{at}"
            );
            assert_eq!(frame, "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><l></l></rsp>");
        }
    }

    #[test]
    fn what_is_too_long_or_cut_off_is_noticed() {
        let mut splitter = ListSplitter::new(20, 1000);
        assert!(splitter.push(&[b'x'; 21]).is_err());
        let mut splitter = ListSplitter::new(1000, 20);
        assert!(splitter.push(b"<r><l><a>0123456789012345678901234567890").is_err());
        let (entries, frame) = split("<r><l><a/><a>cut", 3);
        assert_eq!((entries, frame.as_str()), (vec!["<a/>".to_owned()], "<r><l><a>cut"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in proptest::collection::vec(proptest::sample::select(b"<>/!-[]CDATA\"'? a".to_vec()), 0..200)) {
            let mut splitter = ListSplitter::new(500, 500);
            let _ = splitter.push(&bytes);
            let _ = splitter.frame();
        }
    }
}
