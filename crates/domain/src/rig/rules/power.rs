//! Power: how much, what the maker of the card asks for, and the plugs.

use super::super::parts::{Ask, Part, Rig};
use super::super::report::{Power, Rule, Severity, Sheet, Source, Wrong};
use super::{claim, count, path};

use Severity::{Error, Information, Warning};

/// What board, memory, drives and fans draw together, in watts.
const BASE_W: u64 = 75;

pub(super) fn rules(rig: &Rig, sheet: &mut Sheet) {
    power(rig, sheet);
    floor(rig, sheet);
    gpu_plugs(rig, sheet);
    cpu_plug(rig, sheet);
}

fn power(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut need = ask.count("cpu", "power_w").map(|watts| u64::from(watts) + BASE_W);
    for card in ask.parts("gpu") {
        let watts = ask
            .count_of(card, "power_w")
            .map(|watts| u64::from(watts) * u64::from(card.count()));
        need = need.zip(watts).map(|(need, watts)| need + watts);
    }
    let supply = ask.count("psu", "power_w").map(u64::from);
    let wrong = need.zip(supply).and_then(|(need, supply)| {
        let target = (need * 13).div_ceil(10);
        ask.tells("need", format!("{need} W"));
        sheet.report.power = Some(Power { need, supply, target });
        let next = format!("take one of {target} W or more");
        // Whole numbers: 1.2 and 1.3 times are 12 and 13 tenths.
        if supply < need {
            let what = format!("The power supply gives {supply} W, and the parts draw {need} W");
            Some(Wrong::new(Error, what).next(next))
        } else if supply * 10 < need * 12 {
            let what = format!(
                "The power supply gives {supply} W, less than 1.2 times the {need} W that the parts draw"
            );
            Some(Wrong::new(Warning, what).next(next))
        } else if supply * 10 < need * 13 {
            let what = format!(
                "The power supply gives {supply} W, less than 1.3 times the {need} W that the parts draw"
            );
            Some(Wrong::new(Information, what).next(next))
        } else {
            None
        }
    });
    let claim = claim(
        Rule::Power,
        Error,
        "whether the power supply gives enough",
        format!(
            "psu.power_w >= need = cpu.power_w + all gpu.power_w + {BASE_W} W (ours); better 1.2 times, aim at 1.3"
        ),
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn floor(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut most: Option<(u32, &Part)> = None;
    for card in ask.parts("gpu") {
        if let Some(watts) = ask.count_of(card, "psu_min_w")
            && most.is_none_or(|(m, _)| watts > m)
        {
            most = Some((watts, card));
        }
    }
    let supply = ask.count("psu", "power_w");
    let wrong = most
        .zip(supply)
        .filter(|((floor, _), supply)| supply < floor)
        .map(|((floor, card), supply)| {
            let what = format!(
                "The maker of {} asks for {floor} W, and the power supply gives {supply} W",
                card.called()
            );
            Wrong::new(Warning, what)
                .next("take what the maker asks for: cards draw far more for milliseconds")
        });
    let threshold = most.map_or_else(|| "gpu.psu_min_w".to_owned(), |(_, card)| path(card, "psu_min_w"));
    let claim = claim(
        Rule::PowerFloor,
        Warning,
        "whether the power supply is what the card's maker asks for",
        format!("psu.power_w >= {threshold}"),
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn gpu_plugs(rig: &Rig, sheet: &mut Sheet) {
    const PLUGS: [&str; 3] = ["plugs_6pin", "plugs_8pin", "plugs_16pin"];
    let mut ask = Ask::of(rig);
    let (mut six, mut eight) = (0_u64, 0_u64);
    // For each socket with 16 pins what an adapter would take instead, if there is one.
    let mut sixteen: Vec<Option<u32>> = Vec::new();
    for card in ask.parts("gpu") {
        let Some([of6, of8, of16]) = ask.group(card, PLUGS) else {
            continue;
        };
        let cards = u64::from(card.count());
        six += cards * u64::from(of6);
        eight += cards * u64::from(of8);
        let adapter = ask.perhaps(card, "adapter_8pin");
        // More sockets than anybody has plugs for are as good as many.
        let sockets = (cards * u64::from(of16)).min(1000);
        sixteen.extend((0..sockets).map(|_| adapter));
    }
    let has = match rig.one("psu") {
        Some(psu) => ask.group(psu, PLUGS).map(|has| has.map(u64::from)),
        None => {
            ask.lacks("psu.plugs_8pin".to_owned());
            None
        }
    };
    let wrong = has.and_then(|[has6, has8, has16]| {
        // The plugs go to those that have no other way, then to the adapters that would take most.
        sixteen.sort_by_key(|adapter| std::cmp::Reverse(adapter.unwrap_or(u32::MAX)));
        let left = sixteen.split_off(usize::try_from(has16).unwrap_or(usize::MAX).min(sixteen.len()));
        let without = left.iter().filter(|adapter| adapter.is_none()).count() as u64;
        let eight = eight + left.iter().flatten().map(|n| u64::from(*n)).sum::<u64>();
        // A plug with 8 pins serves a socket with 6.
        let spare = has8.saturating_sub(eight);
        let mut lacks = Vec::new();
        if without > 0 {
            lacks.push(format!("{} with 16 pins", count(without, "plug")));
        }
        if eight > has8 {
            lacks.push(format!("{} with 8 pins", count(eight - has8, "plug")));
        }
        if six > has6 + spare {
            lacks.push(format!("{} with 6 pins", count(six - has6 - spare, "plug")));
        }
        (!lacks.is_empty()).then(|| {
            let what = format!("The power supply lacks {} for the cards", lacks.join(" and "));
            Wrong::new(Error, what)
                .next("take a power supply that has them, or a card whose box has an adapter (adapter_8pin)")
        })
    });
    let claim = claim(
        Rule::GpuPlugs,
        Error,
        "whether every card has its plugs",
        "psu.plugs_6pin, plugs_8pin, plugs_16pin >= those of all cards; 8 pins serve 6",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn cpu_plug(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let wrong = ask
        .count("psu", "plugs_eps")
        .filter(|plugs| *plugs == 0)
        .map(|_| {
            Wrong::new(
                Error,
                "The power supply has no plug with 8 pins for the processor (EPS)",
            )
            .next("take a power supply that has one")
        });
    let claim = claim(
        Rule::CpuPlug,
        Error,
        "whether the processor has its plug",
        "psu.plugs_eps >= 1",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}
