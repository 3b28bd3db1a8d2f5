//! What sits on the board: processor and memory.

use super::super::parts::{Ask, Part, Rig, same};
use super::super::report::{Rule, Severity, Sheet, Source, Wrong};
use super::{claim, count, path};

use Severity::{Error, Warning};

/// Less memory than this slows everything, in GB.
const RAM_MIN_GB: u64 = 16;

pub(super) fn rules(rig: &Rig, sheet: &mut Sheet) {
    socket(rig, sheet);
    chipset(rig, sheet);
    firmware(rig, sheet);
    ram_type(rig, sheet);
    ram_slots(rig, sheet);
    ram_total(rig, sheet);
    ram_channels(rig, sheet);
    ram_size(rig, sheet);
    ram_and_gpu(rig, sheet);
}

fn socket(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (cpu, board) = (ask.text("cpu", "socket"), ask.text("board", "socket"));
    let wrong = cpu
        .zip(board)
        .filter(|(cpu, board)| !same(cpu, board))
        .map(|(cpu, board)| {
            Wrong::new(
                Error,
                format!("The processor is made for {cpu}, and the board has {board}"),
            )
            .next("take a board with the processor's socket, or a processor for the board's")
        });
    let claim = claim(
        Rule::Socket,
        Error,
        "whether processor and board have the same socket",
        "cpu.socket = board.socket",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn chipset(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let cpu = ask.text("cpu", "generation");
    let known = ask.texts("board", "cpu_generations");
    let wrong = cpu
        .zip(known)
        .filter(|(cpu, known)| !known.iter().any(|k| same(k, cpu)))
        .map(|(cpu, _)| {
            Wrong::new(
                Error,
                format!(
                    "The board's list of processors has no generation {cpu}, be the socket the same or not"
                ),
            )
            .next("look at the list on its maker's page, and take a board that has it")
        });
    let claim = claim(
        Rule::Chipset,
        Error,
        "whether the board knows the processor",
        "board.cpu_generations has cpu.generation",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn firmware(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let needed = ask.text("board", "firmware_needed");
    let mut wrong = None;
    if let Some(needed) = needed.filter(|needed| !same(needed, "any")) {
        // What is on a board in its box is often not known, and that is a warning too.
        let has = rig.one("board").and_then(|board| board.text("firmware"));
        if has.is_some() {
            ask.text("board", "firmware");
        }
        wrong = match has.map(|has| (has, newer(has, needed))) {
            None => Some(
                Wrong::new(
                    Warning,
                    format!("The processor needs firmware {needed} or newer, and which is on the board is not said"),
                )
                .next("ask the shop, and write it as board.firmware"),
            ),
            Some((_, Some(true))) => None,
            Some((has, Some(false))) => Some(
                Wrong::new(
                    Error,
                    format!("The processor needs firmware {needed} or newer, and the board has {has}: it will not start"),
                )
                .next("have the shop bring it up to date, or take a board that can do so without a processor"),
            ),
            Some((has, None)) => Some(
                Wrong::new(
                    Warning,
                    format!("Whether firmware {has} is as new as {needed} cannot be told from their names"),
                )
                .next("look at the maker's page; where it is, write firmware_needed = \"any\""),
            ),
        };
    }
    // Firmware that is not known is a warning, as the rule has it.
    let worst = if needed.is_some() { Error } else { Warning };
    let claim = claim(
        Rule::Chipset,
        worst,
        "whether the board's firmware knows the processor",
        "board.firmware >= board.firmware_needed",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

/// Whether a version is at least another; `None` where they are not named alike: `F20` and `1.40`.
fn newer(has: &str, needed: &str) -> Option<bool> {
    let (has, needed) = (runs(has), runs(needed));
    let letters = |runs: &[Run]| -> Vec<String> {
        let letters = runs.iter().filter_map(|run| match run {
            Run::Letters(text) => Some(text.clone()),
            Run::Number(_) => None,
        });
        letters.collect()
    };
    let numbers = |runs: &[Run]| -> Vec<u64> {
        let numbers = runs.iter().filter_map(|run| match run {
            Run::Number(n) => Some(*n),
            Run::Letters(_) => None,
        });
        numbers.collect()
    };
    let alike =
        letters(&has) == letters(&needed) && !numbers(&needed).is_empty() && !numbers(&has).is_empty();
    alike.then(|| numbers(&has) >= numbers(&needed))
}

enum Run {
    Letters(String),
    Number(u64),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for c in text
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '.')
    {
        match (c.to_digit(10), runs.last_mut()) {
            (Some(digit), Some(Run::Number(n))) => *n = n.saturating_mul(10).saturating_add(u64::from(digit)),
            (Some(digit), _) => runs.push(Run::Number(u64::from(digit))),
            (None, Some(Run::Letters(letters))) => letters.push(c),
            (None, _) => runs.push(Run::Letters(c.to_string())),
        }
    }
    runs
}

fn ram_type(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let board = ask.text("board", "ram_generation");
    let kits: Vec<(&Part, Option<&str>)> = ask
        .parts("ram")
        .into_iter()
        .map(|kit| (kit, ask.text_of(kit, "generation")))
        .collect();
    let wrong = kits.iter().find_map(|(kit, generation)| {
        let (generation, board) = ((*generation)?, board?);
        (generation != board).then(|| {
            Wrong::new(
                Error,
                format!("{} is {generation}, and the board takes {board}", kit.called()),
            )
            .next("take memory of the board's generation: no other goes into its slots")
        })
    });
    let claim = claim(
        Rule::RamType,
        Error,
        "whether the memory is of the board's generation",
        "ram.generation = board.ram_generation",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

/// All sticks.
fn modules<'r>(ask: &mut Ask<'r>) -> Option<u64> {
    let kits = ask.parts("ram");
    let of = |kit: &'r Part, ask: &mut Ask<'r>| {
        Some(u64::from(ask.count_of(kit, "modules")?) * u64::from(kit.count()))
    };
    kits.into_iter()
        .map(|kit| of(kit, ask))
        .collect::<Vec<_>>()
        .into_iter()
        .sum()
}

/// All memory, in GB.
fn total<'r>(ask: &mut Ask<'r>) -> Option<u64> {
    let kits = ask.parts("ram");
    let of = |kit: &'r Part, ask: &mut Ask<'r>| {
        let (modules, gb) = (ask.count_of(kit, "modules"), ask.count_of(kit, "module_gb"));
        Some(u64::from(modules?) * u64::from(gb?) * u64::from(kit.count()))
    };
    kits.into_iter()
        .map(|kit| of(kit, ask))
        .collect::<Vec<_>>()
        .into_iter()
        .sum()
}

fn ram_slots(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (sticks, slots) = (modules(&mut ask), ask.count("board", "ram_slots"));
    let wrong = sticks
        .zip(slots)
        .filter(|(sticks, slots)| *sticks > u64::from(*slots))
        .map(|(sticks, slots)| {
            let what = format!(
                "There are {}, and the board has {}",
                count(sticks, "stick"),
                count(slots, "slot")
            );
            Wrong::new(Error, what).next("take fewer and larger sticks")
        });
    let claim = claim(
        Rule::RamFit,
        Error,
        "whether every stick has a slot",
        "ram.modules <= board.ram_slots",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn ram_total(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (gb, most) = (total(&mut ask), ask.count("board", "ram_max_gb"));
    let wrong = gb
        .zip(most)
        .filter(|(gb, most)| *gb > u64::from(*most))
        .map(|(gb, most)| {
            Wrong::new(
                Error,
                format!("There are {gb} GB of memory, and the board takes at most {most} GB"),
            )
            .next("take less memory, or a board that takes as much")
        });
    let claim = claim(
        Rule::RamFit,
        Error,
        "whether the board takes as much memory",
        "ram.modules x ram.module_gb <= board.ram_max_gb",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn ram_channels(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (sticks, channels) = (modules(&mut ask), ask.count("board", "ram_channels"));
    let wrong = sticks
        .zip(channels)
        .filter(|(sticks, channels)| *sticks == 1 && *channels >= 2)
        .map(|(_, channels)| {
            let what = format!("One stick uses one of the board's {channels} memory channels");
            Wrong::new(Warning, what).next("take two sticks of half the size")
        });
    let claim = claim(
        Rule::RamChannels,
        Warning,
        "whether all memory channels are used",
        "two sticks or more where board.ram_channels >= 2",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn ram_size(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let gb = total(&mut ask);
    let wrong = gb.filter(|gb| *gb < RAM_MIN_GB).map(|gb| {
        Wrong::new(
            Warning,
            format!("{gb} GB of memory are few for data that are prepared while a card trains"),
        )
        .next(format!("take {RAM_MIN_GB} GB or more"))
    });
    let claim = claim(
        Rule::RamSize,
        Warning,
        "whether there is memory enough for data",
        format!("ram.modules x ram.module_gb >= {RAM_MIN_GB} GB"),
        Source::OWN,
    );
    sheet.put(claim, ask, wrong);
}

fn ram_and_gpu(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let gb = total(&mut ask);
    let mut largest: Option<(f64, &Part)> = None;
    for card in ask.parts("gpu") {
        if let Some(memory) = ask.number_of(card, "memory_gb")
            && largest.is_none_or(|(most, _)| memory > most)
        {
            largest = Some((memory, card));
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "at most 64 kits of a million sticks of a million GB"
    )]
    let wrong = gb
        .zip(largest)
        .filter(|(gb, (most, _))| (*gb as f64) < *most)
        .map(|(gb, (most, card))| {
            let what = format!(
                "{gb} GB of memory are less than the {most} GB of {}",
                card.called()
            );
            Wrong::new(Warning, what)
                .next("take as much memory as the largest card has: what it trains on comes through it")
        });
    let threshold = match largest {
        Some((_, card)) => format!("ram.modules x ram.module_gb >= {}", path(card, "memory_gb")),
        None => "ram.modules x ram.module_gb >= gpu.memory_gb".to_owned(),
    };
    let claim = claim(
        Rule::RamSize,
        Warning,
        "whether there is as much memory as the largest card has",
        threshold,
        Source::CUSTOM,
    );
    sheet.put(claim, ask, wrong);
}

#[cfg(test)]
mod tests {
    use super::newer;

    #[test]
    fn versions_are_compared_where_they_are_named_alike() {
        for (has, needed, answer) in [
            ("F20", "F5", Some(true)),
            ("f4", "F5", Some(false)),
            ("1.40", "1.40", Some(true)),
            ("1.9", "1.10", Some(false)),
            ("P2.10", "2.10", None),
            ("latest", "F5", None),
            ("99999999999999999999999", "1", Some(true)),
        ] {
            assert_eq!(newer(has, needed), answer, "{has} {needed}");
        }
    }
}
