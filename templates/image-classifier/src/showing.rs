//! The figures of a training, written into texts that people read: README.md and MODEL_CARD.md, between marks.
use std::fmt::Write;

use crate::model::Kind;
use crate::train::metrics::Figure;
use crate::train::{Report, Results};

/// Classes whose confusion is a table; of more, the table would be wider than a page.
const CONFUSION: usize = 12;
/// Mistakes that are named.
const MISTAKES: usize = 5;

/// A text with the figures of a training between its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The parts that were written.
    pub parts: Vec<&'static str>,
}

/// Writes the figures of a training between the marks of a text: `<!-- results: … -->` to `<!-- end of results -->`, and so for `data` and `model`.
/// All else stays as it is.
///
/// # Errors
/// In words, where the text has no such mark, or a mark without its end.
pub fn fill(text: &str, report: &Report) -> Result<Filled, String> {
    let parts: [(&'static str, String); 3] = [
        ("results", results(&report.results)),
        ("data", data(report)),
        ("model", model(report)),
    ];
    let mut filled = Filled {
        text: text.into(),
        parts: Vec::new(),
    };
    for (name, block) in parts {
        if let Some(text) = between(&filled.text, name, &block)? {
            filled.text = text;
            filled.parts.push(name);
        }
    }
    if filled.parts.is_empty() {
        return Err("it has no marks: write the two lines `<!-- results: -->` and `<!-- end of results -->` where the figures belong".into());
    }
    Ok(filled)
}

/// `text` with `block` between the marks of `name`; `None` where it has none.
fn between(text: &str, name: &str, block: &str) -> Result<Option<String>, String> {
    let Some(begin) = text.find(&format!("<!-- {name}:")) else {
        return Ok(None);
    };
    let open = text[begin..].find("-->").map(|at| begin + at + "-->".len());
    let end = format!("<!-- end of {name} -->");
    let close = open.and_then(|open| text[open..].find(&end).map(|at| (open, open + at)));
    let (open, close) =
        close.ok_or_else(|| format!("the mark `<!-- {name}: … -->` has no `{end}` behind it"))?;
    Ok(Some(format!("{}\n{block}{}", &text[..open], &text[close..])))
}

/// 0.9125 with its interval: `91.3 % (86.5 to 94.5)`.
fn percent(figure: &Figure) -> String {
    format!(
        "{:.1} % ({:.1} to {:.1})",
        100.0 * figure.value,
        100.0 * figure.low,
        100.0 * figure.high
    )
}

/// A name within a table or a line of Markdown.
fn plain(name: &str) -> String {
    let mut text = String::new();
    for sign in name.chars() {
        if matches!(sign, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            text.push('\\');
        }
        text.push(if sign.is_control() { ' ' } else { sign });
    }
    text
}

/// Writing into a string does not fail: what it gives back is dropped.
fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(words);
    text.push('\n');
}

fn results(results: &Results) -> String {
    let mut text = String::new();
    let baseline = &results.baseline;
    line(
        &mut text,
        format_args!(
            "On {} test pictures; in brackets the interval of 95 %.\n",
            results.pictures
        ),
    );
    line(
        &mut text,
        format_args!(
            "| | this model | always \"{}\" |\n| --- | --- | --- |",
            plain(&baseline.class)
        ),
    );
    line(
        &mut text,
        format_args!(
            "| accuracy | {} | {} |",
            percent(&results.accuracy),
            percent(&baseline.accuracy)
        ),
    );
    line(
        &mut text,
        format_args!("| F1, mean of classes | {} | |", percent(&results.macro_f1)),
    );
    line(
        &mut text,
        format_args!("| log loss | {:.3} | |", results.log_loss),
    );
    line(
        &mut text,
        format_args!(
            "| calibration error | {:.1} % | |\n",
            100.0 * results.calibration.error
        ),
    );
    line(
        &mut text,
        format_args!(
            "| class | test pictures | known of them | right when said |\n| --- | --- | --- | --- |"
        ),
    );
    for class in &results.classes {
        line(
            &mut text,
            format_args!(
                "| {} | {} | {} | {} |",
                plain(&class.name),
                class.pictures,
                percent(&class.recall),
                percent(&class.precision)
            ),
        );
    }
    if results.classes.len() <= CONFUSION {
        text.push_str("\nWhat each class (row) was taken for (column):\n\n| |");
        for class in &results.classes {
            let _ = write!(text, " {} |", plain(&class.name));
        }
        line(
            &mut text,
            format_args!("\n| --- |{}", " --- |".repeat(results.classes.len())),
        );
        for (class, row) in results.classes.iter().zip(&results.confusion) {
            let _ = write!(text, "| **{}** |", plain(&class.name));
            for count in row {
                let _ = write!(text, " {count} |");
            }
            text.push('\n');
        }
    }
    if !results.mistakes.is_empty() {
        text.push_str("\nThe surest of its mistakes:\n\n");
        for mistake in results.mistakes.iter().take(MISTAKES) {
            line(
                &mut text,
                format_args!(
                    "- {}: said {} with {:.0} %, is {}",
                    plain(&mistake.file.to_string_lossy()),
                    plain(&mistake.said),
                    100.0 * mistake.probability,
                    plain(&mistake.is)
                ),
            );
        }
    }
    text
}

fn data(report: &Report) -> String {
    let data = &report.data;
    let mut text = String::new();
    line(
        &mut text,
        format_args!(
            "{} pictures of {} classes: {} to learn from, {} to stop in time, {} for the test; {} left out as unreadable, tiny or doubled.",
            data.train + data.valid + data.test,
            report.model.classes.len(),
            data.train,
            data.valid,
            data.test,
            data.left_out
        ),
    );
    line(
        &mut text,
        format_args!("The set is known by the hash `{}`.", report.model.data),
    );
    text
}

fn model(report: &Report) -> String {
    let about = &report.model;
    let mut text = String::new();
    let learned = match (about.kind == Kind::EfficientNet, report.fine_tuned) {
        (false, _) => "A small convolutional network, learned from nothing",
        (true, false) => "EfficientNet-Lite0 as ImageNet taught it, with a head of its own that was learned",
        (true, true) => "EfficientNet-Lite0, which ImageNet had taught, learned on as a whole",
    };
    line(
        &mut text,
        format_args!(
            "{learned}, on pictures of {size} × {size} pixels; {} epochs, of which the {} was kept, in {:.0} seconds on the {}.",
            report.epochs.len(),
            ordinal(report.best_epoch),
            report.seconds,
            report.device,
            size = about.size
        ),
    );
    line(
        &mut text,
        format_args!(
            "Seed {}, temperature {:.3}. The same pictures and seed give the same model on the CPU. Weights: `{}`.",
            about.seed, about.temperature, about.weights
        ),
    );
    text
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_the_marks_changes() {
        let text = "# A\n<!-- data: told by a program -->\nold\n<!-- end of data -->\nb\n";
        let new = between(text, "data", "new\n").unwrap().unwrap();
        assert_eq!(
            new,
            "# A\n<!-- data: told by a program -->\nnew\n<!-- end of data -->\nb\n"
        );
        assert_eq!(between(&new, "data", "new\n").unwrap().unwrap(), new);
        assert_eq!(between(text, "results", "new\n"), Ok(None));
        for broken in [
            "<!-- data: -->\nold",
            "<!-- data: \n",
            "<!-- end of data -->\n<!-- data: -->",
        ] {
            let said = between(broken, "data", "new\n").unwrap_err();
            assert!(said.contains("has no `<!-- end of data -->` behind it"), "{said}");
        }
    }

    /// A name of a folder is whatever its maker wrote: in the text it stays a name.
    #[test]
    fn names_are_no_markdown() {
        assert_eq!(plain("a|b_c\n<!--"), "a\\|b\\_c \\<!--");
    }

    #[test]
    fn ordinals() {
        for (number, said) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (23, "23rd"),
            (111, "111th"),
        ] {
            assert_eq!(ordinal(number), said);
        }
    }
}
