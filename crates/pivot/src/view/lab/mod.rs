//! Labs in a terminal.

mod baseline;
mod board;
mod served;
mod statement;
mod submitted;

use anstyle::Style;
use pivot_app::labs::lab::{Bar, Lab, Set, Source};
use pivot_app::labs::metrics::Direction;
use pivot_app::verbs::lab::{Checked, Got, Hinted, Listed, Ran, Reset, Shown};
use pivot_app::words::score;

use super::count;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

pub(crate) use baseline::baseline;
pub(crate) use board::board;
pub(crate) use served::served;
pub(crate) use submitted::submitted;

/// The style of a bar.
fn style(bar: Option<Bar>) -> Style {
    match bar {
        Some(_) => GOOD,
        None => NOTE,
    }
}

/// All labs, in a line each.
pub(crate) fn list(screen: &mut Screen, labs: &[Listed], in_pivot: bool) {
    for listed in labs {
        let lab = match &listed.lab {
            Ok(lab) => lab,
            Err(why) => {
                screen.painted(&format!(
                    "{}  {}",
                    paint(MARK, pad(&listed.id, 12)),
                    paint(BAD, why)
                ));
                continue;
            }
        };
        let wide = screen.width.saturating_sub(14);
        screen.painted(&format!(
            "{}  {}",
            paint(MARK, pad(&listed.id, 12)),
            paint(STRONG, fit(&lab.title, wide))
        ));
        let names: Vec<&str> = lab.sets.iter().map(|set| set.name.as_str()).collect();
        let own = if listed.own { ", your own" } else { "" };
        let about = format!("{} · {} · {}{own}", lab.topic, lab.measure(), names.join(", "));
        screen.prose(FAINT, 14, 0, &about);
        if let Some(line) = stands(listed) {
            screen.prose(style(listed.bar), 14, 0, &line);
        }
    }
    if in_pivot {
        screen.next("pivot lab get LAB writes its data into labs/LAB/; pivot lab show LAB tells what to do.");
    } else {
        screen.next(
            "pivot lab show LAB tells more; in a pivot (pivot init DIR), pivot lab get LAB begins one.",
        );
    }
}

/// How the person stands with a lab, where there is something to say.
fn stands(listed: &Listed) -> Option<String> {
    let here = listed.kept.as_ref().map(|kept| format!("{} is here", kept.set));
    let tried = (listed.attempts > 0).then(|| count(listed.attempts, "attempt"));
    let best = listed
        .best
        .as_ref()
        .map(|best| format!("best {}", score(best.value)));
    let bar = listed.bar.map(|bar| bar.name().to_owned());
    let said: Vec<String> = [here, tried, best, bar].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Where a set comes from, and its bars.
fn set(screen: &mut Screen, lab: &Lab, set: &Set) {
    let from = match &set.source {
        Source::Made { seed, .. } => format!("made by a seed ({seed} by default), without a network"),
        Source::Real { .. } => "real, fetched when you ask for it".to_owned(),
        Source::Own(_) => "the files beside lab.toml".to_owned(),
    };
    let than = match lab.direction() {
        Direction::Higher => "at least",
        Direction::Lower => "at most",
    };
    let bars: Vec<String> = Bar::ALL
        .into_iter()
        .map(|bar| format!("{} {}", bar.name(), set.bars.of(bar)))
        .collect();
    screen.labelled(MARK, "set", &set.name);
    screen.labelled(FAINT, "", &from);
    screen.labelled(Style::new(), "", &format!("{than}: {}", bars.join(", ")));
    if let Some(licence) = &set.licence {
        screen.labelled(FAINT, "", licence);
    }
}

/// A lab with its statement.
pub(crate) fn show(screen: &mut Screen, shown: &Shown, in_pivot: bool) {
    let lab = &shown.definition.lab;
    statement::show(screen, &shown.definition.statement);
    screen.blank();
    screen.line(STRONG, "In short");
    let better = match lab.direction() {
        Direction::Higher => "higher is better",
        Direction::Lower => "lower is better",
    };
    let metric = format!("{}: {}; {better}", lab.measure(), lab.about());
    screen.labelled(Style::new(), "metric", &metric);
    lab.sets.iter().for_each(|each| set(screen, lab, each));
    let limits = &lab.limits;
    let budget = limits
        .parameters
        .map(|n| format!(", a model of at most {n} numbers"));
    screen.labelled(
        Style::new(),
        "limits",
        &format!(
            "{} a day, {} MiB of submission{}; a run {} minutes and {} MiB of memory",
            count(lab.attempts as usize, "attempt"),
            limits.file_mib,
            budget.unwrap_or_default(),
            limits.minutes,
            limits.memory_mib
        ),
    );
    screen.labelled(
        Style::new(),
        "hints",
        &format!("{}, unlocked by honest tries", lab.hints.len()),
    );
    if let Some(line) = stands(&shown.listed) {
        screen.labelled(style(shown.listed.bar), "you", &line);
    }
    let id = &lab.id;
    match (in_pivot, &shown.listed.kept) {
        (false, _) => screen.next(&format!(
            "in a pivot (pivot init DIR), pivot lab get {id} begins it."
        )),
        (true, None) => screen.next(&format!("pivot lab get {id} writes its data into labs/{id}/.")),
        (true, Some(_)) if lab.service.is_some() => screen.next(&format!(
            "pivot lab submit {id} --url http://127.0.0.1:8000/predict measures your service."
        )),
        (true, Some(_)) => screen.next(&format!("pivot lab submit {id} FILE scores what you made.")),
    }
}

/// What `get` wrote.
pub(crate) fn got(screen: &mut Screen, lab: &Lab, got: &Got) {
    let seed = got
        .kept
        .seed
        .map(|seed| format!(", seed {seed}"))
        .unwrap_or_default();
    let (style, said) = if got.written.is_empty() {
        (FAINT, "all of it was there already")
    } else {
        (GOOD, "written")
    };
    screen.line(
        style,
        &format!("{}: the set {}{seed}, {said}", lab.title, got.kept.set),
    );
    for file in got.kept.files.iter().filter(|file| !file.path.starts_with('.')) {
        let size = bytes(file.bytes);
        let path = format!("labs/{}/{}", lab.id, file.path);
        let wide = screen.width.saturating_sub(14);
        screen.painted(&format!("  {}{size:>10}", pad(&path, wide)));
    }
    screen.prose(
        FAINT,
        2,
        0,
        &format!(
            "{} to answer: {} for the score that is shown, {} for the bars. Their answers lie masked in .held/, an honour system.",
            count(got.rows.0 + got.rows.1, "row"),
            got.rows.0,
            got.rows.1
        ),
    );
    let then = match lab.service {
        None => format!("FILE. labs/{}/sample_submission.csv shows the form.", lab.id),
        Some(_) => "--url http://127.0.0.1:8000/predict.".to_owned(),
    };
    screen.next(&format!(
        "read labs/{0}/statement.md; then pivot lab submit {0} {then}",
        lab.id
    ));
}

/// `12 B`, `3.4 kB`, `47.0 MB`.
fn bytes(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// Hints that are unlocked.
pub(crate) fn hint(screen: &mut Screen, hinted: &Hinted, named: bool) {
    for (number, text, _) in &hinted.shown {
        screen.painted(&paint(STRONG, format!("Hint {number} of {}", hinted.all)));
        screen.prose(Style::new(), 2, 0, text);
        screen.blank();
    }
    let tries = count(hinted.tries as usize, "honest try").replace("trys", "tries");
    let told = match hinted.missing {
        Some(missing) => format!(
            "{tries} so far; {missing} more will unlock {}. A try is honest when it beats the sample, each content once.",
            if named && hinted.shown.is_empty() {
                "it"
            } else {
                "the next"
            }
        ),
        None if hinted.shown.len() < hinted.unlocked => format!("{tries} so far; another hint is unlocked."),
        None => format!("{tries} so far; all hints are unlocked."),
    };
    let style = if hinted.shown.is_empty() { NOTE } else { FAINT };
    screen.prose(style, 0, 0, &told);
    screen.next(&format!(
        "pivot lab submit {0} FILE; pivot lab leaderboard {0}.",
        hinted.lab
    ));
}

/// How a run ended.
pub(crate) fn ran(screen: &mut Screen, lab: &Lab, ran: &Ran, folder: &str) {
    let (style, how) = match (&ran.stopped, ran.status) {
        (Some(why), _) => (BAD, format!("was stopped: {why}")),
        (None, Some(0)) => (GOOD, "ended well".to_owned()),
        (None, Some(status)) => (BAD, format!("ended with status {status}")),
        (None, None) => (BAD, "was ended by a signal".to_owned()),
    };
    screen.line(style, &format!("Run {} of {}: {how}", ran.number, lab.id));
    let peak = ran
        .peak
        .map(|peak| format!(", at most {} of memory", bytes(peak)));
    screen.labelled(
        Style::new(),
        "took",
        &format!("{:.1} s{}", ran.took.as_secs_f64(), peak.unwrap_or_default()),
    );
    screen.labelled(
        Style::new(),
        "printed",
        &format!("{}, in {folder}/log.txt", bytes(ran.printed as u64)),
    );
    let versions: Vec<String> = ran
        .environment
        .iter()
        .filter(|(name, _)| !["kernel", "memory", "threads"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    screen.labelled(
        FAINT,
        "where",
        &format!("{}; in {folder}/run.json", versions.join(", ")),
    );
    match &ran.submission {
        Some(_) => screen.next(&format!("pivot lab submit {} {folder}/submission.csv", lab.id)),
        None => screen.next(&format!(
            "a command that writes submission.csv leaves it in {folder}/; the data are in the folder that PIVOT_LAB names."
        )),
    }
}

/// What was found of a lab.
pub(crate) fn checked(screen: &mut Screen, checked: &Checked) {
    for set in &checked.sets {
        screen.line(STRONG, &format!("{}, set {}", checked.lab, set.set));
        for step in &set.steps {
            let (style, word) = match step.holds {
                Some(true) => (GOOD, "holds"),
                Some(false) => (BAD, "FAILS"),
                None => (NOTE, "open"),
            };
            screen.painted(&format!("  {}  {}", paint(style, pad(word, 6)), step.what));
            screen.prose(FAINT, 10, 0, &step.found);
        }
    }
    let failed = checked.sets.iter().flat_map(|set| &set.steps);
    let failed = failed.filter(|step| step.holds == Some(false)).count();
    match (failed, checked.open()) {
        (0, 0) => screen.next("all of it holds: pivot lab get takes it."),
        (0, open) => screen.next(&format!(
            "what was looked at holds; {} not looked at.",
            if open == 1 {
                "1 thing was".to_owned()
            } else {
                format!("{open} things were")
            }
        )),
        (failed, _) => screen.next(&format!(
            "mend what fails ({failed}), and check again; docs/labs.md says what is held to."
        )),
    }
}

/// What was taken away.
pub(crate) fn reset(screen: &mut Screen, lab: &Lab, reset: &Reset) {
    if reset.removed.is_empty() {
        screen.line(NOTE, &format!("There was nothing of `{}` to take away.", lab.id));
    } else {
        screen.line(
            GOOD,
            &format!(
                "Taken away from labs/{}/: {}",
                lab.id,
                count(reset.removed.len(), "file")
            ),
        );
        screen.prose(FAINT, 2, 0, &reset.removed.join(", "));
    }
    if !reset.stays.is_empty() {
        screen.prose(
            NOTE,
            0,
            2,
            &format!(
                "Left, as they were changed or are nowhere else: {}.",
                reset.stays.join(", ")
            ),
        );
    }
    screen.next(&format!("pivot lab get {} writes them again.", lab.id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_say_enough() {
        assert_eq!(
            [bytes(12), bytes(3_400), bytes(47_000_000)],
            ["12 B", "3.4 kB", "47.0 MB"]
        );
    }
}
