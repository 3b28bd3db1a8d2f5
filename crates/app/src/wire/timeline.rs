//! The whole plan as lines.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::why::ChainJson;
use super::{PlanJson, duration, instant};
use crate::planning::{Answer, StepLine, TaskLine, Timeline};

/// `pivot.plan/1`, and under `timeline` what the page of the timeline shows beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineJson {
    #[serde(flatten)]
    plan: PlanJson,
    timeline: LinesJson,
}

/// Every step and task, done or open, beside the accepted plan.
#[derive(Debug, Serialize, ToSchema)]
struct LinesJson {
    /// The end of the accepted plan.
    accepted_finish: Option<String>,
    /// The end of the day on which the person hopes to finish.
    hoped_finish: Option<String>,
    steps: Vec<StepLineJson>,
    /// What fixes the finish, from the start.
    chain: Vec<ChainJson>,
    away: Vec<AwayJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepLineJson {
    number: u32,
    title: String,
    start: Option<String>,
    finish: Option<String>,
    /// Work recorded, and work left.
    spent: String,
    left: String,
    deadline: Option<DueJson>,
    tasks: Vec<TaskLineJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TaskLineJson {
    task: String,
    title: String,
    start: Option<String>,
    finish: Option<String>,
    /// Where it stood in the accepted plan.
    accepted_start: Option<String>,
    accepted_finish: Option<String>,
    spent: String,
    left: String,
    /// When it was done.
    done: Option<String>,
    deadline: Option<DueJson>,
    after: Vec<String>,
    /// Something of it has no place.
    unplaced: bool,
    /// The chain that fixes the finish runs through it.
    critical: bool,
    /// How much later it may end, by elapsed time, and the study time in that.
    slack: Option<String>,
    slack_hours: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DueJson {
    at: String,
    hard: bool,
    late: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct AwayJson {
    from: String,
    to: String,
    why: Option<String>,
}

impl TimelineJson {
    /// A plan with its lines.
    pub fn new(answer: &Answer, timeline: &Timeline) -> TimelineJson {
        let zones = &answer.plan.zones;
        let at = |t: Timestamp| instant(t, zones);
        let away = |((from, to), why): &((Timestamp, Timestamp), Option<String>)| AwayJson {
            from: at(*from),
            to: at(*to),
            why: why.clone(),
        };
        TimelineJson {
            plan: PlanJson::new(answer),
            timeline: LinesJson {
                accepted_finish: timeline.accepted.map(at),
                hoped_finish: timeline.hoped.map(at),
                steps: timeline.steps.iter().map(|s| step(s, zones)).collect(),
                chain: ChainJson::of(&timeline.chain, zones),
                away: timeline.away.iter().map(away).collect(),
            },
        }
    }
}

fn step(step: &StepLine, zones: &Zones) -> StepLineJson {
    let (spent, left) = step.work();
    StepLineJson {
        number: step.number,
        title: step.title.clone(),
        start: step.start().map(|t| instant(t, zones)),
        finish: step.finish().map(|t| instant(t, zones)),
        spent: duration(spent),
        left: duration(left),
        deadline: step.due.map(|d| due(d, zones)),
        tasks: step.tasks.iter().map(|t| task(t, zones)).collect(),
    }
}

fn task(task: &TaskLine, zones: &Zones) -> TaskLineJson {
    let at = |t: Timestamp| instant(t, zones);
    TaskLineJson {
        task: task.id.clone(),
        title: task.title.clone(),
        start: task.start().map(at),
        finish: task.finish().map(at),
        accepted_start: task.accepted.first().map(|s| at(s.0)),
        accepted_finish: task.accepted.iter().map(|s| s.1).max().map(at),
        spent: duration(task.spent),
        left: duration(task.left),
        done: task.done.map(at),
        deadline: task.due.map(|d| due(d, zones)),
        after: task.after.clone(),
        unplaced: task.unplaced,
        critical: task.critical,
        slack: task.slack.map(|s| duration(s.elapsed)),
        slack_hours: task.slack.map(|s| duration(s.study)),
    }
}

fn due(due: crate::planning::Due, zones: &Zones) -> DueJson {
    DueJson {
        at: instant(due.at, zones),
        hard: due.hard,
        late: due.late,
    }
}
