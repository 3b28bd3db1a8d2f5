//! Pictures of ten garments, drawn: for the labs `garments` and `budget`.
//!
//! A garment is a few outlines whose measures vary from one to the next, put a little aside, turned and stretched, in a cloth of
//! stripes, checks or shade. Shirt, t-shirt, pullover, coat and dress share their outlines and differ in what is small: length of
//! body and sleeves, a row of buttons, an open front. Grain hides some of it, which is why nobody reaches 1. No label is wrong.

use super::canvas::{Canvas, Mask, Place, Point, ellipse, rectangle, stroke};
use super::draws::Draws;
use super::parts::pictures;
use super::{Made, Size};

/// The classes.
pub const NAMES: [&str; 10] = [
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
];

/// Pixels of a side.
pub const SIDE: usize = 28;

/// How pictures are taken: what makes one set harder than another.
#[derive(Clone, Debug)]
pub struct Look {
    stream: &'static str,
    rows: (usize, usize),
    /// Pixels from the middle, at most.
    shift: f64,
    /// Tangent of half of the greatest turn.
    turn: f64,
    /// Least and greatest stretch.
    stretch: (f64, f64),
    /// Deviation of the grain.
    grain: f64,
    /// Least and greatest light of the cloth over the background.
    contrast: (f64, f64),
    /// Things that lie around or over the garment, at most.
    things: usize,
    /// The share of pictures that are seen from the other side of the light: dark cloth on a light ground.
    dark: f64,
}

/// For the lab `garments`.
pub const PLAIN: Look = Look {
    stream: "garments",
    rows: (5000, 2000),
    shift: 2.5,
    turn: 0.09,
    stretch: (0.82, 1.06),
    grain: 26.0,
    contrast: (70.0, 215.0),
    things: 0,
    dark: 0.0,
};

/// For the lab `budget`: farther aside, turned more, dimmer, with things around.
pub const HARD: Look = Look {
    stream: "budget",
    rows: (6000, 2000),
    shift: 3.5,
    turn: 0.16,
    stretch: (0.7, 1.05),
    grain: 20.0,
    contrast: (60.0, 170.0),
    things: 3,
    dark: 0.3,
};

/// Makes a set.
pub(super) fn make(look: &Look, seed: u64, size: Size) -> Made {
    let mut draws = Draws::new(seed, look.stream);
    let rows = size.rows(look.rows, (120, 60));
    pictures(&mut draws, rows, &NAMES, &[SIDE, SIDE], |class, draws| {
        picture(look, class, draws)
    })
}

/// What a garment is made of, in local coordinates from -1 to 1.
#[derive(Debug, Default)]
struct Garment {
    /// Outlines in cloth, one over the other.
    cloth: Vec<Vec<Point>>,
    /// Outlines that are cut out of it.
    holes: Vec<Vec<Point>>,
    /// Outlines in another shade, with how much lighter they are.
    marks: Vec<(Vec<Point>, f64)>,
}

/// The upper part of a body with sleeves: measures in local coordinates.
#[derive(Clone, Copy, Debug)]
struct Body {
    shoulder: f64,
    waist: f64,
    hem: f64,
    /// Where the body ends.
    bottom: f64,
    /// Length of a sleeve from the shoulder; 0 is none.
    sleeve: f64,
    /// How far a sleeve stands off: 0 hangs down, 1 points aside.
    spread: f64,
    thickness: f64,
    /// Depth and half width of the neck.
    neck: (f64, f64),
}

const TOP: f64 = -0.82;

impl Body {
    fn garment(&self) -> Garment {
        let mut garment = Garment::default();
        let middle = TOP + (self.bottom - TOP) * 0.45;
        let half = [
            (self.neck.1, TOP),
            (self.shoulder, TOP + 0.12),
            (self.waist, middle),
            (self.hem, self.bottom),
        ];
        let mirrored = half.iter().rev().map(|(x, y)| (-x, *y));
        garment.cloth.push(half.iter().copied().chain(mirrored).collect());
        if self.sleeve > 0.0 {
            for side in [-1.0, 1.0] {
                let from = (
                    side * (self.shoulder - self.thickness * 0.45),
                    TOP + 0.12 + self.thickness * 0.4,
                );
                let down = (1.0 - self.spread * self.spread).sqrt();
                let to = (
                    from.0 + side * self.sleeve * self.spread,
                    from.1 + self.sleeve * down,
                );
                garment.cloth.push(stroke(from, to, self.thickness));
            }
        }
        garment
            .holes
            .push(ellipse((0.0, TOP), (self.neck.1, self.neck.0)));
        garment
    }
}

/// A garment of this class, its measures drawn.
fn garment(class: usize, draws: &mut Draws) -> Garment {
    let mut d = |low: f64, high: f64| draws.between(low, high);
    match class {
        // T-shirt and shirt, pullover, coat and dress: the same body, with measures that overlap.
        0 | 2 | 3 | 4 | 6 => {
            let shoulder = d(0.36, 0.5);
            let long = class == 2 || class == 4 || (class == 6 && d(0.0, 1.0) < 0.75);
            let none = class == 3 && d(0.0, 1.0) < 0.45;
            let body = Body {
                shoulder,
                waist: match class {
                    3 => shoulder * d(0.55, 0.85),
                    4 => shoulder * d(0.9, 1.08),
                    _ => shoulder * d(0.85, 1.0),
                },
                hem: match class {
                    3 => shoulder * d(0.9, 1.5),
                    4 => shoulder * d(0.98, 1.3),
                    _ => shoulder * d(0.85, 1.05),
                },
                bottom: match class {
                    3 => d(0.72, 0.98),
                    4 => d(0.6, 0.97),
                    _ => d(0.45, 0.8),
                },
                sleeve: match (long, none) {
                    (true, _) => d(0.85, 1.3),
                    (_, true) => 0.0,
                    _ => d(0.28, 0.55),
                },
                spread: match long {
                    true => d(0.15, 0.45),
                    false => d(0.35, 0.85),
                },
                thickness: d(0.24, 0.34),
                neck: (d(0.08, 0.24), d(0.12, 0.2)),
            };
            let mut garment = body.garment();
            let neck = TOP + body.neck.0;
            match class {
                // A ribbed hem and cuffs.
                2 => {
                    let rib = body.bottom - d(0.08, 0.14);
                    let outline = rectangle((-body.hem, rib), (body.hem, body.bottom));
                    garment.marks.push((outline, d(-50.0, -25.0)));
                }
                // An open front from neck to hem, and a collar that falls to its sides.
                4 => {
                    let tilt = d(-0.06, 0.06);
                    let front = stroke((0.0, neck - 0.02), (tilt, body.bottom), d(0.07, 0.12));
                    garment.marks.push((front, d(-95.0, -60.0)));
                    for side in [-1.0, 1.0] {
                        let lapel = vec![
                            (side * body.neck.1, TOP + 0.04),
                            (side * 0.3, TOP + 0.3),
                            (0.0, neck + d(0.25, 0.45)),
                        ];
                        garment.marks.push((lapel, d(18.0, 45.0)));
                    }
                }
                // Buttons on a placket, and a collar.
                6 => {
                    let placket = stroke((0.0, neck), (0.0, body.bottom), 0.09);
                    garment.marks.push((placket, d(14.0, 34.0)));
                    let buttons = 4.0 + (d(0.0, 3.0)).floor();
                    let mut button = 0.5;
                    while button < buttons {
                        let y = neck + (body.bottom - neck) * button / buttons;
                        garment.marks.push((ellipse((0.0, y), (0.055, 0.055)), -85.0));
                        button += 1.0;
                    }
                    for side in [-1.0, 1.0] {
                        let wing = vec![(side * 0.22, TOP), (side * 0.26, TOP + 0.2), (0.0, neck + 0.06)];
                        garment.marks.push((wing, d(14.0, 40.0)));
                    }
                }
                // A belt, sometimes.
                3 => {
                    if d(0.0, 1.0) < 0.4 {
                        let middle = TOP + (body.bottom - TOP) * 0.45;
                        let belt = rectangle((-body.waist, middle - 0.04), (body.waist, middle + 0.04));
                        garment.marks.push((belt, d(-70.0, -35.0)));
                    }
                }
                // A print, sometimes.
                _ => {
                    if d(0.0, 1.0) < 0.4 {
                        let size = (d(0.1, 0.24), d(0.08, 0.2));
                        garment
                            .marks
                            .push((ellipse((d(-0.05, 0.05), d(-0.3, 0.0)), size), d(-70.0, 60.0)));
                    }
                }
            }
            garment
        }
        1 => {
            let (waist, hip) = (d(0.26, 0.36), d(0.3, 0.42));
            let (gap, cuff) = (d(0.03, 0.16), d(0.12, 0.26));
            let (crotch, bottom) = (d(-0.35, -0.1), d(0.75, 0.96));
            let half = [
                (waist, -0.9),
                (hip, crotch),
                (gap + cuff, bottom),
                (gap, bottom),
                (0.0, crotch),
            ];
            let mirrored = half.iter().rev().skip(1).map(|(x, y)| (-x, *y));
            let mut garment = Garment::default();
            garment.cloth.push(half.iter().copied().chain(mirrored).collect());
            let belt = rectangle((-waist, -0.9), (waist, -0.9 + d(0.06, 0.12)));
            garment.marks.push((belt, d(-45.0, 30.0)));
            garment
        }
        8 => {
            let (width, top, bottom) = (d(0.5, 0.85), d(-0.35, -0.02), d(0.45, 0.8));
            let slant = d(0.75, 1.1);
            let mut garment = Garment::default();
            garment.cloth.push(vec![
                (-width * slant, top),
                (width * slant, top),
                (width, bottom),
                (-width, bottom),
            ]);
            let (rise, reach, thick) = (d(0.2, 0.55), width * d(0.45, 0.9), d(0.07, 0.13));
            garment.cloth.push(ellipse((0.0, top), (reach, rise)));
            garment
                .holes
                .push(ellipse((0.0, top - 0.01), (reach - thick, rise - thick)));
            // What the hole took of the body comes back as a mark of its shade.
            let flap = rectangle((-width * slant, top), (width * slant, top + d(0.1, 0.3)));
            garment.marks.push((flap, d(-30.0, 30.0)));
            garment
        }
        // Shoes: toe to the left. Sandal, sneaker and boot share their sole.
        _ => shoe(class, &mut d),
    }
}

/// A shoe of this class.
fn shoe(class: usize, d: &mut impl FnMut(f64, f64) -> f64) -> Garment {
    let mut garment = Garment::default();
    let (heel, toe, ground) = (d(0.68, 0.9), d(-0.95, -0.8), d(0.45, 0.65));
    let sole = d(0.1, 0.2);
    match class {
        5 => {
            let lift = d(0.0, 0.45);
            garment.cloth.push(vec![
                (toe, ground - sole),
                (-0.2, ground - sole - lift * 0.3),
                (heel, ground - sole - lift),
                (heel, ground - lift * 0.6),
                (0.1, ground - lift * 0.25),
                (toe, ground),
            ]);
            if lift > 0.2 {
                garment
                    .cloth
                    .push(rectangle((heel - 0.16, ground - lift), (heel, ground)));
            }
            let top = ground - sole - lift - d(0.35, 0.75);
            let straps = 2 + usize::from(d(0.0, 1.0) < 0.5);
            for strap in 0..straps {
                let x = toe + 0.25 + strap as f64 * d(0.38, 0.5);
                let y = ground - sole - lift * (x - toe) / (heel - toe);
                garment.cloth.push(stroke(
                    (x, y),
                    (x + d(0.15, 0.4), y - d(0.25, 0.45)),
                    d(0.07, 0.13),
                ));
            }
            garment.cloth.push(stroke(
                (heel - 0.04, ground - sole - lift),
                (heel - 0.1, top),
                d(0.07, 0.12),
            ));
            garment.cloth.push(stroke(
                (heel - 0.1, top + 0.04),
                (0.05, top + d(0.1, 0.3)),
                d(0.07, 0.12),
            ));
        }
        7 => {
            let (collar, tongue) = (d(-0.4, -0.1), d(-0.15, 0.15));
            garment.cloth.push(vec![
                (toe, ground),
                (toe, ground - d(0.22, 0.34)),
                (-0.35, ground - d(0.38, 0.5)),
                (tongue, collar),
                (tongue + 0.25, collar + d(0.04, 0.18)),
                (heel - 0.02, collar + d(-0.05, 0.12)),
                (heel, ground),
            ]);
            garment
                .marks
                .push((rectangle((toe, ground - sole), (heel, ground)), d(25.0, 75.0)));
            if d(0.0, 1.0) < 0.6 {
                let stripe = stroke((0.0, ground - sole), (d(0.1, 0.4), collar + 0.2), d(0.07, 0.14));
                garment.marks.push((stripe, d(-70.0, 60.0)));
            }
        }
        _ => {
            let (top, width) = (d(-0.92, -0.3), d(0.2, 0.34));
            let ankle = d(-0.05, 0.15);
            // A boot's foot is shorter than a sneaker's.
            let toe = (heel - width * 2.0 - d(0.35, 0.7)).max(toe);
            garment.cloth.push(vec![
                (toe, ground),
                (toe, ground - d(0.22, 0.34)),
                (heel - width * 2.0, ankle),
                (heel - width * d(2.0, 2.3), top),
                (heel, top + d(-0.05, 0.05)),
                (heel, ground),
            ]);
            garment.marks.push((
                rectangle((toe, ground - sole * 0.7), (heel, ground)),
                d(-60.0, -20.0),
            ));
            let lift = d(0.0, 0.25);
            garment
                .cloth
                .push(rectangle((heel - 0.28, ground - 0.02), (heel, ground + lift)));
        }
    }
    garment
}

/// How light changes over a cloth.
#[derive(Clone, Copy, Debug)]
struct Cloth {
    light: f64,
    /// Change from left to right and from top to bottom.
    shade: (f64, f64),
    /// Width of a stripe in pixels and how far its light is off: along, across or both.
    stripe: f64,
    depth: f64,
    across: bool,
    along: bool,
}

impl Cloth {
    fn new(look: &Look, draws: &mut Draws) -> Self {
        let kind = draws.below(10);
        Cloth {
            light: draws.between(look.contrast.0, look.contrast.1),
            shade: (draws.between(-35.0, 35.0), draws.between(-35.0, 35.0)),
            stripe: draws.between(1.3, 4.0),
            depth: if kind < 5 { 0.0 } else { draws.between(15.0, 60.0) },
            across: kind != 8,
            along: kind >= 8,
        }
    }

    fn at(&self, x: usize, y: usize) -> f64 {
        let (x, y) = (x as f64, y as f64);
        let side = SIDE as f64;
        let odd = |along: f64| (along / self.stripe).floor() % 2.0 >= 1.0;
        let dark = (self.across && odd(y)) != (self.along && odd(x));
        let stripe = if dark { -self.depth } else { 0.0 };
        self.light + self.shade.0 * (x / side - 0.5) + self.shade.1 * (y / side - 0.5) + stripe
    }
}

/// A picture of a garment of this class.
fn picture(look: &Look, class: usize, draws: &mut Draws) -> Vec<u8> {
    let garment = garment(class, draws);
    let half = SIDE as f64 / 2.0;
    let stretch = draws.between(look.stretch.0, look.stretch.1);
    let mut scale = (
        half * stretch * draws.between(0.92, 1.08),
        half * stretch * draws.between(0.92, 1.08),
    );
    // Shoes point to either side in the hard set.
    if look.things > 0 && draws.chance(0.5) {
        scale.0 = -scale.0;
    }
    let centre = (
        half + draws.between(-look.shift, look.shift),
        half + draws.between(-look.shift, look.shift),
    );
    let place = Place::new(centre, scale, draws.between(-look.turn, look.turn));
    let cloth = Cloth::new(look, draws);
    let mut canvas = Canvas::new(SIDE, SIDE, [0.0]);
    for _ in 0..things(look, draws) {
        thing(&mut canvas, draws);
    }
    let mut mask = Mask::new(SIDE, SIDE);
    for outline in &garment.cloth {
        mask.fill(&place, std::slice::from_ref(outline));
    }
    mask.cut(&place, &garment.holes);
    if class == 8 {
        // The body of a bag lies before its handle.
        mask.fill(&place, &garment.cloth[..1]);
    }
    canvas.paint(&mask, |x, y| [cloth.at(x, y)]);
    for (outline, lighter) in &garment.marks {
        let mut mark = Mask::new(SIDE, SIDE);
        mark.fill(&place, std::slice::from_ref(outline));
        mark.keep(&mask);
        canvas.paint(&mark, |x, y| [cloth.at(x, y) + lighter]);
    }
    if look.things > 0 && draws.chance(0.4) {
        thing(&mut canvas, draws);
    }
    if draws.chance(look.dark) {
        let ground = draws.between(180.0, 240.0);
        canvas.each(|_, _, light| light[0] = ground - light[0]);
    }
    canvas.develop(draws, look.grain)
}

/// How many things lie behind the garment.
fn things(look: &Look, draws: &mut Draws) -> usize {
    draws.below(look.things + 1)
}

/// Something that is no garment: a bar or a spot.
fn thing(canvas: &mut Canvas<1>, draws: &mut Draws) {
    let side = SIDE as f64;
    let at = (draws.between(0.0, side), draws.between(0.0, side));
    let mut mask = Mask::new(SIDE, SIDE);
    let as_it_is = Place::new((0.0, 0.0), (1.0, 1.0), 0.0);
    let outline = match draws.chance(0.5) {
        true => {
            let to = (draws.between(0.0, side), draws.between(0.0, side));
            stroke(at, to, draws.between(1.0, 2.5))
        }
        false => ellipse(at, (draws.between(1.5, 4.0), draws.between(1.5, 4.0))),
    };
    mask.fill(&as_it_is, &[outline]);
    let light = draws.between(30.0, 150.0);
    canvas.paint(&mask, |_, _| [light]);
}
