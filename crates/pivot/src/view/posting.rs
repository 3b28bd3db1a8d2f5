//! Postings in a terminal.

use anstyle::Style;
use jiff::Timestamp;
use pivot_app::Situation;
use pivot_app::domain::posting::{Pay, Posting};
use pivot_app::verbs::apply::{Board, address};
use pivot_app::verbs::company::short;
use pivot_app::verbs::posting::{Added, Came, Held, Known, Outcome, Postings, Reading};
use pivot_app::wire::{class, level, remote};
use pivot_app::words::{date_of, roughly};

use super::count;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, paint};

/// So many new and changed postings of a company are named.
const NAMED: usize = 20;

/// What came of asking the boards.
pub(crate) fn fetched(screen: &mut Screen, situation: &Situation, came: &[Came]) {
    let mut first = None;
    for of in came {
        let board = of
            .board
            .as_ref()
            .map_or(String::new(), |board| format!("  {board}"));
        screen.painted(&format!("{}{}", paint(STRONG, &of.company), paint(FAINT, board)));
        match &of.result {
            Outcome::Listed(news) => {
                let parts = [
                    ("new", news.new.len()),
                    ("changed", news.changed.len()),
                    ("gone", news.gone.len()),
                    ("back", news.back.len()),
                ];
                let said: Vec<String> = parts
                    .iter()
                    .filter(|(_, n)| *n > 0)
                    .map(|(what, n)| format!("{n} {what}"))
                    .collect();
                let said = if said.is_empty() {
                    "nothing new".to_owned()
                } else {
                    said.join(", ")
                };
                screen.prose(
                    Style::new(),
                    2,
                    2,
                    &format!("{}: {said}", count(of.open, "open posting")),
                );
                let short = short(&of.company);
                for (what, postings, style) in [
                    ("new", &news.new, GOOD),
                    ("back", &news.back, GOOD),
                    ("changed", &news.changed, NOTE),
                    ("gone", &news.gone, FAINT),
                ] {
                    named(screen, (what, style), &short, postings);
                }
                first = first.or_else(|| news.new.first().map(|posting| format!("{short}/{}", posting.id)));
            }
            Outcome::Same => screen.prose(
                Style::new(),
                2,
                2,
                &format!("{}: nothing has changed", count(of.open, "open posting")),
            ),
            Outcome::NoBoard => {
                screen.prose(FAINT, 2, 2, "has no board in companies.toml, and was not asked");
            }
            Outcome::Failed(why, next) => {
                screen.prose(BAD, 2, 2, why);
                screen.prose(Style::new(), 2, 2, &format!("({next})"));
                if let Some(age) = age(situation, of.fetched) {
                    screen.prose(
                        FAINT,
                        2,
                        2,
                        &format!("{} are known from {age}", count(of.open, "open posting")),
                    );
                }
            }
        }
        for note in &of.notes {
            screen.prose(NOTE, 2, 2, &format!("Note: {note}."));
        }
    }
    screen.next(&match first {
        Some(id) => {
            format!("pivot posting list shows those on your list; pivot posting show {id} reads one.")
        }
        None => "pivot posting list shows those on your list.".into(),
    });
}

fn named(screen: &mut Screen, (what, style): (&str, Style), short: &str, postings: &[Posting]) {
    for posting in postings.iter().take(NAMED) {
        let line = format!("{what:>9}  {short}/{}  {}", posting.id, posting.title);
        let line = fit(&line, screen.width);
        screen.line(style, &line);
    }
    if postings.len() > NAMED {
        screen.line(style, &format!("{what:>9}  and {} more", postings.len() - NAMED));
    }
}

/// `3 days ago, Fri 5 Mar 2027`.
fn age(situation: &Situation, at: Option<Timestamp>) -> Option<String> {
    let at = at?;
    let ago = situation.now.duration_since(at);
    let day = date_of(&situation.settings.zones, at);
    // A clock that went back makes nothing come from the future.
    Some(match ago.is_positive() && ago.as_mins() > 0 {
        true => format!("{} ago, {day}", roughly(ago)),
        false => format!("just now, {day}"),
    })
}

/// The postings that are shown of those that are known.
pub(crate) fn list(
    screen: &mut Screen,
    situation: &Situation,
    (postings, board): (&Postings, &Board),
    shown: &[&Known],
    all: bool,
) {
    screen.prose(STRONG, 0, 2, &format!("{}.", begun(&postings.how)));
    for state in &postings.boards {
        let said = match age(situation, state.fetched) {
            Some(age) => format!("{} ({}): {age}", state.company, state.board),
            None => format!("{} ({}): never answered", state.company, state.board),
        };
        screen.prose(FAINT, 2, 2, &said);
    }
    let mut company = None;
    for known in shown {
        let own = &known.posting;
        if company != Some(&own.company) {
            screen.blank();
            let name = if own.is_pasted() {
                "Saved by you"
            } else {
                &own.company
            };
            screen.line(STRONG, name);
            company = Some(&own.company);
        }
        let title = fit(&own.title, screen.width.saturating_sub(4));
        screen.painted(&format!(
            "  {}",
            paint(if own.gone.is_some() { FAINT } else { Style::new() }, title)
        ));
        let mut about = vec![known.id.clone()];
        about.extend((!own.places.is_empty()).then(|| own.places.join(", ")));
        about.extend(own.remote.map(|r| remote(r).to_owned()));
        about.extend(
            own.gone
                .map(|at| format!("gone since {}", date_of(&situation.settings.zones, at))),
        );
        if all && !known.listed && own.gone.is_none() {
            about.push("not on your list".into());
        }
        let applied = board.all.iter().rev().find(|a| a.posting == known.id);
        about.extend(applied.map(|a| format!("you applied: {}", a.stage().name())));
        screen.prose(MARK, 4, 2, &about.join(" · "));
    }
    for note in &postings.notes {
        screen.blank();
        screen.prose(NOTE, 0, 2, &format!("Note: {note}."));
    }
    screen.next(&match shown.first() {
        Some(known) => format!("pivot posting show {} reads one; pivot apply POSTING records that you applied.", known.id),
        None if postings.all.is_empty() => "pivot posting fetch asks the boards of companies.toml; pivot posting add FILE keeps one that you saved.".into(),
        None => "pivot posting list --all shows all that are known; [postings] in companies.toml says which you want.".into(),
    });
}

fn begun(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// One posting, what it demands, and what of that the person can show.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, known: &Known, reading: &Reading) {
    let (own, zones) = (&known.posting, &situation.settings.zones);
    screen.prose(STRONG, 0, 2, &known.label());
    let row = |screen: &mut Screen, label: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            screen.labelled(Style::new(), label, &text);
        }
    };
    row(screen, "Id", Some(known.id.clone()));
    row(screen, "Place", Some(own.places.join("; ")));
    row(screen, "Remote", own.remote.map(|r| remote(r).into()));
    row(screen, "Team", Some(own.team.clone()));
    row(screen, "Kind", Some(own.kind.clone()));
    row(screen, "Pay", own.pay.as_ref().map(pay));
    row(screen, "Apply at", address(known).map(str::to_owned));
    let seen = match own.gone {
        None if own.is_pasted() => format!("saved {}", date_of(zones, own.first_seen)),
        Some(gone) => format!("gone since {}", date_of(zones, gone)),
        None => format!(
            "{}, last seen {}",
            date_of(zones, own.first_seen),
            date_of(zones, own.last_seen)
        ),
    };
    row(screen, "Seen", Some(seen));
    row(
        screen,
        "On list",
        Some(if known.listed { "yes" } else { "no" }.into()),
    );
    screen.blank();
    if reading.lines.is_empty() {
        screen.prose(NOTE, 0, 2, "Its text is not known yet.");
    }
    let mut section = "";
    for line in &reading.lines {
        if line.section != section && !line.section.is_empty() {
            screen.blank();
            screen.prose(STRONG, 0, 2, &line.section);
        }
        let heading = line.text.trim_end_matches(':') == line.section;
        section = &line.section;
        if !heading {
            screen.prose(Style::new(), 0, 2, &line.text);
        }
    }
    screen.blank();
    demands(screen, reading);
    let mut sorted: Vec<_> = reading.skills.iter().collect();
    sorted.sort_by_key(|wanted| {
        std::cmp::Reverse(wanted.held.as_ref().map(|held| matches!(held, Held::Shown(_))))
    });
    let missing = sorted
        .iter()
        .filter(|w| w.held.is_none() && !w.demand.optional)
        .count();
    for wanted in sorted {
        let (style, word, by) = match &wanted.held {
            Some(Held::Shown(by)) => (GOOD, "shown", by.as_str()),
            Some(Held::Claimed(by)) => (NOTE, "claimed", by.as_str()),
            None => (BAD, "missing", ""),
        };
        let optional = if wanted.demand.optional { ", a wish" } else { "" };
        screen.painted(&format!(
            "  {}  {}{optional}",
            paint(style, format!("{word:<7}")),
            paint(STRONG, &wanted.demand.name)
        ));
        screen.prose(
            FAINT,
            11,
            2,
            &format!(
                "\"{}\" in: {}",
                wanted.demand.words,
                fit(&wanted.demand.line, 160)
            ),
        );
        if !by.is_empty() {
            screen.prose(Style::new(), 11, 2, by);
        }
    }
    screen.next(&match missing {
        0 => format!("pivot resume build --for {} cuts your resume for it; pivot apply {} records that you applied.", known.id, known.id),
        n => format!("{} {} missing: pivot answer says what they cost; pivot resume build --for {} cuts your resume for it.", count(n, "skill"), if n == 1 { "is" } else { "are" }, known.id),
    });
}

fn demands(screen: &mut Screen, reading: &Reading) {
    let demands = &reading.demands;
    screen.line(STRONG, "What it demands");
    let mut said = false;
    let mut row = |text: String, words: &str| {
        said = true;
        screen.prose(Style::new(), 2, 2, &format!("{text}: \"{words}\""));
    };
    if let Some(degree) = &demands.degree {
        let of = match level(degree.level) {
            "any" => "a degree".to_owned(),
            named => format!("a degree ({named})"),
        };
        row(
            format!("{of}, {}", class(degree.class).replace('-', " ")),
            reading.words(&degree.at),
        );
    }
    if let Some(years) = &demands.years {
        row(count(years.count as usize, "year"), reading.words(&years.at));
    }
    if let Some(at) = &demands.publications {
        row("publications".into(), reading.words(at));
    }
    if demands.is_expert() {
        screen.prose(
            NOTE,
            2,
            2,
            "It asks for an expert: a doctorate, publications, or five years and more.",
        );
    }
    if !said {
        screen.prose(
            FAINT,
            2,
            2,
            "no degree, no years and no publications, as far as its words say",
        );
    }
}

/// `50000 to 75500.5 CAD, per-year-salary`.
fn pay(pay: &Pay) -> String {
    let between: Vec<String> = [pay.min, pay.max]
        .into_iter()
        .flatten()
        .map(|n| n.to_string())
        .collect();
    let mut text = between.join(" to ");
    if let Some(currency) = &pay.currency {
        text.push_str(&format!(" {currency}"));
    }
    if let Some(interval) = &pay.interval {
        text.push_str(&format!(", {interval}"));
    }
    text
}

/// A posting was kept.
pub(crate) fn added(screen: &mut Screen, added: &Added) {
    let word = if added.same {
        "was there already"
    } else {
        "is kept"
    };
    screen.prose(GOOD, 0, 2, &format!("{} {word}: {}", added.id, added.title));
    screen.next(&format!(
        "pivot posting show {} reads it; pivot apply {} records that you applied.",
        added.id, added.id
    ));
}
