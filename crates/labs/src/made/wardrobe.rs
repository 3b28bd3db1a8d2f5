//! The outlines of ten garments, their measures drawn.

use super::canvas::{Point, ellipse, rectangle, stroke};
use super::draws::Draws;

/// What a garment is made of, in local coordinates from -1 to 1.
#[derive(Debug, Default)]
pub(super) struct Garment {
    /// Outlines in cloth, one over the other.
    pub(super) cloth: Vec<Vec<Point>>,
    /// Outlines that are cut out of it.
    pub(super) holes: Vec<Vec<Point>>,
    /// Outlines in another shade, with how much lighter they are.
    pub(super) marks: Vec<(Vec<Point>, f64)>,
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

/// A garment of this class, by its place in [`NAMES`](super::garments::NAMES).
pub(super) fn garment(class: usize, draws: &mut Draws) -> Garment {
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
