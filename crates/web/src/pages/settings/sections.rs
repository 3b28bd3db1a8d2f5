//! The sections of the settings: what the file says in words, with the forms that change it.

use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::duration::show;
use pivot_app::domain::settings::{Machine, Resets};
use pivot_app::verbs::calendar;
use pivot_app::words::{date_of, hours, long_date};

use super::View;
use crate::pages::{fields, subscribe};

/// The sections, by the ids that lead to them.
const SECTIONS: [(&str, &str); 8] = [
    ("hours", "Hours"),
    ("away", "Days off"),
    ("sessions", "Sessions and wishes"),
    ("place", "Where you are"),
    ("calendars", "Calendars"),
    ("machines", "Machines"),
    ("subscribe", "Your sessions elsewhere"),
    ("file", "The file"),
];

pub(super) fn all(view: &View<'_>) -> Result<Markup, Error> {
    Ok(html! {
        div.settings {
            header.top { div { h1 { "Settings" } p.faint { "All of it stands in " code { "pivot.toml" } ", with your comments. Here, there or in a terminal: it is the same." } } }
            @if let Some(turn) = view.turn.filter(|t| SECTIONS.iter().all(|s| s.0 != t.section) && t.section != "other-hours") { (turn.says) }
            nav.row.jump aria-label="Sections" { @for (id, name) in SECTIONS { a href=(format!("#{id}")) { (name) } } }
            (week(view))
            (away(view))
            (sessions(view))
            (place(view))
            (calendars(view)?)
            (machines(view))
            (subscribe::section(view.picture, view.frame, view.host)?)
            (file(&view.value("file", "text", view.text).replace("\r\n", "\n"), &view.mark, &view.says("file")))
            @if view.filled("file").is_some() {
                details.card { summary { "What the file says now" } pre tabindex="0" { code { (view.text) } } }
            }
            (fields::zones())
        }
    })
}

/// Where a form is sent: the page that comes back is shown where the form stands.
fn to(section: &str) -> String {
    format!("/settings/change#{section}")
}

/// What every form of a section carries.
fn of(view: &View<'_>, section: &str) -> Markup {
    html! {
        input type="hidden" name="file" value=(view.mark);
        input type="hidden" name="section" value=(section);
    }
}

/// To look at what would come of it, and to save it.
fn save() -> Markup {
    html! { div.row { button.first { "Save" } button name="try" value="yes" { "What would it do?" } } }
}

/// A field with its label.
fn field(
    view: &View<'_>,
    section: &str,
    (name, label, kind): (&str, &str, &str),
    own: &str,
    hint: &str,
) -> Markup {
    let id = format!("{section}-{name}");
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type=(kind) value=(view.value(section, name, own)) autocomplete="off"
                list=[(name == "zone").then_some("zones")] aria-describedby=[(!hint.is_empty()).then(|| format!("{id}-hint"))];
            @if !hint.is_empty() { p.faint id=(format!("{id}-hint")) { (hint) } }
        }
    }
}

/// A row of a list, with the way to take it out.
fn row(view: &View<'_>, section: &str, number: usize, what: &Markup, called: &str) -> Markup {
    html! {
        li.row {
            span.grow { (what) }
            form method="post" action=(to(section)) {
                (of(view, section))
                button.quiet name="remove" value=(number) aria-label=(format!("Remove {called}")) { "Remove" }
            }
        }
    }
}

/// `Mon 8 Mar 2027 to Fri 12 Mar 2027`.
fn span(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => long_date(from),
        (Some(from), Some(to)) => format!("{} to {}", long_date(from), long_date(to)),
        (Some(from), None) => format!("From {} on", long_date(from)),
        (None, Some(to)) => format!("Until {}", long_date(to)),
        (None, None) => "Always".into(),
    }
}

fn week(view: &View<'_>) -> Markup {
    let settings = &view.picture.situation.settings;
    let usual = settings.hours.first();
    let limit = usual.and_then(|h| h.daily_limit).map(show).unwrap_or_default();
    html! {
        section.card #hours {
            h2 { "When you study" }
            (view.says("hours"))
            p.faint { (hours(settings.weekly())) " in an ordinary week. Leave a day empty to keep it free." }
            form.stack method="post" action=(to("hours")) {
                (of(view, "hours"))
                (fields::days(view.filled("hours"), usual.map(|h| &h.week), &[]))
                (field(view, "hours", ("limit", "At most in one day", "text"), &limit, "Such as 4h. Empty: as much as there is."))
                (save())
            }
            h3 #other-hours { "Other hours for a while" }
            (view.says("other-hours"))
            @if settings.hours.len() > 1 {
                ul.plain {
                    @for (number, change) in settings.hours.iter().skip(1).enumerate() {
                        @let when = span(change.from, change.to);
                        (row(view, "other-hours", number, &html! { (when) ": " code { (change.week) } }, &format!("the hours {when}")))
                    }
                }
            }
            details open[view.filled("other-hours").is_some()] {
                summary { "Add other hours" }
                form.stack method="post" action=(to("other-hours")) {
                    (of(view, "other-hours"))
                    div.fields {
                        (field(view, "other-hours", ("from", "First day", "date"), "", ""))
                        (field(view, "other-hours", ("to", "Last day", "date"), "", ""))
                        (field(view, "other-hours", ("spec", "Hours of a week", "text"), "", "Such as sat 09:00-12:00; sun 10:00-12:00."))
                    }
                    (save())
                }
            }
        }
    }
}

fn away(view: &View<'_>) -> Markup {
    let settings = &view.picture.situation.settings;
    html! {
        section.card #away {
            h2 { "Days off" }
            (view.says("away"))
            @if settings.away.is_empty() { p.faint { "None yet. Nothing is planned on a day off." } }
            ul.plain {
                @for (number, away) in settings.away.iter().enumerate() {
                    @let when = span(Some(away.from), Some(away.to));
                    (row(view, "away", number, &html! { (when) @if let Some(why) = &away.why { span.faint { " · " (why) } } }, &when))
                }
            }
            form.stack method="post" action=(to("away")) {
                (of(view, "away"))
                div.fields {
                    (field(view, "away", ("from", "First day", "date"), "", ""))
                    (field(view, "away", ("to", "Last day", "date"), "", "Empty: one day."))
                    (field(view, "away", ("why", "What for", "text"), "", "May stay empty."))
                }
                div.row { button.first { "Add days off" } button name="try" value="yes" { "What would it do?" } }
            }
        }
    }
}

fn sessions(view: &View<'_>) -> Markup {
    let settings = &view.picture.situation.settings;
    let finish = settings.finish_by.map(|d| d.to_string()).unwrap_or_default();
    let one = |name, label, own: &str, hint| field(view, "sessions", (name, label, "text"), own, hint);
    html! {
        section.card #sessions {
            h2 { "Sessions and wishes" }
            (view.says("sessions"))
            form.stack method="post" action=(to("sessions")) {
                (of(view, "sessions"))
                div.fields {
                    (field(view, "sessions", ("start", "The plan's first day", "date"), &settings.start.to_string(), ""))
                    (field(view, "sessions", ("finish", "Finish you hope for", "date"), &finish, "A wish, not a law. May stay empty."))
                    (one("min", "Shortest session", &show(settings.session.min), "No shorter, except to finish a task."))
                    (one("max", "Longest session", &show(settings.session.max), "After so much work comes a break…"))
                    (one("break", "Break", &show(settings.session.rest), "…of at least this."))
                    (one("buffer", "Around commitments", &show(settings.buffer), "Kept free before and after each."))
                    (one("frozen", "Stays where it is", &show(settings.frozen), "Sessions you accepted that start so soon move only where they must."))
                }
                (save())
            }
        }
    }
}

fn place(view: &View<'_>) -> Markup {
    let zones = &view.picture.situation.settings.zones;
    let name = |zone: &jiff::tz::TimeZone| zone.iana_name().unwrap_or("UTC").to_owned();
    let mut eras = zones.eras().iter();
    let first = eras.next().map(|(_, zone)| name(zone)).unwrap_or_default();
    html! {
        section.card #place {
            h2 { "Where you are" }
            (view.says("place"))
            p { "Your clock is that of " strong { (first) } @for (from, zone) in eras { ", from " (date_of(zones, *from)) " on that of " strong { (name(zone)) } } "." }
            form.stack method="post" action=(to("place")) {
                (of(view, "place"))
                div.fields {
                    (field(view, "place", ("zone", "Time zone", "text"), &first, "Such as Europe/Paris."))
                    (field(view, "place", ("from", "From this day on", "date"), "", "For a move. Empty: from the beginning."))
                }
                (save())
            }
        }
    }
}

fn calendars(view: &View<'_>) -> Result<Markup, Error> {
    let listed = calendar::list(&view.picture.folder)?;
    let act = |what: &'static str, name: &str, shown: &'static str| {
        html! {
            form method="post" action="/settings/calendars#calendars" {
                (of(view, "calendars"))
                input type="hidden" name="name" value=(name);
                button.quiet name="what" value=(what) aria-label=(format!("{shown} {name}")) { (shown) }
            }
        }
    };
    Ok(html! {
        section.card #calendars {
            h2 { "Calendars" }
            (view.says("calendars"))
            p.faint { "What stands in them is kept free. An address is asked when you add it and when you say so here, never otherwise." }
            ul.plain {
                @for feed in &listed {
                    li.row {
                        span.grow {
                            strong { (feed.name) }
                            @if let Some(from) = &feed.from { span.faint { " · " (from) } }
                            @if feed.all_day { " " span.badge { "all-day events are days off" } }
                            @if !feed.present { " " span.badge.bad { "its file is missing" } }
                        }
                        @if feed.from.is_some() { (act("refresh", &feed.name, "Get anew")) }
                        (act("remove", &feed.name, "Remove"))
                    }
                }
            }
            form.stack method="post" action="/settings/calendar#calendars" enctype="multipart/form-data" {
                (of(view, "calendars"))
                div.fields {
                    div.field { label for="calendars-ics" { "A file (.ics)" } input #calendars-ics type="file" name="ics" accept=".ics,text/calendar"; }
                    (field(view, "calendars", ("address", "Or its private address", "text"), "", "https://…/basic.ics"))
                    (field(view, "calendars", ("name", "Its name here", "text"), "", "Empty: as it calls itself."))
                }
                label.check { input type="checkbox" name="all_day" value="yes"; "Its all-day events are days off, such as public holidays" }
                button.first { "Add the calendar" }
            }
        }
    })
}

fn machines(view: &View<'_>) -> Markup {
    let situation = &view.picture.situation;
    let title = |id: &str| situation.curriculum.resources.iter().find(|r| r.id == id);
    html! {
        section.card #machines {
            h2 { "Machines and places" }
            p.faint { "What tasks occupy beside you. They are changed in " a href="#file" { "the file" } "." }
            @if situation.settings.machines.is_empty() { p { "The curriculum’s own hours hold for all of them." } }
            ul.plain {
                @for machine in &situation.settings.machines {
                    li { strong { (machine.id) } @if let Some(named) = title(&machine.id) { " " (named.title) } span.faint { " · " (told(machine)) } }
                }
            }
        }
    }
}

/// `always, 1 task at once, 30 h a week from Saturday 00:00, by the clock of UTC`.
fn told(machine: &Machine) -> String {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let mut told = machine.week.to_string();
    if machine.capacity != 1 {
        told.push_str(&format!(", {} tasks at once", machine.capacity));
    }
    if let Some(quota) = &machine.quota {
        let clock = |m: u32| format!("{:02}:{:02}", m / 60, m % 60);
        let every = match quota.resets {
            Resets::Daily(at) => format!("a day from {}", clock(at)),
            Resets::Weekly(day, at) => {
                let day = DAYS.get(day as usize).copied().unwrap_or_default();
                format!("a week from {day} {}", clock(at))
            }
        };
        told.push_str(&format!(", {} {every}", hours(quota.time)));
    }
    if let Some(zone) = &machine.zone {
        told.push_str(&format!(
            ", by the clock of {}",
            zone.iana_name().unwrap_or("UTC")
        ));
    }
    told
}

/// The whole file, to be changed as a text.
pub(super) fn file(text: &str, mark: &str, says: &Markup) -> Markup {
    let lines = text.lines().count().clamp(12, 44);
    html! {
        section.card #file {
            h2 { "The file" }
            (says)
            form.stack method="post" action=(to("file")) {
                input type="hidden" name="file" value=(mark);
                input type="hidden" name="section" value="file";
                label.whole for="file-text" { "pivot.toml" }
                textarea #file-text name="text" rows=(lines) spellcheck="false" wrap="off" { "\n" (text) }
                div.row { button.first { "Save the file" } button name="try" value="yes" { "What would it do?" } }
            }
        }
    }
}
