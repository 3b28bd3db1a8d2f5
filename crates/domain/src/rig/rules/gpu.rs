//! What the card is for: a picture, the framework, memory.

use super::super::parts::{Ask, Part, Rig, same};
use super::super::report::{Rule, Severity, Sheet, Source, Wrong};
use super::claim;

use Severity::{Error, Information, Warning};

pub(super) fn rules(rig: &Rig, sheet: &mut Sheet) {
    display(rig, sheet);
    vendor(rig, sheet);
    capability(rig, sheet);
    memory(rig, sheet);
}

fn display(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut shows = false;
    // A processor that can is enough, and so is one card.
    let graphics = ask.flag("cpu", "graphics");
    if graphics == Some(true) {
        shows = true;
    } else {
        for card in ask.parts("gpu") {
            shows |= ask.count_of(card, "outputs").is_some_and(|outputs| outputs > 0);
        }
        if shows {
            ask.missing.clear();
        }
    }
    let wrong = (!shows).then(|| {
        Wrong::new(
            Error,
            "Nothing can show a picture: neither the processor nor a card has an output",
        )
        .next("take a processor with graphics, or a cheap card for the screen")
    });
    let claim = claim(
        Rule::Display,
        Error,
        "whether something can show a picture",
        "cpu.graphics, or gpu.outputs >= 1",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn framework(rig: &Rig) -> String {
    let text = |field| {
        rig.one("framework")
            .and_then(|f| f.text(field))
            .map(crate::read::shorten)
    };
    match (text("name"), text("version")) {
        (Some(name), Some(version)) => format!("{name} {version}"),
        (Some(name), None) => name,
        _ => "the framework".to_owned(),
    }
}

fn vendor(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let vendors = ask.texts("framework", "vendors");
    let cards: Vec<(&Part, Option<&str>)> = ask
        .parts("gpu")
        .into_iter()
        .map(|card| (card, ask.text_of(card, "vendor")))
        .collect();
    let wrong = cards.iter().find_map(|(card, vendor)| {
        let (vendor, vendors) = ((*vendor)?, vendors?);
        (!vendors.iter().any(|v| same(v, vendor))).then(|| {
            let what = format!(
                "{} cannot use {}: it is of {vendor}",
                framework(rig),
                card.called()
            );
            Wrong::new(Error, what).next(format!(
                "take a card of {}, or another build of it",
                vendors.join(" or ")
            ))
        })
    });
    let claim = claim(
        Rule::GpuFamily,
        Error,
        "whether the framework knows the card's maker",
        "framework.vendors has gpu.vendor",
        Source::DETTMERS,
    );
    sheet.put(claim, ask, wrong);
}

fn capability(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    ask.text("framework", "version");
    let built = ask.texts("framework", "capabilities");
    let cards: Vec<(&Part, Option<&str>)> = ask
        .parts("gpu")
        .into_iter()
        .map(|card| (card, ask.text_of(card, "capability")))
        .collect();
    let wrong = cards.iter().find_map(|(card, capability)| {
        let (capability, built) = ((*capability)?, built?);
        (!built.iter().any(|b| runs(b, capability))).then(|| {
            let what = format!(
                "{} was not built for the {capability} of {}",
                framework(rig),
                card.called()
            );
            Wrong::new(Error, what).next("take a version of it that was built for the card, or another card")
        })
    });
    let claim = claim(
        Rule::GpuFamily,
        Error,
        "whether the framework was built for the card",
        "framework.capabilities has one of the same major number that is no greater; or +PTX and no greater",
        Source::NVIDIA,
    );
    sheet.put(claim, ask, wrong);
}

/// Whether what was built for `built` runs on a card. Code for 6.0 runs on 6.1 and not on 7.0 or 5.2; its PTX runs on all
/// after it. What is no such number must be the same.
fn runs(built: &str, card: &str) -> bool {
    let ptx = built
        .strip_suffix("+PTX")
        .or_else(|| built.strip_prefix("compute_"));
    match (number(ptx.unwrap_or(built)), number(card)) {
        (Some(built), Some(card)) if ptx.is_some() => built <= card,
        (Some(built), Some(card)) => built.0 == card.0 && built.1 <= card.1,
        _ => same(built, card),
    }
}

/// `6.1`, `sm_61`, `61` and `sm_120` as major and minor number; a letter behind it (`sm_90a`) is for that card alone.
fn number(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let bare = text.strip_prefix("sm_").unwrap_or(text);
    match bare.split_once('.') {
        Some((major, minor)) => Some((major.parse().ok()?, minor.parse().ok()?)),
        None if bare.len() >= 2 && bare.len() <= 4 => {
            let n: u32 = bare.parse().ok()?;
            Some((n / 10, n % 10))
        }
        None => None,
    }
}

/// The least memory for each aim: GB, how bad less is, what for.
const AIMS: [(&str, u32, Severity, &str, Source); 3] = [
    ("part-1", 8, Warning, "the first part of the course", Source::OWN),
    ("images", 12, Warning, "making images", Source::DETTMERS),
    (
        "fine-tuning",
        24,
        Information,
        "fine-tuning larger networks",
        Source::DETTMERS,
    ),
];

fn memory(rig: &Rig, sheet: &mut Sheet) {
    let uses = Ask::of(rig).texts("rig", "use");
    for (aim, least, severity, what_for, source) in AIMS {
        if uses.is_some_and(|uses| !uses.iter().any(|u| u == aim)) {
            continue;
        }
        let mut ask = Ask::of(rig);
        let mut largest: Option<f64> = None;
        for card in ask.parts("gpu") {
            if let Some(memory) = ask.number_of(card, "memory_gb") {
                largest = Some(largest.map_or(memory, |most| most.max(memory)));
            }
        }
        let wrong = largest.filter(|most| *most < f64::from(least)).map(|most| {
            let what = format!("{most} GB on a card are few for {what_for}, which wants {least} GB");
            Wrong::new(severity, what).next(match severity {
                Information => "rent a larger one for that".to_owned(),
                _ => format!("take a card with {least} GB, or use smaller batches; leave `{aim}` out of rig.use where you do not want it"),
            })
        });
        let claim = claim(
            Rule::GpuMemory,
            severity,
            format!("whether a card has memory enough for {what_for}"),
            format!("largest gpu.memory_gb >= {least} GB for {aim}"),
            source,
        );
        sheet.put(claim, ask, wrong);
    }
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn code_runs_on_cards_of_its_own_major_number() {
        for (built, card, answer) in [
            ("6.0", "6.1", true),
            ("sm_60", "6.1", true),
            ("6.1", "6.1", true),
            // A greater minor number than the card's, another major number.
            ("6.1", "6.0", false),
            ("5.2", "6.1", false),
            ("sm_70", "6.1", false),
            // PTX is compiled anew for what came later, and never for what came before.
            ("9.0+PTX", "12.0", true),
            ("compute_90", "sm_120", true),
            ("9.0+PTX", "8.9", false),
            ("sm_120", "12.0", true),
            ("gfx1100", "gfx1100", true),
            ("gfx1100", "gfx1030", false),
            ("", "", true),
        ] {
            assert_eq!(runs(built, card), answer, "{built} on {card}");
        }
    }
}
