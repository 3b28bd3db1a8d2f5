//! A statement in Markdown, as far as a terminal needs it: paragraphs and lists are as wide as the screen, code stays as it is.

use anstyle::Style;

use crate::screen::{FAINT, STRONG, Screen};

/// The statement.
pub(super) fn show(screen: &mut Screen, text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence {
            paragraph(screen, &mut open);
            in_code = !in_code;
        } else if in_code {
            screen.line(FAINT, &format!("    {line}").replace('\t', "    "));
        } else if line.starts_with('#') {
            paragraph(screen, &mut open);
            screen.line(STRONG, line);
        } else if line.trim().is_empty() {
            paragraph(screen, &mut open);
            screen.blank();
        } else {
            if line.starts_with("- ") {
                paragraph(screen, &mut open);
            }
            open.push(line.trim());
        }
    }
    paragraph(screen, &mut open);
}

/// Prints the lines that belong together.
fn paragraph(screen: &mut Screen, open: &mut Vec<&str>) {
    if open.is_empty() {
        return;
    }
    let text = open.join(" ");
    let hanging = if text.starts_with("- ") { 2 } else { 0 };
    screen.prose(Style::new(), 0, hanging, &text);
    open.clear();
}
