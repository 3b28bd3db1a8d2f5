//! What a project is to be, where it stands, and what was made of it.

use anstyle::Style;
use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::domain::competitions::Better;
use pivot_app::domain::duration::show as short;
use pivot_app::domain::evidence::State;
use pivot_app::domain::fact::Recorded;
use pivot_app::domain::project::REPORTS;
use pivot_app::domain::project::scope::Section;
use pivot_app::planning::project::{Cut, Load};
use pivot_app::verbs::project::{Made, Scoped};
use pivot_app::words::{all_of, count, date_of, score};

use super::hours;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// A cut that was made.
pub(crate) fn made(screen: &mut Screen, change: &str, recorded: &[Recorded]) {
    screen.prose(GOOD, 0, 2, &format!("Cut: {change}."));
    screen.prose(
        FAINT,
        0,
        2,
        &format!("pivot undo {} takes it back.", all_of(recorded)),
    );
    screen.blank();
}

/// The scope, and where the project stands.
pub(crate) fn scope(screen: &mut Screen, situation: &Situation, scoped: &Scoped) {
    let head = match (scoped.there, scoped.written) {
        (_, true) => format!("Written: {}", scoped.path),
        (true, _) => scoped.path.clone(),
        _ => format!("There is no {} yet", scoped.path),
    };
    screen.line(STRONG, &head);
    for section in Section::ALL {
        let (style, words) = match scoped.scope.of(section) {
            "" => (NOTE, "not said yet"),
            words => (Style::new(), words),
        };
        let one: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        screen.labelled(style, label(section), &one);
    }
    screen.labelled(Style::new(), "Measure", &measure(scoped));
    if let Some(goal) = scoped.recorded.iter().find_map(goal_of) {
        screen.labelled(GOOD, "Recorded", &format!("project-goal is {goal}"));
    }
    screen.labelled(Style::new(), "Reached", &reached(scoped));
    if let Some(load) = &scoped.load {
        screen.blank();
        self::load(screen, situation, scoped, load);
    }
    stands(screen, scoped);
    screen.next(&next(scoped));
}

fn goal_of(recorded: &Recorded) -> Option<f64> {
    use pivot_app::domain::fact::Event;
    match &recorded.fact.event {
        Event::Scored { value, .. } => Some(*value),
        _ => None,
    }
}

fn label(section: Section) -> &'static str {
    match section {
        Section::Out => "Not",
        other => other.heading(),
    }
}

fn measure(scoped: &Scoped) -> String {
    let scope = &scoped.scope;
    let Some(metric) = &scope.metric else {
        return "no metric is named yet".into();
    };
    let way = match scope.better() {
        Better::Higher => "higher is better",
        Better::Lower => "lower is better",
    };
    let Some(by) = scope.beat_by else {
        return format!("{metric}, {way}; by how much to beat the baseline is not said yet");
    };
    match (scope.baseline, scope.target()) {
        (Some(baseline), Some(target)) => format!(
            "{metric}, {way}: beat {} by more than {by}, so past {}",
            score(baseline),
            score(target)
        ),
        _ => format!("{metric}, {way}: beat the baseline of the training by more than {by}"),
    }
}

fn reached(scoped: &Scoped) -> String {
    match &scoped.reached {
        None => format!("nothing yet: a training writes {}/{}", scoped.folder, REPORTS[0]),
        Some(Err(why)) => why.clone(),
        Some(Ok(found)) => {
            let enough = match scoped.goal {
                Some(goal) if found.by > goal => ": the goal is reached".to_owned(),
                Some(goal) => format!(", of which it needs more than {goal}"),
                None => String::new(),
            };
            format!(
                "{} {}, {} beyond the baseline of {}{enough}",
                found.metric,
                score(found.value),
                score(found.by),
                score(found.baseline),
            )
        }
    }
}

fn load(screen: &mut Screen, situation: &Situation, scoped: &Scoped, load: &Load) {
    let zones = &situation.settings.zones;
    let steps: Vec<String> = load.steps.iter().map(u32::to_string).collect();
    let noun = if steps.len() == 1 { "step" } else { "steps" };
    screen.line(STRONG, &format!("Hours of {noun} {}", steps.join(" and ")));
    for task in &load.tasks {
        let e = &task.effort;
        let tail = if task.done {
            format!("done in {}", short(task.spent))
        } else {
            format!("{} ({} to {})", short(e.likely), short(e.low), short(e.high))
        };
        let wide = screen.width.saturating_sub(10 + tail.chars().count());
        screen.painted(&format!(
            "  {} {} {tail}",
            paint(MARK, pad(&task.id, 6)),
            pad(&fit(&task.title, wide), wide)
        ));
    }
    let spent = if load.spent.is_zero() {
        String::new()
    } else {
        format!(", {} of them worked", hours(load.spent))
    };
    let share = share(load.left, load.left_in_all);
    screen.labelled(
        Style::new(),
        "Likely",
        &format!(
            "{}{spent}; {share} of 100 hours of what is left to do",
            hours(load.likely())
        ),
    );
    let style = if load.is_over() { BAD } else { GOOD };
    let whole = |d: SignedDuration| hours(SignedDuration::from_hours((d.as_mins() + 30) / 60));
    screen.labelled(
        style,
        "Forecast",
        &format!(
            "{} in 50, {} in 80 of 100 futures, at your pace; that is {} of your weeks of {}",
            whole(load.hours.p50),
            whole(load.hours.p80),
            weeks(load.hours.p80, load.weekly),
            hours(load.weekly)
        ),
    );
    let limit = match scoped.scope.budget {
        Some(budget) if budget > pivot_app::planning::project::TWO_MONTHS => format!(
            "your budget is {}, more than two months of full-time work ({}): a smaller project is finished",
            hours(budget),
            hours(pivot_app::planning::project::TWO_MONTHS)
        ),
        Some(budget) => format!("your budget is {}", hours(budget)),
        None => format!(
            "no budget is named: held against two months of full-time work, {}; --budget names yours",
            hours(load.limit)
        ),
    };
    screen.labelled(Style::new(), "Limit", &limit);
    if let Some((start, end)) = load.planned {
        let from_to = format!("{} to {}", date_of(zones, start), date_of(zones, end));
        screen.labelled(Style::new(), "Planned", &from_to);
    }
    screen.labelled(Style::new(), "Ends", &dates(situation, &load.ends));
    cuts(screen, situation, load);
}

fn dates(situation: &Situation, ends: &pivot_app::planning::project::Ends) -> String {
    let at = |at: Option<Timestamp>| {
        at.map_or_else(|| "never".to_owned(), |at| date_of(&situation.settings.zones, at))
    };
    format!(
        "by {} in 50, {} in 80 of 100 futures; everything by {}, {}",
        at(ends.project.p50),
        at(ends.project.p80),
        at(ends.all.p50),
        at(ends.all.p80)
    )
}

/// Of 100, rounded.
fn share(part: SignedDuration, whole: SignedDuration) -> i64 {
    let (part, whole) = (part.as_mins(), whole.as_mins().max(1));
    (100 * part + whole / 2) / whole
}

/// `2.5`: how many weeks.
fn weeks(hours: SignedDuration, weekly: SignedDuration) -> String {
    let weeks = hours.as_secs_f64() / weekly.as_secs_f64().max(60.0);
    format!("{weeks:.1}")
}

fn cuts(screen: &mut Screen, situation: &Situation, load: &Load) {
    if !load.is_over() {
        return;
    }
    screen.blank();
    if let Some(least) = load.least {
        screen.prose(
            BAD,
            0,
            2,
            &format!(
                "No cut suffices: with all that can go it takes {} in 80 of 100 futures. Choose a smaller project, or name a larger budget.",
                hours(least.p80)
            ),
        );
        return;
    }
    screen.line(STRONG, "What to cut, each solved, the least asking first");
    for (
        number,
        Cut {
            change,
            hours: then,
            ends,
            ..
        },
    ) in (1..).zip(&load.cuts)
    {
        screen.prose(Style::new(), 2, 3, &format!("{number}. {change}"));
        let text = format!(
            "{} in 50, {} in 80; {}",
            hours(then.p50),
            hours(then.p80),
            dates(situation, ends)
        );
        screen.prose(FAINT, 5, 0, &text);
    }
}

fn stands(screen: &mut Screen, scoped: &Scoped) {
    if scoped.steps.is_empty() {
        return;
    }
    screen.blank();
    screen.line(STRONG, "Where it stands");
    for step in &scoped.steps {
        for task in &step.tasks {
            let (style, word) = match (task.judged.as_ref().map(|j| j.state), task.finished.is_some()) {
                (Some(State::Met), true) => (GOOD, "done, met"),
                (Some(State::Met), false) => (GOOD, "met, to close"),
                (_, true) => (NOTE, "done, unverified"),
                (Some(State::Unknown), _) => (NOTE, "not known"),
                _ => (FAINT, "missing"),
            };
            let wide = screen.width.saturating_sub(27);
            screen.painted(&format!(
                "   {} {} {}",
                paint(MARK, pad(&task.id, 6)),
                pad(&fit(&task.title, wide), wide),
                paint(style, word)
            ));
        }
    }
}

fn next(scoped: &Scoped) -> String {
    let lacking: Vec<&str> = scoped.lacking().into_iter().map(Section::heading).collect();
    if !lacking.is_empty() {
        return format!(
            "write below {} in {}, or run pivot project scope at a terminal, which asks.",
            lacking.join(", "),
            scoped.path
        );
    }
    if scoped.scope.metric.is_none() || scoped.scope.beat_by.is_none() {
        return "pivot project scope --metric accuracy --beat-by 0.05 says what success is, and records it."
            .into();
    }
    if let Some(load) = scoped.load.as_ref().filter(|load| load.is_over()) {
        return if load.cuts.is_empty() {
            format!(
                "think smaller, or pivot project scope --budget {}.",
                short(load.least.map_or(load.hours.p80, |least| least.p80))
            )
        } else {
            "pivot project scope --cut 1 makes a cut; or name a larger --budget.".into()
        };
    }
    let open = scoped
        .steps
        .iter()
        .flat_map(|s| &s.tasks)
        .find(|t| t.finished.is_none());
    match open {
        Some(task) if task.is_ready() => format!("pivot evidence {} --close closes it.", task.id),
        Some(task) if scoped.reached.is_none() => format!(
            "pivot evidence {} says what it still needs; pivot project new NAME makes a repository to begin with.",
            task.id
        ),
        Some(task) => format!("pivot evidence {} says what it still needs.", task.id),
        None => "pivot blog check looks at its page; pivot site build shows it.".into(),
    }
}

/// What was made of a template.
pub(crate) fn new(screen: &mut Screen, made: &Made, at: &str, in_pivot: bool) {
    screen.line(GOOD, &format!("Made {} in {at}", made.name));
    screen.labelled(
        Style::new(),
        "Files",
        &format!(
            "{}, from the template {}",
            count(made.files.len(), "file"),
            made.template
        ),
    );
    match &made.commit {
        Some(commit) => screen.labelled(Style::new(), "Commit", commit.get(..12).unwrap_or(commit)),
        None => screen.labelled(NOTE, "Commit", "none yet"),
    }
    if !made.pivot.is_empty() {
        screen.labelled(Style::new(), "Pivot", &format!("wrote {}", made.pivot.join(", ")));
    }
    for note in &made.notes {
        screen.prose(NOTE, 2, 2, note);
    }
    let then = if in_pivot {
        " pivot project scope shows where it stands."
    } else {
        ""
    };
    screen.next(&format!(
        "cd {at} and cargo build --release (minutes, once); then ./demo.sh shows that it works, and README.md says how to train it on your own pictures.{then}"
    ));
}
