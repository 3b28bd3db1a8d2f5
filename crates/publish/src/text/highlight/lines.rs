//! Languages that are read line by line: keys and values, differences, commands with what they print, Markdown, Dockerfiles; and
//! JSON.

use super::general::{self, line_end, number, string_end};
use super::languages;
use super::paint::{Class, Painter};

/// How keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// `key = value` below `[section]`.
    Toml,
    /// `key: value`.
    Yaml,
}

/// Each line of the code: where it begins and ends, its end not counted.
fn lines(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    code.split('\n').map(move |line| {
        let from = at;
        at += line.len() + 1;
        (from, line)
    })
}

pub(super) fn json(code: &str, painter: &mut Painter<'_, '_>) {
    let bytes = code.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at + 1, b"\"", true, false);
                let key = bytes[at..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                painter.paint(if key { Class::Attribute } else { Class::Text }, from, at);
            }
            b'/' if bytes[at..].starts_with(b"//") => {
                at = line_end(bytes, at);
                painter.paint(Class::Comment, from, at);
            }
            b'0'..=b'9' | b'-' => {
                at = number(bytes, at);
                painter.paint(Class::Number, from, at);
            }
            byte if byte.is_ascii_alphabetic() => {
                at += bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                if matches!(&code[from..at], "true" | "false" | "null") {
                    painter.paint(Class::Constant, from, at);
                }
            }
            _ => at += 1,
        }
    }
}

pub(super) fn keys(style: Keys, code: &str, painter: &mut Painter<'_, '_>) {
    // A string over several lines ends where it ends.
    let mut until = 0;
    for (from, line) in lines(code) {
        let end = from + line.len();
        if from < until {
            if end <= until {
                continue;
            }
            values(style, code, until, end, painter);
            continue;
        }
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        let start = from + blank;
        let rest = &code[start..end];
        if style == Keys::Toml
            && rest.starts_with('[')
            && rest.trim_end().ends_with(']')
            && !rest.contains('=')
        {
            painter.paint(Class::Heading, start, start + rest.trim_end().len());
            continue;
        }
        let mut key_at = start;
        if style == Keys::Yaml {
            while code[key_at..end].starts_with("- ") {
                key_at += 2;
                key_at += code[key_at..end].len() - code[key_at..end].trim_start().len();
            }
        }
        let value_at = match key(style, &code[key_at..end]) {
            Some(length) => {
                painter.paint(Class::Attribute, key_at, key_at + length);
                key_at + length
            }
            None => key_at,
        };
        until = values(style, code, value_at, end, painter);
    }
}

/// How long the key at the beginning of a line is.
fn key(style: Keys, line: &str) -> Option<usize> {
    let sign = if style == Keys::Toml { '=' } else { ':' };
    if line.starts_with('#') {
        return None;
    }
    let at = if line.starts_with(['"', '\'']) {
        let end = string_end(line.as_bytes(), 1, &line.as_bytes()[..1], true, false);
        end + line[end..].find(sign)?
    } else {
        line.find(sign)?
    };
    let ends =
        style == Keys::Toml || line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t', '\r']);
    let name = line[..at].trim_end();
    let plain = name
        .bytes()
        .all(|b| !matches!(b, b'{' | b'}' | b'[' | b']' | b',' | b'#') || style == Keys::Yaml && b == b'/');
    (ends && plain && !name.is_empty()).then_some(name.len())
}

/// Paints what stands behind a key; says where a string ends that goes on in other lines.
fn values(style: Keys, code: &str, from: usize, end: usize, painter: &mut Painter<'_, '_>) -> usize {
    let bytes = code.as_bytes();
    let mut at = from;
    while at < end {
        let start = at;
        let apart = at == 0
            || matches!(
                bytes[at - 1],
                b' ' | b'\t' | b'\n' | b',' | b'[' | b'{' | b'=' | b':' | b'('
            );
        match bytes[at] {
            b'#' if apart => {
                painter.paint(Class::Comment, at, end);
                return end;
            }
            quote @ (b'"' | b'\'') if apart => {
                let triple = [quote; 3];
                if style == Keys::Toml && bytes[at..].starts_with(&triple) {
                    at = string_end(bytes, at + 3, &triple, quote == b'"', true);
                } else {
                    at = string_end(bytes, at + 1, &[quote], quote == b'"', false);
                }
                painter.paint(Class::Text, start, at);
            }
            b'0'..=b'9' if apart => {
                while at < end
                    && (bytes[at].is_ascii_alphanumeric()
                        || matches!(bytes[at], b'.' | b'_' | b':' | b'-' | b'+'))
                {
                    at += 1;
                }
                painter.paint(Class::Number, start, at);
            }
            byte if byte.is_ascii_alphabetic() => {
                at += bytes[at..end]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
                    .count();
                let word = &code[start..at];
                let constant = matches!(word, "true" | "false" | "null" | "yes" | "no" | "inf" | "nan");
                if apart && constant {
                    painter.paint(Class::Constant, start, at);
                }
            }
            b'&' | b'*' | b'!' if style == Keys::Yaml && apart => {
                at += 1 + bytes[at + 1..end]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                    .count();
                painter.paint(Class::Variable, start, at);
            }
            _ => at += 1,
        }
    }
    at
}

pub(super) fn diff(code: &str, painter: &mut Painter<'_, '_>) {
    for (from, line) in lines(code) {
        let headings = ["+++", "---", "@@", "diff ", "index ", "Index: "];
        let class = if headings.iter().any(|h| line.starts_with(h)) {
            Class::Heading
        } else if line.starts_with(['+', '>']) {
            Class::Inserted
        } else if line.starts_with(['-', '<']) {
            Class::Deleted
        } else {
            continue;
        };
        painter.paint(class, from, from + line.len());
    }
}

pub(super) fn console(code: &str, painter: &mut Painter<'_, '_>) {
    let mut goes_on = false;
    for (from, line) in lines(code) {
        let end = from + line.len();
        let prompt = ["$ ", "# ", "% ", "> ", ">>> ", "... "]
            .iter()
            .find(|p| line.starts_with(**p));
        let start = match prompt {
            Some(prompt) => {
                painter.paint(Class::Heading, from, from + prompt.len() - 1);
                from + prompt.len()
            }
            None if goes_on => from,
            None => continue,
        };
        general::scan(languages::bash(), code, start..end, painter);
        goes_on = line.trim_end_matches('\r').ends_with('\\');
    }
}

pub(super) fn dockerfile(code: &str, painter: &mut Painter<'_, '_>) {
    let mut goes_on = false;
    for (from, line) in lines(code) {
        let end = from + line.len();
        let blank = line.len() - line.trim_start().len();
        let mut start = from + blank;
        if code[start..end].starts_with('#') {
            painter.paint(Class::Comment, start, end);
            continue;
        }
        if !goes_on {
            let word = code[start..end]
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .count();
            painter.paint(Class::Keyword, start, start + word);
            if code[start..start + word].eq_ignore_ascii_case("from") {
                if let Some(at) = code[start..end]
                    .find(" AS ")
                    .or_else(|| code[start..end].find(" as "))
                {
                    painter.paint(Class::Keyword, start + at + 1, start + at + 3);
                }
                continue;
            }
            start += word;
        }
        general::scan(languages::bash(), code, start..end, painter);
        goes_on = line.trim_end_matches('\r').ends_with('\\');
    }
}

pub(super) fn markdown(code: &str, painter: &mut Painter<'_, '_>) {
    let mut fence: Option<&str> = None;
    for (from, line) in lines(code) {
        let end = from + line.len();
        let rest = line.trim_start();
        let start = end - rest.len();
        let opens = ["```", "~~~"].into_iter().find(|f| rest.starts_with(f));
        if let Some(open) = fence {
            painter.paint(Class::Text, from, end);
            if opens == Some(open) {
                fence = None;
            }
        } else if let Some(open) = opens {
            painter.paint(Class::Text, from, end);
            fence = Some(open);
        } else if rest.starts_with('#') {
            painter.paint(Class::Heading, start, end);
        } else if rest.starts_with('>') {
            painter.paint(Class::Comment, start, end);
        } else {
            let mut at = start;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ") {
                painter.paint(Class::Keyword, start, start + 1);
                at = start + 1;
            } else if digits > 0 && rest[digits..].starts_with(". ") {
                painter.paint(Class::Keyword, start, start + digits + 1);
                at = start + digits + 1;
            }
            inline(code, at, end, painter);
        }
    }
}

/// Emphasis, code and addresses within a line of Markdown.
fn inline(code: &str, from: usize, end: usize, painter: &mut Painter<'_, '_>) {
    let bytes = &code.as_bytes()[..end];
    let mut at = from;
    while at < end {
        let (class, until) = if bytes[at..].starts_with(b"**") {
            (Class::Keyword, find(bytes, at + 2, b"**"))
        } else if bytes[at] == b'`' {
            (Class::Text, find(bytes, at + 1, b"`"))
        } else if bytes[at..].starts_with(b"](") {
            at += 1;
            (Class::Attribute, find(bytes, at, b")"))
        } else {
            (Class::Text, None)
        };
        match until {
            Some(until) => {
                painter.paint(class, at, until);
                at = until;
            }
            None => at += 1,
        }
    }
}

/// Behind the next `wanted`.
fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(wanted.len()).position(|w| w == wanted)?;
    Some(from + at + wanted.len())
}
