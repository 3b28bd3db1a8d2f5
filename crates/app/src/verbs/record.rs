//! `pivot log`, `start`, `stop`, `done`, `reopen`, `estimate`: what the person did becomes facts.
//!
//! Each verb decides within the transaction that appends, so that two programs cannot both stop one timer.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{Event, Fact, Part, Recorded};
use pivot_domain::moment::at_night;
use pivot_domain::progress::{BELIEVED, Progress, Running, progress};
use pivot_store::{Author, Folder, Journal};

use crate::error::Error;
use crate::situation::Situation;
pub use crate::task::{Known, known};

/// What became of a wish to record something.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// These facts were recorded, the one that was asked for last.
    Recorded(Vec<Recorded>),
    /// Nothing was, as there is nothing to record: why, as a sentence without its full stop.
    Nothing(String),
    /// Nothing was: a timer ran longer than can be believed, and the person is asked.
    Doubtful(Doubt),
}

/// A timer that ran longer than can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What was worked on.
    pub part: Part,
    /// Since when.
    pub since: Timestamp,
    /// How long by the clock.
    pub elapsed: SignedDuration,
    /// It ran through the night, and not only long.
    pub night: bool,
}

/// From one to five o'clock hardly anybody studies, unless their hours say so.
const NIGHT: (i8, i8) = (1, 5);

/// How a timer is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The timer's time counts, if it can be believed.
    Asking,
    /// The timer's time counts, whatever it is.
    Believed,
    /// So much counts.
    Of(SignedDuration),
}

impl Known {
    /// The part of it that `time` names, or the first one that is open; the last one where all are done.
    pub(super) fn part(&self, time: Option<u32>, progress: &Progress) -> Result<Part, Error> {
        let (id, times) = (&self.id, self.times.unwrap_or(1));
        if let Some(time) = time.filter(|time| *time == 0 || *time > times) {
            return Err(match self.times {
                None => Error::wrong(format!("`{id}` is done once: there is no time {time} of it")),
                Some(times) => Error::wrong(format!("there is no time {time} of `{id}`"))
                    .next(format!("its times are 1 to {times}")),
            });
        }
        let first = time.or_else(|| progress.open_time(id, times)).unwrap_or(times);
        Ok(Part {
            task: id.clone(),
            time: self.times.map(|_| first),
        })
    }
}

/// Appends one event of this moment.
pub(crate) fn append(folder: &Folder, situation: &Situation, event: Event) -> Result<Vec<Recorded>, Error> {
    let now = situation.now;
    write(folder, situation, |_, _| Ok(vec![(now, event)]))
}

/// Appends what `decide` makes of the facts that there are now, each event with the moment at which it happened.
pub(crate) fn write(
    folder: &Folder,
    situation: &Situation,
    decide: impl FnOnce(&[Recorded], &Progress) -> Result<Vec<(Timestamp, Event)>, Error>,
) -> Result<Vec<Recorded>, Error> {
    let author = Author {
        owner: owner(situation).to_owned(),
        machine: folder.machine(),
    };
    let fact = |(at, event): (Timestamp, Event)| Fact {
        at,
        zone: zone(situation, at),
        event,
    };
    Journal::open(&folder.journal_path())?.record(situation.now, &author, |facts| {
        if situation.only_if_unchanged && !same(facts, &situation.facts) {
            return Err(Error::Changed);
        }
        let events = decide(facts, &progress(facts))?;
        Ok(events.into_iter().map(fact).collect())
    })
}

/// Whether two readings of a journal are of the same facts.
fn same(now: &[Recorded], then: &[Recorded]) -> bool {
    now.len() == then.len() && now.iter().zip(then).all(|(a, b)| a.id == b.id)
}

/// Whose facts these are: the pivot's id, as in its calendar events.
pub(crate) fn owner(situation: &Situation) -> &str {
    situation.settings.id.as_ref().unwrap_or(&situation.curriculum.id)
}

fn zone(situation: &Situation, at: Timestamp) -> String {
    let zone = situation.settings.zones.zone_at(at);
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// A verb's decision: events to record, or why there are none.
type Decision = Result<Vec<(Timestamp, Event)>, Outcome>;

/// Records what is decided.
fn decide(
    folder: &Folder,
    situation: &Situation,
    choose: impl FnOnce(&Progress) -> Result<Decision, Error>,
) -> Result<Outcome, Error> {
    let mut refused = None;
    let recorded = write(folder, situation, |_, progress| {
        Ok(choose(progress)?.unwrap_or_else(|outcome| {
            refused = Some(outcome);
            Vec::new()
        }))
    })?;
    Ok(refused.unwrap_or(Outcome::Recorded(recorded)))
}

/// The moment that was told, or now. What lies ahead has not happened.
pub(super) fn happened(situation: &Situation, at: Option<Timestamp>) -> Result<Timestamp, Error> {
    match at {
        Some(at) if at > situation.now => {
            let shown = |t| {
                situation
                    .settings
                    .zones
                    .local(t)
                    .strftime("%a %-d %b %Y %H:%M")
                    .to_string()
            };
            let what = format!("{} lies ahead: it is {} now", shown(at), shown(situation.now));
            Err(Error::wrong(what).next("say when it happened, such as --at \"yesterday 20:00\""))
        }
        at => Ok(at.unwrap_or(situation.now)),
    }
}

/// Refuses more work at once than a day has hours.
pub(super) fn in_a_day(spent: SignedDuration) -> Result<(), Error> {
    if spent <= SignedDuration::from_hours(24) {
        return Ok(());
    }
    let told = pivot_domain::duration::show(spent);
    Err(Error::wrong(format!("{told} is more than a day has"))
        .next("record it by the day, such as pivot log TASK 6h --at \"yesterday 20:00\""))
}

/// Records work on a task, at `at` or now.
pub fn log(
    folder: &Folder,
    situation: &Situation,
    (task, time): (&str, Option<u32>),
    spent: SignedDuration,
    at: Option<Timestamp>,
) -> Result<Outcome, Error> {
    let at = happened(situation, at)?;
    if spent.is_zero() {
        return Err(Error::wrong("no time is nothing to record").next("give a duration such as 45m or 1h30m"));
    }
    in_a_day(spent)?;
    decide(folder, situation, |progress| {
        let part = known(situation, progress, task)?.part(time, progress)?;
        Ok(Ok(vec![(at, Event::Logged { part, spent })]))
    })
}

/// Starts a timer. One that runs for another task is stopped, if it can be believed.
pub fn start(
    folder: &Folder,
    situation: &Situation,
    (task, time): (&str, Option<u32>),
    at: Option<Timestamp>,
) -> Result<Outcome, Error> {
    let at = happened(situation, at)?;
    decide(folder, situation, |progress| {
        let part = known(situation, progress, task)?.part(time, progress)?;
        if let Some(running) = progress.running.iter().find(|r| r.part == part) {
            let since = situation.settings.zones.local(running.since).strftime("%a %H:%M");
            return Ok(Err(Outcome::Nothing(format!(
                "the timer of {task} runs already, since {since}"
            ))));
        }
        let mut events = Vec::new();
        for running in &progress.running {
            match stopped(situation, running, at, Stop::Asking) {
                Ok(event) => events.push((at, event)),
                Err(doubt) => return Ok(Err(doubt)),
            }
        }
        events.push((at, Event::Started(part)));
        Ok(Ok(events))
    })
}

/// Stops the timer that was started last, at `at` or now.
pub fn stop(
    folder: &Folder,
    situation: &Situation,
    how: Stop,
    at: Option<Timestamp>,
) -> Result<Outcome, Error> {
    let at = happened(situation, at)?;
    decide(folder, situation, |progress| {
        let Some(running) = progress.running.last() else {
            return Ok(Err(Outcome::Nothing("no timer runs".into())));
        };
        if at < running.since {
            let since = situation
                .settings
                .zones
                .local(running.since)
                .strftime("%a %-d %b %H:%M");
            return Err(Error::wrong(format!(
                "the timer was started after that, at {since}"
            )));
        }
        if let Stop::Of(spent) = how {
            as_long_as_it_ran(running, at, spent)?;
        }
        Ok(stopped(situation, running, at, how).map(|event| vec![(at, event)]))
    })
}

/// Refuses more than a timer has counted; a minute that was begun counts.
fn as_long_as_it_ran(running: &Running, at: Timestamp, spent: SignedDuration) -> Result<(), Error> {
    use pivot_domain::duration::show;
    let ran = at.duration_since(running.since).max(SignedDuration::ZERO);
    if spent < ran.saturating_add(SignedDuration::from_mins(1)) {
        return Ok(());
    }
    let counted = SignedDuration::from_mins(ran.as_mins());
    Err(Error::wrong(format!(
        "the timer of {} ran for {}, and {} is more than that",
        shown(&running.part),
        show(counted),
        show(spent)
    ))
    .next(format!(
        "give no more than it ran; pivot log {} DURATION records other time",
        running.part.task
    )))
}

/// The end of a timer, or the doubt about it.
fn stopped(situation: &Situation, running: &Running, at: Timestamp, how: Stop) -> Result<Event, Outcome> {
    let elapsed = at.duration_since(running.since).max(SignedDuration::ZERO);
    // A timer that is years old is believed by nobody, and no longer duration is kept.
    let counted = SignedDuration::from_mins(elapsed.as_mins()).min(pivot_domain::duration::LONGEST);
    let spent = match how {
        Stop::Of(spent) => spent,
        Stop::Believed => counted,
        Stop::Asking => {
            let night = nights(situation, running.since, at);
            if elapsed > BELIEVED || night {
                return Err(Outcome::Doubtful(Doubt {
                    part: running.part.clone(),
                    since: running.since,
                    elapsed: counted,
                    night,
                }));
            }
            counted
        }
    };
    Ok(Event::Stopped {
        part: running.part.clone(),
        spent,
    })
}

/// Whether a timer ran at an hour at which this person does not study.
fn nights(situation: &Situation, since: Timestamp, at: Timestamp) -> bool {
    let settings = &situation.settings;
    let (from, to) = (
        60 * u32::from(NIGHT.0.unsigned_abs()),
        60 * u32::from(NIGHT.1.unsigned_abs()),
    );
    let week = &settings.hours_on(settings.zones.civil(since).date()).week;
    let studies_then = (0..7)
        .filter_map(|day| jiff::civil::Weekday::from_monday_zero_offset(day).ok())
        .any(|day| {
            // Hours that begin before midnight end after it: 26:00 is two o'clock.
            let meets = |(a, b): &(u32, u32)| (*a < to && *b > from) || *b > 24 * 60 + from;
            week.on(day).iter().any(meets)
        });
    !studies_then && !at_night(since, at, &settings.zones, NIGHT).is_zero()
}

/// Records that a task, or a time of it, is finished. A timer that runs for it is stopped, if it can be believed.
pub fn done(
    folder: &Folder,
    situation: &Situation,
    (task, time): (&str, Option<u32>),
    at: Option<Timestamp>,
) -> Result<Outcome, Error> {
    let at = happened(situation, at)?;
    decide(folder, situation, |progress| {
        let part = known(situation, progress, task)?.part(time, progress)?;
        if let Some(before) = progress.done(task, part.time()) {
            let day = situation.settings.zones.local(before).strftime("%a %-d %b %Y");
            return Ok(Err(Outcome::Nothing(format!(
                "{} was done on {day}",
                shown(&part)
            ))));
        }
        let mut events = Vec::new();
        for running in progress.running.iter().filter(|r| r.part == part) {
            match stopped(situation, running, at, Stop::Asking) {
                Ok(event) => events.push((at, event)),
                Err(doubt) => return Ok(Err(doubt)),
            }
        }
        events.push((at, Event::Done(part)));
        Ok(Ok(events))
    })
}

/// Records that a task, or the last time of it that was finished, is not finished after all.
pub fn reopen(
    folder: &Folder,
    situation: &Situation,
    (task, time): (&str, Option<u32>),
) -> Result<Outcome, Error> {
    decide(folder, situation, |progress| {
        let task = known(situation, progress, task)?;
        let finished = progress.task(&task.id).map(|t| &t.done);
        let last = finished.and_then(|done| done.keys().next_back().copied());
        let part = task.part(time.or(last.filter(|_| task.times.is_some())), progress)?;
        if progress.done(&task.id, part.time()).is_none() {
            return Ok(Err(Outcome::Nothing(format!("{} is open", shown(&part)))));
        }
        Ok(Ok(vec![(situation.now, Event::Reopened(part))]))
    })
}

/// Records a new estimate of a task: of all its hours, or of those of one time of a repeated task.
pub fn estimate(
    folder: &Folder,
    situation: &Situation,
    task: &str,
    effort: Effort,
) -> Result<Outcome, Error> {
    decide(folder, situation, |progress| {
        let task = known(situation, progress, task)?.id;
        let event = Event::EstimateChanged {
            task,
            effort,
            priors: Vec::new(),
        };
        Ok(Ok(vec![(situation.now, event)]))
    })
}

/// `1.3`, or `3.4 (time 2)`.
pub fn shown(part: &Part) -> String {
    match part.time {
        Some(time) => format!("{} (time {time})", part.task),
        None => part.task.clone(),
    }
}
