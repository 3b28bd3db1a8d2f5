//! Rigs by hand: what each rule says of a build that breaks it and of its twin that does not.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod builds;
mod cost;
mod faults;
mod money;
mod prices;
mod random;
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::{Date, date};
use pivot_domain::rig::{Form, KINDS, Outcome, Report, Rig, State, check, parse};

/// The day on which rigs are checked here.
const TODAY: Date = date(2027, 1, 10);

/// Tables with their fields, each as TOML has it: `cpu`, `gpu`, `gpu 2` for a second one.
#[derive(Clone, Debug)]
struct Build(BTreeMap<String, BTreeMap<String, String>>);

impl Build {
    /// From `table.field = value` lines; the tables of `KINDS` that there may be several of have a number behind their name.
    fn of(lines: &str) -> Build {
        let mut build = Build(BTreeMap::new());
        for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let (path, value) = line.split_once(" = ").unwrap();
            build = build.with(path, value);
        }
        build
    }

    fn with(mut self, path: &str, value: &str) -> Build {
        let (table, field) = path.split_once('.').unwrap();
        self.0
            .entry(table.to_owned())
            .or_default()
            .insert(field.to_owned(), value.to_owned());
        self
    }

    fn without(mut self, path: &str) -> Build {
        match path.split_once('.') {
            Some((table, field)) => {
                self.0.get_mut(table).unwrap().remove(field).unwrap();
            }
            None => {
                self.0.remove(path).unwrap();
            }
        }
        self
    }

    /// The paths of all its fields.
    fn paths(&self) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|(table, fields)| fields.keys().map(move |f| format!("{table}.{f}")))
            .collect()
    }

    fn toml(&self) -> String {
        let mut text = String::new();
        for (table, fields) in &self.0 {
            let kind = table.split(' ').next().unwrap();
            let several = KINDS.iter().find(|k| k.name == kind).is_some_and(|k| k.several);
            match several {
                true => writeln!(text, "[[{kind}]]").unwrap(),
                false => writeln!(text, "[{kind}]").unwrap(),
            }
            for (field, value) in fields {
                writeln!(text, "{field} = {value}").unwrap();
            }
        }
        text
    }

    fn rig(&self) -> Rig {
        let text = self.toml();
        let (rig, faults) = parse(&text, Form::Toml);
        assert!(faults.is_empty(), "{text}\n{faults:?}");
        rig
    }

    fn report(&self) -> Report {
        check(&self.rig(), TODAY)
    }

    /// What is not passed: `error gpu-length`, `unknown power`.
    fn found(&self) -> BTreeSet<String> {
        self.report()
            .outcomes
            .iter()
            .filter(|o| o.state != State::Passed)
            .map(name)
            .collect()
    }
}

/// `error gpu-length`; an unknown one with what it lacks.
fn name(outcome: &Outcome) -> String {
    match outcome.state {
        State::Passed => format!("passed {}", outcome.rule.name()),
        State::Broken(severity) => format!(
            "{} {}: {}",
            severity.name(),
            outcome.rule.name(),
            outcome.threshold
        ),
        State::Unknown => format!(
            "unknown {}: {} lacks {}",
            outcome.rule.name(),
            outcome.threshold,
            outcome.missing.join(", ")
        ),
    }
}

/// A build that passes every rule: the one of September 2016 (deeplearningathome.com) with an NVMe drive more, for the first
/// part of the course. Wattages, lengths and slots are remembered from data sheets; prices are invented.
fn good() -> Build {
    let mut build = Build::of(
        r#"
        rig.name = "A good one"
        rig.use = ["part-1"]
        cpu.name = "i5-6600K"
        cpu.socket = "LGA1151"
        cpu.generation = "6th"
        cpu.power_w = 91
        cpu.graphics = true
        cpu.pcie_lanes = 16
        cpu.pcie_generation = 3
        board.name = "Z170"
        board.socket = "LGA 1151"
        board.cpu_generations = ["6th", "7th"]
        board.firmware_needed = "F5"
        board.firmware = "F20"
        board.ram_generation = "DDR4"
        board.ram_slots = 4
        board.ram_max_gb = 64
        board.ram_channels = 2
        board.size = "ATX"
        board.x16_slots = [1, 4]
        board.x16_lanes = [16, 8]
        board.pcie_generation = 3
        board.m2_slots = 1
        board.m2_sata_slots = 1
        board.sata_ports = 6
        board.m2_disables_sata = 2
        ram.name = "2 x 16 GB"
        ram.generation = "DDR4"
        ram.modules = 2
        ram.module_gb = 16
        gpu.name = "GTX 1080"
        gpu.vendor = "NVIDIA"
        gpu.capability = "6.1"
        gpu.memory_gb = 8
        gpu.power_w = 180
        gpu.length_mm = 267
        gpu.slots = 2
        gpu.plugs_8pin = 1
        gpu.outputs = 4
        gpu.pcie_generation = 3
        gpu.psu_min_w = 500
        storage.name = "NVMe drive"
        storage.interface = "m2-nvme"
        storage.capacity_gb = 500
        storage 2.name = "disk"
        storage 2.interface = "sata"
        storage 2.size = "3.5"
        psu.name = "850 W"
        psu.power_w = 850
        psu.plugs_8pin = 4
        psu.plugs_eps = 1
        psu.plugs_sata = 6
        case.name = "a tower"
        case.board_sizes = ["ATX", "mATX"]
        case.max_gpu_mm = 320
        case.max_cooler_mm = 165
        case.radiators_mm = [240, 280]
        case.brackets = 7
        case.bays_35 = 2
        case.bays_25 = 2
        cooler.name = "an air cooler"
        cooler.sockets = ["LGA1151", "LGA2066"]
        cooler.rating_w = 150
        cooler.height_mm = 159
        framework.name = "PyTorch"
        framework.version = "2.2"
        framework.vendors = ["NVIDIA"]
        framework.capabilities = ["5.0", "6.0", "7.0", "8.0", "9.0+PTX"]
        budget.amount = 5000
        budget.currency = "USD"
        budget.tax_percent = 0
        budget.shipping = 0
        "#,
    );
    for (table, price) in [
        ("cpu", "230"),
        ("board", "160.50"),
        ("ram", "140"),
        ("gpu", "620"),
        ("storage", "150"),
        ("storage 2", "60"),
        ("psu", "120"),
        ("case", "80"),
        ("cooler", "40"),
    ] {
        build = build
            .with(&format!("{table}.price"), price)
            .with(&format!("{table}.currency"), "\"USD\"")
            .with(&format!("{table}.date"), "2027-01-03")
            .with(&format!("{table}.source"), "\"invented\"");
    }
    build
}

#[test]
fn a_good_rig_passes_every_rule() {
    let report = good().report();
    assert_eq!(good().found(), BTreeSet::new());
    assert_eq!(report.fits(), Some(true));
    // Every rule is among what was checked.
    let rules: BTreeSet<_> = report.outcomes.iter().map(|o| o.rule).collect();
    assert_eq!(rules.len(), 22);
    for outcome in &report.outcomes {
        assert!(!outcome.threshold.is_empty() && !outcome.what.is_empty() && !outcome.source.said.is_empty());
        assert!(!outcome.values.is_empty(), "{outcome:?}");
    }
    // 91 + 180 + 75 = 346; x 1.3 = 449.8.
    let power = report.power.unwrap();
    assert_eq!((power.need, power.supply, power.target), (346, 850, 450));
    // 230 + 160.50 + 140 + 620 + 150 + 60 + 120 + 80 + 40.
    assert_eq!(report.cost.unwrap().total.to_string(), "USD 1,600.50");
}
