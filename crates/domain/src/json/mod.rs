//! JSON with places: a file that a person wrote keeps its order, its unknown fields, and its numbers as they were typed.
//!
//! [`read`] makes a tree in which everything has its place in the text, [`write()`] makes text of a tree, [`put`] adds to a text and
//! leaves the rest of it as it is, byte for byte.

mod edit;

use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use crate::fault::Fault;

pub use edit::{pointer, put};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where, in bytes of the text that was read.
    pub at: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was typed.
    Number(String),
    /// A text, without its quotes and escapes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object: its members in their order, also where a name comes twice.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name stands, with its quotes.
    pub name_at: Range<usize>,
    /// Its value.
    pub node: Node,
}

/// The same values, wherever they stand and however they are spaced.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) | (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Object(a), Value::Object(b)) => a == b,
            _ => false,
        }
    }
}

/// The same name and value.
impl PartialEq for Member {
    fn eq(&self, other: &Member) -> bool {
        self.name == other.name && self.node == other.node
    }
}

impl Node {
    /// A value that stands nowhere yet.
    pub fn new(value: Value) -> Node {
        Node { at: 0..0, value }
    }

    /// The first member of that name, where this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.members().iter().find(|m| m.name == name).map(|m| &m.node)
    }

    /// The members, where this is an object; otherwise none.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items, where this is a list; otherwise none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text, where this is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a JSON pointer (RFC 6901) such as `/work/0/highlights/2` leads to.
    pub fn at_pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |node, token| match &node.value {
                Value::List(items) => items.get(edit::index(token)?),
                _ => node.get(&edit::plain(token)),
            })
    }

    /// All texts in it, in their order; names of members are none.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        self.gather(&mut texts);
        texts
    }

    // No deeper than `read` goes.
    fn gather<'n>(&'n self, texts: &mut Vec<&'n str>) {
        match &self.value {
            Value::Text(text) => texts.push(text),
            Value::List(items) => items.iter().for_each(|n| n.gather(texts)),
            Value::Object(members) => members.iter().for_each(|m| m.node.gather(texts)),
            _ => {}
        }
    }

    /// What kind of value it is, for a message: `a list`, or a short value as it is.
    pub fn kind(&self) -> String {
        use crate::read::shorten;
        match &self.value {
            Value::Null => "`null`".into(),
            Value::Bool(b) => format!("`{b}`"),
            Value::Number(n) => format!("the number `{}`", shorten(n)),
            Value::Text(t) => format!("the text `{}`", shorten(t)),
            Value::List(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
        }
    }
}

/// Reads a text as strict JSON (RFC 8259), at most some 500 levels deep.
///
/// ```
/// use pivot_domain::json::read;
///
/// let node = read("{ \"score\": 4.00 }").unwrap();
/// assert_eq!(node.get("score").unwrap().at, 11..15);
/// ```
///
/// # Errors
/// The first place that is no JSON.
pub fn read(text: &str) -> Result<Node, Fault> {
    // Some programs put a mark of the byte order before the text.
    let bare = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - bare.len();
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let none = || {
        Fault::new(
            text.len()..text.len(),
            "this is not JSON: there is nothing",
            EXPECTED,
        )
    };
    match jsonc_parser::parse_to_ast(bare, &CollectOptions::default(), &strict) {
        Ok(read) => {
            strictly(bare, skipped)?;
            Ok(node(&read.value.ok_or_else(none)?, skipped))
        }
        Err(error) => {
            let at = error.range();
            let end = floor(bare, at.end.max(at.start));
            let what = error.kind().to_string();
            let mut what = what.trim_end_matches('.').to_owned();
            if let Some(first) = what.get_mut(0..1) {
                first.make_ascii_lowercase();
            }
            let at = floor(bare, at.start).min(end) + skipped..end + skipped;
            Err(Fault::new(at, format!("this is not JSON: {what}"), EXPECTED))
        }
    }
}

/// Whether a text that could be read is JSON by the standard: no line break within a text, no number such as `01`.
fn strictly(bare: &str, skipped: usize) -> Result<(), Fault> {
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(bare) else {
        return Ok(());
    };
    let at = skipped + place(bare, error.line(), error.column());
    let said = error.to_string();
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(what, _)| what);
    Err(Fault::new(at..at, format!("this is not JSON: {said}"), EXPECTED))
}

const EXPECTED: &str = "JSON: texts and names in quotes, a comma between two values and none after the last";

/// The last border of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the reader stopped, in bytes: a line from 1 and a number of its bytes.
fn place(text: &str, line: usize, column: usize) -> usize {
    let begins = text.match_indices('\n').map(|(i, _)| i + 1);
    let begin = match line {
        0 | 1 => 0,
        n => begins.clone().nth(n - 2).unwrap_or(text.len()),
    };
    floor(text, begin + column.saturating_sub(1))
}

fn node(value: &ast::Value<'_>, skipped: usize) -> Node {
    let at = value.range();
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(b) => Value::Bool(b.value),
        ast::Value::NumberLit(n) => Value::Number(n.value.to_owned()),
        ast::Value::StringLit(t) => Value::Text(t.value.clone().into_owned()),
        ast::Value::Array(list) => Value::List(list.elements.iter().map(|e| node(e, skipped)).collect()),
        ast::Value::Object(object) => {
            let member = |p: &ast::ObjectProp<'_>| Member {
                name: p.name.as_str().to_owned(),
                name_at: p.name.start() + skipped..p.name.end() + skipped,
                node: node(&p.value, skipped),
            };
            Value::Object(object.properties.iter().map(member).collect())
        }
    };
    Node {
        at: at.start + skipped..at.end + skipped,
        value,
    }
}

/// A text of a tree, each level set in by `indent`, with a line break at the end; lists of short plain values stand on one line.
pub fn write(node: &Node, indent: &str) -> String {
    let mut out = String::new();
    lay(node, indent, "\n", &mut out);
    out.push('\n');
    out
}

/// Writes a value whose further lines begin with `line`, a line break and what it is set in by.
fn lay(node: &Node, indent: &str, line: &str, out: &mut String) {
    match &node.value {
        Value::List(items) if items.iter().any(is_container) || long(items) => {
            let inner = format!("{line}{indent}");
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                out.push_str(&inner);
                lay(item, indent, &inner, out);
            }
            out.push_str(line);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            let inner = format!("{line}{indent}");
            out.push('{');
            for (i, member) in members.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                out.push_str(&inner);
                out.push_str(&quoted(&member.name));
                out.push_str(": ");
                lay(&member.node, indent, &inner, out);
            }
            out.push_str(line);
            out.push('}');
        }
        _ => inline(node, out),
    }
}

/// Writes a value on one line.
fn inline(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => out.push_str(n),
        Value::Text(t) => out.push_str(&quoted(t)),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                inline(item, out);
            }
            out.push(']');
        }
        Value::Object(members) if members.is_empty() => out.push_str("{}"),
        Value::Object(members) => {
            out.push_str("{ ");
            for (i, member) in members.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                out.push_str(&quoted(&member.name));
                out.push_str(": ");
                inline(&member.node, out);
            }
            out.push_str(" }");
        }
    }
}

/// A text in quotes, with what must be escaped.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_container(node: &Node) -> bool {
    matches!(node.value, Value::List(_) | Value::Object(_))
}

/// Whether plain values make more than a line.
fn long(items: &[Node]) -> bool {
    let mut line = String::new();
    items.iter().any(|item| {
        inline(item, &mut line);
        line.len() > 90
    })
}
