//! A sheet as plain text, for forms on the web: 80 columns, the same order.

use textwrap::{Options, WordSplitter, WrapAlgorithm};

use super::sheet::{Point, Sheet};

/// Columns of a line; a word that is longer, such as an address, stays whole.
const WIDTH: usize = 80;

/// The plain twin of a sheet.
pub fn text(sheet: &Sheet) -> String {
    let mut out = String::new();
    wrap(&sheet.name, "", "", &mut out);
    wrap(&sheet.label, "", "", &mut out);
    for contact in &sheet.contact {
        wrap(&contact.text, "", "", &mut out);
    }
    for section in &sheet.sections {
        out.push('\n');
        wrap(&section.title.to_uppercase(), "", "", &mut out);
        for entry in &section.entries {
            out.push('\n');
            wrap(&entry.heading, "", "", &mut out);
            wrap(&entry.dates, "", "", &mut out);
            wrap(entry.link.as_deref().unwrap_or_default(), "", "", &mut out);
            wrap(&entry.text, "", "", &mut out);
            for Point { text, .. } in &entry.points {
                wrap(text, "- ", "  ", &mut out);
            }
        }
    }
    out
}

fn wrap(text: &str, first: &str, rest: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
