//! The JSON that programs rely on. Fields are only added; what is here keeps its name and meaning.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::zones::Zones;
use serde::Serialize;

use crate::planning::fit::{Fit, Repair};
use crate::planning::{Answer, ChainReason, Late, Overview, Reasons, TaskSlack};
use crate::situation::Event;
use crate::verbs::calendar::Listed;

/// RFC 3339 with the numeric offset of the person's zone at that instant.
pub fn instant(at: Timestamp, zones: &Zones) -> String {
    zones.local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// ISO 8601 in hours and minutes: `PT1H30M`.
pub fn duration(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("PT{m}M"),
        (h, 0) => format!("PT{h}H"),
        (h, m) => format!("PT{h}H{m}M"),
    }
}

/// `pivot.plan/1`.
#[derive(Debug, Serialize)]
pub struct PlanJson {
    format: &'static str,
    now: String,
    timezone: String,
    finish: String,
    bound: String,
    proven: bool,
    feasible: bool,
    /// Finish if each task takes the mean of its estimate.
    expected_finish: Option<String>,
    /// Likely hours of work in all, the mean of the estimates, and hours in an ordinary week.
    effort: String,
    expected_effort: String,
    weekly: String,
    sessions: Vec<SessionJson>,
    steps: Vec<StepJson>,
    late: Vec<LateJson>,
    unplaced: Vec<UnplacedJson>,
    moves: Vec<MoveJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SessionJson {
    id: String,
    task: String,
    step: u32,
    title: String,
    resource: String,
    start: String,
    end: String,
    pinned: bool,
    /// Which time of a repeated task.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
}

#[derive(Debug, Serialize)]
struct StepJson {
    number: u32,
    title: String,
    months: Vec<u32>,
    start: Option<String>,
    finish: Option<String>,
    effort: String,
}

#[derive(Debug, Serialize)]
struct LateJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    title: String,
    deadline: String,
    finish: String,
    hard: bool,
}

impl LateJson {
    fn new(late: &Late, zones: &Zones) -> LateJson {
        LateJson {
            task: late.task.clone(),
            time: late.time,
            title: late.title.clone(),
            deadline: instant(late.deadline, zones),
            finish: instant(late.finish, zones),
            hard: late.hard,
        }
    }
}

#[derive(Debug, Serialize)]
struct UnplacedJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    title: String,
    missing: String,
    reason: String,
    forgiven: bool,
}

#[derive(Debug, Serialize)]
struct MoveJson {
    session: String,
    task: String,
    from: Option<String>,
    to: Option<String>,
    cause: String,
}

impl PlanJson {
    /// A plan and what is said beside it.
    pub fn new(answer: &Answer) -> PlanJson {
        let Answer {
            plan,
            expected_finish,
            moves,
        } = answer;
        let at = |t: Timestamp| instant(t, &plan.zones);
        let zone = plan
            .zones
            .zone_at(plan.now)
            .iana_name()
            .unwrap_or("UTC")
            .to_owned();
        PlanJson {
            format: "pivot.plan/1",
            now: at(plan.now),
            timezone: zone,
            finish: at(plan.finish),
            bound: at(plan.bound),
            proven: plan.proven,
            feasible: plan.feasible,
            expected_finish: expected_finish.map(at),
            effort: duration(plan.likely),
            expected_effort: duration(plan.expected),
            weekly: duration(plan.weekly),
            sessions: plan
                .sessions
                .iter()
                .map(|s| SessionJson {
                    id: s.id.clone(),
                    task: s.task.clone(),
                    step: s.step,
                    title: s.title.clone(),
                    resource: s.resource.clone(),
                    start: at(s.start),
                    end: at(s.end),
                    pinned: s.pinned,
                    time: s.time.map(|(time, _)| time),
                })
                .collect(),
            steps: plan
                .steps
                .iter()
                .map(|s| StepJson {
                    number: s.number,
                    title: s.title.clone(),
                    months: s.months.clone(),
                    start: s.start.map(at),
                    finish: s.finish.map(at),
                    effort: duration(s.effort),
                })
                .collect(),
            late: plan.late.iter().map(|l| LateJson::new(l, &plan.zones)).collect(),
            unplaced: plan
                .unplaced
                .iter()
                .map(|u| UnplacedJson {
                    task: u.task.clone(),
                    time: u.time,
                    title: u.title.clone(),
                    missing: duration(u.missing),
                    reason: u.reason.clone(),
                    forgiven: u.forgiven,
                })
                .collect(),
            moves: moves
                .iter()
                .map(|m| MoveJson {
                    session: m.session.clone(),
                    task: m.task.clone(),
                    from: m.from.map(at),
                    to: m.to.map(at),
                    cause: m.cause.clone(),
                })
                .collect(),
            notes: plan.notes.clone(),
        }
    }
}

/// `pivot.events/1`.
#[derive(Debug, Serialize)]
pub struct EventsJson {
    format: &'static str,
    events: Vec<EventJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EventJson {
    uid: String,
    calendar: String,
    summary: String,
    start: String,
    end: String,
    all_day: bool,
    busy: bool,
    /// Whether it is kept free in the plan.
    blocks: bool,
}

impl EventsJson {
    /// Occurrences, as they are sorted.
    pub fn new(events: &[Event], notes: Vec<String>, zones: &Zones) -> EventsJson {
        let events = events
            .iter()
            .map(
                |Event {
                     calendar,
                     occurrence: o,
                     blocks,
                 }| EventJson {
                    uid: o.uid.clone(),
                    calendar: calendar.clone(),
                    summary: o.summary.clone(),
                    start: instant(o.start, zones),
                    end: instant(o.end, zones),
                    all_day: o.all_day,
                    busy: o.busy,
                    blocks: *blocks,
                },
            )
            .collect();
        EventsJson {
            format: "pivot.events/1",
            events,
            notes,
        }
    }
}

/// `pivot.calendars/1`: the feeds of a pivot.
#[derive(Debug, Serialize)]
pub struct CalendarsJson {
    format: &'static str,
    calendars: Vec<CalendarJson>,
}

#[derive(Debug, Serialize)]
struct CalendarJson {
    name: String,
    /// A path, or an address without what may be secret in it.
    source: Option<String>,
    all_day: bool,
    /// Whether its file is there.
    present: bool,
}

impl CalendarsJson {
    /// The feeds, as they are listed.
    pub fn new(listed: Vec<Listed>) -> CalendarsJson {
        let calendars = listed
            .into_iter()
            .map(|l| CalendarJson {
                name: l.name,
                source: l.from,
                all_day: l.all_day,
                present: l.present,
            })
            .collect();
        CalendarsJson {
            format: "pivot.calendars/1",
            calendars,
        }
    }
}

/// `pivot.why/1`.
#[derive(Debug, Serialize)]
pub struct WhyJson {
    format: &'static str,
    task: String,
    title: String,
    start: Option<String>,
    finish: Option<String>,
    /// At most so much later before the finish moves, by elapsed time.
    slack: Option<String>,
    /// The study time in it.
    slack_hours: Option<String>,
    sessions: Vec<WhySessionJson>,
    /// What leads up to the task, from the start.
    before: Vec<ChainJson>,
    /// What fixes the finish of the plan, from the start.
    chain: Vec<ChainJson>,
}

/// `pivot.why/1` of no task: what fixes the finish, and the slack of every task.
#[derive(Debug, Serialize)]
pub struct OverviewJson {
    format: &'static str,
    finish: String,
    proven: bool,
    chain: Vec<ChainJson>,
    slack: Vec<SlackJson>,
}

#[derive(Debug, Serialize)]
struct SlackJson {
    task: String,
    step: u32,
    title: String,
    finish: Option<String>,
    /// By elapsed time, and the study time in it.
    slack: Option<String>,
    slack_hours: Option<String>,
    critical: bool,
}

#[derive(Debug, Serialize)]
struct WhySessionJson {
    id: String,
    start: String,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ChainJson {
    task: String,
    title: String,
    start: String,
    finish: String,
    reason: String,
}

impl ChainJson {
    fn of(chain: &[ChainReason], zones: &Zones) -> Vec<ChainJson> {
        chain
            .iter()
            .map(|c| ChainJson {
                task: c.task.clone(),
                title: c.title.clone(),
                start: instant(c.start, zones),
                finish: instant(c.finish, zones),
                reason: c.reason.clone(),
            })
            .collect()
    }
}

impl OverviewJson {
    /// What fixes the finish of a plan.
    pub fn new(overview: &Overview, zones: &Zones) -> OverviewJson {
        let slack = |t: &TaskSlack| SlackJson {
            task: t.task.clone(),
            step: t.step,
            title: t.title.clone(),
            finish: t.finish.map(|at| instant(at, zones)),
            slack: t.slack.map(|s| duration(s.elapsed)),
            slack_hours: t.slack.map(|s| duration(s.study)),
            critical: t.critical,
        };
        OverviewJson {
            format: "pivot.why/1",
            finish: instant(overview.finish, zones),
            proven: overview.proven,
            chain: ChainJson::of(&overview.chain, zones),
            slack: overview.tasks.iter().map(slack).collect(),
        }
    }
}

impl WhyJson {
    /// The reasons of one task, and the chain that fixes the finish.
    pub fn new(reasons: &Reasons, zones: &Zones) -> WhyJson {
        let at = |t: Timestamp| instant(t, zones);
        WhyJson {
            format: "pivot.why/1",
            task: reasons.task.clone(),
            title: reasons.title.clone(),
            start: reasons.start.map(at),
            finish: reasons.finish.map(at),
            slack: reasons.slack.map(|s| duration(s.elapsed)),
            slack_hours: reasons.slack.map(|s| duration(s.study)),
            sessions: reasons
                .sessions
                .iter()
                .map(|s| WhySessionJson {
                    id: s.id.clone(),
                    start: at(s.start),
                    reasons: s.reasons.clone(),
                })
                .collect(),
            before: ChainJson::of(&reasons.before, zones),
            chain: ChainJson::of(&reasons.chain, zones),
        }
    }
}

/// `pivot.fit/1`.
#[derive(Debug, Serialize)]
pub struct FitJson {
    format: &'static str,
    by: String,
    fits: bool,
    /// A yes always is; a no where no schedule can do it, otherwise none was found.
    proven: bool,
    /// When everything is finished: by the date where it fits, otherwise as soon as was found.
    finish: Option<String>,
    bound: Option<String>,
    need: String,
    have: String,
    /// More minutes a week that would do, where nothing else changes.
    minutes_per_week: Option<i64>,
    conflict: Vec<CollidesJson>,
    repairs: Vec<RepairJson>,
    /// Soft deadlines that are missed where it fits.
    late: Vec<LateJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CollidesJson {
    wish: String,
    what: String,
}

#[derive(Debug, Serialize)]
struct RepairJson {
    change: String,
    finish: String,
    /// Hours that it asks of the person, by the measure of `docs/fit.md`.
    asks: String,
    edits: Vec<EditJson>,
}

#[derive(Debug, Serialize)]
struct EditJson {
    file: String,
    write: String,
}

impl FitJson {
    /// The answer to a date.
    pub fn new(fit: &Fit, zones: &Zones) -> FitJson {
        let at = |t: Timestamp| instant(t, zones);
        let repair = |r: &Repair| RepairJson {
            change: r.change.clone(),
            finish: at(r.finish),
            asks: duration(r.asks),
            edits: r
                .edits
                .iter()
                .map(|e| EditJson {
                    file: e.file.to_owned(),
                    write: e.write.clone(),
                })
                .collect(),
        };
        FitJson {
            format: "pivot.fit/1",
            by: fit.by.to_string(),
            fits: fit.fits,
            proven: fit.proven,
            finish: fit.finish.map(at),
            bound: fit.bound.map(at),
            need: duration(fit.need),
            have: duration(fit.have),
            minutes_per_week: fit.minutes_per_week.map(|d| d.as_mins()),
            conflict: fit
                .conflict
                .iter()
                .map(|c| CollidesJson {
                    wish: c.name.clone(),
                    what: c.what.clone(),
                })
                .collect(),
            repairs: fit.repairs.iter().map(repair).collect(),
            late: fit.late.iter().map(|l| LateJson::new(l, zones)).collect(),
            notes: fit.notes.clone(),
        }
    }
}

/// `pivot.done/1`: what a command that changes the folder did.
#[derive(Debug, Serialize)]
pub struct DoneJson {
    format: &'static str,
    /// What was done: `init`, `calendar add`.
    done: &'static str,
    /// The pivot's folder.
    folder: String,
    /// What it concerns: files made, the calendar's name.
    what: Vec<String>,
}

impl DoneJson {
    /// What was done in which folder.
    pub fn new(done: &'static str, folder: &std::path::Path, what: Vec<String>) -> DoneJson {
        DoneJson {
            format: "pivot.done/1",
            done,
            folder: folder.display().to_string(),
            what,
        }
    }
}
