//! The first visit: a few answers, and there is a plan.

use std::path::Path;

use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::SignedDuration;
use maud::{Markup, html};
use pivot_app::domain::curriculum::{self, Curriculum};
use pivot_app::domain::week::Week;
use pivot_app::verbs::calendar::{self, Incoming};
use pivot_app::verbs::init::{self, DEFAULT_CURRICULUM, DEFAULT_HOURS};
use pivot_app::words::{count, hours};
use pivot_app::{Error, FaultyFile};

use super::blocking;
use super::fields::{self, Filled};
use crate::desk::Desk;
use crate::fault::{Fault, faults, told};
use crate::look;

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/start", get(page).post(make))
}

/// Hours to begin with: how they are sent, their name, and what they are.
const PRESETS: [(&str, &str, &str); 3] = [
    ("evenings", "Evenings and Saturday", DEFAULT_HOURS),
    ("weekends", "Weekends", "sat-sun 09:00-12:00,13:00-17:00"),
    ("full-time", "Full time", "mon-fri 09:00-12:00,13:00-17:00"),
];

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

/// What is wrong with what was typed.
#[derive(Debug, Default)]
struct Wrong {
    /// By field.
    fields: Vec<(&'static str, String)>,
    /// The curriculum's faults, each with its line.
    files: Vec<FaultyFile>,
    /// What is wrong with all of it: the folder cannot be written.
    whole: Option<(String, Option<String>)>,
}

impl Wrong {
    fn of(&self, field: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, what)| what.as_str())
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.files.is_empty() && self.whole.is_none()
    }
}

async fn page(State(desk): State<Desk>) -> Response {
    blocking(move || {
        if desk.exists() {
            return Ok(Redirect::to("/").into_response());
        }
        Ok(answer(StatusCode::OK, &form(&desk, None, &Wrong::default())))
    })
    .await
}

fn answer(status: StatusCode, body: &Markup) -> Response {
    let mut response = Html(look::bare("Start", body).into_string()).into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Makes the pivot by the same verbs as the commands; where something is wrong nothing is made, and what was typed stays.
async fn make(State(desk): State<Desk>, form: Result<Multipart, MultipartRejection>) -> Response {
    let read = match form {
        Ok(form) => Filled::read(form).await,
        Err(e) => Err(Error::wrong(format!("that is no form of this page: {e}"))),
    };
    let filled = match read {
        Ok(filled) => filled,
        Err(error) => return Fault::from(error).into_response(),
    };
    if desk.exists() {
        return Redirect::to("/").into_response();
    }
    let feed = fields::calendar(&filled).await;
    blocking(move || {
        let done = create(&desk, &filled, feed);
        match done {
            Ok(()) => {
                desk.forget();
                Ok(Redirect::to("/?said=welcome").into_response())
            }
            Err(wrong) => Ok(answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                &self::form(&desk, Some(&filled), &wrong),
            )),
        }
    })
    .await
}

fn create(desk: &Desk, filled: &Filled, feed: Result<Option<Incoming>, Error>) -> Result<(), Wrong> {
    let mut wrong = Wrong::default();
    let mut fault = |field: &'static str, what: String| wrong.fields.push((field, what));
    let week = match hours_of(filled) {
        Ok(week) => Some(week),
        Err(faults) => {
            faults.into_iter().for_each(|(field, what)| fault(field, what));
            None
        }
    };
    let mut date = |field: &'static str| {
        filled
            .date(field)
            .map_err(|what| fault(field, what))
            .ok()
            .flatten()
    };
    let (start, finish_by) = (date("start"), date("finish"));
    if let (Some(start), Some(finish)) = (start, finish_by)
        && finish < start
    {
        fault("finish", format!("That lies before the start, {start}"));
    }
    let zone = filled.get("zone");
    if let Some(Err(what)) = zone.map(fields::zone) {
        fault("zone", what);
    }
    let feed = feed
        .map_err(|error| {
            let (_, what, next) = told(&error);
            let next = next.map(|n| format!(". {}", look::sentence(&n)));
            let what = if what.starts_with("http") || what.starts_with("webcal") {
                format!("The calendar at {what}")
            } else {
                what
            };
            fault("calendar", format!("{what}{}", next.unwrap_or_default()));
        })
        .ok()
        .flatten();
    let own = has_curriculum(desk.dir());
    let (mut named, mut text) = (None, None);
    match filled.get("curriculum") {
        _ if own => {}
        Some("own") => match own_text(filled) {
            Ok(own) => text = Some(own),
            Err(what) => fault("curriculum", what),
        },
        name => named = name.map(str::to_owned),
    }
    if let Some(text) = &text {
        let found = curriculum::parse(text).1;
        if !found.is_empty() {
            wrong.files.push(FaultyFile {
                path: "curriculum.toml".into(),
                text: text.clone(),
                faults: found,
            });
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let wish = init::Wish {
        curriculum: named,
        text,
        start,
        timezone: zone.map(str::to_owned),
        hours: week.map(|w| w.to_string()),
        finish_by,
    };
    let made = init::init(desk.dir(), &wish, desk.now(), desk.zone())
        .and_then(|folder| feed.map_or(Ok(()), |feed| take(&folder, &feed, filled)));
    made.map_err(|error| match error {
        Error::Files(files) => Wrong {
            files,
            ..Wrong::default()
        },
        other => {
            let (_, what, next) = told(&other);
            Wrong {
                whole: Some((what, next)),
                ..Wrong::default()
            }
        }
    })
}

fn take(folder: &pivot_app::Folder, feed: &Incoming, filled: &Filled) -> Result<(), Error> {
    let all_day = filled.get("all_day").is_some();
    calendar::take(folder, feed, None, all_day).map(drop)
}

/// The hours that were chosen or typed.
fn hours_of(filled: &Filled) -> Result<Week, Vec<(&'static str, String)>> {
    let chosen = filled.get("hours").unwrap_or(PRESETS[0].0);
    let text = match (chosen, PRESETS.iter().find(|p| p.0 == chosen)) {
        (_, Some(preset)) => preset.2,
        ("days", _) => return fields::read_days(filled),
        _ => filled.typed("spec"),
    };
    Week::parse(text).map_err(|what| vec![("spec", what)])
}

/// The curriculum that was handed over: the file, else the text.
fn own_text(filled: &Filled) -> Result<String, String> {
    match filled.file("file") {
        Some(file) => file.text(),
        None if filled.get("text").is_some() => Ok(filled.lines("text")),
        None => Err("Choose a file, or paste its text".into()),
    }
}

/// Whether a curriculum lies in the folder already: it is taken.
fn has_curriculum(dir: &Path) -> bool {
    dir.join("curriculum.toml").is_file()
}

/// What is in the folder, as far as a person sees it.
fn is_empty(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .all(|name| name.starts_with('.') || name == "curriculum.toml")
}

/// Whether the folder says that nobody may write to it. Where it says nothing, writing tells.
fn is_locked(dir: &Path) -> bool {
    std::fs::metadata(dir).is_ok_and(|m| m.permissions().readonly())
}

fn form(desk: &Desk, filled: Option<&Filled>, wrong: &Wrong) -> Markup {
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
        }
    }
}

/// What stands in the way, at the top, with the way to each.
fn summary(wrong: &Wrong) -> Markup {
    html! {
        div.note.bad role="alert" {
            @if let Some((what, next)) = &wrong.whole {
                p { (look::sentence(what)) @if let Some(next) = next { " " (look::sentence(next)) } }
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
