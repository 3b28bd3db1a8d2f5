//! Cells of code, and what they showed.

use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use pivot_domain::fault::Fault;
use sha2::{Digest, Sha256};

use super::super::maths::{self, Formula};
use super::super::write::Writer;
use super::super::{File, Image, Measured, escape, pictures, raw};
use super::read::{Cell, Output, text};

/// No more of one output is shown, in bytes.
const SHOWN: usize = 32 * 1024;
/// HTML of an output has at most so many bytes.
const HTML_MAX: usize = 512 * 1024;
/// A cell shows at most so many outputs.
const OUTPUTS_MAX: usize = 200;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Writes a cell of code and what it showed.
pub(super) fn code(cell: &Cell, language: &str, writer: &mut Writer<'_>) {
    let (shown, alt) = options(&cell.text);
    let first = shown.lines().next().unwrap_or_default();
    let language = match first.trim() {
        "%%bash" | "%%sh" | "%%script bash" => "bash",
        "%%html" => "html",
        "%%javascript" | "%%js" => "javascript",
        "%%sql" => "sql",
        _ => language,
    };
    if !cell.code_away && !shown.trim().is_empty() {
        writer.whole_code(shown.trim_end_matches(['\n', '\r']), language, "code");
    }
    if cell.outputs_away || cell.outputs.is_empty() {
        return;
    }
    let from = writer.rendered.html.len();
    let mut stream = String::new();
    let mut pictures = 0;
    for output in cell.outputs.iter().take(OUTPUTS_MAX) {
        if output.output_type == "stream" {
            // What libraries warn of is no result.
            if output.name != "stderr" {
                stream.push_str(&text(&output.text));
            }
            continue;
        }
        plain(&std::mem::take(&mut stream), "code out", writer);
        match output.output_type.as_str() {
            "error" => {
                let mut trace = text_lines(output);
                if trace.trim().is_empty() {
                    trace = format!("{}: {}", text(&output.ename), text(&output.evalue));
                }
                plain(&trace, "code out wrong", writer);
            }
            "execute_result" | "display_data" => show(output, cell, alt.as_deref(), &mut pictures, writer),
            _ => {}
        }
    }
    plain(&stream, "code out", writer);
    if writer.rendered.html.len() > from && !writer.around.absolute {
        writer.rendered.html.insert_str(from, "<div class=\"outputs\">\n");
        writer.whole("</div>\n");
    }
}

/// The lines of a traceback.
fn text_lines(output: &Output) -> String {
    match &output.traceback {
        serde_json::Value::Array(lines) => {
            let lines: Vec<&str> = lines.iter().filter_map(|l| l.as_str()).collect();
            lines.join("\n")
        }
        other => text(other),
    }
}

/// Code without its lines `#| key: value`, and what a picture of it shows.
fn options(code: &str) -> (String, Option<String>) {
    let mut shown = String::with_capacity(code.len());
    let mut alt = None;
    for line in code.split_inclusive('\n') {
        let Some(option) = line.strip_prefix("#|") else {
            shown.push_str(line);
            continue;
        };
        if let Some((key, value)) = option.split_once(':')
            && matches!(key.trim(), "fig-alt" | "alt")
        {
            alt = Some(value.trim().trim_matches('"').to_owned());
        }
    }
    (shown, alt.filter(|a| !a.is_empty()))
}

/// The best form of a result: a picture, HTML, a formula, text. SVG is passed over, for it can carry scripts, and the text or
/// picture that Jupyter keeps beside it is taken.
fn show(output: &Output, cell: &Cell, alt: Option<&str>, pictures: &mut usize, writer: &mut Writer<'_>) {
    for kind in ["image/png", "image/jpeg", "image/webp"] {
        if let Some(data) = output.data.get(kind) {
            *pictures += 1;
            let alt = alt.map(|alt| {
                if *pictures == 1 {
                    alt.to_owned()
                } else {
                    format!("{alt} ({pictures})")
                }
            });
            if picture(&text(data), alt, cell.place(0..cell.text.len()), writer) {
                return;
            }
        }
    }
    if let Some(html) = output
        .data
        .get("text/html")
        .map(text)
        .filter(|h| h.len() <= HTML_MAX && !raw::is_too_deep(h))
    {
        let clean = raw::clean_foreign(&html).replace("<th></th>", "<td></td>");
        // A library that draws by a script leaves nothing behind but spaces.
        let says = raw::walk(&clean, &mut |_| raw::Change::Without)
            .split('<')
            .any(|piece| !piece.rsplit('>').next().unwrap_or_default().trim().is_empty());
        if says {
            let clean = clean.trim();
            if writer.around.absolute {
                writer.whole(&format!("<div>{clean}</div>\n"));
            } else {
                writer.whole(&format!(
                    "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Output\">{clean}</div>\n"
                ));
            }
            return;
        }
    }
    if let Some(latex) = output.data.get("text/latex").map(text)
        && let Some(html) = formula(&latex)
    {
        writer.rendered.maths = true;
        let open = if writer.around.absolute {
            "<p>"
        } else {
            "<p class=\"maths\" tabindex=\"0\">"
        };
        writer.whole(&format!("{open}{html}</p>\n"));
        return;
    }
    if let Some(said) = output.data.get("text/plain") {
        plain(&text(said), "code out", writer);
    }
}

/// A formula without its delimiters as MathML, without labels, which belong to a text.
fn formula(latex: &str) -> Option<String> {
    let mut latex = latex.trim();
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")] {
        if let Some(inside) = latex.strip_prefix(open).and_then(|l| l.strip_suffix(close)) {
            latex = inside.trim();
            break;
        }
    }
    let latex = latex.strip_prefix("\\displaystyle").unwrap_or(latex);
    if latex.contains("\\label") || latex.contains("\\ref") || latex.contains("\\eqref") {
        return None;
    }
    maths::convert(&[Formula { latex, display: true }]).remove(0).ok()
}

/// Puts text, if there is any, as a terminal would leave it.
fn plain(said: &str, class: &str, writer: &mut Writer<'_>) {
    let said = without_ansi(said);
    let said = said.trim_end();
    if said.trim().is_empty() {
        return;
    }
    let mut end = said.len().min(SHOWN);
    while !said.is_char_boundary(end) {
        end -= 1;
    }
    let mut shown = said[..end].to_owned();
    if end < said.len() {
        let lines = said[end..].lines().count();
        shown.push_str(&format!("\n… {lines} more lines are left out"));
    }
    writer.whole_code(&shown, "", class);
}

/// Text without colours and moves of a terminal; of a line that was written over and over, its last state.
fn without_ansi(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line = 0;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\u{1b}' => match signs.next() {
                // A control sequence ends with a letter; a command of the system with a bell or `ESC \`.
                Some('[') => {
                    while let Some(c) = signs.next_if(|c| !('@'..='~').contains(c)) {
                        if c == '\n' {
                            break;
                        }
                    }
                    signs.next_if(|c| ('@'..='~').contains(c));
                }
                Some(']') => {
                    while let Some(c) = signs.next() {
                        if c == '\u{7}' || c == '\n' {
                            break;
                        }
                        if c == '\u{1b}' {
                            signs.next_if_eq(&'\\');
                            break;
                        }
                    }
                }
                _ => {}
            },
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' if signs.peek().is_some() => out.truncate(line),
            '\r' => {}
            '\u{8}' => {
                if out.len() > line {
                    out.pop();
                }
            }
            '\n' => {
                out.push('\n');
                line = out.len();
            }
            '\t' => out.push('\t'),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Puts a picture; says whether it is one.
fn picture(base64: &str, alt: Option<String>, at: Range<usize>, writer: &mut Writer<'_>) -> bool {
    let Some(measured) = file(base64, writer) else {
        return false;
    };
    if alt.is_none() {
        let what = "a picture of this cell has no words for those who do not see it";
        let fault = Fault::new(at.clone(), what, "a line `#| fig-alt: what it shows` in the cell");
        writer.faults.push(fault.hint("the line itself is not shown"));
    }
    let alt = alt.unwrap_or_default();
    let mut html = String::from("<p><img src=\"");
    escape::url(&mut html, &measured.url);
    html.push_str(&format!(
        "\" width=\"{}\" height=\"{}\" alt=\"",
        measured.width, measured.height
    ));
    escape::attribute(&mut html, &alt);
    html.push_str("\" loading=\"lazy\" decoding=\"async\"></p>\n");
    writer.whole(&html);
    let path = measured.url.clone();
    writer.rendered.images.push(Image { path, alt, at });
    true
}

/// A picture as a file of the page.
fn file(base64: &str, writer: &mut Writer<'_>) -> Option<Measured> {
    let packed: Vec<u8> = base64.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let bytes = BASE64.decode(packed).ok()?;
    let (width, height, kind) = pictures::measure(&bytes).ok()?;
    if kind == pictures::Kind::Svg {
        return None;
    }
    let bytes = pictures::published(&bytes).ok()?;
    let digest = Sha256::digest(&bytes);
    let hex: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    let name = format!("{hex}.{}", kind.ending());
    let url = (writer.around.file)(&name);
    if !writer.rendered.files.iter().any(|f| f.name == name) {
        writer.rendered.files.push(File { name, bytes });
    }
    Some(Measured {
        width,
        height,
        variants: Vec::new(),
        url,
    })
}

/// Pictures that lie in a cell of words, by their name.
pub(super) fn attachments(cell: &Cell, writer: &mut Writer<'_>) -> BTreeMap<String, Measured> {
    let mut all = BTreeMap::new();
    for (name, kinds) in &cell.attachments {
        if let Some(measured) = kinds.values().find_map(|data| file(&text(data), writer)) {
            all.insert(name.clone(), measured);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminals_text_is_what_it_would_show() {
        assert_eq!(
            without_ansi("\u{1b}[1;31mred\u{1b}[0m \u{1b}]0;title\u{7}x"),
            "red x"
        );
        assert_eq!(without_ansi("10%\r50%\r100%\nend\r\n"), "100%\nend\n");
        assert_eq!(without_ansi("ab\u{8}c\u{0}\td"), "ac\td");
        assert_eq!(without_ansi("\u{1b}[31"), "");
    }

    #[test]
    fn lines_of_options_are_taken_out() {
        let (shown, alt) = options("#| fig-alt: \"Loss falls\"\n#| echo: true\nplot()\n");
        assert_eq!((shown.as_str(), alt.as_deref()), ("plot()\n", Some("Loss falls")));
    }
}
