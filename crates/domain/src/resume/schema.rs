//! What JSON Resume (schema 1.0.0 to 1.3.1) says of a document, as a table, and a document held against it: every fault in one go.

use std::collections::BTreeSet;

use super::date::{DATE, Partial};
use crate::fault::Fault;
use crate::json::{Member, Node, Value};
use crate::read::shorten;

/// What stands in a field.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Date,
    Url,
    Email,
    Texts,
    One(&'static [Field]),
    Many(&'static [Field]),
}

/// A field: its name, what stands in it.
pub(super) type Field = (&'static str, Shape);

use Shape::{Date, Email, Many, One, Text, Texts, Url};

const LOCATION: &[Field] = &[
    ("address", Text),
    ("postalCode", Text),
    ("city", Text),
    ("countryCode", Text),
    ("region", Text),
];
const PROFILE: &[Field] = &[("network", Text), ("username", Text), ("url", Url)];
const BASICS: &[Field] = &[
    ("name", Text),
    ("label", Text),
    ("image", Text),
    ("email", Email),
    ("phone", Text),
    ("url", Url),
    ("summary", Text),
    ("location", One(LOCATION)),
    ("profiles", Many(PROFILE)),
];
const WORK: &[Field] = &[
    ("name", Text),
    ("location", Text),
    ("description", Text),
    ("position", Text),
    ("url", Url),
    ("startDate", Date),
    ("endDate", Date),
    ("summary", Text),
    ("highlights", Texts),
];
const VOLUNTEER: &[Field] = &[
    ("organization", Text),
    ("position", Text),
    ("url", Url),
    ("startDate", Date),
    ("endDate", Date),
    ("summary", Text),
    ("highlights", Texts),
];
const EDUCATION: &[Field] = &[
    ("institution", Text),
    ("url", Url),
    ("area", Text),
    ("studyType", Text),
    ("startDate", Date),
    ("endDate", Date),
    ("score", Text),
    ("courses", Texts),
];
const AWARD: &[Field] = &[
    ("title", Text),
    ("date", Date),
    ("awarder", Text),
    ("summary", Text),
];
const CERTIFICATE: &[Field] = &[("name", Text), ("date", Date), ("url", Url), ("issuer", Text)];
const PUBLICATION: &[Field] = &[
    ("name", Text),
    ("publisher", Text),
    ("releaseDate", Date),
    ("url", Url),
    ("summary", Text),
];
const SKILL: &[Field] = &[("name", Text), ("level", Text), ("keywords", Texts)];
const LANGUAGE: &[Field] = &[("language", Text), ("fluency", Text)];
const INTEREST: &[Field] = &[("name", Text), ("keywords", Texts)];
const REFERENCE: &[Field] = &[("name", Text), ("reference", Text)];
const PROJECT: &[Field] = &[
    ("name", Text),
    ("description", Text),
    ("highlights", Texts),
    ("keywords", Texts),
    ("startDate", Date),
    ("endDate", Date),
    ("url", Url),
    ("roles", Texts),
    ("entity", Text),
    ("type", Text),
];
const META: &[Field] = &[("canonical", Url), ("version", Text), ("lastModified", Text)];

/// The document.
pub(super) const ROOT: &[Field] = &[
    ("$schema", Url),
    ("basics", One(BASICS)),
    ("work", Many(WORK)),
    ("volunteer", Many(VOLUNTEER)),
    ("education", Many(EDUCATION)),
    ("awards", Many(AWARD)),
    ("certificates", Many(CERTIFICATE)),
    ("publications", Many(PUBLICATION)),
    ("skills", Many(SKILL)),
    ("languages", Many(LANGUAGE)),
    ("interests", Many(INTEREST)),
    ("references", Many(REFERENCE)),
    ("projects", Many(PROJECT)),
    ("meta", One(META)),
];

/// What documents of before version 1.0.0 called otherwise.
const OLD: [(&str, &str); 3] = [("company", "name"), ("website", "url"), ("picture", "image")];

/// What is not as the schema says, in the order of the text; of each sort the first 1,000.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// A value of a kind that cannot be read: a list where a text belongs, a name that comes twice.
    pub kinds: Vec<Fault>,
    /// A value that can be read and is wrong: a day that no calendar has, an address that leads nowhere.
    pub values: Vec<Fault>,
    /// What does no harm here and may elsewhere: an unknown field, a number where a text belongs.
    pub warnings: Vec<Fault>,
}

impl Checked {
    /// Whether there is no fault, warnings aside.
    pub fn valid(&self) -> bool {
        self.kinds.is_empty() && self.values.is_empty()
    }

    /// All faults in the order of the text, without the warnings.
    pub fn faults(&self) -> Vec<Fault> {
        let mut all = [self.kinds.as_slice(), &self.values].concat();
        all.sort_by_key(|f| f.at.start);
        all
    }
}

/// So many faults of a sort are kept: a file with more is not one that a person wrote.
const MOST: usize = 1000;

fn push(faults: &mut Vec<Fault>, fault: Fault) {
    if faults.len() < MOST {
        faults.push(fault);
    }
}

/// Holds a document against the schema.
pub(super) fn check(root: &Node) -> Checked {
    let mut checked = Checked::default();
    checked.object(root, ROOT, "");
    checked
}

impl Checked {
    fn object(&mut self, node: &Node, fields: &[Field], path: &str) {
        let Value::Object(members) = &node.value else {
            self.kind(node, path, "an object in { }");
            return;
        };
        let mut seen = BTreeSet::new();
        for member in members {
            let name = member.name.as_str();
            let path = if path.is_empty() {
                shorten(name)
            } else {
                format!("{path}.{}", shorten(name))
            };
            if !seen.insert(name) {
                let fault = Fault::new(
                    member.name_at.clone(),
                    format!("`{path}` comes twice"),
                    "each field once",
                );
                push(&mut self.kinds, fault.hint("join the two, or take one away"));
            }
            match fields.iter().find(|(known, _)| *known == name) {
                Some((_, shape)) => self.field(member, *shape, &path),
                None => self.unknown(member, fields, &path),
            }
        }
        self.order(members, path);
    }

    fn unknown(&mut self, member: &Member, fields: &[Field], path: &str) {
        let name = member.name.as_str();
        // What programs add for themselves.
        if name.starts_with("x-") || name.starts_with('$') || name.starts_with('_') {
            return;
        }
        if self.warnings.len() >= MOST {
            return;
        }
        let what = format!("JSON Resume knows no field `{path}`: it is kept, and not shown");
        let names: Vec<&str> = fields.iter().map(|(n, _)| *n).collect();
        let fault = Fault::new(
            member.name_at.clone(),
            what,
            format!("one of: {}", names.join(", ")),
        );
        push(
            &mut self.warnings,
            match OLD.iter().find(|(old, now)| *old == name && names.contains(now)) {
                Some((_, now)) => fault.hint(format!("it is called `{now}` since version 1.0.0")),
                None => fault.nearest(&shorten(name), names),
            },
        );
    }

    fn field(&mut self, member: &Member, shape: Shape, path: &str) {
        let node = &member.node;
        if matches!(node.value, Value::Null) {
            let fault = Fault::new(
                node.at.clone(),
                format!("`{path}` is `null`"),
                "a value, or no such field",
            );
            push(&mut self.warnings, fault.hint("leave it out"));
            return;
        }
        match shape {
            One(fields) => self.object(node, fields, path),
            Many(fields) => match &node.value {
                Value::List(items) => {
                    for (i, item) in items.iter().enumerate() {
                        self.object(item, fields, &format!("{path}[{i}]"));
                    }
                }
                _ => self.kind(node, path, "a list in [ ]"),
            },
            Texts => match &node.value {
                Value::List(items) => {
                    for (i, item) in items.iter().enumerate() {
                        self.text(item, Text, &format!("{path}[{i}]"));
                    }
                }
                _ => self.kind(node, path, "a list in [ ]"),
            },
            shape => self.text(node, shape, path),
        }
    }

    fn text(&mut self, node: &Node, shape: Shape, path: &str) {
        let text = match &node.value {
            Value::Text(text) => text,
            Value::Number(number) => {
                let what = format!("`{path}` is the number {}", shorten(number));
                let fault = Fault::new(node.at.clone(), what, "a text in quotes");
                self.warnings
                    .push(fault.hint(format!("write \"{}\"", shorten(number))));
                if matches!(shape, Date) && Partial::parse(number).is_none() {
                    self.value(node, path, number, DATE, None);
                }
                return;
            }
            Value::Null => {
                let what = format!("`{path}` is `null`");
                self.warnings
                    .push(Fault::new(node.at.clone(), what, "a text in quotes").hint("leave it out"));
                return;
            }
            _ => {
                self.kind(node, path, "a text in quotes");
                return;
            }
        };
        if text.is_empty() && !matches!(shape, Text) {
            let fault = Fault::new(
                node.at.clone(),
                format!("`{path}` is empty"),
                "a value, or no such field",
            );
            push(&mut self.warnings, fault.hint("leave it out"));
            return;
        }
        match shape {
            Date if Partial::parse(text).is_none() => self.value(node, path, text, DATE, date_hint(text)),
            Url if !is_uri(text) => {
                let host = text
                    .split('/')
                    .next()
                    .is_some_and(|h| h.contains('.') && !h.contains('@'));
                let plain = !text.contains(char::is_whitespace);
                let hint = (host && plain).then(|| format!("https://{}", shorten(text)));
                self.value(
                    node,
                    path,
                    text,
                    "a whole address such as https://ada.example",
                    hint,
                );
            }
            Email if !is_email(text) => {
                self.value(node, path, text, "an address such as ada@example.org", None);
            }
            _ => {}
        }
    }

    fn kind(&mut self, node: &Node, path: &str, expected: &str) {
        let what = match path {
            "" => format!("the document is {}", node.kind()),
            path => format!("`{path}` is {}", node.kind()),
        };
        push(&mut self.kinds, Fault::new(node.at.clone(), what, expected));
    }

    fn value(&mut self, node: &Node, path: &str, text: &str, expected: &str, hint: Option<String>) {
        let fault = Fault::new(
            node.at.clone(),
            format!("`{path}` is `{}`", shorten(text)),
            expected,
        );
        push(
            &mut self.values,
            match hint {
                Some(hint) => fault.hint(format!("did you mean {hint}?")),
                None => fault,
            },
        );
    }

    /// An end before the begin.
    fn order(&mut self, members: &[Member], path: &str) {
        let of = |name: &str| {
            let member = members.iter().find(|m| m.name == name)?;
            Some((member, Partial::parse(member.node.text()?)?))
        };
        if let (Some((_, start)), Some((end_member, end))) = (of("startDate"), of("endDate"))
            && end.last() < start.first()
        {
            let what = format!("`{path}` ends before it begins");
            push(
                &mut self.values,
                Fault::new(end_member.node.at.clone(), what, "an end on or after `startDate`"),
            );
        }
    }
}

/// A date that was meant, where that is plain: `03/2018`, `2018/03/04`, `2018.3`, `March 2018`.
fn date_hint(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    if matches!(
        lower.as_str(),
        "present" | "now" | "today" | "current" | "ongoing"
    ) {
        return Some("no `endDate` at all, for what goes on".into());
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let number = |w: &str| w.parse::<u32>().ok();
    let month = |w: &str| {
        let named = super::date::MONTHS
            .iter()
            .position(|m| w.len() >= 3 && w.starts_with(&m.to_lowercase()));
        named
            .map(|i| i as u32 + 1)
            .or_else(|| number(w).filter(|n| w.len() <= 2 && (1..=12).contains(n)))
    };
    let year = |w: &str| number(w).filter(|_| w.len() == 4);
    let meant = match words.as_slice() {
        [y, m] if year(y).is_some() && month(m).is_some() => format!("{y}-{:02}", month(m)?),
        [m, y] if year(y).is_some() && month(m).is_some() => format!("{y}-{:02}", month(m)?),
        [y, m, d] if year(y).is_some() => format!("{y}-{:02}-{:02}", month(m)?, number(d)?),
        _ => return None,
    };
    Partial::parse(&meant)?;
    Some(meant)
}

/// Whether a text is an address with its scheme (RFC 3986), roughly: no blanks, no controls, something after the colon.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let odd = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    let web = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let host = rest
        .strip_prefix("//")
        .is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(sign)
        && !rest.is_empty()
        && !rest.contains(odd)
        && (!web || host)
}

/// Whether a text is an e-mail address, roughly: one `@`, something before it, a host after it.
fn is_email(text: &str) -> bool {
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"');
    text.split_once('@').is_some_and(|(name, host)| {
        let parts = || host.split('.');
        !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && !text.contains(odd)
            && host.contains('.')
            && parts().all(|p| !p.is_empty() && !p.contains('@') && !p.starts_with('-') && !p.ends_with('-'))
    })
}
