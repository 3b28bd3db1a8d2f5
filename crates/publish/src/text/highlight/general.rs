//! The scanner for languages that are words, strings, numbers and comments.

use std::ops::Range;

use super::languages::{Also, Language};
use super::paint::{Class, Painter};

/// Paints `range` of the code.
pub(super) fn scan(language: &Language, code: &str, range: Range<usize>, painter: &mut Painter<'_, '_>) {
    let mut scanner = Scanner {
        language,
        code,
        bytes: &code.as_bytes()[..range.end],
        at: range.start,
        start: range.start,
        value: false,
        defines: false,
    };
    while scanner.at < scanner.bytes.len() {
        scanner.step(painter);
    }
}

struct Scanner<'c, 'l> {
    language: &'l Language,
    code: &'c str,
    bytes: &'c [u8],
    at: usize,
    start: usize,
    /// Whether a value stands before, so that `/` divides and `'` transposes.
    value: bool,
    /// Whether the word before says that a function gets its name: `fn`, `def`.
    defines: bool,
}

impl Scanner<'_, '_> {
    fn step(&mut self, painter: &mut Painter<'_, '_>) {
        let from = self.at;
        let byte = self.bytes[from];
        if byte.is_ascii_whitespace() {
            self.at += 1;
            return;
        }
        let class = self
            .comment()
            .or_else(|| self.special())
            .or_else(|| self.string());
        let class = match class {
            Some(class) => Some(class),
            None if byte.is_ascii_digit()
                || (byte == b'.' && self.digit(1) && !self.value && self.before() != Some(b'.')) =>
            {
                self.at = number(self.bytes, from);
                Some(Class::Number)
            }
            None if is_word(byte) => self.word(),
            None => {
                self.at += 1;
                self.value = matches!(byte, b')' | b']' | b'}' | b'\'');
                None
            }
        };
        if let Some(class) = class {
            if class != Class::Comment && byte_is_value(class) {
                self.value = true;
            } else if class != Class::Comment {
                self.value = false;
            }
            painter.paint(class, from, self.at);
        }
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    fn digit(&self, ahead: usize) -> bool {
        self.rest().get(ahead).is_some_and(u8::is_ascii_digit)
    }

    fn before(&self) -> Option<u8> {
        (self.at > self.start).then(|| self.bytes[self.at - 1])
    }

    fn first_of_line(&self) -> bool {
        let before = &self.bytes[self.start..self.at];
        before
            .iter()
            .rev()
            .take_while(|b| **b != b'\n')
            .all(|b| matches!(b, b' ' | b'\t'))
    }

    fn go_to_line_end(&mut self) {
        self.at = line_end(self.bytes, self.at);
    }

    fn comment(&mut self) -> Option<Class> {
        let language = self.language;
        for open in language.line {
            if self.rest().starts_with(open.as_bytes()) {
                let inside = language.also.contains(&Also::CommentsStandApart)
                    && self
                        .before()
                        .is_some_and(|b| !b.is_ascii_whitespace() && b != b';' && b != b'(');
                if !inside {
                    self.go_to_line_end();
                    return Some(Class::Comment);
                }
            }
        }
        for (open, close) in language.block {
            if self.rest().starts_with(open.as_bytes()) {
                let nested = language.also.contains(&Also::CommentsNest);
                self.at = block_end(self.bytes, self.at, open.as_bytes(), close.as_bytes(), nested);
                return Some(Class::Comment);
            }
        }
        None
    }

    /// What some languages have and others do not.
    fn special(&mut self) -> Option<Class> {
        let byte = self.bytes[self.at];
        for also in self.language.also {
            let class = match (also, byte) {
                (Also::RustQuotes, b'\'') => self.lifetime(),
                (Also::RustQuotes, b'r' | b'b') => self.raw_string(),
                (Also::RustAttributes, b'#') => self.rust_attribute(),
                (Also::Decorators, b'@') => self.decorator(),
                (Also::Dollars, b'$') => self.dollar(),
                (Also::Directives, b'#') if self.first_of_line() => self.directive(),
                (Also::Directives, b'<') => self.included(),
                (Also::Patterns, b'/') if !self.value => self.pattern(),
                (Also::Prefixed, _) => self.prefixed(),
                _ => None,
            };
            if class.is_some() {
                return class;
            }
        }
        None
    }

    fn string(&mut self) -> Option<Class> {
        for quote in self.language.quotes {
            if !self.rest().starts_with(quote.open.as_bytes()) {
                continue;
            }
            if self.value && quote.open == "'" && self.language.also.contains(&Also::Transposes) {
                return None;
            }
            let from = self.at + quote.open.len();
            let end = |from| {
                string_end(
                    self.bytes,
                    from,
                    quote.close.as_bytes(),
                    quote.escapes,
                    quote.lines,
                )
            };
            let mut at = end(from);
            let doubled = self.language.also.contains(&Also::Doubled);
            while doubled && self.bytes[at..].starts_with(quote.close.as_bytes()) {
                at = end(at + quote.close.len());
            }
            self.at = at;
            return Some(Class::Text);
        }
        None
    }

    fn word(&mut self) -> Option<Class> {
        let from = self.at;
        let more = self.language.inside.as_bytes();
        while let Some(byte) = self.bytes.get(self.at) {
            if !(is_word(*byte) || byte.is_ascii_digit() || more.contains(byte)) {
                break;
            }
            self.at += 1;
        }
        let word = &self.code[from..self.at];
        let known = if self.language.also.contains(&Also::AnyCase) {
            self.language.class(&word.to_ascii_lowercase())
        } else {
            self.language.class(word)
        };
        let after_dot = from > self.start && self.bytes[from - 1] == b'.';
        self.value = true;
        let named = std::mem::replace(
            &mut self.defines,
            matches!(word, "fn" | "def" | "func" | "fun" | "function"),
        );
        if let (Some(class), false) = (known, after_dot) {
            return Some(class);
        }
        if named {
            return Some(Class::Function);
        }
        let next = self.bytes.get(self.at).copied();
        if next == Some(b'!')
            && self.language.also.contains(&Also::Macros)
            && self.bytes.get(self.at + 1) != Some(&b'=')
        {
            self.at += 1;
            return Some(Class::Function);
        }
        let capital = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        if capital && self.language.also.contains(&Also::CapitalTypes) {
            let shouts = word.len() > 1 && !word.bytes().any(|b| b.is_ascii_lowercase());
            return Some(if shouts { Class::Constant } else { Class::Type });
        }
        if next == Some(b'(') && !self.language.also.contains(&Also::NoCalls) {
            return Some(Class::Function);
        }
        None
    }

    fn lifetime(&mut self) -> Option<Class> {
        let rest = self.rest();
        // 'a' is a sign, 'a is a lifetime; '\n' and 'é' are signs.
        let name = rest[1..]
            .iter()
            .take_while(|b| is_word(**b) || b.is_ascii_digit())
            .count();
        let closes = rest.get(1 + name) == Some(&b'\'');
        if name > 0 && !closes && rest[1].is_ascii() {
            self.at += 1 + name;
            return Some(Class::Attribute);
        }
        self.at = string_end(self.bytes, self.at + 1, b"'", true, false);
        Some(Class::Text)
    }

    fn raw_string(&mut self) -> Option<Class> {
        if self.before().is_some_and(is_word) {
            return None;
        }
        let rest = self.rest();
        let letters = rest
            .iter()
            .take_while(|b| matches!(b, b'r' | b'b'))
            .count()
            .min(2);
        let raw = rest[..letters].contains(&b'r');
        let hashes = rest[letters..].iter().take_while(|b| **b == b'#').count();
        if rest.get(letters + hashes) != Some(&b'"') || (hashes > 0 && !raw) {
            return None;
        }
        let from = self.at + letters + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        self.at = string_end(self.bytes, from, close.as_bytes(), !raw, true);
        Some(Class::Text)
    }

    fn rust_attribute(&mut self) -> Option<Class> {
        let rest = self.rest();
        let skip = if rest.starts_with(b"#![") { 3 } else { 2 };
        if skip == 2 && !rest.starts_with(b"#[") {
            return None;
        }
        let mut depth = 1_usize;
        let mut at = self.at + skip;
        while depth > 0 && at < self.bytes.len() {
            match self.bytes[at] {
                b'[' => depth += 1,
                b']' => depth -= 1,
                b'"' => at = string_end(self.bytes, at + 1, b"\"", true, true) - 1,
                _ => {}
            }
            at += 1;
        }
        self.at = at;
        Some(Class::Attribute)
    }

    fn decorator(&mut self) -> Option<Class> {
        let name = self.rest()[1..]
            .iter()
            .take_while(|b| is_word(**b) || b.is_ascii_digit() || **b == b'.')
            .count();
        if name == 0 || self.before().is_some_and(is_word) {
            return None;
        }
        self.at += 1 + name;
        Some(Class::Attribute)
    }

    fn dollar(&mut self) -> Option<Class> {
        let rest = self.rest();
        let length = match rest.get(1)? {
            b'{' => rest.iter().take_while(|b| !matches!(b, b'}' | b'\n')).count() + 1,
            b'@' | b'#' | b'?' | b'$' | b'!' | b'*' | b'-' => 2,
            _ => {
                1 + rest[1..]
                    .iter()
                    .take_while(|b| is_word(**b) || b.is_ascii_digit())
                    .count()
            }
        };
        if length < 2 {
            return None;
        }
        self.at = (self.at + length).min(self.bytes.len());
        Some(Class::Variable)
    }

    fn directive(&mut self) -> Option<Class> {
        let blank = self.rest()[1..].iter().take_while(|b| **b == b' ').count();
        let name = self.rest()[1 + blank..]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        self.at += 1 + blank + name;
        Some(Class::Attribute)
    }

    /// `<stdio.h>` behind `#include`.
    fn included(&mut self) -> Option<Class> {
        let line = self.bytes[self.start..self.at].rsplit(|b| *b == b'\n').next()?;
        let length = self.rest().iter().position(|b| matches!(b, b'>' | b'\n'))?;
        if !line.trim_ascii_start().starts_with(b"#") || self.rest().get(length) != Some(&b'>') {
            return None;
        }
        self.at += length + 1;
        Some(Class::Text)
    }

    /// A regular expression of JavaScript.
    fn pattern(&mut self) -> Option<Class> {
        let mut at = self.at + 1;
        let mut set = false;
        loop {
            match self.bytes.get(at)? {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => set = true,
                b']' => set = false,
                b'/' if !set => break,
                _ => {}
            }
            at += 1;
        }
        if at == self.at + 1 {
            return None;
        }
        let flags = self.bytes[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        self.at = at + 1 + flags;
        Some(Class::Text)
    }

    /// `f"…"` of Python: a string with letters before it.
    fn prefixed(&mut self) -> Option<Class> {
        let rest = self.rest();
        let letters = rest
            .iter()
            .take_while(|b| matches!(b.to_ascii_lowercase(), b'r' | b'f' | b'b' | b'u' | b't'))
            .count();
        if !(1..=2).contains(&letters)
            || !matches!(rest.get(letters), Some(b'"' | b'\''))
            || self.before().is_some_and(is_word)
        {
            return None;
        }
        let from = self.at;
        self.at += letters;
        let made = self.string();
        if made.is_none() {
            self.at = from;
        }
        made
    }
}

fn byte_is_value(class: Class) -> bool {
    matches!(
        class,
        Class::Text | Class::Number | Class::Constant | Class::Variable | Class::Type | Class::Function
    )
}

/// A letter of a word; any sign beyond ASCII is one.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |n| from + n)
}

/// Where a number ends: digits, letters of its base, type and exponent, a point with a digit behind it.
pub(super) fn number(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let more = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let sign = matches!(byte, b'+' | b'-')
            && at > from
            && matches!(bytes[at - 1], b'e' | b'E')
            && !bytes[from..at].starts_with(b"0x")
            && more;
        let point = *byte == b'.' && more;
        if !(byte.is_ascii_alphanumeric() || *byte == b'_' || sign || point) {
            break;
        }
        at += 1;
    }
    at.max(from + 1)
}

/// Where a string ends whose first sign is at `from`.
pub(super) fn string_end(bytes: &[u8], from: usize, close: &[u8], escapes: bool, lines: bool) -> usize {
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(close) {
            return at + close.len();
        }
        match bytes[at] {
            b'\\' if escapes => at += 1,
            b'\n' if !lines => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Where a comment ends that opens at `from`.
pub(super) fn block_end(bytes: &[u8], from: usize, open: &[u8], close: &[u8], nested: bool) -> usize {
    let mut at = from + open.len();
    let mut depth = 1;
    while at < bytes.len() {
        if bytes[at..].starts_with(close) {
            at += close.len();
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else if nested && bytes[at..].starts_with(open) {
            at += open.len();
            depth += 1;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
