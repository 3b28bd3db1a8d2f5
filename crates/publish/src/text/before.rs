//! Formulas made ready for the Markdown reader, which knows `$…$` and `$$…$$` alone and ends a formula where a line of it looks
//! like a list. Every sign keeps its place, so that faults need no map.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A body as the Markdown reader gets it, exactly as long as it was.
pub(super) struct Ready<'t> {
    /// With `$$` in place of `\(`, `\)`, `\[`, `\]`, and each formula on one line.
    pub(super) text: Cow<'t, str>,
    /// Where a formula in `$$` began as `\(`, and stays in its line.
    pub(super) inline: Vec<usize>,
}

/// What is read as Markdown.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Puts `$$` where the other delimiters stand, and each formula on one line; leaves code as it is.
pub(super) fn ready(text: &str) -> Ready<'_> {
    if !(text.contains("$$") || text.contains("\\(") || text.contains("\\[")) {
        return Ready {
            text: Cow::Borrowed(text),
            inline: Vec::new(),
        };
    }
    let prose = prose(text);
    let bytes = text.as_bytes();
    let mut made = bytes.to_vec();
    let mut inline = Vec::new();
    let mut at = 0;
    while at + 1 < bytes.len() {
        let open = &bytes[at..at + 2];
        let close: &[u8; 2] = match open {
            b"\\(" => b"\\)",
            b"\\[" => b"\\]",
            b"$$" => b"$$",
            _ => {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
                continue;
            }
        };
        // The reader's text begins behind the backslash of an escape.
        let end = if prose[at + 1] {
            end(bytes, at + 2, open, close)
        } else {
            None
        };
        let Some(end) = end else {
            at += 2;
            continue;
        };
        if open == b"\\(" {
            inline.push(at);
        }
        made[at..at + 2].copy_from_slice(b"$$");
        made[end..end + 2].copy_from_slice(b"$$");
        join(&mut made[at + 2..end]);
        at = end + 2;
    }
    // Only ASCII signs were put in place of ASCII signs.
    match String::from_utf8(made) {
        Ok(made) => Ready {
            text: Cow::Owned(made),
            inline,
        },
        Err(_) => Ready {
            text: Cow::Borrowed(text),
            inline: Vec::new(),
        },
    }
}

/// Of each byte, whether it is text to read: no code, no address, no HTML.
fn prose(text: &str) -> Vec<bool> {
    let mut prose = vec![false; text.len()];
    let mut code = false;
    for (event, at) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(_) if !code => prose[at].fill(true),
            _ => {}
        }
    }
    prose
}

/// Where the formula that begins at `from` ends: before an empty line and before another begins, with something in it.
fn end(bytes: &[u8], from: usize, open: &[u8], close: &[u8; 2]) -> Option<usize> {
    let mut at = from;
    let mut something = false;
    while at + 1 < bytes.len() {
        if &bytes[at..at + 2] == close {
            return something.then_some(at);
        }
        if &bytes[at..at + 2] == open {
            return None;
        }
        match bytes[at] {
            b'\\' if bytes[at + 1] != b'\n' => {
                something = true;
                at += 1;
            }
            // The reader takes no `$` within a formula.
            b'$' => return None,
            b'\n' => {
                let line = bytes[at + 1..].iter().take_while(|b| **b != b'\n');
                if line.clone().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'>')) {
                    return None;
                }
            }
            byte => something |= !byte.is_ascii_whitespace(),
        }
        at += 1;
    }
    None
}

/// Puts a formula on one line. Lines of a quotation stay apart, for their `>` is no part of it; so do lines with a comment.
fn join(formula: &mut [u8]) {
    let mut line = 0;
    for at in 0..formula.len() {
        if formula[at] != b'\n' {
            continue;
        }
        let next = formula[at + 1..].iter().find(|b| !matches!(b, b' ' | b'\t'));
        if next != Some(&b'>') && !formula[line..at].contains(&b'%') {
            formula[at] = b' ';
            if at > 0 && formula[at - 1] == b'\r' {
                formula[at - 1] = b' ';
            }
        }
        line = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let ready = ready(text);
        assert_eq!(ready.text.len(), text.len());
        ready.text.into_owned()
    }

    #[test]
    fn other_delimiters_become_dollars_in_place() {
        assert_eq!(shown(r"a \(x_1\) b \[y_2\] c"), "a $$x_1$$ b $$y_2$$ c");
        assert_eq!(ready(r"a \(x_1\) b \[y_2\] c").inline, [2]);
        assert_eq!(shown("\\[\na\n- b\r\n+ c\n\\]"), "$$ a - b  + c $$");
        assert_eq!(shown("$$\na \\\\[2pt]\n- b\n$$"), "$$ a \\\\[2pt] - b $$");
    }

    #[test]
    fn code_addresses_and_lone_delimiters_stay() {
        for text in [
            r"`\(x\)`",
            "```\n\\(x\\)\n\\[\ny\n\\]\n```",
            r"[a](b\(c\))",
            r"\\(x\\)",
            r"an \( and no end",
            "an \\( and\n\nno \\) end",
            r"\(\) and \[ \]",
            "costs $$ and more",
        ] {
            assert_eq!(shown(text), text);
            assert!(ready(text).inline.is_empty());
        }
    }

    #[test]
    fn lines_of_a_quotation_stay_apart() {
        assert_eq!(shown("> $$a\n> b$$"), "> $$a\n> b$$");
    }
}
