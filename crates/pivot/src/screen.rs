//! What is printed: text with styles, as wide as the terminal.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use anstyle::{AnsiColor, Style};
use pivot_app::Error;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Headings and dates.
pub(crate) const STRONG: Style = Style::new().bold();
/// What matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is late or has no place.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is worth a look.
pub(crate) const NOTE: Style = AnsiColor::Yellow.on_default();
/// Bars and task ids.
pub(crate) const MARK: Style = AnsiColor::Cyan.on_default();

/// Collects what a command prints; it is written at once at the end. Colour goes only to a terminal, and not where
/// `NO_COLOR` is set.
#[derive(Debug)]
pub(crate) struct Screen {
    text: String,
    quiet: bool,
    /// Columns there are: the terminal's, `COLUMNS`, or 80; at least 40 and at most 120.
    pub(crate) width: usize,
}

impl Screen {
    pub(crate) fn new(quiet: bool) -> Self {
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let width = terminal_size::terminal_size()
            .map(|(w, _)| usize::from(w.0))
            .or(columns)
            .unwrap_or(80);
        Screen {
            text: String::new(),
            quiet,
            width: width.clamp(40, 120),
        }
    }

    /// A line of one style.
    pub(crate) fn line(&mut self, style: Style, text: &str) {
        self.text.push_str(&format!("{}\n", paint(style, text)));
    }

    /// A line that was painted before.
    pub(crate) fn painted(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Running text, broken at spaces; lines after the first begin with so many more spaces.
    pub(crate) fn prose(&mut self, style: Style, indent: usize, hanging: usize, text: &str) {
        let (first, later) = (" ".repeat(indent), " ".repeat(indent + hanging));
        let options = textwrap::Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&later);
        for line in textwrap::wrap(text, options) {
            self.line(style, &line);
        }
    }

    /// A label in the margin, and running text beside it.
    pub(crate) fn labelled(&mut self, style: Style, label: &str, text: &str) {
        let later = " ".repeat(12);
        let lines = textwrap::wrap(text, self.width - 12);
        for (i, line) in lines.iter().enumerate() {
            let margin = if i == 0 {
                paint(STRONG, pad(&format!("  {label}"), 12))
            } else {
                later.clone()
            };
            self.painted(&format!("{margin}{}", paint(style, line)));
        }
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// What to do next: the last line of an answer.
    pub(crate) fn next(&mut self, text: &str) {
        self.blank();
        self.prose(FAINT, 0, 6, &format!("Next: {text}"));
    }

    /// Text as it is, for programs: printed even where `--quiet` is given.
    pub(crate) fn raw(&mut self, text: &str) -> Result<(), Error> {
        write_out(text)
    }

    /// Writes what was collected so far: before a question.
    pub(crate) fn show_now(&mut self) -> Result<(), Error> {
        self.show()?;
        self.text.clear();
        Ok(())
    }

    /// Writes what was collected.
    pub(crate) fn show(&self) -> Result<(), Error> {
        if self.quiet { Ok(()) } else { write_out(&self.text) }
    }
}

/// A reader that has seen enough (`pivot plan | head`) is no fault.
fn write_out(text: &str) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Outside {
            what: format!("could not print: {error}"),
            next: None,
        }),
        _ => Ok(()),
    }
}

/// Text in a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    if style == Style::new() {
        text.to_string()
    } else {
        format!("{style}{text}{style:#}")
    }
}

/// Columns that a text without styles takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// At most `columns` wide: cut, with an ellipsis, where it is longer.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > columns {
            break;
        }
        cut.push(c);
    }
    format!("{}…", cut.trim_end())
}

/// Exactly `columns` wide: cut or filled with spaces.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let fill = columns.saturating_sub(width(&text));
    text + &" ".repeat(fill)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_count_columns() {
        assert_eq!(fit("naïve 数学 text", 9), "naïve 数…");
        assert_eq!(pad("数学", 6), "数学  ");
        assert_eq!(fit("short", 5), "short");
        assert_eq!(width(&pad("a very long text", 7)), 7);
    }
}
