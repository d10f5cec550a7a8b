//! `adlcp:prerequisites` of SCORM 1.2 (CAM 1.2, 2.3.2.5.6): the script of AICC's CMI001, section 5.
//!
//! Operators, tightest first: `~` (not), `=` and `<>` (status), `&` (and), `|` (or); `n*{a,b,c}` is true when
//! at least n of the set are done, `{a,b,c}` when all are. Parentheses group. An identifier alone is true when
//! its item is completed or passed.
//!
//! This crate reads expressions, `runtime` judges them while the course is played.

use std::fmt;

/// An expression as written and as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prerequisites {
    /// As written, trimmed.
    pub text: String,
    /// As understood; `None` when it cannot be read, which counts as true.
    pub expression: Option<Expression>,
}

/// A prerequisites expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// The item is completed or passed.
    Done(String),
    /// The item has this status.
    Is(String, ItemStatus),
    /// The item has another status.
    IsNot(String, ItemStatus),
    /// `~`
    Not(Box<Expression>),
    /// `&`
    All(Vec<Expression>),
    /// `|`
    Any(Vec<Expression>),
    /// `n*{…}`
    AtLeast(u32, Vec<Expression>),
}

/// `cmi.core.lesson_status` as a prerequisite sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// passed
    Passed,
    /// completed
    Completed,
    /// browsed
    Browsed,
    /// failed
    Failed,
    /// not attempted
    NotAttempted,
    /// incomplete
    Incomplete,
}

impl ItemStatus {
    /// By word or first letter, as AICC allows.
    fn of_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "passed" | "p" => Self::Passed,
            "completed" | "complete" | "c" => Self::Completed,
            "browsed" | "b" => Self::Browsed,
            "failed" | "f" => Self::Failed,
            "not attempted" | "n" | "na" => Self::NotAttempted,
            "incomplete" | "i" => Self::Incomplete,
            _ => return None,
        })
    }
}

impl Expression {
    /// Visits every identifier.
    pub(crate) fn items<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Done(item) | Self::Is(item, _) | Self::IsNot(item, _) => visit(item),
            Self::Not(inner) => inner.items(visit),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                parts.iter().for_each(|part| part.items(visit));
            }
        }
    }
}

/// Why an expression cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BrokenExpression(String);

impl fmt::Display for BrokenExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What reading gave: the expression, and whether words stood in for operators.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) expression: Expression,
    pub(crate) words: bool,
}

/// Parentheses and sets within each other; keeps the reader's stack short.
const NESTING: usize = 64;

/// Reads an expression. `None` for an empty one, which asks for nothing.
pub(crate) fn read(text: &str) -> Result<Option<Read>, BrokenExpression> {
    let (tokens, words) = tokens(text)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader { tokens: &tokens, at: 0, depth: 0 };
    let expression = reader.any()?;
    match reader.tokens.get(reader.at) {
        None => Ok(Some(Read { expression, words })),
        Some(token) => Err(BrokenExpression(format!("{token} is not expected"))),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Sign(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

const SIGNS: [&str; 11] = ["<>", "&", "|", "~", "=", "(", ")", "{", "}", "*", ","];

/// Words may hold inner spaces (`not attempted`), be quoted, and stand for operators.
fn tokens(text: &str) -> Result<(Vec<Token>, bool), BrokenExpression> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut words = false;
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            rest = &rest[sign.len()..];
            // `&&` and `||` are habits of programmers.
            if matches!(*sign, "&" | "|") {
                rest = rest.strip_prefix(*sign).unwrap_or(rest);
            }
            tokens.push(Token::Sign(sign));
        } else if matches!(first, '"' | '\'') {
            let (word, behind) = rest[1..]
                .split_once(first)
                .ok_or_else(|| BrokenExpression("a quotation mark is never closed".to_owned()))?;
            tokens.push(Token::Word(word.trim().to_owned()));
            rest = behind;
        } else {
            let end =
                rest.find(|c: char| c.is_whitespace() || "<&|~=(){}*,\"'".contains(c)).unwrap_or(rest.len());
            let word = &rest[..end];
            if word.is_empty() {
                return Err(BrokenExpression(format!("`{first}` is not expected")));
            }
            rest = &rest[end..];
            let sign = match word.to_ascii_uppercase().as_str() {
                "AND" => Some("&"),
                "OR" => Some("|"),
                "NOT" if rest.trim_start().starts_with("attempted") => None,
                "NOT" => Some("~"),
                _ => None,
            };
            words |= sign.is_some();
            match (sign, tokens.last_mut()) {
                (Some(sign), _) => tokens.push(Token::Sign(sign)),
                (None, Some(Token::Word(before))) if before.eq_ignore_ascii_case("not") => {
                    before.push(' ');
                    before.push_str(word);
                }
                (None, _) => tokens.push(Token::Word(word.to_owned())),
            }
        }
        rest = rest.trim_start();
    }
    Ok((tokens, words))
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), BrokenExpression> {
        if self.eat(sign) { Ok(()) } else { Err(BrokenExpression(format!("`{sign}` is missing"))) }
    }

    fn any(&mut self) -> Result<Expression, BrokenExpression> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(BrokenExpression("it is nested too deeply".to_owned()));
        }
        let mut parts = vec![self.all()?];
        while self.eat("|") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(parts, Expression::Any))
    }

    fn all(&mut self) -> Result<Expression, BrokenExpression> {
        let mut parts = vec![self.not()?];
        while self.eat("&") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expression::All))
    }

    fn not(&mut self) -> Result<Expression, BrokenExpression> {
        let mut negated = false;
        while self.eat("~") {
            negated = !negated;
        }
        let inner = self.operand()?;
        Ok(if negated { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn operand(&mut self) -> Result<Expression, BrokenExpression> {
        if self.eat("(") {
            let inner = self.any()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.eat("{") {
            return self.set().map(|parts| one_or(parts, Expression::All));
        }
        let word = match self.tokens.get(self.at) {
            Some(Token::Word(word)) if !word.is_empty() => word.clone(),
            Some(token) => return Err(BrokenExpression(format!("{token} is not expected"))),
            None => return Err(BrokenExpression("it ends too early".to_owned())),
        };
        self.at += 1;
        if self.eat("*") {
            let count = word.parse().map_err(|_| BrokenExpression(format!("`{word}` is not a number")))?;
            self.expect("{")?;
            return self.set().map(|parts| Expression::AtLeast(count, parts));
        }
        let compare: Option<fn(String, ItemStatus) -> Expression> = if self.eat("=") {
            Some(Expression::Is)
        } else if self.eat("<>") {
            Some(Expression::IsNot)
        } else {
            None
        };
        let Some(compare) = compare else { return Ok(Expression::Done(word)) };
        let Some(Token::Word(status)) = self.tokens.get(self.at) else {
            return Err(BrokenExpression("a status is missing".to_owned()));
        };
        self.at += 1;
        let status = ItemStatus::of_word(status)
            .ok_or_else(|| BrokenExpression(format!("`{status}` is not a status")))?;
        Ok(compare(word, status))
    }

    fn set(&mut self) -> Result<Vec<Expression>, BrokenExpression> {
        let mut parts = vec![self.any()?];
        while self.eat(",") {
            parts.push(self.any()?);
        }
        self.expect("}")?;
        Ok(parts)
    }
}

fn one_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A passed, B completed, C incomplete, D failed, E not attempted, F browsed.
    fn status(item: &str) -> Option<ItemStatus> {
        Some(match item {
            "A" => ItemStatus::Passed,
            "B" => ItemStatus::Completed,
            "C" => ItemStatus::Incomplete,
            "D" => ItemStatus::Failed,
            "E" => ItemStatus::NotAttempted,
            "F" => ItemStatus::Browsed,
            _ => return None,
        })
    }

    /// What an expression is worth; reading it right is what these tests are about.
    fn judge(expression: &Expression) -> bool {
        match expression {
            Expression::Done(item) => {
                status(item).is_none_or(|s| matches!(s, ItemStatus::Passed | ItemStatus::Completed))
            }
            Expression::Is(item, wanted) => status(item).is_none_or(|s| s == *wanted),
            Expression::IsNot(item, unwanted) => status(item).is_none_or(|s| s != *unwanted),
            Expression::Not(inner) => !judge(inner),
            Expression::All(parts) => parts.iter().all(judge),
            Expression::Any(parts) => parts.iter().any(judge),
            Expression::AtLeast(count, parts) => parts.iter().filter(|p| judge(p)).count() >= *count as usize,
        }
    }

    fn holds(text: &str) -> bool {
        judge(&read(text).unwrap().unwrap().expression)
    }

    #[test]
    fn truth() {
        for (text, truth) in [
            ("A", true),
            ("B", true),
            ("C", false),
            ("D", false),
            ("F", false),
            ("A&B", true),
            ("A & C", false),
            ("A|C", true),
            ("C | D", false),
            ("~C", true),
            ("~A", false),
            ("~~A", true),
            ("~(A & C)", true),
            ("A & ~C | D", true),
            ("C & A | B", true),
            ("C & (A | B)", false),
            ("A=passed", true),
            ("A = \"passed\"", true),
            ("A='p'", true),
            ("A=completed", false),
            ("B<>passed", true),
            ("D<>failed", false),
            ("E=not attempted", true),
            ("E=\"not attempted\" & A", true),
            ("E <> not attempted", false),
            ("~A=passed", false),
            ("{A,B}", true),
            ("{A,B,C}", false),
            ("2*{A,B,C}", true),
            ("3*{A,B,C}", false),
            ("1*{C, D=failed}", true),
            ("0*{C}", true),
            ("A && B", true),
            ("C || B", true),
            ("nobody", true),
            ("nobody & C", false),
        ] {
            assert_eq!(holds(text), truth, "{text}");
        }
    }

    #[test]
    fn words_for_operators() {
        let read = read("(module1 AND module2) or not module3").unwrap().unwrap();
        assert!(read.words);
        let mut items = Vec::new();
        read.expression.items(&mut |item| items.push(item));
        assert_eq!(items, ["module1", "module2", "module3"]);
    }

    #[test]
    fn broken_ones() {
        assert_eq!(read("  ").unwrap(), None);
        for text in [
            "A &",
            "& A",
            "(A",
            "A)",
            "A B",
            "A=",
            "A=brilliant",
            "x*{A}",
            "2*A",
            "{A",
            "{}",
            "\"A",
            "<A",
            "A ~ B",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"(".repeat(100_000)).is_err());
        assert!(read(&format!("{}A", "~".repeat(100_000))).is_ok());
    }
}
