//! What a project is to be, and where it stands.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::competitions::Better;
use pivot_domain::evidence::State;
use pivot_domain::fact::Recorded;
use pivot_domain::project::scope::Section;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::project::{Cut, Ends, Hours, Load};
use crate::verbs::project::{Made, Scoped};

/// `pivot.project-scope/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectScopeJson {
    format: &'static str,
    /// The scope's file, in the pivot's folder.
    file: String,
    /// It was written by this.
    written: bool,
    /// Ids of the facts that this recorded.
    recorded: Vec<String>,
    metric: Option<String>,
    /// `higher` or `lower`.
    better: &'static str,
    baseline: Option<f64>,
    beat_by: Option<f64>,
    /// The value to reach; `null` where the scope names no baseline.
    target: Option<f64>,
    budget: Option<String>,
    /// The words below each heading.
    words: BTreeMap<&'static str, String>,
    /// Headings without words.
    lacking: Vec<&'static str>,
    /// By how much the baseline must be beaten, as the journal has it.
    goal: Option<f64>,
    /// What the training reported; `null` where it did not, or its report will not do.
    reached: Option<ReachedJson>,
    /// Why the report will not do.
    report_fault: Option<String>,
    load: Option<LoadJson>,
    tasks: Vec<ProjectTaskJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReachedJson {
    metric: String,
    value: f64,
    baseline: f64,
    improvement: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct LoadJson {
    steps: Vec<u32>,
    spent: String,
    left: String,
    likely: String,
    /// What it is held against: the budget, or two months of full-time work.
    limit: String,
    /// In more than 20 of 100 futures it takes more than that.
    over: bool,
    hours: HoursJson,
    ends: EndsJson,
    cuts: Vec<CutJson>,
    /// What it takes with everything cut that can be, where no cut suffices.
    least: Option<HoursJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HoursJson {
    p50: String,
    p80: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct EndsJson {
    project: DatesJson,
    all: DatesJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct DatesJson {
    p50: Option<String>,
    p80: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CutJson {
    number: usize,
    change: String,
    asks: String,
    hours: HoursJson,
    ends: EndsJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProjectTaskJson {
    id: String,
    title: String,
    done: bool,
    /// `met`, `missing`, `unknown` or `unverified`.
    state: Option<&'static str>,
}

impl ProjectScopeJson {
    /// What was asked for.
    pub fn new(scoped: &Scoped, zones: &Zones) -> ProjectScopeJson {
        let scope = &scoped.scope;
        let of = |s: Section| (s.heading(), scope.of(s).to_owned());
        let tasks = scoped.steps.iter().flat_map(|step| &step.tasks);
        let (reached, fault) = match &scoped.reached {
            Some(Ok(reached)) => (Some(reached), None),
            Some(Err(why)) => (None, Some(why.clone())),
            None => (None, None),
        };
        ProjectScopeJson {
            format: "pivot.project-scope/1",
            file: scoped.path.clone(),
            written: scoped.written,
            recorded: ids(&scoped.recorded),
            metric: scope.metric.clone(),
            better: match scope.better() {
                Better::Higher => "higher",
                Better::Lower => "lower",
            },
            baseline: scope.baseline,
            beat_by: scope.beat_by,
            target: scope.target(),
            budget: scope.budget.map(duration),
            words: Section::ALL.into_iter().map(of).collect(),
            lacking: scoped.lacking().into_iter().map(Section::heading).collect(),
            goal: scoped.goal,
            reached: reached.map(|r| ReachedJson {
                metric: r.metric.clone(),
                value: r.value,
                baseline: r.baseline,
                improvement: r.by,
            }),
            report_fault: fault,
            load: scoped.load.as_ref().map(|load| load_json(load, zones)),
            tasks: tasks
                .map(|task| ProjectTaskJson {
                    id: task.id.clone(),
                    title: task.title.clone(),
                    done: task.finished.is_some(),
                    state: task.judged.as_ref().map(|j| match j.state {
                        State::Met => "met",
                        State::Missing => "missing",
                        State::Unknown => "unknown",
                        State::Unverified => "unverified",
                    }),
                })
                .collect(),
        }
    }
}

fn ids(facts: &[Recorded]) -> Vec<String> {
    facts.iter().map(|fact| fact.id.clone()).collect()
}

fn load_json(load: &Load, zones: &Zones) -> LoadJson {
    LoadJson {
        steps: load.steps.clone(),
        spent: duration(load.spent),
        left: duration(load.left),
        likely: duration(load.likely()),
        limit: duration(load.limit),
        over: load.is_over(),
        hours: hours(load.hours),
        ends: ends(&load.ends, zones),
        cuts: load
            .cuts
            .iter()
            .zip(1..)
            .map(|(of, number)| cut(of, number, zones))
            .collect(),
        least: load.least.map(hours),
    }
}

fn cut(cut: &Cut, number: usize, zones: &Zones) -> CutJson {
    CutJson {
        number,
        change: cut.change.clone(),
        asks: duration(cut.asks),
        hours: hours(cut.hours),
        ends: ends(&cut.ends, zones),
    }
}

fn hours(hours: Hours) -> HoursJson {
    let round = |d: SignedDuration| duration(SignedDuration::from_mins(d.as_mins()));
    HoursJson {
        p50: round(hours.p50),
        p80: round(hours.p80),
    }
}

fn ends(ends: &Ends, zones: &Zones) -> EndsJson {
    let at = |at: Option<Timestamp>| at.map(|at| instant(at, zones));
    let dates = |q: &crate::planning::forecast::Quantiles| DatesJson {
        p50: at(q.p50),
        p80: at(q.p80),
    };
    EndsJson {
        project: dates(&ends.project),
        all: dates(&ends.all),
    }
}

/// `pivot.project/1`: what was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectJson {
    format: &'static str,
    name: String,
    template: &'static str,
    /// The folder of the repository.
    folder: String,
    /// Its files, sorted.
    files: Vec<String>,
    /// The first commit; `null` where there is none.
    commit: Option<String>,
    /// Files of the pivot that were written: the portfolio's page, `pivot.toml` where the project is elsewhere than usual.
    pivot: Vec<String>,
    /// What did not work, or should be known.
    notes: Vec<String>,
}

impl ProjectJson {
    /// What was made.
    pub fn new(made: &Made) -> ProjectJson {
        ProjectJson {
            format: "pivot.project/1",
            name: made.name.clone(),
            template: made.template,
            folder: made.folder.display().to_string(),
            files: made.files.clone(),
            commit: made.commit.clone(),
            pivot: made.pivot.clone(),
            notes: made.notes.clone(),
        }
    }
}
