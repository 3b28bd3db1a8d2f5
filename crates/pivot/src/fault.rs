//! A fault becomes words on standard error and an exit status: 2 wrong use or input, 3 a fault outside.

use std::fmt;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use pivot_app::labs::score::Fault as TableFault;
use pivot_app::words::count;
use pivot_app::{Error, FaultyFile};

/// Prints the fault and gives the exit status.
pub(crate) fn report(error: &Error) -> ExitCode {
    match error {
        Error::Files(files) => {
            let handler = handler();
            let mut all = 0;
            for file in files {
                all += file.faults.len();
                for fault in &file.faults {
                    let mut text = String::new();
                    // The handler fails only where its target does, and a String does not.
                    let _ = handler.render_report(&mut text, &Shown::new(file, fault));
                    anstream::eprintln!("{}\n", text.trim_end());
                }
            }
            eprintln!(
                "{}. Nothing was changed; mend the file and run the command again.",
                count(all, "fault")
            );
            ExitCode::from(2)
        }
        Error::Tables { faults, more } => {
            for (path, fault) in faults {
                table(path, fault);
            }
            let count = count(faults.len(), "fault");
            let more = if *more {
                ", and reading was given up there"
            } else {
                ""
            };
            eprintln!("{count}{more}. Nothing was scored; mend the file and run the command again.");
            ExitCode::from(2)
        }
        Error::Wrong { what, next } => {
            say(what, next.as_deref());
            ExitCode::from(2)
        }
        Error::Changed => {
            say(
                "the journal changed in the meantime, and nothing was recorded",
                Some("look again, and run the command again"),
            );
            ExitCode::from(3)
        }
        Error::Outside { what, next } => {
            say(what, next.as_deref());
            ExitCode::from(3)
        }
        Error::Bug(what) => {
            say(
                &format!("this is a fault in Pivot: {what}"),
                Some("please report it with your pivot.toml and curriculum.toml"),
            );
            ExitCode::from(3)
        }
    }
}

/// A fault of a table: `file:line: column 2 (value): what`, and below it what was expected.
fn table(path: &Path, fault: &TableFault) {
    let (bold, faint) = (crate::screen::BAD, crate::screen::FAINT);
    let line = fault.line.map(|line| format!(":{line}")).unwrap_or_default();
    let column = fault
        .column
        .as_ref()
        .map(|column| format!("column {} ({}): ", column.number, column.name));
    let (path, column) = (path.display(), column.unwrap_or_default());
    anstream::eprintln!("{bold}{path}{line}:{bold:#} {column}{}", fault.what);
    anstream::eprintln!("{faint}       expected {}{faint:#}", fault.expected);
    if let Some(hint) = &fault.hint {
        anstream::eprintln!("{faint}       {hint}{faint:#}");
    }
}

fn say(what: &str, next: Option<&str>) {
    let (bold, faint) = (crate::screen::BAD, crate::screen::FAINT);
    anstream::eprintln!("{bold}pivot:{bold:#} {what}");
    if let Some(next) = next {
        anstream::eprintln!("{faint}       {next}{faint:#}");
    }
}

fn handler() -> GraphicalReportHandler {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let width = terminal_size::terminal_size_of(std::io::stderr())
        .map_or(80, |(w, _)| usize::from(w.0))
        .clamp(40, 120);
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
}

/// A fault as the library that draws it wants it.
#[derive(Debug)]
struct Shown<'f> {
    fault: &'f pivot_app::domain::Fault,
    source: NamedSource<String>,
}

impl<'f> Shown<'f> {
    fn new(file: &FaultyFile, fault: &'f pivot_app::domain::Fault) -> Self {
        let name = file.path.file_name().map_or_else(
            || file.path.display().to_string(),
            |n| n.to_string_lossy().into_owned(),
        );
        Shown {
            fault,
            source: NamedSource::new(name, file.text.clone()),
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.what)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault
            .hint
            .as_ref()
            .map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = format!("expected {}", self.fault.expected);
        // A long stretch (a whole table) is shown by its first line.
        let text = self.source.inner();
        let end = text
            .get(self.fault.at.clone())
            .and_then(|t| t.find('\n'))
            .map_or(self.fault.at.end, |n| self.fault.at.start + n);
        Some(Box::new(std::iter::once(LabeledSpan::new(
            Some(label),
            self.fault.at.start,
            end - self.fault.at.start,
        ))))
    }
}
