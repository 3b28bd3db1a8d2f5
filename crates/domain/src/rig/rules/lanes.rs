//! Slots and lanes for cards; sockets, bays and power for drives.

use super::super::parts::{Ask, Part, Rig};
use super::super::report::{Rule, Severity, Sheet, Source, Wrong};
use super::{claim, count};

use Severity::{Error, Information, Warning};

/// Fewer lanes cost speed.
const LANES_MIN: u64 = 8;
/// Lanes of an NVMe drive.
const NVME_LANES: u64 = 4;
/// Empty brackets that let a card breathe.
const GAP: u32 = 1;
/// More cards than any board has slots.
const CARDS_MAX: usize = 8;

pub(super) fn rules(rig: &Rig, sheet: &mut Sheet) {
    thickness(rig, sheet);
    slots(rig, sheet);
    slot_lanes(rig, sheet);
    cpu_lanes(rig, sheet);
    generation(rig, sheet);
    drives(rig, sheet);
}

/// Each card by itself: a part of two counts twice. No more than a board could take.
fn cards(rig: &Rig) -> Vec<&Part> {
    let of = |part| std::iter::repeat_n(part, part_count(part)).take(CARDS_MAX + 1);
    rig.all("gpu")
        .into_iter()
        .flat_map(of)
        .take(CARDS_MAX + 1)
        .collect()
}

fn part_count(part: &Part) -> usize {
    usize::try_from(part.count()).unwrap_or(usize::MAX)
}

/// Where each card sits: the number of its slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Seats {
    /// Cards that overlap or stand out of the case, then pairs that are too near: fewer is better.
    clashes: usize,
    near: usize,
    /// Slot of each card, in their order; among equals the first.
    slots: Vec<usize>,
}

/// The best way to seat cards of so many brackets each.
fn seats(thick: &[u32], positions: &[u32], brackets: u32) -> Seats {
    let mut best: Option<Seats> = None;
    let mut slots = Vec::new();
    seat(thick, positions, brackets, &mut slots, &mut best);
    best.unwrap_or_default()
}

fn seat(thick: &[u32], positions: &[u32], brackets: u32, slots: &mut Vec<usize>, best: &mut Option<Seats>) {
    if slots.len() == thick.len() {
        let seats = judged(thick, positions, brackets, slots);
        if best.as_ref().is_none_or(|best| seats < *best) {
            *best = Some(seats);
        }
        return;
    }
    for slot in 0..positions.len() {
        // Cards of one thickness change places for nothing.
        let card = slots.len();
        let twin = card > 0 && thick[card] == thick[card - 1] && slots[card - 1] > slot;
        if !slots.contains(&slot) && !twin {
            slots.push(slot);
            seat(thick, positions, brackets, slots, best);
            slots.pop();
        }
    }
}

fn judged(thick: &[u32], positions: &[u32], brackets: u32, slots: &[usize]) -> Seats {
    // First bracket of a card, and the first after it.
    let mut stretches: Vec<(u32, u32)> = slots
        .iter()
        .zip(thick)
        .map(|(slot, thick)| (positions[*slot], positions[*slot] + thick))
        .collect();
    stretches.sort_unstable();
    let out = stretches
        .iter()
        .filter(|(_, after)| *after > brackets + 1)
        .count();
    let pairs = || stretches.windows(2).map(|pair| (pair[0].1, pair[1].0));
    Seats {
        clashes: out + pairs().filter(|(after, next)| next < after).count(),
        near: pairs()
            .filter(|(after, next)| next >= after && next - after < GAP)
            .count(),
        slots: slots.to_vec(),
    }
}

fn thickness(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut thick = Some(Vec::new());
    for card in ask.parts("gpu") {
        let slots = ask.number_of(card, "slots").map(brackets_of);
        thick = thick.zip(slots).map(|(mut thick, slots)| {
            thick.extend(std::iter::repeat_n(slots, part_count(card)).take(CARDS_MAX + 1));
            thick
        });
    }
    let positions = ask.counts("board", "x16_slots");
    let brackets = ask.count("case", "brackets");
    let wrong =
        match (thick, positions, brackets) {
            // More cards than slots are told by the rule of slots.
            (Some(thick), Some(positions), Some(brackets)) if thick.len() <= positions.len() => {
                let seats = seats(&thick, positions, brackets);
                let at: Vec<String> = seats
                    .slots
                    .iter()
                    .map(|slot| positions[*slot].to_string())
                    .collect();
                if thick.len() > 1 {
                    ask.tells("best at brackets", at.join(", "));
                }
                if seats.clashes > 0 {
                    let what = match thick.len() {
                        1 => format!(
                            "The card takes {}, and below its slot the case has fewer",
                            count(thick[0], "bracket")
                        ),
                        n => format!("The {n} cards have no room beside each other, wherever they sit"),
                    };
                    Some(
                        Wrong::new(Error, what)
                            .next("take thinner cards, or a board and a case with more room between"),
                    )
                } else if seats.near > 0 {
                    let what = "Two cards sit one at the other, with no bracket free between them".to_owned();
                    Some(Wrong::new(Warning, what).next(
                        "the upper one gets hot: take thinner cards, or a board with slots farther apart",
                    ))
                } else {
                    None
                }
            }
            _ => None,
        };
    let claim = claim(
        Rule::GpuThickness,
        Error,
        "whether the cards find brackets, and air",
        format!("gpu.slots fit board.x16_slots and case.brackets; {GAP} bracket free between cards (ours)"),
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

/// Brackets that a card covers: one of 2.5 slots covers three.
fn brackets_of(slots: f64) -> u32 {
    // Numbers of a parts file are at most a million.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 1000000"
    )]
    let brackets = slots.ceil() as u32;
    brackets.max(1)
}

fn slots(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    ask.parts("gpu");
    let cards = cards(rig).len();
    let slots = ask.counts("board", "x16_slots").map(<[u32]>::len);
    let wrong = slots.filter(|slots| cards > *slots).map(|slots| {
        let (cards, slots) = (count(cards as u64, "card"), count(slots as u64, "slot"));
        Wrong::new(
            Error,
            format!("There are {cards}, and the board has {slots} of x16 length"),
        )
        .next("take fewer cards, or a board with more slots")
    });
    let claim = claim(
        Rule::Pcie,
        Error,
        "whether every card has a slot",
        "a slot of x16 length for each card",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn slot_lanes(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    ask.parts("gpu");
    let lanes = ask.counts("board", "x16_lanes");
    // Where a card sits matters only where some slot has few.
    let few = lanes.filter(|lanes| lanes.iter().any(|n| u64::from(*n) < LANES_MIN));
    let wrong = few.and_then(|lanes| {
        let used = seated(&mut ask)?;
        let fewest = used.iter().filter_map(|slot| lanes.get(*slot)).min()?;
        (u64::from(*fewest) < LANES_MIN).then(|| {
            let what = format!(
                "A card's slot has {}, fewer than {LANES_MIN}",
                count(*fewest, "lane")
            );
            Wrong::new(Warning, what).next(
                "take a board that shares its lanes evenly: it matters little for one card, more for several",
            )
        })
    });
    let claim = claim(
        Rule::Pcie,
        Warning,
        "whether the slots have lanes enough",
        format!("board.x16_lanes >= {LANES_MIN} where a card sits"),
        Source::LANES,
    );
    sheet.put(claim, ask, wrong);
}

/// The slot of each card, where everything is known for that.
fn seated(ask: &mut Ask<'_>) -> Option<Vec<usize>> {
    let (positions, brackets) = (ask.counts("board", "x16_slots"), ask.count("case", "brackets"));
    let cards = cards(ask.rig);
    let thick: Vec<Option<u32>> = cards
        .into_iter()
        .map(|card| ask.number_of(card, "slots").map(brackets_of))
        .collect();
    let thick: Option<Vec<u32>> = thick.into_iter().collect();
    let (thick, positions, brackets) = (thick?, positions?, brackets?);
    (thick.len() <= positions.len()).then(|| seats(&thick, positions, brackets).slots)
}

fn cpu_lanes(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let cards: u64 = ask
        .parts("gpu")
        .into_iter()
        .map(|card| u64::from(card.count()))
        .sum();
    let mut nvme = Some(0);
    for drive in ask.parts("storage") {
        let of = ask.text_of(drive, "interface").map(|interface| match interface {
            "m2-nvme" => u64::from(drive.count()),
            _ => 0,
        });
        nvme = nvme.zip(of).map(|(all, of)| all + of);
    }
    let lanes = ask.count("cpu", "pcie_lanes").map(u64::from);
    let wrong = lanes.zip(nvme).and_then(|(lanes, nvme)| {
        let need = LANES_MIN * cards + NVME_LANES * nvme;
        ask.tells("need", count(need, "lane"));
        (lanes < need).then(|| {
            let (cards, drives) = (count(cards, "card"), count(nvme, "NVMe drive"));
            let what = format!("{cards} and {drives} want {need} lanes, and the processor has {lanes}");
            Wrong::new(Warning, what).next(
                "the drives will share the board's lanes; where that matters, take a processor with more",
            )
        })
    });
    let claim = claim(
        Rule::Pcie,
        Warning,
        "whether the processor has lanes enough",
        format!("cpu.pcie_lanes >= {LANES_MIN} for each card + {NVME_LANES} for each NVMe drive"),
        Source::LANES,
    );
    sheet.put(claim, ask, wrong);
}

fn generation(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut spoken = vec![
        ask.count("cpu", "pcie_generation")
            .map(|n| ("the processor".to_owned(), n)),
        ask.count("board", "pcie_generation")
            .map(|n| ("the board".to_owned(), n)),
    ];
    for card in ask.parts("gpu") {
        spoken.push(ask.count_of(card, "pcie_generation").map(|n| (card.called(), n)));
    }
    let spoken: Vec<(String, u32)> = spoken.into_iter().flatten().collect();
    let least = spoken.iter().min_by_key(|(_, n)| *n);
    let most = spoken.iter().max_by_key(|(_, n)| *n);
    let wrong = least
        .zip(most)
        .filter(|(least, most)| least.1 < most.1)
        .map(|(least, most)| {
            let what = format!(
                "{} speaks PCIe {}, and {} PCIe {}: both run at the slower",
                capital(&most.0),
                most.1,
                least.0,
                least.1
            );
            Wrong::new(Information, what)
        });
    let claim = claim(
        Rule::PcieGeneration,
        Information,
        "whether processor, board and card speak one PCIe",
        "the same pcie_generation; another only lowers the speed",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The drives by what they want.
#[derive(Default)]
struct Drives {
    m2: u64,
    m2_sata: u64,
    sata: u64,
    large: u64,
    small: u64,
}

fn drives(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut drives = Drives::default();
    let mut sizes = Ask::of(rig);
    for drive in ask.parts("storage") {
        let n = u64::from(drive.count());
        match ask.text_of(drive, "interface") {
            Some("sata") => {
                drives.sata += n;
                match sizes.text_of(drive, "size") {
                    Some("3.5") => drives.large += n,
                    Some(_) => drives.small += n,
                    None => {}
                }
            }
            Some("m2-sata") => {
                drives.m2 += n;
                drives.m2_sata += n;
            }
            Some(_) => drives.m2 += n,
            None => {}
        }
    }
    if !ask.missing.is_empty() {
        let claim = claim(
            Rule::Storage,
            Error,
            "whether every drive has a socket",
            "a socket of storage.interface for each drive",
            Source::GUIDE,
        );
        sheet.put(claim, ask, None);
        return;
    }
    let known = ask.values;
    let kinds = ask.kinds;
    let asks = || Ask {
        values: known.clone(),
        kinds: kinds.clone(),
        ..Ask::of(rig)
    };
    if drives.m2 > 0 {
        m2(&drives, asks(), sheet);
    }
    if drives.m2_sata > 0 {
        m2_sata(&drives, asks(), sheet);
    }
    if drives.sata > 0 {
        sata(&drives, asks(), sheet);
        sata_power(&drives, asks(), sheet);
        bays(&drives, sizes, sheet);
    }
    if drives.m2 > 0 && drives.sata > 0 {
        shared(&drives, asks(), sheet);
    }
}

fn m2(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let wrong = ask
        .count("board", "m2_slots")
        .filter(|slots| drives.m2 > u64::from(*slots))
        .map(|slots| {
            let (drives, slots) = (count(drives.m2, "M.2 drive"), count(slots, "slot"));
            Wrong::new(
                Error,
                format!("There are {drives}, and the board has {slots} for them"),
            )
            .next("take a SATA drive, or a board with more M.2 slots")
        });
    let claim = claim(
        Rule::Storage,
        Error,
        "whether every M.2 drive has a slot",
        "board.m2_slots >= M.2 drives",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn m2_sata(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let slots = ask.count("board", "m2_sata_slots");
    let wrong = slots
        .filter(|slots| drives.m2_sata > u64::from(*slots))
        .map(|slots| {
            let what = format!(
                "There are {} that speak SATA, and {} of the board for such",
                count(drives.m2_sata, "M.2 drive"),
                count(slots, "slot")
            );
            Wrong::new(Error, what).next("take an NVMe drive, or a SATA drive with a cable")
        });
    let claim = claim(
        Rule::Storage,
        Error,
        "whether the M.2 slots speak SATA",
        "board.m2_sata_slots >= M.2 drives that speak SATA",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn sata(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let wrong = ask
        .count("board", "sata_ports")
        .filter(|ports| drives.sata > u64::from(*ports))
        .map(|ports| {
            let (drives, ports) = (count(drives.sata, "SATA drive"), count(ports, "port"));
            Wrong::new(Error, format!("There are {drives}, and the board has {ports}"))
                .next("take fewer and larger drives")
        });
    let claim = claim(
        Rule::Storage,
        Error,
        "whether every SATA drive has a port",
        "board.sata_ports >= SATA drives",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn sata_power(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let wrong = ask
        .count("psu", "plugs_sata")
        .filter(|plugs| drives.sata > u64::from(*plugs))
        .map(|plugs| {
            let (drives, plugs) = (count(drives.sata, "SATA drive"), count(plugs, "plug"));
            Wrong::new(
                Error,
                format!("There are {drives}, and the power supply has {plugs} for them"),
            )
            .next("take a power supply with more, or a splitter that its maker allows")
        });
    let claim = claim(
        Rule::Storage,
        Error,
        "whether every SATA drive has power",
        "psu.plugs_sata >= SATA drives",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn bays(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let (large, small) = (ask.count("case", "bays_35"), ask.count("case", "bays_25"));
    let wrong = large.zip(small).and_then(|(large, small)| {
        // A small drive goes into a large bay too.
        let (large, small) = (u64::from(large), u64::from(small));
        let left = large.saturating_sub(drives.large);
        let out = drives.large.saturating_sub(large) + drives.small.saturating_sub(small + left);
        (out > 0).then(|| {
            let what = format!("The case has no bay for {}", count(out, "drive"));
            Wrong::new(Warning, what).next("fix it elsewhere, or take an M.2 drive")
        })
    });
    let claim = claim(
        Rule::Storage,
        Warning,
        "whether every SATA drive has a bay",
        "case.bays_35 >= drives of 3.5 inches; case.bays_25 and what is left >= those of 2.5",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn shared(drives: &Drives, mut ask: Ask<'_>, sheet: &mut Sheet) {
    let (ports, lost) = (
        ask.count("board", "sata_ports"),
        ask.count("board", "m2_disables_sata"),
    );
    let wrong = ports.zip(lost).and_then(|(ports, lost)| {
        let (ports, lost) = (u64::from(ports), u64::from(lost));
        // Ports that there are too few of from the beginning are told above.
        (drives.sata <= ports && drives.sata > ports.saturating_sub(lost)).then(|| {
            let what = format!(
                "With an M.2 drive the board loses {} of {ports}, and {} want one",
                count(lost, "SATA port"),
                count(drives.sata, "drive")
            );
            Wrong::new(Warning, what)
                .next("put the M.2 drive into another slot, as the board's manual has it")
        })
    });
    let claim = claim(
        Rule::Storage,
        Warning,
        "whether M.2 drives leave SATA ports enough",
        "board.sata_ports - board.m2_disables_sata >= SATA drives",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(clashes, near, slots)` by hand.
    #[test]
    fn cards_sit_where_they_have_most_room() {
        for (thick, positions, brackets, expected) in [
            // One card of two brackets at 1: brackets 1 and 2.
            (&[2][..], &[1][..], 2, (0, 0, vec![0])),
            (&[3], &[1], 2, (1, 0, vec![0])),
            // 1-2 and 3-4: none free between. Of 1, 3 and 6 the first and the last are best: 1-2, 6-7.
            (&[2, 2], &[1, 3], 7, (0, 1, vec![0, 1])),
            (&[2, 2], &[1, 4], 7, (0, 0, vec![0, 1])),
            (&[2, 2], &[1, 3, 6], 7, (0, 0, vec![0, 2])),
            // 1-3 and 3-5 overlap.
            (&[3, 3], &[1, 3], 7, (1, 0, vec![0, 1])),
            // The thick one first would stand out of the case below: 6-8 of 7. So it sits above, 1-3, and the thin one at 6.
            (&[1, 3], &[1, 6], 7, (0, 0, vec![1, 0])),
            (&[], &[1], 7, (0, 0, vec![])),
        ] {
            let found = seats(thick, positions, brackets);
            assert_eq!(
                (found.clashes, found.near, found.slots),
                expected,
                "{thick:?} {positions:?}"
            );
        }
    }
}
