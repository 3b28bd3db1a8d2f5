//! What was found of a machine.

use anstyle::Style;
use pivot_app::domain::machine::{Finding, State};
use pivot_app::verbs::rig::doctor::Examined;

use super::count;
use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen, pad, paint};

/// Columns of the margin: the parts' names, and their state.
const PART: usize = 15;
const STATE: usize = 10;

pub(crate) fn show(screen: &mut Screen, examined: &Examined) {
    let findings = &examined.report.findings;
    let wanted = &examined.wanted;
    let card = match (wanted.cuda, wanted.memory_gb) {
        (true, Some(memory)) => format!(", on a card with {memory} GB"),
        (true, None) => ", on a card".into(),
        (false, _) => String::new(),
    };
    screen.prose(
        STRONG,
        0,
        2,
        &format!("This machine, for training with {}{card}", wanted.framework),
    );
    screen.blank();
    for finding in findings {
        let (style, state) = match (finding.state, finding.needed) {
            (State::Well, _) => (GOOD, "ok"),
            (State::Missing, true) => (BAD, "missing"),
            // What nobody asked for may be missing.
            (State::Missing, false) => (FAINT, "none"),
            (State::Wrong, _) => (BAD, "wrong"),
            (State::Unknown, _) => (NOTE, "not known"),
        };
        let head = format!(
            "{}{}",
            paint(STRONG, pad(&format!("  {}", finding.about), PART)),
            paint(style, pad(state, STATE))
        );
        beside(screen, &head, Style::new(), &finding.seen);
    }
    let troubles: Vec<&Finding> = findings.iter().filter(|f| f.is_trouble()).collect();
    mends(screen, "What mends it", &troubles);
    let others: Vec<&Finding> = findings
        .iter()
        .filter(|f| !f.is_trouble() && f.mend.is_some())
        .collect();
    mends(screen, "Not needed, or not known; where you want it", &others);
    if let Some((task, path)) = &examined.saved {
        screen.blank();
        screen.labelled(
            GOOD,
            "Written",
            &format!(
                "{}: what was asked and answered, as evidence of {task}",
                path.display()
            ),
        );
    }
    let next = match (&examined.saved, troubles.first()) {
        (_, Some(first)) => format!(
            "{}; begin with {}, then ask again: pivot rig doctor.",
            match troubles.len() {
                1 => "1 part must be mended".to_owned(),
                n => format!("{} must be mended", count(n, "part")),
            },
            first.about
        ),
        (Some((task, _)), None) => format!("pivot evidence {task} shows whether it is closed by this."),
        (None, None) => "pivot rig doctor --save TASK writes this as evidence of a task; pivot lab list has work for the machine.".to_owned(),
    };
    screen.next(&next);
}

/// What to do about findings, with the commands to type.
fn mends(screen: &mut Screen, title: &str, findings: &[&Finding]) {
    let mut of = findings
        .iter()
        .filter_map(|f| Some((f, f.mend.as_ref()?)))
        .peekable();
    if of.peek().is_none() {
        return;
    }
    screen.blank();
    screen.line(STRONG, title);
    for (finding, mend) in of {
        let head = paint(STRONG, pad(&format!("  {}", finding.about), PART));
        let narrow = screen.width - PART;
        for (i, line) in textwrap::wrap(&mend.say, narrow).iter().enumerate() {
            let margin = if i == 0 { head.clone() } else { " ".repeat(PART) };
            screen.painted(&format!("{margin}{line}"));
        }
        for command in &mend.commands {
            // Whole, to be copied.
            screen.painted(&format!(
                "{}{}",
                " ".repeat(PART),
                paint(GOOD, format!("$ {command}"))
            ));
        }
    }
}

fn beside(screen: &mut Screen, head: &str, style: Style, text: &str) {
    let margin = PART + STATE;
    let options = textwrap::Options::new(screen.width - margin)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for (i, line) in textwrap::wrap(text, options).iter().enumerate() {
        let begin = if i == 0 {
            head.to_owned()
        } else {
            " ".repeat(margin)
        };
        screen.painted(&format!("{begin}{}", paint(style, line)));
    }
}
