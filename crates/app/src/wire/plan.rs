//! A plan.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::{Answer, Late, Plan};

/// `pivot.plan/1`.
#[derive(Debug, Serialize, ToSchema)]
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
    /// Likely hours of work that are left, the mean of the estimates, and hours in an ordinary week.
    effort: String,
    expected_effort: String,
    weekly: String,
    sessions: Vec<SessionJson>,
    steps: Vec<StepJson>,
    late: Vec<LateJson>,
    unplaced: Vec<UnplacedJson>,
    moves: Vec<MoveJson>,
    /// A long silence that is taken as time away.
    #[serde(skip_serializing_if = "Option::is_none")]
    blackout: Option<BlackoutJson>,
    /// Work that was planned for a time that is over and was not recorded.
    missed: Vec<MissedJson>,
    /// Of `today`: the finish if nothing more is done today.
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_without_today: Option<String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BlackoutJson {
    from: String,
    to: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct MissedJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    title: String,
    missing: String,
}

#[derive(Debug, Serialize, ToSchema)]
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

#[derive(Debug, Serialize, ToSchema)]
struct StepJson {
    number: u32,
    title: String,
    months: Vec<u32>,
    start: Option<String>,
    finish: Option<String>,
    effort: String,
    /// What is left of it.
    left: String,
}

/// A task that ends after a date. The answer to a date tells these too.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LateJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    title: String,
    deadline: String,
    finish: String,
    hard: bool,
}

impl LateJson {
    pub(super) fn new(late: &Late, zones: &Zones) -> LateJson {
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

#[derive(Debug, Serialize, ToSchema)]
struct UnplacedJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    title: String,
    missing: String,
    reason: String,
    forgiven: bool,
}

#[derive(Debug, Serialize, ToSchema)]
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
        let plan = &answer.plan;
        let at = |t: Timestamp| instant(t, &plan.zones);
        PlanJson {
            expected_finish: answer.expected_finish.map(at),
            moves: answer
                .moves
                .iter()
                .map(|m| MoveJson {
                    session: m.session.clone(),
                    task: m.task.clone(),
                    from: m.from.map(at),
                    to: m.to.map(at),
                    cause: m.cause.clone(),
                })
                .collect(),
            blackout: answer.blackout.as_ref().map(|silence| BlackoutJson {
                from: at(silence.from),
                to: at(silence.to),
            }),
            missed: answer
                .missed
                .iter()
                .map(|m| MissedJson {
                    task: m.task.clone(),
                    time: m.time,
                    title: m.title.clone(),
                    missing: duration(m.missing),
                })
                .collect(),
            finish_without_today: answer.without_today.map(at),
            ..PlanJson::bare(plan)
        }
    }

    /// A plan with nothing beside it.
    pub fn bare(plan: &Plan) -> PlanJson {
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
            expected_finish: None,
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
                    left: duration(s.left),
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
            moves: Vec::new(),
            blackout: None,
            missed: Vec::new(),
            finish_without_today: None,
            notes: plan.notes.clone(),
        }
    }
}
