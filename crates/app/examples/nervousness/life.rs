//! A person whose days do not go as planned, from a seed: days are lost, work takes longer, meetings appear.

use std::collections::BTreeMap;
use std::error::Error;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use pivot_app::domain::curriculum::{Curriculum, Effort, Times, When};
use pivot_app::domain::fact::{DatedSession, Event, Fact};
use pivot_app::domain::ical;
use pivot_app::domain::settings::FeedRule;
use pivot_app::planning::{Plan, PlannedSession};
use pivot_app::{Feed, Situation};

use crate::common::Person;

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Somebody with a built-in curriculum and these hours, on the first morning. Runs of a machine that nobody attends count as
/// the person's work here, since there is no record yet of which were launched.
pub(crate) fn person(curriculum_text: &str, hours: &str) -> Result<Situation, Box<dyn Error>> {
    let mut situation = Person::new(curriculum_text, hours).situation()?;
    situation.now += SignedDuration::from_hours(6);
    Ok(situation)
}

/// Takes a plan as the person's.
pub(crate) fn accept(situation: &mut Situation, plan: &Plan) {
    let sessions = plan.sessions.iter().map(|s| DatedSession {
        id: s.id.clone(),
        task: s.task.clone(),
        start: s.start,
        end: s.end,
    });
    situation.facts = vec![
        Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: Event::PlanAccepted(sessions.collect()),
        }
        .into(),
    ];
}

/// What happens in a life, day by day. It does not depend on the plan.
pub(crate) struct Days {
    /// Days on which nothing gets done.
    pub(crate) lost: Vec<bool>,
    /// Minutes by which the last piece of work of the day turns out longer.
    pub(crate) longer: Vec<u64>,
    /// On which day what meeting becomes known: days ahead, hour, minutes.
    pub(crate) meetings: Vec<Option<(u64, u64, u64)>>,
}

impl Days {
    /// One day in ten is lost, one in four brings work that takes longer, one in three a meeting in the next ten days.
    pub(crate) fn new(seed: u64, days: usize) -> Days {
        let mut random = Random(seed);
        Days {
            lost: (0..days).map(|_| random.below(10) == 0).collect(),
            longer: (0..days)
                .map(|_| {
                    if random.below(4) == 0 {
                        30 + 15 * random.below(5)
                    } else {
                        0
                    }
                })
                .collect(),
            meetings: (0..days)
                .map(|_| {
                    let meeting = (
                        1 + random.below(10),
                        9 + random.below(11),
                        30 + 30 * random.below(3),
                    );
                    (random.below(3) == 0).then_some(meeting)
                })
                .collect(),
        }
    }
}

/// A life in progress.
pub(crate) struct Life {
    /// The person's situation.
    pub(crate) situation: Situation,
    meetings: String,
    first: Date,
    /// Work done of the next time of each repeated task: it counts once the time is complete.
    begun: BTreeMap<String, SignedDuration>,
}

impl Life {
    /// Begins it.
    pub(crate) fn new(mut situation: Situation) -> Life {
        let rule = FeedRule {
            name: "meetings".into(),
            all_day: false,
            buffer: None,
            at: 0..0,
        };
        situation.settings.feeds.push(rule.clone());
        situation.feeds.push(Feed { rule, feed: None });
        for task in &mut situation.curriculum.tasks {
            task.unattended = None;
        }
        let first = situation.settings.zones.local(situation.now).date();
        Life {
            situation,
            meetings: String::new(),
            first,
            begun: BTreeMap::new(),
        }
    }

    /// Six in the morning of a day from the first on.
    fn morning(&self, day: usize) -> Timestamp {
        let date = later(self.first, day as i64);
        self.situation.settings.zones.start_of(date) + SignedDuration::from_hours(6)
    }

    /// Lives one day of the accepted plan, and stands on the next morning.
    pub(crate) fn live(&mut self, day: usize, days: &Days) {
        let (from, to) = (self.morning(day), self.morning(day + 1));
        let mut done: Vec<DatedSession> = self.situation.accepted().to_vec();
        done.retain(|s| from <= s.start && s.start < to && !days.lost[day]);
        for s in &done {
            record(&mut self.situation.curriculum, s);
        }
        if let Some(last) = done.last() {
            let task = self
                .situation
                .curriculum
                .tasks
                .iter_mut()
                .find(|t| t.id == last.task);
            if let Some(task) = task.filter(|task| task.times == Times::Once) {
                let more = SignedDuration::from_mins(days.longer[day] as i64);
                let longer = task.effort.likely + more;
                set(&mut task.effort, longer);
            }
        }
        self.forget_done(&done);
        self.situation.now = to;
        if let Some((ahead, hour, minutes)) = days.meetings[day] {
            let date = later(self.first, (day as u64 + ahead) as i64).strftime("%Y%m%d");
            self.meetings += &format!(
                "BEGIN:VEVENT\nUID:{day}\nSUMMARY:Meeting {day}\nDTSTART:{date}T{hour:02}0000\nDURATION:PT{minutes}M\nEND:VEVENT\n"
            );
            let text = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", self.meetings);
            if let Some(feed) = self.situation.feeds.last_mut() {
                feed.feed = Some(ical::parse(&text));
            }
        }
    }

    /// Takes finished tasks, and finished times of repeated ones, out of the curriculum and out of what is known.
    fn forget_done(&mut self, done: &[DatedSession]) {
        let mut finished_times: Vec<String> = Vec::new();
        for task in &mut self.situation.curriculum.tasks {
            let own = done.iter().filter(|s| s.task == task.id && time(s) == 1);
            let today = own.fold(SignedDuration::ZERO, |sum, s| sum + s.end.duration_since(s.start));
            let begun = self.begun.entry(task.id.clone()).or_default();
            *begun += today;
            if task.times == Times::Once || *begun < task.effort.likely {
                continue;
            }
            *begun = SignedDuration::ZERO;
            match &mut task.times {
                Times::Once => {}
                Times::Repeat(n) => *n -= 1,
                Times::Cadence(cadence) => {
                    cadence.times -= 1;
                    let begins = match cadence.from {
                        Some(When::Date(date)) => date,
                        _ => self.situation.settings.start,
                    };
                    cadence.from = Some(When::Date(later(begins, cadence.every_days.into())));
                }
            }
            finished_times.push(task.id.clone());
        }
        self.situation
            .curriculum
            .tasks
            .retain(|t| t.times.count() > 0 && !t.effort.likely.is_zero());
        let mut known = self.situation.accepted().to_vec();
        known.retain(|s| !(finished_times.contains(&s.task) && time(s) == 1));
        for s in &mut known {
            if finished_times.contains(&s.task) {
                let number = s.id.rsplit('/').next().unwrap_or("1");
                s.id = format!("{}#{}/{number}", s.task, time(s) - 1);
            }
        }
        if let Some(fact) = self.situation.facts.last_mut() {
            fact.fact.event = Event::PlanAccepted(known);
        }
    }
}

/// The time of a repeated task that a session belongs to.
fn time(s: &DatedSession) -> u32 {
    let time = s.id.split_once('#').and_then(|(_, rest)| rest.split('/').next());
    time.and_then(|time| time.parse().ok()).unwrap_or(1)
}

/// A session of a task that is done once makes what is left shorter.
fn record(curriculum: &mut Curriculum, s: &DatedSession) {
    if let Some(task) = curriculum.tasks.iter_mut().find(|t| t.id == s.task)
        && task.times == Times::Once
    {
        let left = task.effort.likely - s.end.duration_since(s.start);
        set(&mut task.effort, left.max(SignedDuration::ZERO));
    }
}

fn set(effort: &mut Effort, likely: SignedDuration) {
    (effort.low, effort.likely, effort.high) = (likely, likely, likely);
}

/// A date so many days later.
pub(crate) fn later(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

/// What became of the sessions of the accepted plan that lie ahead.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    /// Sessions that could have stayed: ahead, of a task that is left, at a time that is still free.
    pub(crate) ahead: u32,
    /// Those of them that did not.
    pub(crate) moved: u32,
    /// The same within the frozen window, but for those whose task waits for something that is not done in time any more,
    /// or has less work left than was planned.
    pub(crate) near: u32,
    /// Those of them that did not stay.
    pub(crate) near_moved: u32,
}

/// Whether a session of the frozen window cannot be kept: what its task waits for ends later now, or the task has less left.
fn contradicted(situation: &Situation, plan: &Plan, old: &DatedSession) -> bool {
    let Some(task) = situation.curriculum.picked().find(|t| t.id == old.task) else {
        return true;
    };
    let waits = task.after.iter().any(|after| {
        let mut before = plan.sessions.iter().filter(|s| s.task == after.task);
        before.any(|s| s.end > old.start)
    });
    let known = situation
        .accepted()
        .iter()
        .filter(|s| s.task == old.task && time(s) == time(old));
    let known = known.filter(|s| s.start >= situation.now);
    let known: SignedDuration = known.map(|s| s.end.duration_since(s.start)).sum();
    waits || known > task.effort.likely
}

/// Counts what moved between the accepted plan and a new one.
pub(crate) fn count(situation: &Situation, plan: &Plan) -> Count {
    let mut count = Count::default();
    let edge = situation.now + situation.settings.frozen;
    let accepted = situation.accepted();
    let Some(last) = accepted.iter().map(|s| s.end).max() else {
        return count;
    };
    let (busy, _) = situation.busy(situation.now, last.max(situation.now));
    for old in accepted.iter().filter(|s| s.start >= situation.now) {
        let left = situation.curriculum.picked().any(|t| t.id == old.task);
        let taken = busy.iter().any(|(from, to)| *from < old.end && old.start < *to);
        if !left || taken {
            continue;
        }
        let same = |s: &PlannedSession| {
            let (task, own) = (s.time.map_or(1, |(time, _)| time), time(old));
            s.task == old.task && task == own && s.start == old.start && s.end == old.end
        };
        let moved = u32::from(!plan.sessions.iter().any(same));
        count.ahead += 1;
        count.moved += moved;
        if old.start < edge && !contradicted(situation, plan, old) {
            count.near += 1;
            count.near_moved += moved;
        }
    }
    count
}
