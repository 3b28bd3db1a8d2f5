//! The best set of parts: by hand, and against trying every set of thousands of small catalogues.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::fmt::Write as _;

use jiff::civil::{Date, date};
use pivot_app::planning::rig::{Suggested, Suggestion, suggest};
use pivot_domain::rig::{Catalogue, Form, Report, Rule, Severity, State, catalogue, check};

const TODAY: Date = date(2027, 1, 10);

fn read(text: &str) -> Catalogue {
    let (catalogue, faults) = catalogue(text, Form::Toml);
    assert!(faults.is_empty(), "{text}\n{faults:?}");
    catalogue
}

/// A candidate: its kind and fields, with a price.
fn part(text: &mut String, kind: &str, price: u64, fields: &str) {
    writeln!(
        text,
        "[[{kind}]]\nprice = {}.{:02}\ncurrency = \"CAD\"\ndate = 2027-01-02\nsource = \"s\"\n{fields}",
        price / 100,
        price % 100
    )
    .unwrap();
}

const FRAMEWORK: &str =
    "[framework]\nversion = \"2\"\nvendors = [\"NVIDIA\"]\ncapabilities = [\"6.0\", \"8.0\"]\n";

fn budget(amount: &str) -> String {
    format!("{FRAMEWORK}[budget]\namount = {amount}\ncurrency = \"CAD\"\ntax_percent = 13\nshipping = 20\n")
}

/// Random numbers of a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let n = usize::try_from(self.0 >> 33).unwrap();
        &items[n % items.len()]
    }

    fn price(&mut self, least: u64, most: u64) -> u64 {
        least + u64::from(*self.of(&(0..=100_u32).collect::<Vec<_>>())) * (most - least) / 100
    }
}

/// A catalogue with one to three candidates of each kind, whose values collide often.
fn random(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..5 {
        dice.of(&[0]);
    }
    let amounts = ["500", "700", "800", "900.50", "1000.50", "1400"];
    let amount: &&str = dice.of(&amounts);
    let mut text = budget(amount);
    let mut sets = 1;
    let mut many = |dice: &mut Dice| {
        let n = *dice.of(&[1, 2, 2, 3]);
        let n = if sets * n > 200 { 1 } else { n };
        sets *= n;
        n
    };
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "socket = \"{}\"\ngeneration = \"{}\"\npower_w = {}\ngraphics = {}\npcie_lanes = {}\npcie_generation = 3",
            dice.of(&["A", "A", "A", "A", "A", "B"]),
            dice.of(&[6, 6, 6, 6, 7]),
            dice.of(&[65, 95]),
            dice.of(&["true", "false"]),
            dice.of(&[16, 16, 16, 16, 10])
        );
        part(&mut text, "cpu", dice.price(5000, 20000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "socket = \"{}\"\ncpu_generations = {}\nfirmware_needed = \"{}\"\nram_generation = \"{}\"\nram_slots = {}\n\
             ram_max_gb = 64\nram_channels = 2\nsize = \"{}\"\nx16_slots = [1, 3]\nx16_lanes = {}\npcie_generation = 3\n\
             m2_slots = {}\nsata_ports = 4",
            dice.of(&["A", "A", "A", "A", "A", "B"]),
            dice.of(&["[6, 7]", "[6]"]),
            dice.of(&["any", "any", "any", "any", "F5"]),
            dice.of(&["DDR4", "DDR4", "DDR4", "DDR4", "DDR4", "DDR5"]),
            dice.of(&[1, 2, 4, 4]),
            dice.of(&["ATX", "mATX", "mATX"]),
            dice.of(&["[16, 8]", "[16, 8]", "[4, 16]"]),
            dice.of(&[0, 1, 1])
        );
        part(&mut text, "board", dice.price(5000, 15000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "generation = \"{}\"\nmodules = {}\nmodule_gb = {}",
            dice.of(&["DDR4", "DDR4", "DDR4", "DDR4", "DDR4", "DDR5"]),
            dice.of(&[1, 2, 2, 2, 2]),
            dice.of(&[8, 16, 16])
        );
        part(&mut text, "ram", dice.price(3000, 12000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let mut fields = format!(
            "vendor = \"NVIDIA\"\ncapability = \"{}\"\nmemory_gb = {}\nbandwidth_gbs = {}\npower_w = {}\nslots = {}\n\
             plugs_8pin = {}\noutputs = {}\npcie_generation = 3\npsu_min_w = {}",
            dice.of(&["6.1", "8.6", "8.6", "8.6", "8.6", "5.2"]),
            dice.of(&[6, 8, 8, 12, 12, 24]),
            dice.of(&[200, 300]),
            dice.of(&[120, 350]),
            dice.of(&[2, 3]),
            dice.of(&[1, 2]),
            dice.of(&[0, 3, 3]),
            dice.of(&[400, 600])
        );
        // Now and then a field is missing.
        if *dice.of(&[true, true, true, true, true, true, false]) {
            write!(fields, "\nlength_mm = {}", dice.of(&[250, 315])).unwrap();
        }
        part(&mut text, "gpu", dice.price(15000, 60000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = *dice.of(&[
            "interface = \"m2-nvme\"",
            "interface = \"sata\"\nsize = 2.5",
            "interface = \"sata\"\nsize = 3.5",
        ]);
        part(&mut text, "storage", dice.price(4000, 9000), fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "power_w = {}\nplugs_8pin = {}\nplugs_eps = {}\nplugs_sata = {}",
            dice.of(&[300, 450, 650, 650]),
            dice.of(&[1, 2]),
            dice.of(&[1, 1, 1, 1, 1, 0]),
            dice.of(&[0, 4, 4, 4])
        );
        part(&mut text, "psu", dice.price(4000, 10000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "board_sizes = {}\nmax_gpu_mm = {}\nmax_cooler_mm = {}\nbrackets = {}\nbays_35 = {}\nbays_25 = 0",
            dice.of(&["[\"ATX\", \"mATX\"]", "[\"mATX\"]"]),
            dice.of(&[300, 320, 400, 400]),
            dice.of(&[60, 160, 160]),
            dice.of(&[2, 4, 7, 7]),
            dice.of(&[0, 2, 2])
        );
        part(&mut text, "case", dice.price(3000, 9000), &fields);
    }
    for _ in 0..many(&mut dice) {
        let fields = format!(
            "sockets = {}\nrating_w = {}\nheight_mm = {}",
            dice.of(&["[\"A\", \"B\"]", "[\"A\"]"]),
            dice.of(&[65, 120, 120]),
            dice.of(&[47, 47, 150])
        );
        part(&mut text, "cooler", dice.price(0, 5000), &fields);
    }
    text
}

/// How a set stands: within the budget and clean (0), with warnings (1), and the same for too much money (2, 3); 4: an error, or
/// something that could be one. Then what is compared: memory and bandwidth upwards, cents downwards.
fn rank(report: &Report, memory: f64, bandwidth: f64) -> (u8, [i64; 3]) {
    let of = |severity| {
        report.outcomes.iter().any(|o| {
            let bad =
                o.state == State::Broken(severity) || (o.state == State::Unknown && o.worst == severity);
            bad && !matches!(o.rule, Rule::GpuMemory | Rule::Budget)
        })
    };
    let cost = report.cost.as_ref().unwrap();
    let dear = cost.total.cents > cost.budget.cents;
    let class = if of(Severity::Error) {
        4
    } else {
        2 * u8::from(dear) + u8::from(of(Severity::Warning))
    };
    let cents = i64::try_from(cost.total.cents).unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers of a test")]
    let better = [-(memory as i64), -(bandwidth as i64), cents];
    // What costs too much is compared by cost alone.
    (class, if class >= 2 { [0, 0, cents] } else { better })
}

/// The best rank of all sets, by trying each.
fn tried(catalogue: &Catalogue) -> (u8, [i64; 3]) {
    let mut chosen = vec![0; catalogue.choices.len()];
    let mut best = (4, [0; 3]);
    loop {
        let rig = catalogue.rig(&chosen.iter().copied().map(Some).collect::<Vec<_>>());
        let card = &catalogue.choices[3].parts[chosen[3]];
        let found = rank(
            &check(&rig, TODAY),
            card.number("memory_gb").unwrap(),
            card.number("bandwidth_gbs").unwrap(),
        );
        if found.0 < 4 {
            best = best.min(found);
        }
        let mut kind = 0;
        while kind < chosen.len() {
            chosen[kind] += 1;
            if chosen[kind] < catalogue.choices[kind].parts.len() {
                break;
            }
            chosen[kind] = 0;
            kind += 1;
        }
        if kind == chosen.len() {
            return best;
        }
    }
}

fn found(suggestion: &Suggestion) -> (u8, [i64; 3]) {
    let (set, class) = match &suggestion.what {
        Suggested::Best(set) => (set, u8::from(set.warned)),
        Suggested::Dear(set) => (set, 2 + u8::from(set.warned)),
        Suggested::None => return (4, [0; 3]),
    };
    let found = rank(
        &set.report,
        set.parts[3].number("memory_gb").unwrap(),
        set.parts[3].number("bandwidth_gbs").unwrap(),
    );
    assert_eq!(found.0, class);
    found
}

#[test]
fn every_set_of_small_catalogues_was_tried_and_none_is_better() {
    let most = std::env::var("RIG_CATALOGUES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(400);
    let mut classes = [0; 5];
    for seed in 1..=most {
        let text = random(seed);
        let catalogue = read(&text);
        let suggestion = suggest(&catalogue, TODAY).unwrap();
        let best = tried(&catalogue);
        assert_eq!(found(&suggestion), best, "seed {seed}\n{text}");
        classes[usize::from(best.0)] += 1;
        // The same again is the same.
        if seed % 50 == 0 {
            assert_eq!(
                format!("{suggestion:?}"),
                format!("{:?}", suggest(&catalogue, TODAY).unwrap())
            );
        }
    }
    // Every way in which it can end was among them.
    assert!(classes.iter().all(|n| *n > 0), "{classes:?}");
}
