//! Replies of `rustici.application` (spec §4.10).

use std::fmt;

use super::payload::{
    Malformed, Payload, attribute, bool_text, child, child_bool, child_time, optional_text, text,
};
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// One application of `getAppList`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedApp {
    /// `appid`.
    pub app_id: String,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub create_date: Timestamp,
}

/// `getAppList`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppList(pub Vec<ListedApp>);

/// `<appInfo>`, the reply of all other methods of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppInfo {
    /// The application as in the list.
    pub app: ListedApp,
    /// Whether it may call `deleteRegistration`.
    pub allow_delete: bool,
    /// Its keys, newest first.
    pub secret_keys: Vec<SecretKey>,
}

/// A key of an application.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey {
    /// Its id.
    pub id: String,
    /// The key; empty where the caller may not see it.
    pub key: String,
    /// The key for PENS; empty where the caller may not see it.
    pub pens_key: String,
    /// What it is for.
    pub description: String,
    /// Whether it verifies requests.
    pub active: bool,
    /// When it was made.
    pub create_date: Timestamp,
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, …)", self.id)
    }
}

impl ListedApp {
    fn write_begin(&self, xml: &mut Writer) {
        xml.open("application");
        xml.element("appId", &self.app_id);
        xml.cdata_element("name", &self.name);
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        Ok(Self {
            app_id: text(element, "appId")?,
            name: text(element, "name")?,
            create_date: child_time(element, "createDate")?,
        })
    }
}

impl Payload for AppList {
    fn write(&self, xml: &mut Writer) {
        xml.open("applicationlist");
        for app in &self.0 {
            app.write_begin(xml);
            xml.element("createDate", &app.create_date.to_xml());
            xml.close("application");
        }
        xml.close("applicationlist");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        child(rsp, "applicationlist")?
            .children_named("application")
            .map(ListedApp::read)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl SecretKey {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("secretKey", &[("id", &self.id)]);
        xml.cdata_element("key", &self.key);
        xml.cdata_element("pensKey", &self.pens_key);
        xml.cdata_element("description", &self.description);
        xml.element("active", bool_text(self.active));
        xml.element("createDate", &self.create_date.to_xml());
        xml.close("secretKey");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let optional = |name| optional_text(element, name).unwrap_or_default();
        Ok(Self {
            id: attribute(element, "id")?,
            key: optional("key"),
            pens_key: optional("pensKey"),
            description: optional("description"),
            active: child_bool(element, "active")?,
            create_date: child_time(element, "createDate")?,
        })
    }
}

impl Payload for AppInfo {
    fn write(&self, xml: &mut Writer) {
        xml.open("appInfo");
        self.app.write_begin(xml);
        xml.element("allowDeleteAPI", bool_text(self.allow_delete));
        // The original tells it and has no call that changes it.
        xml.element("allowUpdateAPI", bool_text(true));
        xml.element("createDate", &self.app.create_date.to_xml());
        xml.open("secretKeys");
        for key in &self.secret_keys {
            key.write(xml);
        }
        xml.close("secretKeys");
        xml.close("application");
        xml.close("appInfo");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let app = child(child(rsp, "appInfo")?, "application")?;
        Ok(Self {
            app: ListedApp::read(app)?,
            allow_delete: child_bool(app, "allowDeleteAPI")?,
            secret_keys: child(app, "secretKeys")?
                .children_named("secretKey")
                .map(SecretKey::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    fn app() -> ListedApp {
        ListedApp {
            app_id: "K3XQ0M7T2A".into(),
            name: "Production & more".into(),
            create_date: Timestamp::from_secs(1_546_689_600),
        }
    }

    #[test]
    fn bytes_of_the_list() {
        let list = AppList(vec![app()]);
        assert_eq!(
            written(&list),
            "<applicationlist><application><appId>K3XQ0M7T2A</appId><name><![CDATA[Production & more]]></name>\
             <createDate>2019-01-05T12:00:00.000+0000</createDate></application></applicationlist>"
        );
        assert_eq!(round_trip(&list), list);
        assert_eq!(written(&AppList::default()), "<applicationlist></applicationlist>");
    }

    #[test]
    fn bytes_of_one_application() {
        let key = SecretKey {
            id: "0b7e1d52-94c3".into(),
            key: "s3cret]]>".into(),
            pens_key: "p".into(),
            description: "First Secret Key".into(),
            active: true,
            create_date: Timestamp::from_secs(1_546_689_601),
        };
        let hidden = SecretKey { key: String::new(), pens_key: String::new(), active: false, ..key.clone() };
        let info = AppInfo { app: app(), allow_delete: false, secret_keys: vec![key, hidden] };
        assert_eq!(
            written(&info),
            "<appInfo><application><appId>K3XQ0M7T2A</appId><name><![CDATA[Production & more]]></name>\
             <allowDeleteAPI>false</allowDeleteAPI><allowUpdateAPI>true</allowUpdateAPI>\
             <createDate>2019-01-05T12:00:00.000+0000</createDate><secretKeys><secretKey id=\"0b7e1d52-94c3\">\
             <key><![CDATA[s3cret]]]]><![CDATA[>]]></key><pensKey><![CDATA[p]]></pensKey>\
             <description><![CDATA[First Secret Key]]></description><active>true</active>\
             <createDate>2019-01-05T12:00:01.000+0000</createDate></secretKey><secretKey id=\"0b7e1d52-94c3\">\
             <key/><pensKey/><description><![CDATA[First Secret Key]]></description><active>false</active>\
             <createDate>2019-01-05T12:00:01.000+0000</createDate></secretKey></secretKeys></application></appInfo>"
        );
        assert_eq!(round_trip(&info), info);
        assert!(!format!("{info:?}").contains("s3cret"));
    }
}
