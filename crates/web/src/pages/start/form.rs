//! The form of the first visit.

use jiff::SignedDuration;
use maud::{Markup, html};
use pivot_app::domain::curriculum::{self, Curriculum};
use pivot_app::domain::week::Week;
use pivot_app::verbs::init::{DEFAULT_CURRICULUM, DEFAULT_HOURS};
use pivot_app::words::{count, hours};

use super::{PRESETS, Wrong, has_curriculum, is_empty, is_locked};
use crate::desk::Desk;
use crate::fault::faults;
use crate::look;
use crate::pages::fields::{self, Filled};
use crate::words;

/// What each built-in curriculum is: its name, what it is called here, and a sentence.
const CURRICULA: [(&str, &str, &str); 2] = [
    (
        "deep-learning",
        "Deep learning, today",
        "A career pivot into deep learning in thirteen steps, with what there is to learn from today. Free compute is enough.",
    ),
    (
        "deep-learning-2017",
        "Deep learning, as in 2017",
        "The same thirteen steps as the article told them in 2017, month by month.",
    ),
];

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(desk: &Desk, filled: Option<&Filled>, wrong: &Wrong) -> Markup {
    let shown = std::fs::canonicalize(desk.dir()).unwrap_or_else(|_| desk.dir().to_owned());
    html! {
        div.start {
            header {
                h1 { "Let’s plan your pivot" }
                p { "A few answers, and every hour of the way has its date. You can change all of it later." }
                p.faint { "It is kept in the folder " code { (shown.display()) } ", on this machine alone." }
            }
            @if is_locked(desk.dir()) {
                p.note.bad { "This folder cannot be written. Make it yours to write, or start Pivot in another one: " code { "pivot serve --dir FOLDER" } }
            }
            @if !is_empty(desk.dir()) {
                p.note { "This folder is not empty. Pivot puts its files beside what is there and changes none of it. For a folder of its own, start it with " code { "pivot serve --dir FOLDER" } "." }
            }
            @if !wrong.is_empty() { (summary(wrong)) }
            form method="post" action="/start" enctype="multipart/form-data" {
                (when(filled, wrong))
                (what(desk, filled, wrong))
                (dates(desk, filled, wrong))
                (feed(filled, wrong))
                div.row.last { button.first { "Make my plan" } span.faint { "It takes a moment." } }
            }
            p.faint { "What you have done before makes it shorter: " code { "pivot intake" } " in a terminal, once the plan is there." }
        }
    }
}

/// What stands in the way, at the top, with the way to each.
fn summary(wrong: &Wrong) -> Markup {
    html! {
        div.note.bad role="alert" {
            @if let Some((what, next)) = &wrong.whole {
                p { (words::said(what)) @if let Some(next) = next { " " (words::said(next)) } }
            } @else {
                p { strong { "Nothing was made yet." } " Mend this, and send it again:" }
                ul {
                    @for (field, what) in &wrong.fields {
                        li { a href=(format!("#{}", place(field))) { (look::sentence(what)) } }
                    }
                    @for file in &wrong.files {
                        li { a href="#curriculum" { (count(file.faults.len(), "fault")) " in the curriculum." } }
                    }
                }
            }
        }
    }
}

/// The id of a field.
fn place(field: &str) -> String {
    match field {
        "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" => format!("day-{field}"),
        "calendar" => "address".into(),
        other => other.into(),
    }
}

/// The value of a field: as it was typed, or what it begins with.
fn value(filled: Option<&Filled>, name: &str, first: &str) -> String {
    filled.map_or(first, |f| f.typed(name)).to_owned()
}

fn radio(filled: Option<&Filled>, name: &str, own: &str, first: &str, text: &Markup) -> Markup {
    let chosen = filled.and_then(|f| f.get(name)).unwrap_or(first) == own;
    html! {
        label.option { input type="radio" name=(name) value=(own) id=(format!("{name}-{own}")) checked[chosen]; span { (text) } }
    }
}

fn when(filled: Option<&Filled>, wrong: &Wrong) -> Markup {
    let first = PRESETS[0].0;
    let mut days: Vec<(&'static str, &str)> = Vec::new();
    for (field, what) in &wrong.fields {
        if place(field).starts_with("day-") {
            days.push((field, what));
        }
    }
    let faulty: Vec<&'static str> = days.iter().map(|d| d.0).collect();
    html! {
        fieldset.card.hours {
            legend { h2 { "When can you study?" } }
            @for (key, name, spec) in PRESETS {
                @let week = Week::parse(spec).unwrap_or_default();
                @let text = html! { strong { (name) } " " span.faint { (spoken(spec)) " · " (hours(SignedDuration::from_mins(week.minutes().into()))) " a week" } };
                (radio(filled, "hours", key, first, &text))
            }
            (radio(filled, "hours", "days", first, &html! { strong { "My own hours" } " " span.faint { "day by day" } }))
            div.under.by-day {
                (fields::days(filled, None, &faulty))
                p.faint { "Such as " code { "18:00-20:30" } ", or " code { "09:00-12:00, 13:00-17:00" } ". Leave a day empty to keep it free." }
                @for (_, what) in &days { p.wrong { (look::sentence(what)) } }
            }
            (radio(filled, "hours", "spec", first, &html! { strong { "As a line" } " " span.faint { "as the terminal takes it" } }))
            div.under.by-line {
                label for="spec" { "Hours of a week" }
                input #spec name="spec" size="44" autocomplete="off" value=(value(filled, "spec", DEFAULT_HOURS))
                    aria-describedby="spec-wrong" aria-invalid=[wrong.of("spec").map(|_| "true")];
                (fields::wrong("spec-wrong", wrong.of("spec")))
            }
        }
    }
}

/// `Mon–Thu 19:00–21:00, Sat 09:00–12:00` of hours as they are written.
fn spoken(spec: &str) -> String {
    let parts = spec.split(';').map(str::trim).map(|part| {
        let mut letters = part.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        let mut part: String = first.into_iter().chain(letters).collect();
        for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
            let large = day[..1].to_uppercase() + &day[1..];
            part = part.replace(&format!("-{day}"), &format!("–{large}"));
        }
        part.replace('-', "–").replace(',', " and ")
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn what(desk: &Desk, filled: Option<&Filled>, wrong: &Wrong) -> Markup {
    let built_in = curriculum::built_in();
    // A file cannot be chosen again by the page: its text stands in the field.
    let text = filled.map_or(String::new(), |f| {
        f.file("file")
            .and_then(|file| file.text().ok())
            .unwrap_or_else(|| f.lines("text"))
    });
    html! {
        fieldset.card.path #curriculum tabindex="-1" {
            legend { h2 { "What do you want to learn?" } }
            @if has_curriculum(desk.dir()) {
                p { "The " code { "curriculum.toml" } " in this folder is taken." }
            } @else {
                @for (name, title, about) in CURRICULA {
                    @let known = built_in.iter().find(|(n, _)| *n == name).and_then(|(_, text)| curriculum::parse(text).0);
                    @let text = html! { strong { (title) } " " span.faint { (about) @if let Some(known) = &known { " About " (work(known)) " of work." } } };
                    (radio(filled, "curriculum", name, DEFAULT_CURRICULUM, &text))
                }
                (radio(filled, "curriculum", "own", DEFAULT_CURRICULUM, &html! { strong { "My own" } " " span.faint { "a curriculum.toml, by you or somebody else" } }))
                div.under.own {
                    label for="file" { "The file" }
                    input #file type="file" name="file" accept=".toml,text/plain";
                    label for="text" { "Or its text" }
                    textarea #text name="text" rows=(if text.is_empty() { 4 } else { 14 }) spellcheck="false" { "\n" (text) }
                    (fields::wrong("curriculum-wrong", wrong.of("curriculum")))
                }
            }
            @for file in &wrong.files { (faults(file)) }
        }
    }
}

/// Likely hours of a curriculum as it is picked.
fn work(curriculum: &Curriculum) -> String {
    let minutes: i64 = curriculum
        .picked()
        .map(|t| t.effort.likely.as_mins() * i64::from(t.times.count()))
        .sum();
    format!("{} h", (minutes + 30) / 60)
}

fn dates(desk: &Desk, filled: Option<&Filled>, wrong: &Wrong) -> Markup {
    let local = desk.zone().unwrap_or("UTC");
    let zone = fields::zone(local).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = desk.now().to_zoned_datetime(zone).date().to_string();
    let field = |name: &'static str, label: &str, kind: &str, first: &str, hint: &str| {
        let bad = wrong.of(name);
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) type=(kind) value=(value(filled, name, first)) list=[(name == "zone").then_some("zones")]
                    autocomplete="off" aria-describedby=(format!("{name}-hint")) aria-invalid=[bad.map(|_| "true")];
                p.faint id=(format!("{name}-hint")) {
                    @if let Some(bad) = bad { span.wrong { (look::sentence(bad)) } } @else { (hint) }
                }
            }
        }
    };
    html! {
        fieldset.card {
            legend { h2 { "From when?" } }
            div.fields {
                (field("start", "First day", "date", &today, "Today, or when it suits you."))
                (field("zone", "Your time zone", "text", local, "As this machine has it."))
                (field("finish", "Finish you hope for", "date", "", "May stay empty. A wish, not a law."))
            }
            (fields::zones())
        }
    }
}

fn feed(filled: Option<&Filled>, wrong: &Wrong) -> Markup {
    let bad = wrong.of("calendar");
    html! {
        fieldset.card {
            legend { h2 { "What else is in your calendar?" } }
            p.faint { "So that nothing is planned over a dentist or a choir. May stay empty; more calendars can follow." }
            div.fields {
                div.field {
                    label for="ics" { "A file (.ics)" }
                    input #ics type="file" name="ics" accept=".ics,text/calendar" aria-describedby=[bad.map(|_| "calendar-wrong")];
                }
                div.field.wide {
                    label for="address" { "Or its private address" }
                    input #address name="address" type="text" inputmode="url" placeholder="https://…/basic.ics" value=(value(filled, "address", "")) autocomplete="off"
                        aria-describedby=[bad.map(|_| "calendar-wrong")] aria-invalid=[bad.map(|_| "true")];
                    p.faint { "It is asked once, when you send this, and again only when you say so." }
                }
            }
            label.check { input type="checkbox" name="all_day" value="yes" checked[filled.is_some_and(|f| f.get("all_day").is_some())]; "Its all-day events are days off, such as public holidays" }
            (fields::wrong("calendar-wrong", bad))
        }
    }
}
