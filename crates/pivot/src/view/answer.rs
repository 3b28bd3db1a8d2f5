//! The answer to the article's question: the sentence first, then what opens postings, then what the numbers can bear.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::verbs::answer::{Judged, Report, Stands};
use pivot_app::words::answer::{
    all_outcomes, best, demanded, doubt, lacks, minutes, question, standing, told, verdict, way,
};
use pivot_app::words::hours;

use super::count;
use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen};

/// So many skills and sets are told; JSON and the report have all.
const MOST: usize = 8;

/// The answer.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, report: &Report) {
    let zones = &situation.settings.zones;
    screen.prose(FAINT, 0, 2, &question(situation));
    screen.prose(STRONG, 0, 2, &verdict(report));
    for line in standing(report) {
        screen.prose(Style::new(), 2, 2, &line);
    }
    if !report.skills.is_empty() {
        screen.blank();
        screen.line(STRONG, "Skills that open postings");
        for skill in report.skills.iter().take(MOST) {
            let opens = match skill.alone {
                0 => format!("demanded by {}", skill.demanded),
                n => format!("opens {n} alone, demanded by {}", skill.demanded),
            };
            screen.prose(NOTE, 2, 4, &format!("{}: {opens}", skill.name));
            screen.prose(Style::new(), 4, 0, &way(skill, report, zones));
        }
        more(screen, report.skills.len(), "skill");
        screen.blank();
        screen.line(STRONG, "The best set");
        screen.prose(Style::new(), 2, 0, &best(report, zones));
        for choice in report.frontier.iter().take(MOST) {
            let names: Vec<String> = choice
                .skills
                .iter()
                .map(|skill| pivot_app::verbs::answer::name(skill))
                .collect();
            let text = format!(
                "{}: {}, {} more",
                hours(minutes(choice.minutes)),
                names.join(", "),
                choice.opened
            );
            screen.prose(FAINT, 2, 2, &text);
        }
        more(screen, report.frontier.len(), "set");
    }
    screen.blank();
    screen.line(STRONG, "The postings");
    for posting in &report.postings {
        one(screen, posting);
    }
    if !report.unread.is_empty() {
        let text = format!(
            "{} without a text yet, counted nowhere: {}",
            count(report.unread.len(), "posting"),
            report.unread.join("; ")
        );
        screen.prose(FAINT, 2, 4, &text);
    }
    screen.blank();
    screen.line(STRONG, "What came of applications");
    let outcomes = all_outcomes(report);
    for line in &outcomes {
        screen.prose(Style::new(), 2, 2, line);
    }
    if outcomes.is_empty() {
        screen.prose(
            Style::new(),
            2,
            0,
            "None is recorded yet: pivot apply POSTING records one, and what comes of it is the best answer there is.",
        );
    }
    screen.blank();
    screen.line(STRONG, "What the numbers can bear");
    for line in doubt(report).iter().chain(&report.notes) {
        screen.prose(FAINT, 2, 2, line);
    }
}

fn one(screen: &mut Screen, posting: &Judged) {
    let style = match posting.stands {
        Stands::Today => GOOD,
        Stands::Skills => NOTE,
        Stands::Closed => BAD,
    };
    let expert = if posting.expert {
        " It asks for an expert."
    } else {
        ""
    };
    screen.prose(
        style,
        2,
        4,
        &format!("{}: {}{expert}", posting.label, told(posting)),
    );
    let demands = demanded(posting);
    if !demands.is_empty() {
        screen.prose(FAINT, 4, 6, &format!("demands {}", demands.join("; ")));
    }
    let missing = lacks(posting);
    if !missing.is_empty() {
        screen.prose(FAINT, 4, 6, &format!("missing: {}", missing.join(", ")));
    }
}

/// What was left out.
fn more(screen: &mut Screen, all: usize, what: &str) {
    if all > MOST {
        let text = format!(
            "and {} more; --json and --report have all",
            count(all - MOST, what)
        );
        screen.prose(FAINT, 2, 4, &text);
    }
}
