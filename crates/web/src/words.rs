//! What the middle says to every face, as a page says it: where a terminal is told a command, a page has a link.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::look;
use crate::pages::today::query;

/// A piece of a sentence.
#[derive(Debug, PartialEq)]
enum Piece<'t> {
    Text(Cow<'t, str>),
    /// Words, and the address that they lead to.
    Way(&'static str, Cow<'static, str>),
    /// A command that no page stands for.
    Command(&'t str),
}

/// Commands, longer ones before those that they begin with: what a page says instead, and where that is; nowhere where it is
/// the page of the session that the command names.
const WAYS: [(&str, Option<(&str, &str)>); 40] = [
    ("pivot unpin", Some(("let it move again", ""))),
    (
        "pivot calendar refresh",
        Some(("fetch it again", "/settings#calendars")),
    ),
    (
        "pivot calendar",
        Some(("the calendars under Settings", "/settings#calendars")),
    ),
    (
        "pivot export ics",
        Some(("the calendar’s address under Settings", "/settings")),
    ),
    ("pivot plan --accept", Some(("accept the plan", "/"))),
    ("pivot plan", Some(("the plan", "/timeline"))),
    ("pivot timeline", Some(("the timeline", "/timeline"))),
    ("pivot why", Some(("the page of reasons", "/timeline/why"))),
    ("pivot journal verify", None),
    ("pivot journal export", None),
    ("pivot journal", Some(("the journal", "/journal"))),
    ("pivot log", Some(("the form under Today", "/"))),
    ("pivot init", Some(("the first form", "/start"))),
    ("pivot demo", Some(("the demo", "/start"))),
    ("pivot restore", None),
    ("pivot forecast", None),
    (
        "pivot posting list",
        Some(("the postings", "/companies#postings")),
    ),
    (
        "pivot posting show",
        Some(("the postings", "/companies#postings")),
    ),
    ("pivot posting fetch", None),
    ("pivot posting add", None),
    ("pivot company init", None),
    ("pivot company list", Some(("the companies", "/companies"))),
    ("pivot company rank", Some(("the companies", "/companies"))),
    (
        "pivot apply list",
        Some(("the applications", "/companies#applications")),
    ),
    (
        "pivot apply next",
        Some(("the applications", "/companies#applications")),
    ),
    (
        "pivot apply stage",
        Some(("the applications", "/companies#applications")),
    ),
    ("pivot apply", Some(("the posting’s page", "/companies#postings"))),
    ("pivot lab list", Some(("the list of labs", "/labs"))),
    ("pivot lab show", Some(("the statement", "#statement"))),
    ("pivot lab hint", Some(("a hint", "#hints"))),
    ("pivot lab leaderboard", Some(("the leaderboard", "#board"))),
    ("pivot lab get", None),
    ("pivot lab submit", None),
    ("pivot lab check", None),
    ("pivot lab baseline", None),
    ("pivot blog new", Some(("the form under Writing", "/writing"))),
    ("pivot blog check", None),
    ("pivot blog share", None),
    (
        "pivot site publish",
        Some(("the publishing under Writing", "/writing/publish")),
    ),
    ("pivot site serve", None),
];

/// A note, what was wrong, or what to do next, as a sentence.
pub(crate) fn said(text: &str) -> Markup {
    said_as(text, |text| html! { (text) })
}

/// The same, with its plain pieces shown in a way of their own.
pub(crate) fn said_as(text: &str, show: impl Fn(&str) -> Markup) -> Markup {
    let mut pieces = pieces(text.trim());
    if let Some(Piece::Text(first)) = pieces.first_mut() {
        *first = Cow::Owned(look::begun(first));
    }
    let begins = |i: usize| match i.checked_sub(1).map(|before| &pieces[before]) {
        Some(Piece::Text(text)) => text.trim_end().ends_with(['.', '?', '!']),
        other => other.is_none(),
    };
    let closed = matches!(pieces.last(), Some(Piece::Text(last)) if last.ends_with(['.', '?', '!', ':']));
    html! {
        @for (i, piece) in pieces.iter().enumerate() {
            @match piece {
                Piece::Text(text) => (show(text)),
                Piece::Way(words, to) => a href=(to) { @if begins(i) { (look::begun(words)) } @else { (words) } },
                Piece::Command(command) => code { (command) },
            }
        }
        @if !closed { "." }
    }
}

/// The same without what a terminal is told between brackets: where a button for it stands beside.
pub(crate) fn without_commands(note: &str) -> &str {
    note.split(" (pivot ").next().unwrap_or(note)
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, command, way)) = first_command(rest) {
        let (before, after) = (&rest[..at], &rest[at + command.len()..]);
        let arguments = arguments(command, after);
        let whole = &rest[at..at + command.len() + arguments];
        let quoted = before.ends_with('`') && rest[at + whole.len()..].starts_with('`');
        let before = if quoted { &before[..at - 1] } else { before };
        if !before.is_empty() {
            pieces.push(Piece::Text(unflagged(before)));
        }
        rest = &rest[at + whole.len() + usize::from(quoted)..];
        pieces.push(match way {
            None => Piece::Command(whole),
            Some((words, "")) => {
                let id = whole[command.len()..].trim();
                Piece::Way(words, format!("/calendar/session?id={}", query(id)).into())
            }
            Some((words, to)) => Piece::Way(words, to.into()),
        });
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(unflagged(rest)));
    }
    pieces
}

/// Where a command is, itself, and what a page says instead.
type Found = (usize, &'static str, Option<(&'static str, &'static str)>);

fn first_command(text: &str) -> Option<Found> {
    let ends = |at: usize| !text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || "-./".contains(c));
    let own = |at: usize| {
        let known = WAYS.iter().find(|(command, _)| text[at..].starts_with(command));
        known.filter(|(command, _)| begins(at) && ends(at + command.len()))
    };
    text.match_indices("pivot ")
        .find_map(|(at, _)| own(at).map(|(command, way)| (at, *command, *way)))
}

/// How many bytes of what follows a command are its arguments: flags, NAMES, ids; of a calendar its verb and its name too.
fn arguments(command: &str, after: &str) -> usize {
    let mut length = 0;
    let mut free = match command {
        "pivot calendar" if after.starts_with(" remove") => 2,
        "pivot lab get" | "pivot lab submit" | "pivot lab check" => 1,
        "pivot calendar" | "pivot unpin" => 1,
        "pivot log" if after.contains(" DURATION") => 1,
        _ => 0,
    };
    for word in after.split_inclusive(' ').skip(1) {
        let bare = word.trim_end().trim_end_matches(['.', ',', ';', ':', ')', '`']);
        let argument = bare.starts_with("--")
            || bare.contains(|c: char| c.is_ascii_digit() || c == '/')
            || (bare.len() > 1 && bare.chars().all(|c| c.is_ascii_uppercase()));
        if bare.is_empty() || !(argument || free > 0) {
            break;
        }
        free = usize::saturating_sub(free, 1);
        length += 1 + bare.len();
        if bare.len() < word.trim_end().len() {
            break;
        }
    }
    length
}

/// A flag outside of a command is a field's name.
fn unflagged(text: &str) -> Cow<'_, str> {
    if text.contains(" --") {
        text.replace(" --", " ").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_becomes_a_way() {
        for (text, shown) in [
            ("write 45m", "Write 45m."),
            ("pivot.toml has no hours", "pivot.toml has no hours."),
            (
                "1.0/1 is pinned to Mon 4 Jan, where 1.1/1 is pinned too (pivot unpin 1.0/1)",
                "1.0/1 is pinned to Mon 4 Jan, where 1.1/1 is pinned too (<a href=\"/calendar/session?id=1.0%2F1\">let it move again</a>).",
            ),
            (
                "calendar `x` has no file calendars/x.ics: its events are not kept free (pivot calendar refresh)",
                "Calendar `x` has no file calendars/x.ics: its events are not kept free (<a href=\"/settings#calendars\">fetch it again</a>).",
            ),
            (
                "pivot plan shows the tasks with their ids",
                "<a href=\"/timeline\">The plan</a> shows the tasks with their ids.",
            ),
            (
                "did you mean `a/1`? pivot plan --all shows the sessions",
                "Did you mean `a/1`? <a href=\"/timeline\">The plan</a> shows the sessions.",
            ),
            (
                "see them with `pivot calendar list`",
                "See them with <a href=\"/settings#calendars\">the calendars under Settings</a>.",
            ),
            (
                "give another --name, or take it away first: pivot calendar remove work",
                "Give another name, or take it away first: <a href=\"/settings#calendars\">the calendars under Settings</a>.",
            ),
            (
                "pivot log 1.1 DURATION --at INSTANT records what was done",
                "<a href=\"/\">The form under Today</a> records what was done.",
            ),
            (
                "pivot journal verify says what is wrong, pivot restore FILE brings back a backup",
                "<code>pivot journal verify</code> says what is wrong, <code>pivot restore FILE</code> brings back a backup.",
            ),
            (
                "pivot journal shows the facts with their ids",
                "<a href=\"/journal\">The journal</a> shows the facts with their ids.",
            ),
            (
                "make one with `pivot init DIR`, or see one with `pivot demo`",
                "Make one with <a href=\"/start\">the first form</a>, or see one with <a href=\"/start\">the demo</a>.",
            ),
            (
                "pivot lab get garments --again",
                "<code>pivot lab get garments --again</code>.",
            ),
            (
                "take it away, then pivot lab get garments brings back what is missing",
                "Take it away, then <code>pivot lab get garments</code> brings back what is missing.",
            ),
            (
                "there are a, b; pivot lab list says what each is about",
                "There are a, b; <a href=\"/labs\">the list of labs</a> says what each is about.",
            ),
            ("<b>pivot plan", "&lt;b&gt;<a href=\"/timeline\">the plan</a>."),
            ("pivot planet ", "pivot planet."),
            ("", "."),
        ] {
            assert_eq!(said(text).into_string(), shown, "{text}");
        }
    }
}
