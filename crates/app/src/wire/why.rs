//! Reasons.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::{ChainReason, Overview, Reasons, TaskSlack};

/// `pivot.why/1`.
#[derive(Debug, Serialize, ToSchema)]
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
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewJson {
    format: &'static str,
    finish: String,
    proven: bool,
    chain: Vec<ChainJson>,
    slack: Vec<SlackJson>,
}

#[derive(Debug, Serialize, ToSchema)]
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

#[derive(Debug, Serialize, ToSchema)]
struct WhySessionJson {
    id: String,
    start: String,
    reasons: Vec<String>,
}

/// A link of a chain of reasons. The timeline has these too.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChainJson {
    task: String,
    title: String,
    start: String,
    finish: String,
    reason: String,
}

impl ChainJson {
    pub(super) fn of(chain: &[ChainReason], zones: &Zones) -> Vec<ChainJson> {
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
