//! For each rule a build that breaks it, by changes of the good one, and a twin in which one field is mended: exactly that
//! finding is gone.

use super::*;

/// Changes of the good build; what is found then, and a part of how it is said; one field with the value that mends it.
pub(super) struct Case {
    pub(super) changes: &'static [(&'static str, &'static str)],
    pub(super) found: &'static str,
    said: &'static str,
    pub(super) mended: (&'static str, &'static str),
}

const fn case(
    changes: &'static [(&'static str, &'static str)],
    found: &'static str,
    said: &'static str,
    mended: (&'static str, &'static str),
) -> Case {
    Case {
        changes,
        found,
        said,
        mended,
    }
}

pub(super) const CASES: &[Case] = &[
    case(
        &[("board.socket", "\"LGA1150\"")],
        "error socket",
        "made for LGA1151, and the board has LGA1150",
        // Letters of any size and marks do not matter.
        ("board.socket", "\"lga-1151\""),
    ),
    // The trap of 2017: the eighth generation has the same socket, and no board of the sixth knows it.
    case(
        &[("cpu.generation", "\"8th\"")],
        "error chipset",
        "no generation 8th",
        ("cpu.generation", "\"7TH\""),
    ),
    // F4 < F5.
    case(
        &[("board.firmware", "\"F4\"")],
        "error chipset",
        "it will not start",
        ("board.firmware", "\"F5\""),
    ),
    // 1.9 < 1.10, and named otherwise than F5 it cannot be told.
    case(
        &[
            ("board.firmware_needed", "\"1.10\""),
            ("board.firmware", "\"1.9\""),
        ],
        "error chipset",
        "the board has 1.9",
        ("board.firmware", "\"1.10\""),
    ),
    case(
        &[("board.firmware", "\"2017-03-01 beta\"")],
        "warning chipset",
        "cannot be told from their names",
        ("board.firmware_needed", "\"any\""),
    ),
    case(
        &[("ram.generation", "\"DDR3\"")],
        "error ram-type",
        "is DDR3, and the board takes DDR4",
        ("ram.generation", "\"DDR4\""),
    ),
    // 6 sticks of 4 GB are 24 GB: four slots.
    case(
        &[("ram.modules", "6"), ("ram.module_gb", "4")],
        "error ram-fit",
        "There are 6 sticks, and the board has 4 slots",
        ("ram.modules", "4"),
    ),
    // Two kits of two go into four slots, three do not: 6 sticks.
    case(
        &[("ram.count", "3"), ("ram.module_gb", "8")],
        "error ram-fit",
        "6 sticks",
        ("ram.count", "2"),
    ),
    // 4 x 32 = 128 > 64; 4 x 16 = 64.
    case(
        &[("ram.modules", "4"), ("ram.module_gb", "32")],
        "error ram-fit",
        "There are 128 GB of memory, and the board takes at most 64 GB",
        ("ram.module_gb", "16"),
    ),
    case(
        &[("ram.modules", "1")],
        "warning ram-channels",
        "one of the board's 2",
        ("ram.modules", "2"),
    ),
    // A board of one channel loses nothing.
    case(
        &[("ram.modules", "1")],
        "warning ram-channels",
        "One stick",
        ("board.ram_channels", "1"),
    ),
    // 2 x 7 = 14 < 16 and > 8; 2 x 8 = 16.
    case(
        &[("ram.module_gb", "7")],
        "warning ram-size",
        "14 GB of memory are few",
        ("ram.module_gb", "8"),
    ),
    // 32 GB < 48 GB, and as much is enough: 2 x 24.
    case(
        &[("gpu.memory_gb", "48")],
        "warning ram-size",
        "32 GB of memory are less than the 48 GB of GTX 1080",
        ("ram.module_gb", "24"),
    ),
    case(
        &[("board.size", "\"E-ATX\"")],
        "error form-factor",
        "The board is E-ATX, and the case takes ATX, Micro-ATX",
        ("case.board_sizes", "[\"Extended ATX\"]"),
    ),
    // 321 > 320.
    case(
        &[("gpu.length_mm", "321")],
        "error gpu-length",
        "GTX 1080 is 321 mm long, and the case has room for 320 mm",
        ("case.max_gpu_mm", "331"),
    ),
    // 320 - 311 = 9 < 10; 320 - 310 = 10.
    case(
        &[("gpu.length_mm", "311")],
        "warning gpu-length",
        "leaves 9 mm",
        ("gpu.length_mm", "310"),
    ),
    // A card of 2.5 slots covers three brackets: 1, 2, 3 of 2.
    case(
        &[
            ("gpu.slots", "2.5"),
            ("case.brackets", "2"),
            ("board.x16_slots", "[1]"),
            ("board.x16_lanes", "[16]"),
        ],
        "error gpu-thickness",
        "takes 3 brackets",
        ("case.brackets", "3"),
    ),
    // Two cards of 3 at 1 and 3: 1-3 and 3-5 overlap; at 1 and 5 one bracket is free.
    case(
        &[
            ("gpu.count", "2"),
            ("gpu.slots", "3"),
            ("cpu.pcie_lanes", "20"),
            ("board.x16_slots", "[1, 3]"),
        ],
        "error gpu-thickness",
        "no room beside each other",
        ("board.x16_slots", "[1, 5]"),
    ),
    // Two cards of 2 at 1 and 3: 1-2 and 3-4, none free between.
    case(
        &[
            ("gpu.count", "2"),
            ("cpu.pcie_lanes", "20"),
            ("board.x16_slots", "[1, 3]"),
        ],
        "warning gpu-thickness",
        "no bracket free between",
        ("gpu.slots", "1"),
    ),
    case(
        &[("cooler.height_mm", "166")],
        "error cooler-height",
        "is 166 mm high, and the case has room for 165 mm",
        ("cooler.height_mm", "165"),
    ),
    case(
        &[("cooler.radiator_mm", "360")],
        "error cooler-height",
        "The radiator has 360 mm, and the case takes 240 mm, 280 mm",
        ("case.radiators_mm", "[360]"),
    ),
    case(
        &[("cooler.sockets", "[\"AM4\"]")],
        "error cooler-fit",
        "cannot be mounted on LGA1151",
        ("cooler.sockets", "[\"AM4\", \"LGA 1151\"]"),
    ),
    case(
        &[("cooler.rating_w", "90")],
        "warning cooler-fit",
        "made for 90 W, and the processor gives off 91 W",
        ("cooler.rating_w", "91"),
    ),
    // 91 + 180 + 75 = 346 > 345, and the maker asks for no more than 300 here. 1.3 x 346 = 449.8, and so 450 mends it.
    case(
        &[("psu.power_w", "345"), ("gpu.psu_min_w", "300")],
        "error power",
        "gives 345 W, and the parts draw 346 W",
        ("psu.power_w", "450"),
    ),
    // 346 x 1.2 = 415.2 > 415.
    case(
        &[("psu.power_w", "415"), ("gpu.psu_min_w", "300")],
        "warning power",
        "415 W, less than 1.2 times the 346 W",
        ("psu.power_w", "450"),
    ),
    // 416 > 415.2, and < 449.8.
    case(
        &[("psu.power_w", "416"), ("gpu.psu_min_w", "300")],
        "information power",
        "416 W, less than 1.3 times",
        ("psu.power_w", "450"),
    ),
    case(
        &[("psu.power_w", "499")],
        "warning power-floor",
        "The maker of GTX 1080 asks for 500 W, and the power supply gives 499 W",
        ("psu.power_w", "500"),
    ),
    case(
        &[("gpu.plugs_8pin", "5")],
        "error gpu-plugs",
        "lacks 1 plug with 8 pins for the cards",
        ("psu.plugs_8pin", "5"),
    ),
    // Of 4 plugs with 8 pins 3 are left for 5 sockets with 6: 2 are lacking, and two plugs with 6 pins are there then.
    case(
        &[("gpu.plugs_6pin", "5")],
        "error gpu-plugs",
        "lacks 2 plugs with 6 pins",
        ("psu.plugs_6pin", "2"),
    ),
    case(
        &[("gpu.plugs_16pin", "1")],
        "error gpu-plugs",
        "lacks 1 plug with 16 pins",
        ("psu.plugs_16pin", "1"),
    ),
    // An adapter that takes three, beside the one: 4 of 4. One that takes four: 5 of 4.
    case(
        &[("gpu.plugs_16pin", "1"), ("gpu.adapter_8pin", "4")],
        "error gpu-plugs",
        "lacks 1 plug with 8 pins",
        ("gpu.adapter_8pin", "3"),
    ),
    case(
        &[("psu.plugs_eps", "0")],
        "error cpu-plug",
        "no plug with 8 pins for the processor",
        ("psu.plugs_eps", "1"),
    ),
    // Three cards and two slots. 16 W draw 48, and the maker asks for little.
    case(
        &[
            ("gpu.count", "3"),
            ("gpu.power_w", "60"),
            ("cpu.pcie_lanes", "28"),
        ],
        "error pcie",
        "There are 3 cards, and the board has 2 slots",
        ("gpu.count", "2"),
    ),
    case(
        &[("board.x16_lanes", "[4, 8]")],
        "warning pcie",
        "has 4 lanes, fewer than 8",
        ("board.x16_lanes", "[8, 4]"),
    ),
    // 8 + 4 = 12 > 11.
    case(
        &[("cpu.pcie_lanes", "11")],
        "warning pcie",
        "1 card and 1 NVMe drive want 12 lanes, and the processor has 11",
        ("cpu.pcie_lanes", "12"),
    ),
    case(
        &[("gpu.pcie_generation", "4")],
        "information pcie-generation",
        "GTX 1080 speaks PCIe 4, and the processor PCIe 3",
        ("gpu.pcie_generation", "3"),
    ),
    // Two NVMe drives want 8 lanes, and a card 8: 16 are there.
    case(
        &[("storage.count", "2")],
        "error storage",
        "There are 2 M.2 drives, and the board has 1 slot",
        ("board.m2_slots", "2"),
    ),
    case(
        &[("storage.interface", "\"m2-sata\""), ("board.m2_sata_slots", "0")],
        "error storage",
        "1 M.2 drive that speak SATA",
        ("storage.interface", "\"m2-nvme\""),
    ),
    case(
        &[("board.sata_ports", "0"), ("board.m2_disables_sata", "0")],
        "error storage",
        "1 SATA drive, and the board has 0 ports",
        ("board.sata_ports", "1"),
    ),
    // Two ports, both lost.
    case(
        &[("board.sata_ports", "2")],
        "warning storage",
        "the board loses 2 SATA ports of 2, and 1 drive want one",
        ("board.m2_disables_sata", "1"),
    ),
    case(
        &[("psu.plugs_sata", "0")],
        "error storage",
        "the power supply has 0 plugs",
        ("psu.plugs_sata", "1"),
    ),
    // A drive of 3.5 inches goes into no bay of 2.5.
    case(
        &[("case.bays_35", "0")],
        "warning storage",
        "no bay for 1 drive",
        ("storage 2.size", "2.5"),
    ),
    // Three small ones: two bays of their own, and one large.
    case(
        &[
            ("storage 2.size", "2.5"),
            ("storage 2.count", "3"),
            ("case.bays_35", "0"),
        ],
        "warning storage",
        "no bay for 1 drive",
        ("case.bays_35", "1"),
    ),
    case(
        &[("cpu.graphics", "false"), ("gpu.outputs", "0")],
        "error display",
        "Nothing can show a picture",
        ("gpu.outputs", "1"),
    ),
    case(
        &[("gpu.vendor", "\"AMD\"")],
        "error gpu-family",
        "PyTorch 2.2 cannot use GTX 1080: it is of AMD",
        ("framework.vendors", "[\"NVIDIA\", \"AMD\"]"),
    ),
    // 3.7 is older than all; 5.2 has the 5 of 5.0.
    case(
        &[("gpu.capability", "\"3.7\"")],
        "error gpu-family",
        "was not built for the 3.7",
        ("gpu.capability", "\"5.2\""),
    ),
    // 12.0 is newer than 9.0, whose PTX runs there.
    case(
        &[
            ("gpu.capability", "\"12.0\""),
            ("framework.capabilities", "[\"9.0\"]"),
        ],
        "error gpu-family",
        "was not built for the 12.0",
        ("framework.capabilities", "[\"9.0+PTX\"]"),
    ),
    case(
        &[("gpu.memory_gb", "6")],
        "warning gpu-memory",
        "6 GB on a card are few for the first part of the course, which wants 8 GB",
        ("gpu.memory_gb", "8"),
    ),
    case(
        &[("rig.use", "[\"images\"]"), ("gpu.memory_gb", "11.9")],
        "warning gpu-memory",
        "few for making images, which wants 12 GB",
        ("gpu.memory_gb", "12"),
    ),
    case(
        &[("rig.use", "[\"fine-tuning\"]"), ("gpu.memory_gb", "16")],
        "information gpu-memory",
        "wants 24 GB",
        ("gpu.memory_gb", "24"),
    ),
    case(
        &[("budget.amount", "1600.49")],
        "warning budget",
        "It costs USD 1,600.50, USD 0.01 more than the budget of USD 1,600.49",
        ("budget.amount", "1600.5"),
    ),
    case(
        &[("gpu.date", "2027-01-11")],
        "warning budget",
        "The date of GTX 1080, 2027-01-11, lies ahead",
        ("gpu.date", "2027-01-10"),
    ),
    // From 11 October to 10 January: 20 + 30 + 31 + 10 = 91 days.
    case(
        &[("gpu.date", "2026-10-11")],
        "information budget",
        "is 91 days old",
        ("gpu.date", "2026-10-12"),
    ),
];

/// The good build with a case's changes.
pub(super) fn changed(build: Build, changes: &[(&str, &str)]) -> Build {
    changes
        .iter()
        .fold(build, |build, (path, value)| build.with(path, value))
}

#[test]
fn each_rule_has_a_build_that_breaks_it_and_a_twin_that_does_not() {
    assert!(CASES.len() >= 50);
    for case in CASES {
        let broken = changed(good(), case.changes);
        let report = broken.report();
        let outcomes: Vec<_> = report
            .outcomes
            .iter()
            .filter(|o| o.state != State::Passed)
            .collect();
        let [only] = outcomes[..] else {
            panic!("{:?}: {:?}", case.changes, broken.found());
        };
        assert!(
            name(only).starts_with(&format!("{}:", case.found)),
            "{:?}: {}",
            case.changes,
            name(only)
        );
        assert!(only.what.contains(case.said), "{:?}: {}", case.changes, only.what);
        assert!(!only.values.is_empty() && only.missing.is_empty());
        let (path, value) = case.mended;
        let twin = broken.with(path, value);
        assert_eq!(
            twin.found(),
            BTreeSet::new(),
            "{:?} mended by {path}",
            case.changes
        );
    }
}

#[test]
fn every_rule_and_severity_has_its_case() {
    let found: BTreeSet<&str> = CASES.iter().map(|c| c.found).collect();
    for expected in [
        "error socket",
        "error chipset",
        "warning chipset",
        "error ram-type",
        "error ram-fit",
        "warning ram-channels",
        "warning ram-size",
        "error form-factor",
        "error gpu-length",
        "warning gpu-length",
        "error gpu-thickness",
        "warning gpu-thickness",
        "error cooler-height",
        "error cooler-fit",
        "warning cooler-fit",
        "error power",
        "warning power",
        "warning power-floor",
        "error gpu-plugs",
        "error cpu-plug",
        "error pcie",
        "warning pcie",
        "information pcie-generation",
        "error storage",
        "warning storage",
        "error display",
        "error gpu-family",
        "warning gpu-memory",
        "information gpu-memory",
        "warning budget",
    ] {
        assert!(found.contains(expected), "{expected}");
    }
}

/// Fields that a rule can do without: what is left out is none, or another field stands for it.
const OPTIONAL: &[&str] = &[
    "rig.name",
    "rig.use",
    "board.firmware",
    "storage.capacity_gb",
    "framework.name",
    "board.m2_sata_slots",
    // A card shows a picture too.
    "cpu.graphics",
    "gpu.outputs",
    "case.radiators_mm",
];

/// A field that is gone is never taken as passed: what asked for it says so, and all else stays as it was.
#[test]
fn a_missing_field_is_not_known_and_not_passed() {
    let whole = good().report();
    for path in good().paths() {
        let (table, field) = path.split_once('.').unwrap();
        if OPTIONAL.contains(&path.as_str()) || field == "name" {
            continue;
        }
        let report = good().without(&path).report();
        let shown = format!(
            "{}.{field}",
            table
                .replace("storage", "storage 1")
                .replace("storage 1 2", "storage 2")
        );
        let shown = match table.starts_with("storage") {
            true => shown
                .replace("storage 1", "storage[1]")
                .replace("storage 2", "storage[2]"),
            false => shown,
        };
        let unknown: Vec<_> = report.unknown().collect();
        assert!(!unknown.is_empty(), "{path}");
        for outcome in &report.outcomes {
            let lacks = outcome.missing.iter().any(|m| m.contains(&shown));
            assert_eq!(outcome.state == State::Unknown, lacks, "{path}: {outcome:?}");
            if !lacks && !outcome.values.iter().any(|(p, _)| p.ends_with(".date")) {
                assert!(whole.outcomes.contains(outcome), "{path}: {outcome:?}");
            }
        }
        // An error that cannot be excluded is no rig that fits.
        let grave = unknown
            .iter()
            .any(|o| o.worst == pivot_domain::rig::Severity::Error);
        assert_eq!(report.fits(), if grave { None } else { Some(true) }, "{path}");
    }
}

/// A whole part that is gone makes everything unknown that asked for it, and breaks nothing.
#[test]
fn a_missing_part_is_not_known() {
    for table in ["cpu", "board", "ram", "gpu", "psu", "case", "cooler", "framework"] {
        let report = good().without(table).report();
        assert_eq!(report.fits(), None, "{table}");
        assert!(
            report
                .unknown()
                .all(|o| o.missing.iter().any(|m| m.starts_with(table))),
            "{table}"
        );
        assert!(
            report
                .outcomes
                .iter()
                .all(|o| !matches!(o.state, State::Broken(_))),
            "{table}"
        );
    }
    // Without a budget only that is unknown, and it would be a warning.
    let report = good().without("budget").report();
    assert_eq!((report.unknown().count(), report.fits()), (1, Some(true)));
}

/// Firmware that is not known is a warning, as the rule has it.
#[test]
fn firmware_that_is_not_known_is_a_warning() {
    let found = good().without("board.firmware").found();
    assert_eq!(found.len(), 1);
    assert!(found.first().unwrap().starts_with("warning chipset"));
}
