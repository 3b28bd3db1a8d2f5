//! Competitions in a terminal.

use anstyle::Style;
use jiff::Timestamp;
use pivot_app::Situation;
use pivot_app::connect::download::size;
use pivot_app::connect::kaggle::{Competition, Status};
use pivot_app::verbs::kaggle::{
    Board, Followed, Got, LimitsAt, Listing, Scored, Sending, Sent, Source, Stands, Watched,
};
use pivot_app::words::score;

use super::count;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// The newest submissions that are shown; the rest is counted.
const SHOWN: usize = 12;

/// A moment by the person's clock.
fn clock(situation: &Situation, at: Timestamp) -> String {
    situation
        .settings
        .zones
        .local(at)
        .strftime("%a %-d %b %Y %H:%M")
        .to_string()
}

/// How long ago something was said, in the largest unit that fits.
fn ago(now: Timestamp, at: Timestamp) -> String {
    let minutes = now.duration_since(at).as_mins();
    match minutes {
        i64::MIN..=0 => "just now".into(),
        1..=90 => format!("{minutes} min ago"),
        91..=2880 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / (24 * 60)),
    }
}

fn notes(screen: &mut Screen, notes: &[String]) {
    for note in notes {
        screen.labelled(NOTE, "Note", note);
    }
}

/// Competitions, in two lines each.
pub(crate) fn list(screen: &mut Screen, situation: &Situation, listing: &Listing) {
    for row in &listing.rows {
        let of = &row.competition;
        let title = if of.title.is_empty() { &of.name } else { &of.title };
        let wide = screen.width.saturating_sub(30);
        screen.painted(&format!(
            "{}  {}",
            paint(MARK, pad(&of.name, 28)),
            paint(STRONG, fit(title, wide))
        ));
        let closes = of.deadline.map(|at| format!("until {}", clock(situation, at)));
        let teams = (of.teams > 0).then(|| count(usize::try_from(of.teams).unwrap_or(usize::MAX), "team"));
        let entered = of.entered.then(|| "entered".to_owned());
        let task = row.task.as_ref().map(|task| format!("watched for task {task}"));
        let said: Vec<String> = [closes, of.category.clone(), teams, entered, task]
            .into_iter()
            .flatten()
            .filter(|s| !s.is_empty())
            .collect();
        screen.prose(FAINT, 4, 0, &said.join(" · "));
    }
    match listing.source {
        _ if listing.rows.is_empty() => screen.line(FAINT, "There is no such competition here."),
        Source::Service => {}
        Source::Exported => screen.line(
            FAINT,
            "From kaggle/competitions.csv, as Kaggle's own program saved it.",
        ),
        Source::Watched => screen.line(FAINT, "These are the ones that you watch, as Kaggle said last."),
    }
    if listing.more {
        screen.line(FAINT, "There are more: --search TEXT finds them.");
    }
    notes(screen, &listing.notes);
    screen.next("pivot kaggle watch NAME --task TASK makes one part of your plan.");
}

/// The dates of a competition, each with what it is for.
fn dates(screen: &mut Screen, situation: &Situation, of: &Competition) {
    let now = situation.now;
    for (label, at, what) in [
        ("entry", of.entry, "accept the rules by then"),
        ("merger", of.merger, "teams can merge until then"),
        ("deadline", of.deadline, "the last submission"),
    ] {
        let Some(at) = at else { continue };
        let (style, over) = if at <= now {
            (FAINT, ", which is over")
        } else {
            (Style::new(), "")
        };
        screen.labelled(style, label, &format!("{} ({what}{over})", clock(situation, at)));
    }
}

/// What became of a wish to watch.
pub(crate) fn watched(screen: &mut Screen, situation: &Situation, done: &Watched) {
    let Some(task) = &done.task else {
        screen.line(
            GOOD,
            &format!("`{}` is watched no longer. What is known of it stays.", done.name),
        );
        screen.next("pivot plan");
        return;
    };
    let title = situation.curriculum.task(task).map_or("", |t| t.title.as_str());
    let word = if done.changed {
        "is watched"
    } else {
        "was watched already"
    };
    screen.line(GOOD, &format!("`{}` {word}, for task {task} {title}", done.name));
    let known = done.known.as_ref();
    if let Some(known) = known {
        dates(screen, situation, &known.competition);
        if let Some(daily) = known.competition.daily {
            screen.labelled(Style::new(), "tries", &format!("{daily} in a day of UTC"));
        }
    }
    notes(screen, &done.notes);
    let name = &done.name;
    match known.map(|known| known.competition.entered) {
        Some(true) => screen.next(&format!("pivot kaggle data {name} fetches its files; pivot plan keeps its dates.")),
        _ => screen.next(&format!(
            "accept its rules in a browser (https://www.kaggle.com/competitions/{name}/rules); pivot plan has a task for it."
        )),
    }
}

/// How the person stands, in each competition that is watched.
pub(crate) fn status(screen: &mut Screen, situation: &Situation, all: &[Stands]) {
    for (place, stands) in all.iter().enumerate() {
        if place > 0 {
            screen.blank();
        }
        one(screen, situation, stands);
    }
    match all {
        [] => {
            screen.line(FAINT, "No competition is watched.");
            screen.next("pivot kaggle list shows some; pivot kaggle watch NAME --task TASK watches one.");
        }
        [first, ..] => {
            let name = &first.watching.watched.name;
            screen.next(&if first.watching.entered() {
                format!("pivot kaggle submit {name} FILE -m TEXT; pivot evidence shows what is proven.")
            } else {
                format!("accept the rules in a browser: https://www.kaggle.com/competitions/{name}/rules")
            });
        }
    }
}

fn one(screen: &mut Screen, situation: &Situation, stands: &Stands) {
    let watched = &stands.watching.watched;
    let known = stands.watching.known.as_ref();
    let title = known.map_or("", |known| known.competition.title.as_str());
    screen.painted(&format!(
        "{}  {}",
        paint(MARK, &watched.name),
        paint(STRONG, format!("{title} (task {})", watched.task).trim())
    ));
    if let Some(known) = known {
        let said = if stands.fresh {
            "just now".into()
        } else {
            ago(situation.now, known.asked)
        };
        screen.labelled(if stands.fresh { FAINT } else { NOTE }, "asked", &said);
        dates(screen, situation, &known.competition);
        if let Some(limits) = known.limits {
            let left = format!(
                "{} left, {} made today (UTC), {} in all",
                limits.allowed, limits.today, limits.total
            );
            screen.labelled(Style::new(), "tries", &left);
        }
        let entered = if stands.watching.entered() {
            "yes"
        } else {
            "no: accept its rules in a browser"
        };
        screen.labelled(Style::new(), "entered", entered);
    }
    curve(screen, stands);
    let better = stands.watching.better();
    for scored in stands.submissions.iter().take(SHOWN) {
        submission(screen, situation, scored, better.is_some());
    }
    if stands.submissions.len() > SHOWN {
        screen.line(FAINT, &format!("  and {} more", stands.submissions.len() - SHOWN));
    }
    if better.is_none() && stands.submissions.iter().any(|s| s.value.is_some()) {
        let name = &watched.name;
        let note = format!(
            "which score is better is not known (pivot kaggle watch {name} --better higher, or lower)"
        );
        notes(screen, &[note]);
    }
    if !stands.recorded.is_empty() {
        screen.labelled(GOOD, "recorded", &count(stands.recorded.len(), "new score"));
    }
    notes(screen, &stands.notes);
}

/// The best score and the rank, from the first to the last.
fn curve(screen: &mut Screen, stands: &Stands) {
    let best: Vec<f64> = stands.submissions.iter().rev().filter_map(|s| s.best).collect();
    if let (Some(first), Some(last)) = (best.first(), best.last()) {
        let text = if best.len() > 1 {
            format!("{}  {} → {}", bars(&best), score(*first), score(*last))
        } else {
            score(*last)
        };
        screen.labelled(GOOD, "best", &text);
    }
    if let Some((_, rank, teams)) = stands.ranks.last() {
        let of = teams.map_or_else(String::new, |teams| format!(" of {teams}"));
        let first = stands
            .ranks
            .first()
            .map(|(_, first, _)| *first)
            .filter(|first| first != rank);
        let from = first.map_or_else(String::new, |first| format!(", {first} at first"));
        screen.labelled(Style::new(), "rank", &format!("{rank}{of}{from}"));
    }
}

/// Values as bars of eight heights, the lowest value the lowest bar.
fn bars(values: &[f64]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    /// More than these do not fit beside their label.
    const MOST: usize = 40;
    let values = &values[values.len().saturating_sub(MOST)..];
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let height = |value: f64| {
        let share = if high > low {
            (value - low) / (high - low)
        } else {
            0.0
        };
        HEIGHTS[((share * 7.0).round() as usize).min(7)]
    };
    values.iter().map(|value| height(*value)).collect()
}

fn submission(screen: &mut Screen, situation: &Situation, scored: &Scored, knows: bool) {
    let of = &scored.submission;
    let when = of.at.map_or_else(String::new, |at| clock(situation, at));
    let (style, said) = match (of.status, &of.public) {
        (Status::Pending, _) => (NOTE, "pending".to_owned()),
        (Status::Error, _) => (
            BAD,
            format!(
                "not scored: {}",
                of.fault.as_deref().unwrap_or("Kaggle does not say why")
            ),
        ),
        (Status::Complete, Some(public)) => {
            let best = knows && scored.value.is_some() && scored.value == scored.best;
            (if best { GOOD } else { Style::new() }, public.clone())
        }
        (Status::Complete, None) => (FAINT, "no score".into()),
    };
    let private = of
        .private
        .as_ref()
        .map_or_else(String::new, |p| format!(" (private {p})"));
    let about = format!("{}  {}", of.file, of.description);
    let wide = screen.width.saturating_sub(40);
    screen.painted(&format!(
        "  {}  {}  {}",
        paint(FAINT, pad(&when, 22)),
        paint(style, pad(&format!("{said}{private}"), 12)),
        paint(FAINT, fit(about.trim(), wide))
    ));
}

/// The tries of a day.
pub(crate) fn limits(screen: &mut Screen, situation: &Situation, of: &LimitsAt) {
    let limits = of.limits;
    let style = if limits.allowed > 0 { GOOD } else { BAD };
    let left = count(usize::try_from(limits.allowed).unwrap_or(usize::MAX), "try");
    let left = if limits.allowed == 1 {
        left
    } else {
        left.replace("trys", "tries")
    };
    screen.line(style, &format!("{left} left in `{}`", of.name));
    screen.labelled(
        Style::new(),
        "made",
        &format!("{} today, {} in all", limits.today, limits.total),
    );
    if limits.by_total {
        screen.labelled(NOTE, "more", "none: all that there are were made");
    } else {
        let next = format!(
            "{} by your clock, which is midnight UTC",
            clock(situation, of.next)
        );
        screen.labelled(Style::new(), "more", &next);
    }
    if !of.fresh {
        screen.labelled(NOTE, "asked", &ago(situation.now, of.asked));
    }
    notes(screen, of.note.as_slice());
    screen.next(&format!(
        "pivot kaggle submit {} FILE -m TEXT checks a file before it spends one.",
        of.name
    ));
}

/// The first of a leaderboard.
pub(crate) fn board(screen: &mut Screen, situation: &Situation, board: &Board) {
    for place in &board.places.rows {
        let own = board.own.0 == Some(place.rank);
        let wide = screen.width.saturating_sub(48);
        screen.painted(&format!(
            "{}  {}  {}  {}",
            paint(if own { GOOD } else { MARK }, format!("{:>6}", place.rank)),
            pad(place.score.as_deref().unwrap_or("-"), 12),
            paint(
                FAINT,
                pad(&place.at.map_or_else(String::new, |at| clock(situation, at)), 22)
            ),
            fit(&place.name, wide)
        ));
    }
    if board.places.more {
        screen.line(FAINT, "        and more: --top N shows more of them");
    }
    match board.own {
        (Some(rank), Some(teams)) => screen.line(STRONG, &format!("Your rank is {rank} of {teams}.")),
        (Some(rank), None) => screen.line(STRONG, &format!("Your rank is {rank}.")),
        (None, _) => screen.line(FAINT, "You have no rank there yet."),
    }
    screen.next(&format!(
        "pivot kaggle status {} shows your own submissions and best score.",
        board.name
    ));
}

/// What was fetched.
pub(crate) fn got(screen: &mut Screen, got: &Got) {
    for file in &got.files {
        let name = file
            .path
            .strip_prefix(&got.folder)
            .unwrap_or(&file.path)
            .display()
            .to_string();
        let (style, word) = match (file.changed, file.known) {
            (true, _) => (NOTE, "is not as it was fetched"),
            (false, true) => (FAINT, "was there"),
            (false, false) => (GOOD, "fetched"),
        };
        screen.painted(&format!(
            "{}  {}  {}  {}",
            pad(&name, 34),
            pad(&size(file.bytes), 9),
            paint(FAINT, file.sha256.get(..12).unwrap_or_default()),
            paint(style, word)
        ));
    }
    screen.line(FAINT, &format!("in {}", got.folder.display()));
    if got.files.iter().any(|f| f.changed) {
        notes(
            screen,
            &["a file that you changed stays as it is: take it away to fetch it again".to_owned()],
        );
    }
    screen.next(&format!(
        "work with them, then pivot kaggle submit {} FILE -m TEXT",
        got.name
    ));
}

/// What would leave.
pub(crate) fn sending(screen: &mut Screen, situation: &Situation, of: &Sending) {
    screen.line(
        STRONG,
        &format!("To Kaggle, competition `{}`:", of.competition.name),
    );
    let rows = of.rows.map_or_else(String::new, |n| {
        format!(
            ", {} as the sample has them",
            count(usize::try_from(n).unwrap_or(usize::MAX), "row")
        )
    });
    screen.labelled(
        Style::new(),
        "file",
        &format!("{} ({}{rows})", of.file, size(of.bytes)),
    );
    screen.labelled(FAINT, "sha-256", &of.sha256);
    if !of.description.is_empty() {
        screen.labelled(Style::new(), "message", &of.description);
    }
    let limits = of.limits;
    screen.labelled(
        Style::new(),
        "tries",
        &format!(
            "{} left before this one, {} made today",
            limits.allowed, limits.today
        ),
    );
    if let Some(at) = of.competition.deadline {
        screen.labelled(FAINT, "deadline", &clock(situation, at));
    }
    notes(screen, &of.notes);
}

/// What became of it.
pub(crate) fn submitted(
    screen: &mut Screen,
    of: &Sending,
    sent: Option<&Sent>,
    followed: Option<&Followed>,
    dry_run: bool,
) {
    let name = &of.competition.name;
    let Some(sent) = sent else {
        screen.line(FAINT, "Nothing was sent, and no try is spent.");
        let why = if dry_run {
            "the same without --dry-run sends it."
        } else {
            "the same with --yes sends it."
        };
        screen.next(why);
        return;
    };
    screen.line(GOOD, &format!("Submitted as {}, and recorded.", sent.number));
    let Some(followed) = followed else {
        screen.next(&format!("pivot kaggle status {name} reads its score."));
        return;
    };
    let submission = &followed.submission;
    match submission.status {
        Status::Complete => {
            let metric = followed.competition.metric.as_deref().unwrap_or("score");
            let public = submission.public.as_deref().unwrap_or("none");
            screen.line(GOOD, &format!("Its public score is {public} ({metric})."));
            if let Some(rank) = followed.competition.rank {
                let of = Some(followed.competition.teams).filter(|n| *n > 0);
                let of = of.map_or_else(String::new, |teams| format!(" of {teams}"));
                screen.line(Style::new(), &format!("Your rank is {rank}{of} now."));
            }
        }
        Status::Error => {
            let why = submission.fault.as_deref().unwrap_or("Kaggle does not say why");
            screen.line(BAD, &format!("Kaggle did not score it: {why}"));
        }
        Status::Pending => screen.line(NOTE, "It has no score yet."),
    }
    notes(screen, &followed.notes);
    match submission.status {
        Status::Complete => {
            screen.next("pivot evidence shows what it proves; pivot kaggle status shows the way up.");
        }
        Status::Error => screen
            .next("mend the file and submit it again: pivot kaggle limits tells the tries that are left."),
        Status::Pending => screen.next(&format!("pivot kaggle status {name} reads its score.")),
    }
}
