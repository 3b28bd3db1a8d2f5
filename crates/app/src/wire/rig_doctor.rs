//! What was found of a machine.

use pivot_domain::machine::{Finding, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::rig::doctor::Examined;

/// `pivot.rig-doctor/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RigDoctorJson {
    format: &'static str,
    /// Nothing is wrong, and nothing that is needed is missing.
    well: bool,
    wanted: WantedJson,
    counts: FoundJson,
    /// Each part, in the order in which one builds on the other.
    parts: Vec<PartJson>,
    /// The evidence that was written, in the pivot's folder; `null` where none was asked for.
    saved: Option<String>,
}

/// What the plan wants of the machine.
#[derive(Debug, Serialize, ToSchema)]
struct WantedJson {
    framework: String,
    /// Whether it must compute on a card.
    cuda: bool,
    memory_gb: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundJson {
    ok: usize,
    missing: usize,
    wrong: usize,
    unknown: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartJson {
    /// `system`, `processor`, `memory`, `disk`, `card`, `driver`, `toolkit`, `python`, a framework's name, `pivot-train`.
    part: String,
    /// `ok`, `missing`, `wrong` or `unknown`.
    state: &'static str,
    /// Whether what is wanted cannot do without it.
    needed: bool,
    seen: String,
    mend: Option<MendJson>,
}

/// What to do about it; Pivot does not do it.
#[derive(Debug, Serialize, ToSchema)]
struct MendJson {
    say: String,
    /// Lines for a shell, one after the other.
    commands: Vec<String>,
}

impl RigDoctorJson {
    /// What was found.
    pub fn new(examined: &Examined) -> RigDoctorJson {
        let findings = &examined.report.findings;
        let n = |state| findings.iter().filter(|f| f.state == state).count();
        RigDoctorJson {
            format: "pivot.rig-doctor/1",
            well: examined.report.is_well(),
            wanted: WantedJson {
                framework: examined.wanted.framework.clone(),
                cuda: examined.wanted.cuda,
                memory_gb: examined.wanted.memory_gb,
            },
            counts: FoundJson {
                ok: n(State::Well),
                missing: n(State::Missing),
                wrong: n(State::Wrong),
                unknown: n(State::Unknown),
            },
            parts: findings.iter().map(part).collect(),
            saved: examined
                .saved
                .as_ref()
                .map(|(_, path)| path.display().to_string()),
        }
    }
}

fn part(finding: &Finding) -> PartJson {
    PartJson {
        part: finding.about.clone(),
        state: finding.state.name(),
        needed: finding.needed,
        seen: finding.seen.clone(),
        mend: finding.mend.as_ref().map(|mend| MendJson {
            say: mend.say.clone(),
            commands: mend.commands.clone(),
        }),
    }
}
