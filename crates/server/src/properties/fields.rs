//! The attributes of a version as fields of a form: the same on the page that an LMS frames and in the console. The
//! markup is `properties/fields.html`, which takes `words` and `groups`.

use cloud_api::v1::{
    attributes::{self, Effect, Kind},
    params::Params,
};
use service::{EditedAttribute, EditedCourse};

use super::{
    form::Form,
    groups::{GROUPS, values_of},
    words::Words,
};

/// What is shown besides the stored values.
pub(crate) struct Shown<'a> {
    /// What was typed and not saved.
    pub(crate) form: &'a Form,
    /// The attributes whose values cannot be saved.
    pub(crate) wrong: &'a [&'static str],
    /// Only attributes that match are shown.
    pub(crate) search: &'a str,
}

/// Attributes that belong together.
pub(crate) struct Group {
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// An attribute as a form has it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) help: String,
    /// Whether Lyceum acts on it.
    pub(crate) acts: bool,
    pub(crate) value: String,
    pub(crate) default: String,
    /// The default in words.
    pub(crate) default_text: String,
    /// The value in words.
    pub(crate) text: String,
    pub(crate) reset_label: String,
    pub(crate) is_default: bool,
    pub(crate) error: Option<String>,
    pub(crate) control: Control,
}

/// What its value is typed or chosen in.
pub(crate) enum Control {
    Box,
    Choice(Vec<Choice>),
    Number {
        min: i64,
        max: i64,
    },
    Share,
    Text,
    /// Nothing to choose.
    Fixed(String),
}

/// A value to choose.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) is_chosen: bool,
}

/// A value as a field of one line holds it.
fn in_one_line(value: &str) -> String {
    value.replace(['\r', '\n'], "")
}

/// What the page showed when it was first loaded, which a form brings back.
pub(crate) fn seen(course: &EditedCourse, form: &Form) -> String {
    let seen: Params = course
        .attributes
        .iter()
        .map(|edited| {
            let name = edited.attribute.name;
            (name, form.seen(name).map_or_else(|| in_one_line(&edited.value), str::to_owned))
        })
        .collect();
    seen.to_urlencoded()
}

/// The groups with those fields that match the search.
pub(crate) fn groups(words: Words, course: &EditedCourse, shown: &Shown<'_>) -> Vec<Group> {
    let search = shown.search.trim().to_lowercase();
    let group = |(id, names): &(&'static str, &[&str])| {
        let name = words.say(&format!("group-{id}"));
        let find = |name: &&str| course.attributes.iter().find(|edited| edited.attribute.name == *name);
        let fields = names.iter().filter_map(find).map(|edited| field(words, course, edited, shown));
        let matches = |field: &Field| {
            let text = format!("{name} {} {} {}", field.name, field.label, field.help).to_lowercase();
            search.split_whitespace().all(|word| text.contains(word))
        };
        let fields: Vec<_> = fields.filter(matches).collect();
        (!fields.is_empty()).then_some(Group { id, name, fields })
    };
    GROUPS.iter().filter_map(group).collect()
}

fn field(words: Words, course: &EditedCourse, edited: &EditedAttribute, shown: &Shown<'_>) -> Field {
    let attribute = edited.attribute;
    let name = attribute.name;
    let value = shown.form.typed.get(name).cloned().unwrap_or_else(|| in_one_line(&edited.value));
    let label = words.label(attribute);
    Field {
        name,
        help: words.help(attribute),
        acts: matches!(attributes::effect(name), Effect::Acts(_)),
        reset_label: words.with("reset-label", "label", &label),
        default_text: words.with("default-is", "value", &words.value(attribute, &edited.default)),
        is_default: value == edited.default,
        error: shown.wrong.contains(&name).then(|| words.expected(attribute)),
        control: control(words, course, edited, &value),
        text: words.value(attribute, &value),
        default: edited.default.clone(),
        label,
        value,
    }
}

fn control(words: Words, course: &EditedCourse, edited: &EditedAttribute, value: &str) -> Control {
    let attribute = edited.attribute;
    match attribute.kind {
        Kind::Bool => Control::Box,
        Kind::Int { min, max } => Control::Number { min, max },
        Kind::Fraction => Control::Share,
        Kind::Text => Control::Text,
        Kind::Standard if course.standards.len() < 2 => Control::Fixed(words.value(attribute, value)),
        Kind::Enumeration { .. } | Kind::Words(_) | Kind::Standard => {
            let mut values = values_of(attribute.kind, &course.standards);
            // Offered where it was chosen, so that the field can show it.
            if edited.value == "0" && matches!(attribute.kind, Kind::Enumeration { .. }) {
                values.insert(0, "0".to_owned());
            }
            let choice = |choice: String| Choice {
                text: words.value(attribute, &choice),
                is_chosen: choice == value,
                value: choice,
            };
            Control::Choice(values.into_iter().map(choice).collect())
        }
    }
}
