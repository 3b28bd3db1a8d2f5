//! The whole plan: what is wrong first, the finish and how sure it is, then months, weeks and days.

use anstyle::Style;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::domain::duration::show as show_short;
use pivot_app::planning::{Answer, Move, Plan, PlannedSession, Tally, Unplaced};

use super::{clock, count, date_of, day_name, deadline_day, hours, later, long_date};
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint, width};

/// So many weeks are shown by the day where not all are asked for.
const WEEKS_BY_DAY: usize = 2;
/// Sessions with a longer pause between them are shown apart.
const BREAK: SignedDuration = SignedDuration::from_mins(30);
/// So many late tasks, moves and notes are named; the rest is counted.
const NAMED: usize = 6;
/// So many moves of each cause are shown.
const NAMED_MOVES: usize = 3;
/// So many tasks are named by their ids alone.
const NAMED_IDS: usize = 30;

/// The plan.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, answer: &Answer, all: bool) {
    screen.line(STRONG, &situation.curriculum.title);
    summary(screen, situation, answer);
    changes(screen, situation, answer);
    calendar(screen, &answer.plan, all);
}

/// What does not fit, what is late, the finish and how sure it is, the work and the hours.
pub(crate) fn summary(screen: &mut Screen, situation: &Situation, answer: &Answer) {
    screen.blank();
    if let Some(silence) = &answer.blackout {
        super::day::blackout(screen, situation, silence);
    }
    troubles(screen, &answer.plan, answer.blackout.is_some());
    if let Some(first) = answer.plan.sessions.first() {
        finish(screen, situation, answer, first.start);
    }
    let plan = &answer.plan;
    for note in plan.notes.iter().take(NAMED) {
        screen.labelled(NOTE, "Note", note);
    }
    if plan.notes.len() > NAMED {
        screen.labelled(NOTE, "Note", &format!("and {} more", plan.notes.len() - NAMED));
    }
}

/// The finish, how sure it is, and the work and hours behind it.
fn finish(screen: &mut Screen, situation: &Situation, answer: &Answer, begin: Timestamp) {
    let Answer {
        plan,
        expected_finish,
        ..
    } = answer;
    let zones = &plan.zones;
    let (style, sure) = if plan.proven {
        (
            GOOD,
            "proven: nothing these hours and dates allow ends earlier".to_owned(),
        )
    } else if plan.unplaced.iter().any(|u| !u.forgiven) {
        (BAD, "for what has a place".to_owned())
    } else {
        let bound = zones.local(plan.bound).strftime("%a %-d %b %H:%M").to_string();
        (
            NOTE,
            format!(
                "within {} of the earliest there can be, {bound}",
                share_text(plan)
            ),
        )
    };
    let at = zones
        .local(plan.finish)
        .strftime("%A %-d %B %Y, %H:%M")
        .to_string();
    screen.labelled(style, "Finish", &format!("{at} ({sure})"));
    let mut sure = "that is if each task takes its likely time.".to_owned();
    if let Some(expected) = expected_finish.filter(|e| *e > plan.finish) {
        let weeks = weeks_text(expected.duration_since(begin));
        let date = date_of(zones, expected);
        sure.push_str(&format!(
            " Estimates lean long: at their mean the end is {date}, {weeks} from the start."
        ));
    }
    screen.labelled(Style::new(), "How sure", &sure);
    let weekly = plan.weekly.as_mins().max(1);
    let weeks = |d: SignedDuration| (d.as_mins() + weekly - 1) / weekly;
    let need = match (weeks(plan.likely), weeks(plan.expected)) {
        (1, 1) => "1 week".to_owned(),
        (a, b) if a == b => format!("{a} weeks"),
        (a, b) => format!("{a} to {b} weeks"),
    };
    screen.labelled(
        Style::new(),
        "Work",
        &format!(
            "{} likely, {} at the mean of the estimates. At {} a week that is {need}; with breaks and commitments it takes {}.",
            hours(plan.likely),
            hours(plan.expected),
            hours(plan.weekly),
            weeks_text(plan.finish.duration_since(begin))
        ),
    );
    if let Some(wish) = situation.settings.finish_by {
        let kept = plan.finish <= zones.start_of(later(wish, 1)) && plan.unplaced.iter().all(|u| u.forgiven);
        let (style, fate) = if kept { (GOOD, "kept") } else { (BAD, "missed") };
        screen.labelled(
            style,
            "Hope",
            &format!("the finish you hope for, {}, is {fate}", long_date(wish)),
        );
    }
}

/// What does not fit and what is late: first, and never dropped. After a long silence wished dates that are missed are
/// counted and not named.
fn troubles(screen: &mut Screen, plan: &Plan, calm: bool) {
    let zones = &plan.zones;
    // What only waits is told after what it waits for, in one line.
    let (waiting, rooted): (Vec<&Unplaced>, Vec<&Unplaced>) = plan.unplaced.iter().partition(|u| u.waits);
    // The times of a repeated task that share a reason are one line.
    let mut rest = rooted.as_slice();
    let mut named = 0;
    while let Some(first) = rest.first() {
        if named == NAMED {
            let mut tasks: Vec<&str> = rest.iter().map(|u| u.task.as_str()).collect();
            tasks.dedup();
            screen.labelled(
                BAD,
                "No place",
                &format!("{} more (pivot plan --json)", count(tasks.len(), "task")),
            );
            break;
        }
        named += 1;
        let same = rest
            .iter()
            .take_while(|u| u.task == first.task && u.reason == first.reason)
            .count();
        let (group, later) = rest.split_at(same);
        rest = later;
        let (style, label) = if first.forgiven {
            (NOTE, "Left out")
        } else {
            (BAD, "No place")
        };
        let times: Vec<String> = group
            .iter()
            .filter_map(|u| u.time.map(|t| t.to_string()))
            .collect();
        let times = match times.len() {
            0 => String::new(),
            1 => format!(" (time {})", times[0]),
            _ => format!(" (times {})", times.join(", ")),
        };
        let missing = group.iter().fold(SignedDuration::ZERO, |sum, u| sum + u.missing);
        let text = format!(
            "{} {}{times}, {}: {}",
            first.task,
            first.title,
            hours(missing),
            first.reason
        );
        screen.labelled(style, label, &text);
    }
    let mut tasks: Vec<&str> = waiting.iter().map(|u| u.task.as_str()).collect();
    tasks.dedup();
    if let [task] = tasks[..] {
        screen.labelled(BAD, "No place", &format!("{task}, which waits for that"));
    } else if !tasks.is_empty() {
        let shown = tasks
            .iter()
            .take(NAMED_IDS)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = if tasks.len() > NAMED_IDS { ", …" } else { "" };
        let text = format!(
            "{} that wait for these: {shown}{more}",
            count(tasks.len(), "task")
        );
        screen.labelled(BAD, "No place", &text);
    }
    if plan.late.is_empty() {
        return;
    }
    let hard = plan.late.iter().filter(|l| l.hard).count();
    let soft = plan.late.len() - hard;
    let what = match (hard, soft) {
        (0, soft) => format!(
            "{} after the date that the curriculum or you wish for",
            ends(soft)
        ),
        (hard, 0) => format!("{} after a deadline that cannot move", ends(hard)),
        (hard, soft) => format!(
            "{} after a deadline that cannot move, {soft} after a wished one",
            ends(hard)
        ),
    };
    screen.labelled(if hard > 0 { BAD } else { NOTE }, "Late", &what);
    let rows: Vec<(&str, &str, String)> = plan
        .late
        .iter()
        .filter(|late| late.hard || !calm)
        .take(NAMED)
        .map(|late| {
            let by = deadline_day(zones, late.deadline);
            // A session that ends at midnight ends that day; a milestone at midnight belongs to the new one.
            let worked = plan.sessions.iter().any(|s| s.end == late.finish);
            let end = if worked {
                deadline_day(zones, late.finish)
            } else {
                zones.local(late.finish).date()
            };
            let year = if by.year() == zones.local(plan.now).year() {
                ""
            } else {
                " %Y"
            };
            let show = |date: Date| date.strftime(&format!("%-d %b{year}")).to_string();
            let days = end.since(by).map_or(0, |s| s.get_days());
            let by_how_much = if days == 0 {
                String::new()
            } else {
                format!(" (+{})", days_text(days.into()))
            };
            (
                late.task.as_str(),
                late.title.as_str(),
                format!("by {}, ends {}{by_how_much}", show(by), show(end)),
            )
        })
        .collect();
    let widest = |f: fn(&(&str, &str, String)) -> usize| rows.iter().map(f).max().unwrap_or(0);
    let (ids, dates) = (widest(|r| width(r.0)), widest(|r| width(&r.2)));
    let room = screen.width.saturating_sub(12 + ids + 1 + 2 + dates);
    for (task, title, date) in &rows {
        let margin = " ".repeat(12);
        screen.painted(&format!(
            "{margin}{} {}  {date}",
            paint(MARK, pad(task, ids)),
            pad(title, room)
        ));
    }
    if plan.late.len() > NAMED && !calm {
        screen.painted(&format!(
            "{}and {} more (pivot timeline)",
            " ".repeat(12),
            plan.late.len() - NAMED
        ));
    }
}

fn ends(n: usize) -> String {
    if n == 1 {
        "1 task ends".to_owned()
    } else {
        format!("{n} tasks end")
    }
}

fn days_text(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}

/// How far the finish lies from its bound, as a share of the time from now to there: `0.8%`, rounded up.
fn share_text(plan: &Plan) -> String {
    let span = plan.bound.duration_since(plan.now).as_mins().max(1);
    let tenths = (plan.finish.duration_since(plan.bound).as_mins() * 1000 + span - 1) / span;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// `13.5 weeks`; below two weeks `5 days`.
fn weeks_text(span: SignedDuration) -> String {
    if span < SignedDuration::from_hours(14 * 24) {
        return days_text((span.as_hours() + 23) / 24);
    }
    let tenths = (span.as_hours() * 10 + 84) / 168;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if tenth == 0 {
        format!("{whole} weeks")
    } else {
        format!("{whole}.{tenth} weeks")
    }
}

/// What moved since the accepted schedule: how much of it, what that does to the finish, and the moves by their causes.
fn changes(screen: &mut Screen, situation: &Situation, answer: &Answer) {
    let (zones, accepted) = (&answer.plan.zones, situation.accepted());
    let Some(before) = accepted
        .iter()
        .map(|s| s.end)
        .max()
        .filter(|_| !answer.moves.is_empty())
    else {
        return;
    };
    let at = |t: Timestamp| zones.local(t).strftime("%a %-d %b %H:%M").to_string();
    let title = format!(
        "Since the plan you accepted {}",
        Tally::of(situation, &answer.moves)
    );
    screen.blank();
    screen.line(STRONG, &title);
    let after = answer.plan.finish;
    let finish = if before == after {
        format!("{}, as before", at(after))
    } else {
        format!("{} → {}", at(before), at(after))
    };
    screen.prose(Style::new(), 2, 10, &format!("Finish  {finish}"));
    let mut causes: Vec<(&str, Vec<&Move>)> = Vec::new();
    for m in &answer.moves {
        match causes.iter_mut().find(|(cause, _)| *cause == m.cause) {
            Some((_, moves)) => moves.push(m),
            None => causes.push((&m.cause, vec![m])),
        }
    }
    causes.sort_by_key(|(_, moves)| std::cmp::Reverse(moves.len()));
    for (cause, moves) in causes.iter().take(NAMED) {
        screen.prose(Style::new(), 2, 4, cause);
        for m in moves.iter().take(NAMED_MOVES) {
            let place = |t: Option<Timestamp>| t.map_or_else(|| "—".to_owned(), at);
            let line = format!("{}  {} → {}", pad(&m.session, 8), place(m.from), place(m.to));
            screen.prose(FAINT, 4, 14, &line);
        }
        if moves.len() > NAMED_MOVES {
            screen.prose(FAINT, 4, 4, &format!("and {} more", moves.len() - NAMED_MOVES));
        }
    }
    if causes.len() > NAMED {
        let rest: usize = causes[NAMED..].iter().map(|(_, moves)| moves.len()).sum();
        let text = format!("{} for other causes (pivot plan --json)", count(rest, "move"));
        screen.prose(FAINT, 2, 4, &text);
    }
}

/// Sessions of one task on one day with no more than a short break between them.
pub(crate) struct Run<'p> {
    pub(crate) first: &'p PlannedSession,
    pub(crate) last: &'p PlannedSession,
    pub(crate) work: SignedDuration,
}

/// The runs of a day's sessions, in order of time.
pub(crate) fn runs(sessions: &[&'_ PlannedSession]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, s) in sessions.iter().enumerate() {
        match runs.last_mut() {
            Some((_, last))
                if sessions[*last].title == s.title
                    && s.start.duration_since(sessions[*last].end) <= BREAK =>
            {
                *last = i;
            }
            _ => runs.push((i, i)),
        }
    }
    runs
}

impl<'p> Run<'p> {
    pub(crate) fn of(sessions: &[&'p PlannedSession], (from, to): (usize, usize)) -> Run<'p> {
        let work = sessions[from..=to]
            .iter()
            .fold(SignedDuration::ZERO, |sum, s| sum + s.end.duration_since(s.start));
        Run {
            first: sessions[from],
            last: sessions[to],
            work,
        }
    }
}

fn calendar(screen: &mut Screen, plan: &Plan, all: bool) {
    let zones = &plan.zones;
    let date = |s: &PlannedSession| zones.local(s.start).date();
    let Some(first) = plan.sessions.first().map(date) else {
        if plan.unplaced.is_empty() {
            screen.line(GOOD, "There is nothing left to do.");
        }
        return;
    };
    let last = plan.sessions.iter().map(date).max().unwrap_or(first);
    let mut monday = later(first, -i64::from(first.weekday().to_monday_zero_offset()));
    let mut month = None;
    for week in 1.. {
        if monday > last {
            break;
        }
        let sunday = later(monday, 6);
        let sessions: Vec<&PlannedSession> = plan
            .sessions
            .iter()
            .filter(|s| (monday..=sunday).contains(&date(s)))
            .collect();
        let heading = monday.max(first).first_of_month();
        if month != Some(heading) {
            month = Some(heading);
            screen.blank();
            screen.line(STRONG, &heading.strftime("%B %Y").to_string());
        }
        let work = sessions
            .iter()
            .filter(|s| s.resource == "me")
            .fold(SignedDuration::ZERO, |sum, s| sum + s.end.duration_since(s.start));
        let days = if monday.month() == sunday.month() {
            format!("{}–{}", monday.strftime("%-d"), sunday.strftime("%-d %b"))
        } else {
            format!("{}–{}", monday.strftime("%-d %b"), sunday.strftime("%-d %b"))
        };
        let title = format!("  Week {week:<2} {}", pad(&days, 13));
        if all || week <= WEEKS_BY_DAY {
            screen.painted(&format!("{} {}", paint(STRONG, title), paint(FAINT, hours(work))));
            by_day(screen, plan, &sessions, monday);
        } else {
            one_line(screen, &title, work, &sessions);
        }
        monday = later(monday, 7);
    }
}

/// A week by its days.
fn by_day(screen: &mut Screen, plan: &Plan, sessions: &[&PlannedSession], monday: Date) {
    for day in 0..7 {
        let date = later(monday, day);
        let of_day: Vec<&PlannedSession> = sessions
            .iter()
            .filter(|s| plan.zones.local(s.start).date() == date)
            .copied()
            .collect();
        for (i, run) in runs(&of_day).into_iter().enumerate() {
            let run = Run::of(&of_day, run);
            let day = if i == 0 { day_name(date) } else { String::new() };
            screen.painted(&run_line(screen.width, plan, &day, &run));
        }
    }
}

/// Columns of the task ids: they are typed on the command line, so all of them should be seen, as far as there is room.
pub(crate) fn id_width(plan: &Plan) -> usize {
    plan.sessions
        .iter()
        .map(|s| width(&s.task))
        .max()
        .unwrap_or(0)
        .clamp(5, 16)
}

/// `  Mon 4  09:00–12:00  1.1   Lesson 1: image recognition   2h45m`.
pub(crate) fn run_line(columns: usize, plan: &Plan, day: &str, run: &Run<'_>) -> String {
    let ids = id_width(plan);
    let time = format!(
        "{}–{}",
        clock(&plan.zones, run.first.start),
        clock(&plan.zones, run.last.end)
    );
    let alone = if run.first.resource == "me" {
        String::new()
    } else {
        format!(" ({} alone)", run.first.resource)
    };
    let room = columns.saturating_sub(2 + 7 + 11 + 2 + ids + 1 + 1 + 6);
    format!(
        "  {}{}  {} {} {}",
        paint(STRONG, pad(day, 7)),
        pad(&time, 11),
        paint(MARK, pad(&run.first.task, ids)),
        pad(&format!("{}{alone}", run.first.title), room),
        paint(FAINT, format!("{:>6}", show_short(run.work)))
    )
}

/// A week in one line: its hours and its tasks.
fn one_line(screen: &mut Screen, title: &str, work: SignedDuration, sessions: &[&PlannedSession]) {
    let mut tasks: Vec<&str> = Vec::new();
    for s in sessions {
        if !tasks.contains(&s.task.as_str()) {
            tasks.push(&s.task);
        }
    }
    let hours = pad(&hours(work), 11);
    let room = screen.width.saturating_sub(width(title) + 14);
    let text = if tasks.is_empty() {
        "nothing".to_owned()
    } else {
        tasks.join(" ")
    };
    screen.painted(&format!(
        "{} {} {}",
        paint(STRONG, title),
        paint(FAINT, hours),
        paint(MARK, fit(&text, room))
    ));
}
