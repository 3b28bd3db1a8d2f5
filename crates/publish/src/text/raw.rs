//! HTML that a person wrote, cleaned: elements of text stay, everything that runs, frames, styles or asks another host goes.
//!
//! A part of a text that has any is cleaned as a whole, so that what is left open is closed. What Pivot put in itself is kept
//! apart meanwhile and comes back afterwards, so that nobody can write it.
// The cleaner asks for sets and maps of this kind; nothing depends on their order.
#![allow(clippy::disallowed_types)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::escape;
use super::highlight::LETTERS;
use super::links;

/// Elements that stay.
#[rustfmt::skip]
const ELEMENTS: [&str; 73] = [
    "a", "abbr", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "data",
    "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pivot-kept", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "u", "ul", "var", "wbr", "address", "center", "font", "strike", "tt",
];
/// Of them, those that HTML no longer has: what is in them stays.
const OLD: [&str; 4] = ["center", "font", "strike", "tt"];

/// Classes that Pivot writes itself.
const CLASSES: [&str; 10] = [
    "code", "maths", "wide", "figure", "task", "right", "centre", "outputs", "out", "wrong",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let elements = ELEMENTS.into_iter().filter(|e| !OLD.contains(e));
    builder.tags(elements.collect());
    builder.clean_content_tags(HashSet::from([
        "script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title",
        "textarea", "select",
    ]));
    builder.generic_attributes(HashSet::from(["id", "class", "lang", "dir", "title", "data-own"]));
    builder.tag_attributes(HashMap::from([
        ("a", HashSet::from(["href"])),
        ("img", HashSet::from(["src", "alt", "width", "height"])),
        ("pivot-kept", HashSet::from(["n"])),
        ("pre", HashSet::from(["tabindex"])),
        ("div", HashSet::from(["tabindex", "role", "aria-label"])),
        ("ol", HashSet::from(["start", "reversed"])),
        ("li", HashSet::from(["value"])),
        ("td", HashSet::from(["colspan", "rowspan", "headers"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope", "headers"])),
        ("col", HashSet::from(["span"])),
        ("colgroup", HashSet::from(["span"])),
        ("details", HashSet::from(["open"])),
        ("time", HashSet::from(["datetime"])),
        ("del", HashSet::from(["datetime"])),
        ("ins", HashSet::from(["datetime"])),
        ("data", HashSet::from(["value"])),
    ]));
    builder.url_schemes(links::WEB.into_iter().collect());
    builder.url_relative(UrlRelative::PassThrough);
    builder.link_rel(None);
    builder.strip_comments(true);
    builder.attribute_filter(attribute);
    builder
});

/// What of an attribute stays.
fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "class" => {
            let ours = |class: &&str| {
                let language = class.strip_prefix("language-");
                CLASSES.contains(class)
                    || LETTERS.contains(class)
                    || language.is_some_and(|l| {
                        l.bytes()
                            .all(|b| b.is_ascii_alphanumeric() || b"-_+#.".contains(&b))
                    })
            };
            let classes: Vec<&str> = value.split_ascii_whitespace().filter(ours).collect();
            (!classes.is_empty()).then(|| Cow::Owned(classes.join(" ")))
        }
        "id" => {
            let good = !value.is_empty() && !value.chars().any(|c| c.is_whitespace() || c.is_control());
            good.then_some(Cow::Borrowed(value))
        }
        "tabindex" => (value == "0").then_some(Cow::Borrowed(value)),
        "role" => (value == "group").then_some(Cow::Borrowed(value)),
        "dir" => matches!(value, "ltr" | "rtl" | "auto").then_some(Cow::Borrowed(value)),
        "scope" => matches!(value, "col" | "row" | "colgroup" | "rowgroup").then_some(Cow::Borrowed(value)),
        "width" | "height" | "colspan" | "rowspan" | "span" | "start" | "n" => {
            let number = value.len() <= 6 && !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
            number.then_some(Cow::Borrowed(value))
        }
        "href" | "src" if links::names_host(value) && element == "img" => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// HTML with what is good of it; everything is closed that was opened.
pub(super) fn clean(html: &str) -> String {
    let mut html = CLEANER.clean(html).to_string();
    // What was nested wrongly is read another way the next time; a browser is to read what was looked at.
    for _ in 0..4 {
        let again = CLEANER.clean(&html).to_string();
        if again == html {
            break;
        }
        html = again;
    }
    html
}

/// Elements stand at most so deep within each other: the time that a parser takes grows with the square of it.
const DEPTH_MAX: i64 = 256;
/// Elements that end by themselves.
const ENDING: [&str; 20] = [
    "area",
    "base",
    "br",
    "col",
    "dd",
    "dt",
    "embed",
    "hr",
    "img",
    "input",
    "li",
    "link",
    "meta",
    "p",
    "pivot-kept",
    "source",
    "td",
    "th",
    "tr",
    "wbr",
];

/// Whether elements of HTML stand deeper within each other than anybody writes.
pub(super) fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: BTreeMap<String, i64> = BTreeMap::new();
    let mut depth = 0;
    for (at, _) in html.match_indices('<') {
        let ends = bytes.get(at + 1) == Some(&b'/');
        let from = at + 1 + usize::from(ends);
        let length = bytes[from..]
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let name = html[from..from + length].to_ascii_lowercase();
        if name.is_empty() || ENDING.contains(&name.as_str()) {
            continue;
        }
        // An end without its beginning takes nothing back.
        let count = open.entry(name).or_default();
        let step = if !ends {
            1
        } else if *count > 0 {
            -1
        } else {
            0
        };
        *count += step;
        depth += step;
        if depth > DEPTH_MAX {
            return true;
        }
    }
    false
}

/// HTML of somebody else, with nothing that a page of Pivot gives a meaning: for outputs of a notebook.
pub(super) fn clean_foreign(html: &str) -> String {
    let html = clean(html);
    walk(&html, &mut |element| match element.name {
        "pivot-kept" | "img" => Change::Without,
        _ => {
            let stays = |(name, _): &&(&str, String)| {
                !matches!(*name, "id" | "class" | "data-own" | "href" | "tabindex" | "role")
            };
            let link = element.value("href").filter(|h| links::scheme(h).is_some());
            let mut with = String::new();
            start(
                &mut with,
                element.name,
                element.attributes.iter().filter(stays),
                link.as_deref(),
            );
            Change::With(with)
        }
    })
}

/// Names of elements in HTML that will not stay, as they are written, with their place.
pub(super) fn dropped(html: &str) -> Vec<(String, usize)> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let length = bytes[at + 1..]
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let name = html[at + 1..at + 1 + length].to_ascii_lowercase();
        if name.starts_with(|c: char| c.is_ascii_alphabetic())
            && (name == "pivot-kept" || !ELEMENTS.contains(&name.as_str()))
        {
            found.push((name, at));
        }
    }
    found
}

/// The tag that an element begins with.
pub(super) struct Element<'h> {
    pub(super) name: &'h str,
    pub(super) attributes: Vec<(&'h str, String)>,
}

impl Element<'_> {
    /// The value of an attribute.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.attributes
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, v)| v.clone())
    }
}

/// What becomes of a tag.
pub(super) enum Change {
    /// It stays.
    Stays,
    /// Something else stands there.
    With(String),
    /// It goes, and for `pivot-kept` its end with it.
    Without,
}

/// Goes through the tags of HTML as [`clean`] makes it: names small, values between double quotes.
pub(super) fn walk(html: &str, change: &mut dyn FnMut(&Element<'_>) -> Change) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<') {
        let from = at + found;
        let Some((element, end)) = tag(html, from) else {
            at = from + 1;
            continue;
        };
        // `<pivot-kept n="1"></pivot-kept>` goes as one.
        let kept = element.name == "pivot-kept";
        let close = "</pivot-kept>";
        let end = if kept && html[end..].starts_with(close) {
            end + close.len()
        } else {
            end
        };
        match change(&element) {
            Change::Stays if !kept => {}
            Change::With(with) => {
                out.push_str(&html[done..from]);
                out.push_str(&with);
                done = end;
            }
            Change::Stays | Change::Without => {
                out.push_str(&html[done..from]);
                done = end;
            }
        }
        at = end;
    }
    debug_assert!(done <= bytes.len());
    out.push_str(&html[done..]);
    out
}

/// The tag at `from` and where it ends; `None` for an end tag.
fn tag(html: &str, from: usize) -> Option<(Element<'_>, usize)> {
    let bytes = html.as_bytes();
    let name_end = |mut at: usize| {
        while bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_'))
        {
            at += 1;
        }
        at
    };
    let mut at = name_end(from + 1);
    if at == from + 1 {
        return None;
    }
    let name = &html[from + 1..at];
    let mut attributes = Vec::new();
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at)? == &b'>' {
            return Some((Element { name, attributes }, at + 1));
        }
        let end = name_end(at);
        if end == at {
            at += 1;
            continue;
        }
        let key = &html[at..end];
        at = end;
        let mut value = String::new();
        if html[at..].starts_with("=\"") {
            let close = html[at + 2..].find('"')?;
            value = escape::read(&html[at + 2..at + 2 + close]);
            at += close + 3;
        }
        attributes.push((key, value));
    }
}

/// Writes a tag that an element begins with.
pub(super) fn start<'a, 'h: 'a>(
    out: &mut String,
    name: &str,
    attributes: impl Iterator<Item = &'a (&'h str, String)>,
    href: Option<&str>,
) {
    out.push('<');
    out.push_str(name);
    if let Some(href) = href {
        out.push_str(" href=\"");
        escape::url(out, href);
        out.push('"');
    }
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape::attribute(out, value);
        out.push('"');
    }
    out.push('>');
}
