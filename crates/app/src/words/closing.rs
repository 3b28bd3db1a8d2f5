//! What closes a task or a step, in words. Only read here: nothing is looked at.

use pivot_domain::curriculum::DoneWhen;
use serde_json::{Map, Value};

use super::count;

/// The kind of evidence that is a person's word, which no machine can check.
pub const OWN_WORD: &str = "self";

/// How many of the parts must hold; `None` for a single check.
pub fn how_many(done_when: &DoneWhen) -> Option<String> {
    match done_when {
        DoneWhen::All(_) => Some("all of these".into()),
        DoneWhen::Any(_) => Some("one of these".into()),
        DoneWhen::AtLeast(least, _) => Some(format!("at least {least} of these")),
        DoneWhen::Check { .. } => None,
    }
}

/// All of it in one sentence without its full stop: `a post is there; or …`.
pub fn closing(done_when: &DoneWhen) -> String {
    let join = |parts: &[DoneWhen], word: &str| {
        let inner = |part: &DoneWhen| match part {
            DoneWhen::Check { .. } => closing(part),
            _ => format!("({})", closing(part)),
        };
        parts.iter().map(inner).collect::<Vec<_>>().join(word)
    };
    match done_when {
        DoneWhen::All(parts) => join(parts, "; and "),
        DoneWhen::Any(parts) => join(parts, "; or "),
        DoneWhen::AtLeast(least, parts) => format!("at least {least} of: {}", join(parts, "; ")),
        DoneWhen::Check { kind, with } => check(kind, with),
    }
}

/// Whether a machine can check every part of it.
pub fn checkable(done_when: &DoneWhen) -> bool {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
            parts.iter().all(checkable)
        }
        DoneWhen::Check { kind, .. } => kind != OWN_WORD,
    }
}

/// One check as a sentence without its full stop.
pub fn check(kind: &str, with: &Map<String, Value>) -> String {
    let with = With(with);
    match kind {
        "calendar" => calendar(&with),
        "command" => {
            let time = with
                .count("minutes")
                .map(|n| format!(" within {}", count(n, "minute")));
            format!("`{}` ends well{}", with.text("run"), time.unwrap_or_default())
        }
        "csv" | "table" => table(&with),
        "feed" => feed(&with),
        "file" => {
            let more = [
                with.count("words")
                    .map(|n| format!("at least {}", count(n, "word"))),
                with.list("headings", "the heading"),
            ];
            of(&format!("`{}`", with.text("file")), more)
        }
        "git" => git(&with),
        "hours" => format!(
            "at least {} h are in the journal",
            with.number("at_least").unwrap_or_default()
        ),
        "lab" => format!("the lab `{}` is passed", with.text("lab")),
        "metric" => metric(&with),
        "notebook" => {
            let name = with
                .name("file")
                .map_or("a notebook".to_owned(), |f| format!("`{f}`"));
            let more = [
                with.count("cells")
                    .map(|n| format!("at least {}", count(n, "cell"))),
                with.count("words")
                    .map(|n| format!("at least {}", count(n, "word"))),
            ];
            format!("{}, ran without errors and is your own", of(&name, more))
        }
        "outcome" => "the outcome is recorded: result, date, answer".into(),
        "pipeline" => {
            let rows = with.count("rows").map_or("applications".to_owned(), |n| {
                format!("at least {}", count(n, "application"))
            });
            let more = with
                .count("interviews")
                .map(|n| format!(", {} among them", count(n, "interview")));
            format!(
                "the table of applications has {rows}, each with a stage, a date and a next action{}",
                more.unwrap_or_default()
            )
        }
        "probe" => {
            let more = [
                with.flag("cuda").then(|| "CUDA".to_owned()),
                with.name("framework").map(|f| format!("the framework `{f}`")),
                with.number("memory_gb")
                    .map(|n| format!("at least {n} GB of memory")),
            ];
            let more = and(more).unwrap_or_else(|| "a device".into());
            format!("a saved look at the machine shows {more}")
        }
        "resume" => {
            let names = with
                .list("names", "a word of")
                .map(|names| format!(", has {names}"));
            let cover = with.number("coverage");
            let cover = cover.map(|c| format!(", covers {:.0} of 100 skills asked for", c * 100.0));
            format!(
                "the résumé has its sections and links{}{}",
                names.unwrap_or_default(),
                cover.unwrap_or_default()
            )
        }
        "rig_rules" => {
            let file = with
                .name("file")
                .map_or("the parts file".to_owned(), |f| format!("`{f}`"));
            let budget = if with.flag("within_budget") {
                " and stays within the budget"
            } else {
                ""
            };
            format!("{file} has no errors{budget}")
        }
        "site" => {
            let n = with.count("projects").unwrap_or(1);
            let more = [
                with.count("words")
                    .map(|n| format!("at least {}", count(n, "word"))),
                with.list("headings", "the heading"),
            ];
            let projects = of(&format!("at least {}", count(n, "project")), more);
            format!("the built site leads to the posts and shows {projects}")
        }
        OWN_WORD => with
            .name("note")
            .map_or("you say so".into(), |note| format!("you say so: {note}")),
        "submissions" => {
            let what = with.count("at_least").map_or("submissions".to_owned(), |n| {
                format!("at least {}", count(n, "complete submission"))
            });
            let to = with
                .name("competition")
                .map(|c| format!(" to `{c}`"))
                .unwrap_or_default();
            let weekly = if with.flag("per_week") {
                " in every week"
            } else {
                ""
            };
            let better = if with.flag("improves") {
                ", and the score improves"
            } else {
                ""
            };
            format!("the saved list has {what}{to}{weekly}{better}")
        }
        "url" => {
            let name = with
                .name("name")
                .map_or("an address".to_owned(), |n| format!("the address of `{n}`"));
            format!("{name} that you recorded has answered")
        }
        other => format!("a check of the kind `{other}`"),
    }
}

fn calendar(with: &With<'_>) -> String {
    let events = |name: &str, which: &str| with.count(name).map(|n| count(n, &format!("{which} event")));
    let which =
        and([events("past", "past"), events("future", "coming")]).unwrap_or_else(|| "an event".into());
    let category = with.name("category").map(|c| format!(" of the category `{c}`"));
    let note = if with.flag("note") {
        ", each past one with a note"
    } else {
        ""
    };
    format!(
        "a calendar file has {which}{}{note}",
        category.unwrap_or_default()
    )
}

fn table(with: &With<'_>) -> String {
    let entries = with.map("entries").into_iter().flatten().map(|(column, n)| {
        let n = n.as_u64().unwrap_or_default();
        format!(
            "at least {} in `{column}`",
            if n == 1 {
                "1 entry".to_owned()
            } else {
                format!("{n} entries")
            }
        )
    });
    let only = with.map("where").into_iter().flatten();
    let only: Vec<String> = only
        .map(|(column, v)| format!("`{column}` is `{}`", v.as_str().unwrap_or_default()))
        .collect();
    let only = if only.is_empty() {
        String::new()
    } else {
        format!(" where {}", only.join(" and "))
    };
    let rows = with
        .count("rows")
        .map(|n| format!("at least {}{only}", count(n, "row")));
    let rows = rows.or_else(|| (!only.is_empty()).then(|| format!("rows{only}")));
    let entries = entries.collect::<Vec<_>>().join(", ");
    let more = [
        with.list("columns", "the column"),
        rows,
        (!entries.is_empty()).then(|| format!("in each row {entries}")),
    ];
    format!(
        "{}, with no empty cell",
        of(&format!("`{}`", with.text("file")), more)
    )
}

fn feed(with: &With<'_>) -> String {
    let items = with.count("items").unwrap_or(1);
    let words = with
        .count("words")
        .map(|n| format!(" of at least {}", count(n, "word")));
    let days = with
        .count("days")
        .map(|n| format!(" in every {}", count(n, "day")));
    format!(
        "the blog's feed has at least {}{}{}",
        count(items, "post"),
        words.unwrap_or_default(),
        days.unwrap_or_default()
    )
}

fn git(with: &With<'_>) -> String {
    let commits = with
        .count("commits")
        .map(|n| format!("at least {}", count(n, "commit")));
    let days = with
        .count("days")
        .map(|n| format!("commits on at least {}", count(n, "day")));
    let more = [
        commits,
        days,
        with.flag("tag").then(|| "a tag".to_owned()),
        with.list("headings", "in its README the heading"),
        with.flag("licence").then(|| "a licence".to_owned()),
        with.flag("clean").then(|| "nothing uncommitted".to_owned()),
    ];
    of("the repository", more)
}

fn metric(with: &With<'_>) -> String {
    let more = [
        with.number("at_least").map(|n| format!("at least {n}")),
        with.number("at_most").map(|n| format!("at most {n}")),
        with.name("more_than").map(|m| format!("more than `{m}`")),
        with.name("less_than").map(|m| format!("less than `{m}`")),
    ];
    match and(more) {
        Some(more) => format!("the value `{}` is recorded and {more}", with.text("name")),
        None => format!("the value `{}` is recorded", with.text("name")),
    }
}

/// `X is there`, or `X is there, with A, B and C`.
fn of(what: &str, more: impl IntoIterator<Item = Option<String>>) -> String {
    match and(more) {
        Some(more) => format!("{what} is there, with {more}"),
        None => format!("{what} is there"),
    }
}

/// `A, B and C`.
fn and(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    let last = parts.pop()?;
    Some(if parts.is_empty() {
        last
    } else {
        format!("{} and {last}", parts.join(", "))
    })
}

/// The parameters of a check.
struct With<'m>(&'m Map<String, Value>);

impl With<'_> {
    fn name(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn text(&self, name: &str) -> &str {
        self.name(name).unwrap_or("?")
    }

    fn count(&self, name: &str) -> Option<usize> {
        self.0
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn map(&self, name: &str) -> Option<&Map<String, Value>> {
        self.0.get(name).and_then(Value::as_object)
    }

    /// `the columns a, b and c`.
    fn list(&self, name: &str, noun: &str) -> Option<String> {
        let items = self.0.get(name)?.as_array()?;
        let names = items.iter().map(|v| Some(v.as_str()?.to_owned()));
        let many = if items.len() == 1 { "" } else { "s" };
        Some(format!("{noun}{many} {}", and(names)?))
    }
}

#[cfg(test)]
mod tests {
    use pivot_domain::curriculum::{self, EVIDENCE_KINDS};

    use super::*;

    fn words(done_when: &str) -> String {
        let text = format!(
            "format = \"pivot.curriculum/1\"\nid = \"c\"\ntitle = \"C\"\n[[step]]\nnumber = 1\ntitle = \"S\"\n\
             done_when = {done_when}\n[[task]]\nid = \"t\"\nstep = 1\ntitle = \"T\"\neffort = [1, 1, 1]\n"
        );
        let (curriculum, faults) = curriculum::parse(&text);
        assert!(faults.is_empty(), "{done_when}: {faults:?}");
        closing(curriculum.unwrap().steps[0].done_when.as_ref().unwrap())
    }

    #[test]
    fn every_check_is_said_in_words() {
        for (done_when, said) in [
            (
                "{ kind = \"calendar\", category = \"meetup\", past = 1, future = 2, note = true }",
                "a calendar file has 1 past event and 2 coming events of the category `meetup`, each past one with a note",
            ),
            (
                "{ kind = \"command\", run = \"make demo\", minutes = 10 }",
                "`make demo` ends well within 10 minutes",
            ),
            (
                "{ kind = \"csv\", file = \"a.csv\", columns = [\"x\", \"y\"], rows = 20, where = { x = \"1\" }, entries = { y = 3 } }",
                "`a.csv` is there, with the columns x and y, at least 20 rows where `x` is `1` and in each row at least 3 entries in `y`, with no empty cell",
            ),
            (
                "{ kind = \"feed\", items = 1, words = 400 }",
                "the blog's feed has at least 1 post of at least 400 words",
            ),
            (
                "{ kind = \"feed\", items = 1, days = 14 }",
                "the blog's feed has at least 1 post in every 14 days",
            ),
            (
                "{ kind = \"file\", file = \"a.md\", words = 150, headings = [\"User\"] }",
                "`a.md` is there, with at least 150 words and the heading User",
            ),
            (
                "{ kind = \"git\", tag = true, licence = true, commits = 5 }",
                "the repository is there, with at least 5 commits, a tag and a licence",
            ),
            (
                "{ kind = \"hours\", at_least = 12.5 }",
                "at least 12.5 h are in the journal",
            ),
            ("{ kind = \"lab\", lab = \"cats\" }", "the lab `cats` is passed"),
            (
                "{ kind = \"metric\", name = \"a\", at_least = 0.9, less_than = \"b\" }",
                "the value `a` is recorded and at least 0.9 and less than `b`",
            ),
            (
                "{ kind = \"probe\", cuda = true, memory_gb = 8 }",
                "a saved look at the machine shows CUDA and at least 8 GB of memory",
            ),
            ("{ kind = \"self\" }", "you say so"),
            (
                "{ any = [{ kind = \"url\", name = \"blog\" }, { all = [{ kind = \"outcome\" }, { kind = \"rig_rules\", within_budget = true }] }] }",
                "the address of `blog` that you recorded has answered; or (the outcome is recorded: result, date, answer; and the parts file has no errors and stays within the budget)",
            ),
            (
                "{ at_least = 1, of = [{ kind = \"lab\", lab = \"a\" }, { kind = \"lab\", lab = \"b\" }] }",
                "at least 1 of: the lab `a` is passed; the lab `b` is passed",
            ),
        ] {
            assert_eq!(words(done_when), said);
        }
    }

    #[test]
    fn no_kind_is_forgotten() {
        for kind in EVIDENCE_KINDS {
            let said = check(kind, &Map::new());
            assert!(!said.starts_with("a check of the kind"), "{kind}: {said}");
        }
    }
}
