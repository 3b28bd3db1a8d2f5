//! The classes, their colours, and spans of them as HTML.

use super::super::escape;

/// What a stretch of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A word or tag of the language.
    Keyword,
    /// A type, a class.
    Type,
    /// What is called.
    Function,
    /// Text.
    Text,
    /// A number, a date, a colour.
    Number,
    /// A comment.
    Comment,
    /// `true`, `None`.
    Constant,
    /// What is built in: `print`.
    BuiltIn,
    /// An attribute, decorator, key, lifetime.
    Attribute,
    /// `$HOME`, `self`.
    Variable,
    /// A heading, a prompt, a section.
    Heading,
    /// A line that came.
    Inserted,
    /// A line that went.
    Deleted,
}

impl Class {
    const fn letter(self) -> char {
        match self {
            Class::Keyword => 'k',
            Class::Type => 't',
            Class::Function => 'f',
            Class::Text => 's',
            Class::Number => 'n',
            Class::Comment => 'c',
            Class::Constant => 'o',
            Class::BuiltIn => 'b',
            Class::Attribute => 'a',
            Class::Variable => 'v',
            Class::Heading => 'h',
            Class::Inserted => 'i',
            Class::Deleted => 'd',
        }
    }
}

/// Letters of all classes, as the sanitiser knows them.
pub(in super::super) const LETTERS: [&str; 13] =
    ["k", "t", "f", "s", "n", "c", "o", "b", "a", "v", "h", "i", "d"];

/// Colour of a class on light and on dark. Each has a contrast of 4.5 at least, as WCAG 2.2 asks at level AA.
const COLOURS: [(Class, &str, &str); 13] = [
    (Class::Keyword, "#7a2e8e", "#d3a4ec"),
    (Class::Type, "#0b5f6b", "#7fd1dc"),
    (Class::Function, "#1a4fa3", "#8fbcff"),
    (Class::Text, "#2d6216", "#a5d68a"),
    (Class::Number, "#8f3d08", "#f0b07a"),
    (Class::Comment, "#5c6166", "#9aa3ad"),
    (Class::Constant, "#8f3d08", "#f0b07a"),
    (Class::BuiltIn, "#1a4fa3", "#8fbcff"),
    (Class::Attribute, "#75500a", "#e3c678"),
    (Class::Variable, "#8a2846", "#f2a3b8"),
    (Class::Heading, "#1a4fa3", "#8fbcff"),
    (Class::Inserted, "#1d6324", "#8fdc97"),
    (Class::Deleted, "#a1262b", "#ffa5a5"),
];

/// Code and what it stands on: light, dark.
const GROUND: (&str, &str) = ("#f5f5f2", "#1c1f24");
const PLAIN: (&str, &str) = ("#24292e", "#dfe3e8");

/// The style of code: by the reader's choice of light or dark, or by `data-theme` of the page's `html`; dark on paper never.
pub fn css() -> String {
    let colours = |dark: bool| {
        let pick = |both: (&'static str, &'static str)| if dark { both.1 } else { both.0 };
        let mut out = format!("--code-ground:{};--code:{};", pick(GROUND), pick(PLAIN));
        for (class, light, on_dark) in COLOURS {
            out.push_str(&format!("--code-{}:{};", class.letter(), pick((light, on_dark))));
        }
        out
    };
    let (light, dark) = (colours(false), colours(true));
    let mut out = format!(
        ":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         @media screen{{:root[data-theme=dark]{{{dark}}}}}\n\
         pre.code{{background:var(--code-ground);color:var(--code);overflow-x:auto;padding:.75rem 1rem;border-radius:.4rem;\
         font-size:.875rem;line-height:1.5;tab-size:4}}\n\
         pre.code code{{font-family:ui-monospace,'Cascadia Code','DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:inherit;\
         background:none;padding:0}}\n\
         @media print{{pre.code{{white-space:pre-wrap;overflow-wrap:anywhere}}}}\n"
    );
    for (class, ..) in COLOURS {
        let letter = class.letter();
        let more = match class {
            Class::Comment => ";font-style:italic",
            Class::Heading => ";font-weight:600",
            _ => "",
        };
        out.push_str(&format!(
            "pre.code .{letter}{{color:var(--code-{letter}){more}}}\n"
        ));
    }
    out
}

/// Writes code as HTML, from its beginning to its end.
pub(super) struct Painter<'c, 'o> {
    code: &'c str,
    out: &'o mut String,
    done: usize,
}

impl<'c, 'o> Painter<'c, 'o> {
    pub(super) fn new(code: &'c str, out: &'o mut String) -> Self {
        Painter { code, out, done: 0 }
    }

    /// The stretch from `from` to `to` is of `class`; what stands before it is plain. What was painted once stays.
    pub(super) fn paint(&mut self, class: Class, from: usize, to: usize) {
        let from = from.max(self.done);
        if from >= to || !self.code.is_char_boundary(from) || !self.code.is_char_boundary(to) {
            return;
        }
        escape::text(self.out, &self.code[self.done..from]);
        self.out.push_str("<span class=\"");
        self.out.push(class.letter());
        self.out.push_str("\">");
        escape::text(self.out, &self.code[from..to]);
        self.out.push_str("</span>");
        self.done = to;
    }

    pub(super) fn finish(self) {
        escape::text(self.out, &self.code[self.done..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of WCAG 2.2: linear light of the three channels, weighed 0.2126, 0.7152, 0.0722.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour");
            let part = f64::from(value) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_on_its_ground() {
        // Black on white is 21 by definition; #767676 on white 4.54 (the well-known limit of grey).
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
        assert!(contrast(PLAIN.0, GROUND.0) >= 4.5 && contrast(PLAIN.1, GROUND.1) >= 4.5);
        for (class, light, dark) in COLOURS {
            let (on_light, on_dark) = (contrast(light, GROUND.0), contrast(dark, GROUND.1));
            assert!(
                on_light >= 4.5 && on_dark >= 4.5,
                "{class:?}: {on_light:.2}, {on_dark:.2}"
            );
            assert!(LETTERS.contains(&class.letter().to_string().as_str()));
        }
    }
}
