//! What the case must take: the board, the cards' length, the cooler. And whether the cooler suits the processor.

use super::super::parts::{Ask, Rig, same};
use super::super::report::{Rule, Severity, Sheet, Source, Wrong};
use super::{claim, path};

use Severity::{Error, Warning};

/// Less room than this behind a card leaves none for its plugs, in mm.
const MARGIN_MM: u32 = 10;

pub(super) fn rules(rig: &Rig, sheet: &mut Sheet) {
    form_factor(rig, sheet);
    gpu_length(rig, sheet);
    cooler_height(rig, sheet);
    cooler_socket(rig, sheet);
    cooler_rating(rig, sheet);
}

fn form_factor(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (size, sizes) = (ask.text("board", "size"), ask.texts("case", "board_sizes"));
    let wrong = size
        .zip(sizes)
        .filter(|(size, sizes)| !sizes.iter().any(|s| s == size))
        .map(|(size, sizes)| {
            let takes = if sizes.is_empty() {
                "none".to_owned()
            } else {
                sizes.join(", ")
            };
            Wrong::new(Error, format!("The board is {size}, and the case takes {takes}"))
                .next("take a case for that size, or a smaller board")
        });
    let claim = claim(
        Rule::FormFactor,
        Error,
        "whether the board fits the case",
        "case.board_sizes has board.size",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

/// Each card by itself.
fn gpu_length(rig: &Rig, sheet: &mut Sheet) {
    let cards = rig.all("gpu");
    let each: Vec<Option<_>> = match cards.is_empty() {
        true => vec![None],
        false => cards.into_iter().map(Some).collect(),
    };
    for card in each {
        let mut ask = Ask::of(rig);
        let length = match card {
            Some(card) => ask.count_of(card, "length_mm"),
            None => {
                ask.parts("gpu");
                None
            }
        };
        let most = ask.count("case", "max_gpu_mm");
        let name = card.map_or_else(|| "the card".to_owned(), crate::rig::Part::called);
        let wrong = length.zip(most).and_then(|(length, most)| {
            if length > most {
                let what = format!("{name} is {length} mm long, and the case has room for {most} mm");
                return Some(Wrong::new(Error, what).next("take a shorter card, or a longer case"));
            }
            let margin = most - length;
            (margin < MARGIN_MM).then(|| {
                Wrong::new(
                    Warning,
                    format!("{name} leaves {margin} mm in the case: cables and fans in front need some"),
                )
                .next("measure it, fans and cages in front of it included")
            })
        });
        let field = card.map_or_else(|| "gpu.length_mm".to_owned(), |card| path(card, "length_mm"));
        let claim = claim(
            Rule::GpuLength,
            Error,
            format!("whether {name} is short enough for the case"),
            format!("{field} <= case.max_gpu_mm; {MARGIN_MM} mm to spare"),
            Source::GUIDE,
        );
        sheet.put(claim, ask, wrong);
    }
}

fn cooler_height(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let cooler = rig.one("cooler");
    let has = |field| cooler.is_some_and(|cooler| cooler.fields.contains_key(field));
    let (mut wrong, mut threshold) = (None, Vec::new());
    if !has("radiator_mm") && !has("height_mm") {
        ask.lacks("cooler.height_mm or cooler.radiator_mm".to_owned());
        threshold.push("cooler.height_mm <= case.max_cooler_mm");
    }
    if has("height_mm") {
        threshold.push("cooler.height_mm <= case.max_cooler_mm");
        let (height, most) = (
            ask.count("cooler", "height_mm"),
            ask.count("case", "max_cooler_mm"),
        );
        wrong = height
            .zip(most)
            .filter(|(height, most)| height > most)
            .map(|(height, most)| {
                let what = format!("The cooler is {height} mm high, and the case has room for {most} mm");
                Wrong::new(Error, what).next("take a lower cooler, or a wider case")
            });
    }
    if has("radiator_mm") {
        threshold.push("case.radiators_mm has cooler.radiator_mm");
        let (size, sizes) = (
            ask.count("cooler", "radiator_mm"),
            ask.counts("case", "radiators_mm"),
        );
        let too = size
            .zip(sizes)
            .filter(|(size, sizes)| !sizes.contains(size))
            .map(|(size, sizes)| {
                let takes = match sizes {
                    [] => "none".to_owned(),
                    sizes => sizes
                        .iter()
                        .map(|s| format!("{s} mm"))
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                Wrong::new(
                    Error,
                    format!("The radiator has {size} mm, and the case takes {takes}"),
                )
                .next("take a radiator of a size that the case takes")
            });
        wrong = wrong.or(too);
    }
    let claim = claim(
        Rule::CoolerHeight,
        Error,
        "whether the cooler fits the case",
        threshold.join("; "),
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn cooler_socket(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (socket, sockets) = (ask.text("cpu", "socket"), ask.texts("cooler", "sockets"));
    let wrong = socket
        .zip(sockets)
        .filter(|(socket, sockets)| !sockets.iter().any(|s| same(s, socket)))
        .map(|(socket, _)| {
            Wrong::new(Error, format!("The cooler cannot be mounted on {socket}"))
                .next("ask its maker for a kit for that socket, or take another")
        });
    let claim = claim(
        Rule::CoolerFit,
        Error,
        "whether the cooler can be mounted",
        "cooler.sockets has cpu.socket",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}

fn cooler_rating(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let (rating, power) = (ask.count("cooler", "rating_w"), ask.count("cpu", "power_w"));
    let wrong = rating
        .zip(power)
        .filter(|(rating, power)| rating < power)
        .map(|(rating, power)| {
            let what = format!("The cooler is made for {rating} W, and the processor gives off {power} W");
            Wrong::new(Warning, what).next("take a stronger cooler: a hot processor slows down")
        });
    let claim = claim(
        Rule::CoolerFit,
        Warning,
        "whether the cooler is strong enough",
        "cooler.rating_w >= cpu.power_w",
        Source::GUIDE,
    );
    sheet.put(claim, ask, wrong);
}
