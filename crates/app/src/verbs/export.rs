//! `pivot export`: the sessions for a calendar program or a spreadsheet, the whole pivot for any other program.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{Event, ExportedSession, exported};
use pivot_store::{Folder, Journal, payload};
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::planning::{Plan, PlannedSession};
use crate::situation::Situation;
use crate::verbs::record::{Outcome, append};
use crate::wire::{self, PlanJson};

/// An iCalendar file and what is to be remembered of it.
#[derive(Clone, Debug)]
pub struct Ics {
    /// The file's text, with CRLF line ends.
    pub text: String,
    /// How many events are in it.
    pub events: usize,
    /// Every session that was ever exported, with its version: a version never falls, whatever comes back.
    pub sessions: Vec<ExportedSession>,
}

/// The plan as iCalendar: one event per session, with a UID that stays and a SEQUENCE that rises when the event changes.
/// Sessions that were exported before and are gone are withdrawn (STATUS:CANCELLED), as long as they lie ahead.
/// With `alarm`, each event reminds that long before it begins.
pub fn ics(situation: &Situation, plan: &Plan, alarm: Option<SignedDuration>) -> Ics {
    let mut out = Writer::default();
    out.begin();
    out.line("X-WR-CALNAME", &escape(&situation.curriculum.title));
    let (mut sessions, mut events) = (Vec::new(), 0);
    for (now, planned) in versions(situation, plan) {
        // What is over and in no plan any more stays as it was.
        if planned.is_some() || now.session.end > situation.now {
            event(&mut out, situation, &now, planned, alarm);
            events += 1;
        }
        sessions.push(now);
    }
    out.line("END", "VCALENDAR");
    Ics {
        text: out.text,
        events,
        sessions,
    }
}

/// Every session as it is to stand in a calendar: those of the plan, each with its version, then those that were exported before and are
/// in no plan any more. What of these lies ahead is withdrawn.
pub(super) fn versions<'p>(
    situation: &Situation,
    plan: &'p Plan,
) -> Vec<(ExportedSession, Option<&'p PlannedSession>)> {
    let before: BTreeMap<&str, &ExportedSession> = exported(&situation.facts)
        .iter()
        .map(|e| (e.session.id.as_str(), e))
        .collect();
    let mut versions = Vec::new();
    for s in &plan.sessions {
        let session = s.dated();
        let old = before.get(s.id.as_str());
        let same = old.is_some_and(|o| o.session == session && o.title == s.title && !o.cancelled);
        let sequence = old.map_or(0, |o| o.sequence + u32::from(!same));
        let now = ExportedSession {
            session,
            title: s.title.clone(),
            sequence,
            cancelled: false,
        };
        versions.push((now, Some(s)));
    }
    for (id, old) in before {
        if plan.sessions.iter().any(|s| s.id == id) {
            continue;
        }
        let mut gone = old.clone();
        if old.session.end > situation.now {
            gone.sequence += u32::from(!old.cancelled);
            gone.cancelled = true;
        }
        versions.push((gone, None));
    }
    versions
}

/// One session as a calendar of its own, as a server of calendars takes it.
pub(super) fn single(
    situation: &Situation,
    session: &ExportedSession,
    planned: Option<&PlannedSession>,
) -> String {
    let mut out = Writer::default();
    out.begin();
    event(&mut out, situation, session, planned, None);
    out.line("END", "VCALENDAR");
    out.text
}

/// The UID of a session's event. A session's id has `/` and `#`, which are written so that no two become one.
pub(super) fn uid(situation: &Situation, session: &str) -> String {
    let session = session.replace('/', "%2F").replace('#', "%23");
    escape(&format!("{session}{}", uid_end(situation)))
}

/// How the UIDs of this pivot end.
pub(super) fn uid_end(situation: &Situation) -> String {
    let pivot = situation.settings.id.as_ref().unwrap_or(&situation.curriculum.id);
    format!("@{pivot}.pivot")
}

fn event(
    out: &mut Writer,
    situation: &Situation,
    e: &ExportedSession,
    planned: Option<&PlannedSession>,
    alarm: Option<SignedDuration>,
) {
    let stamp = |t: Timestamp| t.strftime("%Y%m%dT%H%M%SZ").to_string();
    out.line("BEGIN", "VEVENT");
    out.line("UID", &uid(situation, &e.session.id));
    out.line("DTSTAMP", &stamp(situation.now));
    out.line("SEQUENCE", &e.sequence.to_string());
    out.line("DTSTART", &stamp(e.session.start));
    out.line("DTEND", &stamp(e.session.end));
    out.line("SUMMARY", &escape(&format!("{} {}", e.session.task, e.title)));
    if e.cancelled {
        out.line("STATUS", "CANCELLED");
    }
    if let Some(planned) = planned {
        let step = situation
            .curriculum
            .steps
            .iter()
            .find(|s| s.number == planned.step);
        let task = situation.curriculum.task(&planned.task);
        let link = task.and_then(|t| t.link.as_deref());
        let mut about = format!("Step {}: {}", planned.step, step.map_or("", |s| s.title.as_str()));
        if let Some(link) = link {
            about.push_str(&format!("\n{link}"));
        }
        out.line("DESCRIPTION", &escape(&about));
        // URL takes a URI, which has no need of escapes and no room for spaces.
        if let Some(link) = link.filter(|l| !l.contains(char::is_whitespace)) {
            out.line("URL", link);
        }
        out.line("CATEGORIES", "PIVOT");
        // A machine's run takes no time of the person.
        out.line(
            "TRANSP",
            if planned.resource == "me" {
                "OPAQUE"
            } else {
                "TRANSPARENT"
            },
        );
        if let Some(alarm) = alarm.filter(|_| planned.resource == "me") {
            out.line("BEGIN", "VALARM");
            out.line("ACTION", "DISPLAY");
            out.line("DESCRIPTION", &escape(&e.title));
            out.line("TRIGGER", &format!("-{}", wire::duration(alarm)));
            out.line("END", "VALARM");
        }
    }
    out.line("END", "VEVENT");
}

/// Content lines, folded at 75 octets (RFC 5545, 3.1).
#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// What every calendar begins with.
    fn begin(&mut self) {
        self.line("BEGIN", "VCALENDAR");
        self.line("VERSION", "2.0");
        self.line("PRODID", "-//Pivot//Pivot//EN");
        self.line("CALSCALE", "GREGORIAN");
    }

    fn line(&mut self, name: &str, value: &str) {
        let mut width = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if width + c.len_utf8() > 75 {
                self.text.push_str("\r\n ");
                width = 1;
            }
            self.text.push(c);
            width += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// TEXT (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends are escaped, other control characters go.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Refuses a target that is one of the pivot's own files, which would be overwritten. Whatever writes where the person says
/// asks this first.
pub(crate) fn not_own(folder: &Folder, target: &Path) -> Result<(), Error> {
    match folder.own(target) {
        None => Ok(()),
        Some(own) => Err(Error::wrong(format!(
            "{} belongs to this pivot itself, and nothing is written over it",
            own.display()
        ))
        .next("name a file outside of calendars, meetups and .pivot that is not one of the pivot's own")),
    }
}

/// Writes to the file that the person named, unless it is one of the pivot's own.
pub fn write_out(folder: &Folder, target: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    not_own(folder, target)?;
    std::fs::write(target, bytes).map_err(|e| Error::Outside {
        what: format!("could not write {}: {e}", target.display()),
        next: None,
    })
}

/// Appends what was exported to the journal, where it differs from the last time.
pub fn remember(folder: &Folder, situation: &Situation, sessions: Vec<ExportedSession>) -> Result<(), Error> {
    if exported(&situation.facts) == sessions {
        return Ok(());
    }
    append(folder, situation, Event::Exported(sessions)).map(drop)
}

/// Takes a plan as the person's: later plans are compared with it.
pub fn accept(folder: &Folder, situation: &Situation, plan: &Plan) -> Result<Outcome, Error> {
    append(folder, situation, Event::PlanAccepted(plan.dated())).map(Outcome::Recorded)
}

/// The sessions as comma-separated values (RFC 4180), with a header.
pub fn csv(plan: &Plan) -> String {
    let mut text = String::from("id,task,step,title,resource,start,end,minutes\r\n");
    for s in &plan.sessions {
        let minutes = s.end.duration_since(s.start).as_mins().to_string();
        let at = |t| wire::instant(t, &plan.zones);
        let row = [
            &s.id,
            &s.task,
            &s.step.to_string(),
            &s.title,
            &s.resource,
            &at(s.start),
            &at(s.end),
            &minutes,
        ]
        .map(|f| field(f));
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The whole pivot: the files as they are, the facts, and the plan. `pivot.export/1`.
#[derive(Debug, Serialize)]
pub struct Whole {
    format: &'static str,
    settings: String,
    curriculum: String,
    calendars: BTreeMap<String, String>,
    facts: Vec<WholeFact>,
    plan: PlanJson,
}

#[derive(Debug, Serialize)]
struct WholeFact {
    id: String,
    kind: &'static str,
    at: String,
    zone: String,
    recorded: String,
    machine: String,
    payload: Value,
}

/// Gathers the whole pivot.
pub fn whole(folder: &Folder, situation: &Situation, plan: PlanJson) -> Result<Whole, Error> {
    let mut calendars = BTreeMap::new();
    for feed in &situation.settings.feeds {
        if let Some(bytes) = folder.calendar(&feed.name)? {
            calendars.insert(feed.name.clone(), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    let facts = Journal::read(&folder.journal_path())?
        .into_iter()
        .map(|r| WholeFact {
            id: r.id,
            kind: r.fact.event.kind(),
            at: wire::instant(r.fact.at, &situation.settings.zones),
            payload: payload(&r.fact.event),
            recorded: wire::instant(r.recorded, &situation.settings.zones),
            machine: r.machine,
            zone: r.fact.zone,
        })
        .collect();
    Ok(Whole {
        format: "pivot.export/1",
        settings: folder.settings()?,
        curriculum: folder.curriculum()?,
        calendars,
        facts,
        plan,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = Writer::default();
        out.line("SUMMARY", &"é".repeat(60));
        for line in out.text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets", line.len());
        }
        assert_eq!(
            out.text.replace("\r\n ", ""),
            format!("SUMMARY:{}\r\n", "é".repeat(60))
        );
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a,b;c\\d\ne\u{7}"), "a\\,b\\;c\\\\d\\ne");
        assert_eq!(field("say \"hi\", twice"), "\"say \"\"hi\"\", twice\"");
    }
}
