//! Comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// A table under way.
pub(super) struct Csv(String);

impl Csv {
    pub(super) fn new(head: &[&str]) -> Self {
        // A mark by which spreadsheets know that this is UTF-8.
        let mut csv = Self("\u{feff}".to_owned());
        csv.line(head);
        csv
    }

    pub(super) fn line(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push('"');
            // A spreadsheet would run what begins so as a formula.
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                self.0.push('\'');
            }
            self.0.push_str(&cell.replace('"', "\"\""));
            self.0.push('"');
        }
        self.0.push_str("\r\n");
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    #[test]
    fn quotes_and_formulas() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.line(&["say \"no\"", "=HYPERLINK(1)"]);
        assert_eq!(csv.finish(), "\u{feff}\"a\",\"b\"\r\n\"say \"\"no\"\"\",\"'=HYPERLINK(1)\"\r\n");
    }
}
