//! What the rules say of a rig.

use super::money::Money;
use super::parts::Ask;

/// How bad it is when a rule is broken. The greater of two is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Information,
    /// It works, and not well; or it may not work.
    Warning,
    /// The parts do not fit.
    Error,
}

impl Severity {
    /// Its name: `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A rule of how parts fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Processor and board have the same socket.
    Socket,
    /// The board knows the processor, with the firmware that is on it.
    Chipset,
    /// Memory is of the board's generation.
    RamType,
    /// The sticks find slots, and the board can use all of it.
    RamFit,
    /// One stick leaves a channel empty.
    RamChannels,
    /// There is memory enough.
    RamSize,
    /// The board fits the case.
    FormFactor,
    /// The cards are not too long.
    GpuLength,
    /// The cards are not too thick, and breathe.
    GpuThickness,
    /// Cooler or radiator fit the case.
    CoolerHeight,
    /// The cooler can be mounted, and is strong enough.
    CoolerFit,
    /// The power supply gives enough, with something to spare.
    Power,
    /// The power supply gives what the card's maker asks for.
    PowerFloor,
    /// Every card has its plugs.
    GpuPlugs,
    /// The processor has its plug.
    CpuPlug,
    /// Every card has a slot, and lanes.
    Pcie,
    /// Card, slot and processor speak the same PCIe.
    PcieGeneration,
    /// Every drive has a socket, a bay and power.
    Storage,
    /// Something can show a picture.
    Display,
    /// The framework can use the card.
    GpuFamily,
    /// The card's memory is enough for what the rig is for.
    GpuMemory,
    /// It costs no more than it may.
    Budget,
}

impl Rule {
    /// All of them, in the order in which they are told.
    pub const ALL: [Rule; 22] = [
        Rule::Socket,
        Rule::Chipset,
        Rule::RamType,
        Rule::RamFit,
        Rule::RamChannels,
        Rule::RamSize,
        Rule::FormFactor,
        Rule::GpuLength,
        Rule::GpuThickness,
        Rule::CoolerHeight,
        Rule::CoolerFit,
        Rule::Power,
        Rule::PowerFloor,
        Rule::GpuPlugs,
        Rule::CpuPlug,
        Rule::Pcie,
        Rule::PcieGeneration,
        Rule::Storage,
        Rule::Display,
        Rule::GpuFamily,
        Rule::GpuMemory,
        Rule::Budget,
    ];

    /// Its name: `ram-type`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Socket => "socket",
            Rule::Chipset => "chipset",
            Rule::RamType => "ram-type",
            Rule::RamFit => "ram-fit",
            Rule::RamChannels => "ram-channels",
            Rule::RamSize => "ram-size",
            Rule::FormFactor => "form-factor",
            Rule::GpuLength => "gpu-length",
            Rule::GpuThickness => "gpu-thickness",
            Rule::CoolerHeight => "cooler-height",
            Rule::CoolerFit => "cooler-fit",
            Rule::Power => "power",
            Rule::PowerFloor => "power-floor",
            Rule::GpuPlugs => "gpu-plugs",
            Rule::CpuPlug => "cpu-plug",
            Rule::Pcie => "pcie",
            Rule::PcieGeneration => "pcie-generation",
            Rule::Storage => "storage",
            Rule::Display => "display",
            Rule::GpuFamily => "gpu-family",
            Rule::GpuMemory => "gpu-memory",
            Rule::Budget => "budget",
        }
    }
}

/// Where a threshold comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// In words.
    pub said: &'static str,
    /// Where it can be read.
    pub link: Option<&'static str>,
}

impl Source {
    /// The checks, and the headroom of the power supply.
    pub(super) const GUIDE: Source = Source {
        said: "maxmybuild.com, guide to compatible parts",
        link: Some(
            "https://www.maxmybuild.com/guides/understanding-pc-parts/pc-build-compatibility-complete-guide",
        ),
    };
    /// Few lanes cost little.
    pub(super) const LANES: Source = Source {
        said: "E. Stavroblofeld: 8 lanes instead of 16 cost about a tenth at worst",
        link: Some(
            "https://ernststavroblofeld.medium.com/yet-another-deep-learning-build-yes-but-this-one-wont-break-my-bank-account-8af7c9c1357a",
        ),
    };
    /// What memory is for.
    pub(super) const DETTMERS: Source = Source {
        said: "T. Dettmers, which GPU for deep learning",
        link: Some("https://timdettmers.com/2023/01/30/which-gpu-for-deep-learning/"),
    };
    /// What a build of a framework runs on.
    pub(super) const NVIDIA: Source = Source {
        said: "NVIDIA, CUDA programming guide, binary compatibility",
        link: Some("https://docs.nvidia.com/cuda/cuda-c-programming-guide/#binary-compatibility"),
    };
    /// Nobody else's.
    pub(super) const OWN: Source = Source {
        said: "Pivot's own threshold",
        link: None,
    };
    /// Said by many, found nowhere.
    pub(super) const CUSTOM: Source = Source {
        said: "a rule of thumb without a source",
        link: None,
    };
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The rule holds.
    Passed,
    /// It is broken, and how bad that is.
    Broken(Severity),
    /// It cannot be told: fields are missing.
    Unknown,
}

/// One check of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: Rule,
    /// How it ended.
    pub state: State,
    /// How bad it would be at worst.
    pub worst: Severity,
    /// What was found, as a sentence without its full stop; where it cannot be told, what would have been looked at.
    pub what: String,
    /// What to do; where there is something to do.
    pub next: Option<String>,
    /// The fields that were looked at, with their values.
    pub values: Vec<(String, String)>,
    /// The fields that are not there.
    pub missing: Vec<String>,
    /// The kinds of parts that were looked at: the verdict follows from these parts alone.
    pub kinds: Vec<&'static str>,
    /// What must hold.
    pub threshold: String,
    /// Who says so.
    pub source: Source,
}

/// What a rig needs of its power supply, in watts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power {
    /// Processor, cards and 75 W for the rest.
    pub need: u64,
    /// What the power supply gives.
    pub supply: u64,
    /// 1.3 times what it needs, rounded up.
    pub target: u64,
}

/// What a rig costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// All prices.
    pub parts: Money,
    /// The tax on them.
    pub tax: Money,
    /// Parcels.
    pub shipping: Money,
    /// Prices, tax and parcels, rounded once.
    pub total: Money,
    /// What it may cost.
    pub budget: Money,
}

/// What all rules say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every check, in the order of [`Rule::ALL`].
    pub outcomes: Vec<Outcome>,
    /// Where it is known.
    pub power: Option<Power>,
    /// Where it is known.
    pub cost: Option<Cost>,
}

impl Report {
    /// The checks that found something so bad.
    pub fn broken(&self, severity: Severity) -> impl Iterator<Item = &Outcome> {
        self.outcomes
            .iter()
            .filter(move |o| o.state == State::Broken(severity))
    }

    /// The checks that cannot be told.
    pub fn unknown(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|o| o.state == State::Unknown)
    }

    /// Whether the parts fit: no error, and nothing unknown that could be one. `None`: it cannot be told.
    pub fn fits(&self) -> Option<bool> {
        if self.broken(Severity::Error).next().is_some() {
            Some(false)
        } else if self.unknown().any(|o| o.worst == Severity::Error) {
            None
        } else {
            Some(true)
        }
    }
}

/// A rule as it is put to some fields.
pub(super) struct Claim {
    pub(super) rule: Rule,
    pub(super) worst: Severity,
    /// What is looked at, said where it holds or cannot be told: "the socket of processor and board".
    pub(super) of: String,
    pub(super) threshold: String,
    pub(super) source: Source,
}

/// How a claim is broken.
pub(super) struct Wrong {
    pub(super) severity: Severity,
    pub(super) what: String,
    pub(super) next: Option<String>,
}

impl Wrong {
    pub(super) fn new(severity: Severity, what: impl Into<String>) -> Wrong {
        Wrong {
            severity,
            what: what.into(),
            next: None,
        }
    }

    pub(super) fn next(self, next: impl Into<String>) -> Wrong {
        Wrong {
            next: Some(next.into()),
            ..self
        }
    }
}

/// Collects what the rules say.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) report: Report,
}

impl Sheet {
    /// A claim, what was asked for it, and how it is broken. A field that is missing makes it unknown, whatever else.
    pub(super) fn put(&mut self, claim: Claim, ask: Ask<'_>, wrong: Option<Wrong>) {
        let (state, what, next) = match (ask.missing.is_empty(), wrong) {
            (false, _) => (State::Unknown, claim.of, None),
            (true, Some(wrong)) => (State::Broken(wrong.severity), wrong.what, wrong.next),
            (true, None) => (State::Passed, claim.of, None),
        };
        self.report.outcomes.push(Outcome {
            rule: claim.rule,
            state,
            worst: claim.worst,
            what,
            next,
            values: ask.values,
            missing: ask.missing,
            kinds: ask.kinds.into_iter().collect(),
            threshold: claim.threshold,
            source: claim.source,
        });
    }
}
