//! Adding to a JSON text by place: what is not touched stays as it is, byte for byte.

use super::{Member, Node, Value, inline, lay, quoted, read};

/// A JSON pointer of plain names and numbers.
///
/// ```
/// assert_eq!(pivot_domain::json::pointer(&["work", "0", "a/b"]), "/work/0/a~1b");
/// ```
pub fn pointer(tokens: &[&str]) -> String {
    tokens
        .iter()
        .map(|t| format!("/{}", t.replace('~', "~0").replace('/', "~1")))
        .collect()
}

/// A token of a pointer as the name that it stands for.
pub(super) fn plain(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A token of a pointer as the number of an item.
pub(super) fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with('0');
    token
        .parse()
        .ok()
        .filter(|_| canonical && token.bytes().all(|b| b.is_ascii_digit()))
}

/// Puts the JSON value `json` where `pointer` leads: behind the last item where it ends in `-`, as a new member where an object
/// has none of that name, otherwise in place of what stands there. Lists and objects on the way that are missing (or `null`) are
/// made. The rest of `text` stays as it is; what is new is set in as the file is.
///
/// ```
/// use pivot_domain::json::put;
///
/// let text = "{\n  \"awards\": [\n    { \"title\": \"A\" }\n  ]\n}\n";
/// let more = put(text, "/awards/-", r#"{"title":"B"}"#).unwrap();
/// assert_eq!(more, "{\n  \"awards\": [\n    { \"title\": \"A\" },\n    {\n      \"title\": \"B\"\n    }\n  ]\n}\n");
/// ```
///
/// # Errors
/// What is wrong with the text, the value or the pointer, in words.
pub fn put(text: &str, pointer: &str, json: &str) -> Result<String, String> {
    let told = |fault: crate::Fault| {
        let (line, column) = fault.place(text);
        format!("line {line}, column {column}: {}", fault.what)
    };
    let root = read(text).map_err(told)?;
    let value = read(json).map_err(|fault| format!("what is to be added is no JSON: {}", fault.what))?;
    let tokens: Vec<&str> = match pointer.strip_prefix('/') {
        Some(rest) => rest.split('/').collect(),
        None => return Err(format!("`{pointer}` is no pointer such as /projects/-")),
    };
    let file = Style::of(text, &root);
    let mut here = &root;
    for (n, token) in tokens.iter().enumerate() {
        let last = n + 1 == tokens.len();
        let rest = &tokens[n + 1..];
        match &here.value {
            Value::List(items) if *token == "-" => {
                return Ok(file.append(here, items.last().map(|i| i.at.end), None, &wrapped(value, rest)));
            }
            Value::List(items) => match index(token).and_then(|i| items.get(i)) {
                Some(item) if last => return Ok(file.replace(item, &value)),
                Some(item) => here = item,
                None => return Err(format!("`{pointer}`: the list has no item {token}")),
            },
            Value::Object(_) if *token == "-" => {
                return Err(format!(
                    "`{pointer}`: before `-` stands an object, where a list belongs"
                ));
            }
            Value::Object(members) => match here.get(&plain(token)) {
                Some(node) if last => return Ok(file.replace(node, &value)),
                Some(node) if matches!(node.value, Value::Null) => {
                    return Ok(file.replace(node, &wrapped(value, rest)));
                }
                Some(node) => here = node,
                None => {
                    let end = members.last().map(|m| m.node.at.end);
                    return Ok(file.append(here, end, Some(&plain(token)), &wrapped(value, rest)));
                }
            },
            _ => return Err(format!("`{pointer}`: before `{token}` stands {}", here.kind())),
        }
    }
    Err(format!("`{pointer}` leads nowhere"))
}

/// The value within the lists and objects that `tokens` still ask for.
fn wrapped(value: Node, tokens: &[&str]) -> Node {
    tokens.iter().rev().fold(value, |value, token| {
        Node::new(if *token == "-" {
            Value::List(vec![value])
        } else {
            let name_at = 0..0;
            let (name, node) = (plain(token), value);
            Value::Object(vec![Member { name, name_at, node }])
        })
    })
}

/// How a file is set in.
struct Style<'t> {
    text: &'t str,
    indent: String,
    newline: &'static str,
    lines: bool,
}

impl<'t> Style<'t> {
    fn of(text: &'t str, root: &Node) -> Style<'t> {
        let first = match &root.value {
            Value::Object(members) => members.first().map(|m| m.name_at.start),
            Value::List(items) => items.first().map(|i| i.at.start),
            _ => None,
        };
        let indent = first.and_then(|at| leading(text, at)).filter(|i| !i.is_empty());
        Style {
            text,
            indent: indent.unwrap_or("  ").to_owned(),
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            lines: text.trim().contains('\n') || root.members().is_empty(),
        }
    }

    /// Text of a value whose first line begins somewhere in a line that is set in by `base`.
    fn set(&self, value: &Node, base: &str) -> String {
        let mut out = String::new();
        if self.lines {
            lay(value, &self.indent, &format!("{}{base}", self.newline), &mut out);
        } else {
            inline(value, &mut out);
        }
        out
    }

    fn replace(&self, node: &Node, value: &Node) -> String {
        let new = self.set(value, line_indent(self.text, node.at.start));
        [&self.text[..node.at.start], &new, &self.text[node.at.end..]].concat()
    }

    /// Adds to a list or object whose last value ends at `end`.
    fn append(&self, to: &Node, end: Option<usize>, name: Option<&str>, value: &Node) -> String {
        let name = name.map_or(String::new(), |n| format!("{}: ", quoted(n)));
        let text = self.text;
        let (open, close) = (to.at.start + 1, to.at.end - 1);
        let Some(end) = end else {
            // Nothing in it yet.
            let base = line_indent(text, to.at.start);
            let new = if self.lines {
                let inner = format!("{base}{}", self.indent);
                let nl = self.newline;
                format!("{nl}{inner}{name}{}{nl}{base}", self.set(value, &inner))
            } else {
                format!(" {name}{} ", self.set(value, base))
            };
            return [&text[..open], &new, &text[close..]].concat();
        };
        let first = open + (text[open..].len() - text[open..].trim_start().len());
        let new = match leading(text, first) {
            // Each on a line of its own.
            Some(inner) if text[open..first].contains('\n') => {
                format!(",{}{inner}{name}{}", self.newline, self.set(value, inner))
            }
            _ => {
                let mut out = format!(", {name}");
                inline(value, &mut out);
                out
            }
        };
        [&text[..end], &new, &text[end..]].concat()
    }
}

/// What stands before `at` in its line, where that is blank.
fn leading(text: &str, at: usize) -> Option<&str> {
    let begin = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let before = &text[begin..at];
    before.chars().all(|c| matches!(c, ' ' | '\t')).then_some(before)
}

/// What the line of `at` is set in by.
fn line_indent(text: &str, at: usize) -> &str {
    let begin = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = &text[begin..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
