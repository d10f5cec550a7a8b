//! Replies of `rustici.reporting` (spec §4.6).

use super::payload::{Malformed, Payload, bool_text, child, child_bool, child_number, text};
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// `getAccountInfo`: whose installation this is, and how much is in it. Its instants are short timestamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// E-mail address of the account's owner.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// The account's plan.
    pub account_type: String,
    /// Registrations that the plan allows in a month.
    pub reg_limit: u32,
    /// Whether registrations beyond that are refused.
    pub strict_limit: bool,
    /// When the account was made.
    pub create_date: Timestamp,
    /// What is in it.
    pub usage: Usage,
}

/// `getUsageInfo`, and a part of `getAccountInfo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Begin of the month that is counted.
    pub month_start: Timestamp,
    /// Registrations that were made in this month.
    pub reg_count: u64,
    /// Registrations.
    pub total_registrations: u64,
    /// Courses.
    pub total_courses: u64,
}

fn short_time(parent: &Element, name: &'static str) -> Result<Timestamp, Malformed> {
    let text = text(parent, name)?;
    Timestamp::parse_iso(&text).ok_or_else(|| Malformed::value(name, text))
}

impl Payload for Usage {
    fn write(&self, xml: &mut Writer) {
        xml.open("usage");
        xml.element("monthstart", &self.month_start.to_short());
        xml.element("regcount", &self.reg_count.to_string());
        xml.element("totalregistrations", &self.total_registrations.to_string());
        xml.element("totalcourses", &self.total_courses.to_string());
        xml.close("usage");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let usage = child(rsp, "usage")?;
        Ok(Self {
            month_start: short_time(usage, "monthstart")?,
            reg_count: child_number(usage, "regcount")?,
            total_registrations: child_number(usage, "totalregistrations")?,
            total_courses: child_number(usage, "totalcourses")?,
        })
    }
}

impl Payload for Account {
    fn write(&self, xml: &mut Writer) {
        xml.open("account");
        xml.element("email", &self.email);
        xml.element("firstname", &self.first_name);
        xml.element("lastname", &self.last_name);
        xml.element("company", &self.company);
        xml.element("accounttype", &self.account_type);
        xml.element("reglimit", &self.reg_limit.to_string());
        xml.element("strictlimit", bool_text(self.strict_limit));
        xml.element("createdate", &self.create_date.to_short());
        self.usage.write(xml);
        xml.close("account");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let account = child(rsp, "account")?;
        Ok(Self {
            email: text(account, "email")?,
            first_name: text(account, "firstname")?,
            last_name: text(account, "lastname")?,
            company: text(account, "company")?,
            account_type: text(account, "accounttype")?,
            reg_limit: child_number(account, "reglimit")?,
            strict_limit: child_bool(account, "strictlimit")?,
            create_date: short_time(account, "createdate")?,
            usage: Usage::read(account)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    #[test]
    fn bytes_and_back() {
        let usage = Usage {
            month_start: Timestamp::from_secs(1_459_468_800),
            reg_count: 12,
            total_registrations: 340,
            total_courses: 15,
        };
        let usage_bytes = "<usage><monthstart>2016-04-01T00:00:00+0000</monthstart><regcount>12</regcount>\
             <totalregistrations>340</totalregistrations><totalcourses>15</totalcourses></usage>";
        assert_eq!(written(&usage), usage_bytes);
        let account = Account {
            email: "a@b.example".into(),
            first_name: "Ann".into(),
            last_name: "Lee".into(),
            company: "Acme & Co".into(),
            account_type: "little".into(),
            reg_limit: 50,
            strict_limit: false,
            create_date: Timestamp::from_secs(1_459_496_730),
            usage,
        };
        assert_eq!(
            written(&account),
            format!(
                "<account><email>a@b.example</email><firstname>Ann</firstname><lastname>Lee</lastname>\
                 <company>Acme &amp; Co</company><accounttype>little</accounttype><reglimit>50</reglimit>\
                 <strictlimit>false</strictlimit><createdate>2016-04-01T07:45:30+0000</createdate>{usage_bytes}\
                 </account>"
            )
        );
        assert_eq!(round_trip(&account), account);
        assert_eq!(round_trip(&usage), usage);
    }
}
