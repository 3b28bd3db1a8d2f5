//! HTML, XML and CSS.

use super::general::{block_end, is_word, number, string_end};
use super::paint::{Class, Painter};

pub(super) fn html(code: &str, painter: &mut Painter<'_, '_>) {
    let bytes = code.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            at = block_end(bytes, at, b"<!--", b"-->", false);
            painter.paint(Class::Comment, from, at);
        } else if rest[0] == b'<'
            && rest
                .get(1)
                .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        {
            at = tag(bytes, at, painter);
        } else if rest[0] == b'&' {
            let name = rest[1..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
                .count();
            at += 1;
            if name > 0 && rest.get(1 + name) == Some(&b';') {
                at += name + 1;
                painter.paint(Class::Constant, from, at);
            }
        } else {
            at += 1;
        }
    }
}

/// A tag with its attributes; says where it ends.
fn tag(bytes: &[u8], from: usize, painter: &mut Painter<'_, '_>) -> usize {
    let name = |b: &&u8| is_word(**b) || b.is_ascii_digit() || matches!(**b, b'-' | b':' | b'.');
    let mut at = from + 1;
    if matches!(bytes.get(at), Some(b'/' | b'!' | b'?')) {
        at += 1;
    }
    at += bytes[at..].iter().take_while(name).count();
    // `<p>` is one stretch.
    if bytes.get(at) == Some(&b'>') {
        painter.paint(Class::Keyword, from, at + 1);
        return at + 1;
    }
    painter.paint(Class::Keyword, from, at);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'>' => {
                painter.paint(Class::Keyword, at, at + 1);
                return at + 1;
            }
            b'/' | b'?' if bytes.get(at + 1) == Some(&b'>') => {
                painter.paint(Class::Keyword, at, at + 2);
                return at + 2;
            }
            b'<' => return at,
            quote @ (b'"' | b'\'') => {
                at = string_end(bytes, at + 1, &[quote], false, true);
                painter.paint(Class::Text, start, at);
            }
            byte if is_word(byte) || byte == b':' => {
                at += bytes[at..].iter().take_while(name).count();
                painter.paint(Class::Attribute, start, at);
            }
            _ => at += 1,
        }
    }
    at
}

pub(super) fn css(code: &str, painter: &mut Painter<'_, '_>) {
    let bytes = code.as_bytes();
    let name = |b: &&u8| is_word(**b) || b.is_ascii_digit() || **b == b'-';
    let mut at = 0;
    // Whether what comes is a selector that began at this place, and within a block whether a key or its value.
    let mut depth = 0_usize;
    let mut value = false;
    while at < bytes.len() {
        let from = at;
        match bytes[at] {
            b'/' if bytes[at..].starts_with(b"/*") => {
                at = block_end(bytes, at, b"/*", b"*/", false);
                painter.paint(Class::Comment, from, at);
            }
            quote @ (b'"' | b'\'') => {
                at = string_end(bytes, at + 1, &[quote], true, false);
                painter.paint(Class::Text, from, at);
            }
            b'@' => {
                at += 1 + bytes[at + 1..].iter().take_while(name).count();
                painter.paint(Class::Attribute, from, at);
                // `@media (…) {` holds rules, and not keys.
                while at < bytes.len() && !matches!(bytes[at], b'{' | b';' | b'\n') {
                    at += 1;
                }
                if bytes.get(at) == Some(&b'{') {
                    at += 1;
                }
            }
            b'{' => {
                depth += 1;
                value = false;
                at += 1;
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                value = false;
                at += 1;
            }
            b':' if depth > 0 => {
                value = true;
                at += 1;
            }
            b';' => {
                value = false;
                at += 1;
            }
            b'#' if value => {
                at += 1 + bytes[at + 1..]
                    .iter()
                    .take_while(|b| b.is_ascii_hexdigit())
                    .count();
                painter.paint(Class::Number, from, at);
            }
            byte if value && byte.is_ascii_digit() => {
                at = number(bytes, at);
                if bytes.get(at) == Some(&b'%') {
                    at += 1;
                }
                painter.paint(Class::Number, from, at);
            }
            byte if byte.is_ascii_whitespace()
                || matches!(byte, b',' | b'(' | b')' | b'>' | b'+' | b'~' | b'=') =>
            {
                at += 1;
            }
            _ if depth == 0 => {
                while at < bytes.len()
                    && !matches!(
                        bytes[at],
                        b'{' | b',' | b'>' | b' ' | b'\n' | b'/' | b'"' | b'@' | b'}'
                    )
                {
                    at += 1;
                }
                at = at.max(from + 1);
                painter.paint(Class::Keyword, from, at);
            }
            byte if is_word(byte) || byte == b'-' => {
                at += bytes[at..].iter().take_while(name).count();
                if !value {
                    painter.paint(Class::Attribute, from, at);
                } else if bytes.get(at) == Some(&b'(') {
                    painter.paint(Class::Function, from, at);
                }
            }
            _ => at += 1,
        }
    }
}
