//! `pivot calendar`.

use pivot_app::Error;
use pivot_app::connect::feed::Web;
use pivot_app::domain::fact::DatedSession;
use pivot_app::domain::zones::later;
use pivot_app::verbs::calendar::{Report, add, list, refresh, remove};
use pivot_app::verbs::sync;
use pivot_app::wire::{CalendarsJson, DoneJson, EventsJson, SyncJson};
use pivot_app::words::all_of;

use super::{Status, folder, json, situation};
use crate::args::{Calendar, Global};
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};
use crate::view::{clock, count, day_name};

pub(super) fn run(global: &Global, command: &Calendar, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Calendar::Add {
            source,
            name,
            all_day,
        } => {
            let folder = folder(global)?;
            let report = add(&folder, source, name.as_deref(), *all_day, &Web)?;
            if global.json {
                return done(
                    screen,
                    &DoneJson::new("calendar add", folder.root(), vec![report.name]),
                );
            }
            screen.line(GOOD, &format!("Added calendar `{}`", report.name));
            faults(screen, &report);
            screen.next("pivot calendar events shows what is in it; pivot plan keeps its busy events free.");
        }
        Calendar::Remove { name } => {
            let folder = folder(global)?;
            remove(&folder, name)?;
            if global.json {
                return done(
                    screen,
                    &DoneJson::new("calendar remove", folder.root(), vec![name.clone()]),
                );
            }
            screen.line(GOOD, &format!("Took calendar `{name}` away"));
            screen.next("pivot plan uses the time that is free now.");
        }
        Calendar::Refresh { name } => {
            let folder = folder(global)?;
            let mut reports = Vec::new();
            let mut failed = None;
            for report in refresh(&folder, name.as_deref(), &Web)? {
                match report {
                    Ok(report) => reports.push(report),
                    Err(error) => {
                        crate::fault::report(&error);
                        failed = Some(error);
                    }
                }
            }
            if global.json {
                let names = reports.iter().map(|r| r.name.clone()).collect();
                json(screen, &DoneJson::new("calendar refresh", folder.root(), names))?;
            } else {
                for report in &reports {
                    screen.line(GOOD, &format!("Got calendar `{}` anew", report.name));
                    faults(screen, report);
                }
                if reports.is_empty() && failed.is_none() {
                    screen.line(NOTE, "No calendar here has a source to get it from");
                }
                if failed.is_none() {
                    screen.next("pivot plan shows what moved.");
                }
            }
            if failed.is_some() {
                screen.show()?;
                return Err(Error::Outside {
                    what: "not every calendar could be fetched".into(),
                    next: None,
                });
            }
        }
        Calendar::Sync {
            source,
            dry_run,
            most_gone,
        } => {
            let wish = sync::Wish {
                dry_run: *dry_run,
                most_gone: *most_gone,
            };
            return synced(global, source.as_deref(), wish, screen);
        }
        Calendar::Connect {
            url,
            user,
            calendar,
            yes,
        } => return super::caldav::connect(global, (url, user), calendar, *yes, screen),
        Calendar::Push { dry_run, yes } => return super::caldav::push(global, *dry_run, *yes, screen),
        Calendar::List => return listed(global, screen),
        Calendar::Events { from, to } => return events(global, *from, *to, screen),
    }
    Ok(Status::Done)
}

fn done(screen: &mut Screen, answer: &DoneJson) -> Result<Status, Error> {
    json(screen, answer)?;
    Ok(Status::Done)
}

fn faults(screen: &mut Screen, report: &Report) {
    for fault in &report.faults {
        screen.prose(NOTE, 2, 2, &fault.to_string());
    }
}

fn listed(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let feeds = list(&folder)?;
    if global.json {
        json(screen, &CalendarsJson::new(feeds))?;
        return Ok(Status::Done);
    }
    for feed in &feeds {
        let from = feed
            .from
            .as_ref()
            .map_or_else(|| format!("calendars/{}.ics", feed.name), Clone::clone);
        let all_day = if feed.all_day {
            ", all-day events take the day"
        } else {
            ""
        };
        let missing = if feed.present { "" } else { ", its file is missing" };
        screen.painted(&format!(
            "{}  {from}{all_day}{missing}",
            paint(STRONG, pad(&feed.name, 20))
        ));
    }
    if feeds.is_empty() {
        screen.line(FAINT, "No calendars yet.");
    }
    screen.next("pivot calendar add FILE|URL, or pivot calendar events.");
    Ok(Status::Done)
}

fn events(
    global: &Global,
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let zones = &situation.settings.zones;
    let from = from.unwrap_or_else(|| zones.local(situation.now).date());
    let to = to.unwrap_or_else(|| later(from, 28));
    if to <= from {
        return Err(Error::wrong(format!("--to {to} is not after --from {from}")));
    }
    let (events, mut notes) = situation.events(zones.start_of(from), zones.start_of(to));
    notes.splice(0..0, situation.notes.iter().cloned());
    if global.json {
        json(screen, &EventsJson::new(&events, notes, zones))?;
        return Ok(Status::Done);
    }
    for note in &notes {
        screen.prose(NOTE, 0, 2, note);
    }
    let mut last = None;
    for event in &events {
        let o = &event.occurrence;
        let (start, end) = (zones.local(o.start), zones.local(o.end));
        let date = start.date();
        let day = if last == Some(date) {
            String::new()
        } else {
            format!("{} {}", day_name(date), date.strftime("%b %Y"))
        };
        last = Some(date);
        let days = date.until(end.date()).map_or(0, |span| span.get_days());
        let (from, to) = (clock(zones, o.start), clock(zones, o.end));
        let time = match (o.all_day, days) {
            (true, 0 | 1) => "all day".to_owned(),
            (true, days) => format!("all of {days} days"),
            (false, 0) => format!("{from}–{to}"),
            (false, days) => format!("{from}–{to} +{days}"),
        };
        let style = if event.blocks {
            anstyle::Style::new()
        } else {
            FAINT
        };
        let free = if event.blocks { "" } else { " (not kept free)" };
        let text = crate::screen::fit(&format!("{}{free}", o.summary), screen.width.saturating_sub(34));
        screen.painted(&format!(
            "{}  {}  {}",
            paint(STRONG, pad(&day, 15)),
            paint(MARK, pad(&time, 15)),
            paint(style, text)
        ));
    }
    screen.blank();
    screen.line(FAINT, &format!("{} events from {from} to {to}.", events.len()));
    screen.next("pivot plan keeps the busy ones free, with the buffer of pivot.toml around them.");
    Ok(Status::Done)
}

/// What a calendar says of exported sessions: a file, or the person's own on a server.
fn synced(
    global: &Global,
    source: Option<&str>,
    wish: sync::Wish,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let synced = match source {
        Some(source) => sync::sync(&folder, &situation, source, wish, &Web)?,
        None => super::caldav::synced(&folder, &situation, wish)?,
    };
    let back = match source {
        Some(_) => "pivot export ics gives the new times back",
        None => "pivot calendar push gives the new times back",
    };
    let zones = &situation.settings.zones;
    if global.json {
        json(screen, &SyncJson::new(&synced, wish.dry_run, zones))?;
        return Ok(Status::Done);
    }
    let day = |at| zones.local(at).strftime("%a %-d %b %H:%M").to_string();
    let time = |s: &DatedSession| format!("{}–{}", day(s.start), clock(zones, s.end));
    for (was, now) in &synced.pinned {
        screen.prose(
            GOOD,
            0,
            2,
            &format!("Pinned {}: {}, was {}.", now.id, time(now), time(was)),
        );
    }
    for gone in &synced.missed {
        screen.prose(
            GOOD,
            0,
            2,
            &format!("Missed {}: {} was deleted.", gone.id, time(gone)),
        );
    }
    for (session, why) in &synced.left {
        screen.prose(NOTE, 0, 2, &format!("Left {} as it was: {why}.", session.id));
    }
    for fault in &synced.faults {
        screen.prose(NOTE, 0, 2, &fault.to_string());
    }
    if let Some(told) = older(&synced) {
        screen.prose(NOTE, 0, 2, &told);
    }
    let changes = synced.pinned.len() + synced.missed.len();
    screen.prose(
        FAINT,
        0,
        2,
        &format!(
            "{} as exported or known already; {} of others left alone.",
            count(synced.known, "session"),
            count(synced.foreign, "event")
        ),
    );
    let is_older = !(synced.older.is_empty() && synced.unseen.is_empty());
    screen.next(&match (changes, wish.dry_run) {
        (0, _) if is_older => {
            "pivot export ics --out FILE writes the last export again: take it in, then sync again.".into()
        }
        (0, _) => "nothing is new: pivot today says what to do.".into(),
        (_, true) => "nothing was recorded; the same without --dry-run records it.".into(),
        (_, false) => format!(
            "pivot plan shows what moves; pivot undo {} takes it all back; {back}.",
            all_of(&synced.facts)
        ),
    });
    Ok(Status::Done)
}

/// What is to be said of a calendar that has not taken the last export in.
fn older(synced: &sync::Synced) -> Option<String> {
    let (older, unseen) = (synced.older.len(), synced.unseen.len());
    let of = match older {
        0 => String::new(),
        _ => format!(" of {}", count(older, "session")),
    };
    let lacks = match unseen {
        0 => String::new(),
        _ => format!(", and lacks {} of the last one", count(unseen, "session")),
    };
    if older + unseen == 0 {
        return None;
    }
    Some(format!(
        "The calendar has an older export{of}{lacks}. They were left alone: take the new one in, then sync again."
    ))
}
