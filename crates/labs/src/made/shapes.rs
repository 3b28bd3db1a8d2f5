//! Ten shapes in colour on clutter: for the lab `shapes`, and as what stands in the pictures of `boxes`.
//!
//! Colours are drawn without regard to the shape, so that only its outline tells. Bars and spots lie behind and partly before it,
//! some shapes are faint or small, and a hexagon of a few pixels is nearly a circle: that is the overlap that keeps everybody
//! below 1. No label is wrong.

use super::canvas::{Canvas, Mask, Place, Point, angle, ellipse, rectangle, stroke};
use super::draws::Draws;
use super::parts::pictures;
use super::{Made, Size};

/// The classes.
pub const NAMES: [&str; 10] = [
    "arrow", "circle", "crescent", "cross", "heart", "hexagon", "ring", "square", "star", "triangle",
];

/// Pixels of a side.
pub const SIDE: usize = 32;

/// Red, green, blue.
pub(super) type Colour = [f64; 3];

/// Makes a set.
pub(super) fn make(seed: u64, size: Size) -> Made {
    let mut draws = Draws::new(seed, "shapes");
    let rows = size.rows((3000, 1500), (120, 60));
    pictures(&mut draws, rows, &NAMES, &[SIDE, SIDE, 3], picture)
}

/// Points around a circle of radius 1, `n` of them, the first above: by turning on and on, without a sine. `t` is the tangent of
/// half the angle between two.
fn around(n: usize, t: f64) -> Vec<Point> {
    let (cos, sin) = angle(t);
    let mut point = (0.0, -1.0);
    let mut points = Vec::with_capacity(n);
    for _ in 0..n {
        points.push(point);
        point = (point.0 * cos - point.1 * sin, point.0 * sin + point.1 * cos);
    }
    points
}

/// Tangent of 30 degrees: half the angle between two corners of a hexagon; of 60 for a triangle; of 36 for a star, and 18.
const HEXAGON: f64 = 0.577_350_269_189_625_8;
const TRIANGLE: f64 = 1.732_050_807_568_877_2;
const TENTH: f64 = 0.324_919_696_232_906_3;

/// The outlines of a shape within -1 to 1, upright.
pub(super) fn outlines(class: usize, draws: &mut Draws) -> Vec<Vec<Point>> {
    match NAMES[class] {
        "arrow" => {
            let (thick, head) = (draws.between(0.2, 0.34), draws.between(-0.2, 0.1));
            vec![vec![
                (0.0, -1.0),
                (0.85, head),
                (thick, head),
                (thick, 1.0),
                (-thick, 1.0),
                (-thick, head),
                (-0.85, head),
            ]]
        }
        "circle" => vec![ellipse((0.0, 0.0), (0.95, 0.95))],
        "crescent" => {
            // What a circle leaves of another: the part of the edge that lies outside the second, by following both edges.
            let aside = draws.between(0.35, 0.6);
            let outer = ellipse((0.0, 0.0), (0.98, 0.98));
            let inside = |(x, y): Point| (x - aside) * (x - aside) + y * y < 0.85 * 0.85;
            let mut edge: Vec<Point> = Vec::new();
            // From the first point outside after one inside, around.
            let start = (0..32).find(|i| inside(outer[(i + 31) % 32]) && !inside(outer[*i]));
            let start = start.unwrap_or(0);
            edge.extend(
                (0..32)
                    .map(|i| outer[(start + i) % 32])
                    .take_while(|p| !inside(*p)),
            );
            let inner = ellipse((aside, 0.0), (0.85, 0.85));
            let within = |(x, y): Point| x * x + y * y < 0.98 * 0.98;
            let start = (0..32).find(|i| !within(inner[(i + 31) % 32]) && within(inner[*i]));
            let start = start.unwrap_or(0);
            let back: Vec<Point> = (0..32)
                .map(|i| inner[(start + i) % 32])
                .take_while(|p| within(*p))
                .collect();
            edge.extend(back.iter().rev());
            vec![edge]
        }
        "cross" => {
            let w = draws.between(0.22, 0.38);
            vec![vec![
                (-w, -1.0),
                (w, -1.0),
                (w, -w),
                (1.0, -w),
                (1.0, w),
                (w, w),
                (w, 1.0),
                (-w, 1.0),
                (-w, w),
                (-1.0, w),
                (-1.0, -w),
                (-w, -w),
            ]]
        }
        "heart" => vec![vec![
            (0.0, 1.0),
            (-0.55, 0.5),
            (-0.9, 0.0),
            (-0.98, -0.35),
            (-0.88, -0.68),
            (-0.62, -0.85),
            (-0.3, -0.8),
            (-0.1, -0.62),
            (0.0, -0.4),
            (0.1, -0.62),
            (0.3, -0.8),
            (0.62, -0.85),
            (0.88, -0.68),
            (0.98, -0.35),
            (0.9, 0.0),
            (0.55, 0.5),
        ]],
        "hexagon" => vec![around(6, HEXAGON)],
        "ring" => {
            let hole = draws.between(0.4, 0.7);
            vec![
                ellipse((0.0, 0.0), (0.98, 0.98)),
                ellipse((0.0, 0.0), (hole, hole)),
            ]
        }
        "square" => vec![rectangle((-0.85, -0.85), (0.85, 0.85))],
        "star" => {
            let inner = draws.between(0.38, 0.5);
            let points = around(10, TENTH).into_iter().enumerate();
            let deep = points.map(|(i, (x, y))| match i % 2 {
                0 => (x, y),
                _ => (x * inner, y * inner),
            });
            vec![deep.collect()]
        }
        _ => vec![around(3, TRIANGLE)],
    }
}

/// A colour at random.
pub(super) fn colour(draws: &mut Draws) -> Colour {
    [0; 3].map(|_| draws.between(20.0, 235.0))
}

/// A colour that is this far from another at least.
pub(super) fn apart(draws: &mut Draws, from: Colour, least: f64) -> Colour {
    loop {
        let colour = colour(draws);
        let squares = colour.iter().zip(from).map(|(a, b)| (a - b) * (a - b));
        if squares.sum::<f64>() >= least * least {
            return colour;
        }
    }
}

/// A colour of a ground: not of the lightest.
fn ground_colour(draws: &mut Draws) -> Colour {
    [0; 3].map(|_| draws.between(15.0, 175.0))
}

/// A ground that runs from one colour to another, with bars and spots on it.
pub(super) fn ground(side: usize, things: usize, draws: &mut Draws) -> (Canvas<3>, Colour) {
    let base = ground_colour(draws);
    let other = base.map(|light| light + draws.between(-70.0, 70.0));
    let along = (draws.between(-1.0, 1.0), draws.between(-1.0, 1.0));
    let mut canvas = Canvas::new(side, side, base);
    canvas.each(|x, y, light| {
        let size = side as f64;
        let share = 0.5 + along.0 * (x as f64 / size - 0.5) + along.1 * (y as f64 / size - 0.5);
        for (light, (a, b)) in light.iter_mut().zip(base.iter().zip(other)) {
            *light = a * (1.0 - share) + b * share;
        }
    });
    for _ in 0..things {
        let colour = colour(draws);
        thing(&mut canvas, side, colour, draws, 1.0);
    }
    (canvas, base)
}

/// A bar or a spot somewhere, `thick` times the usual.
pub(super) fn thing(canvas: &mut Canvas<3>, side: usize, colour: Colour, draws: &mut Draws, thick: f64) {
    let size = side as f64;
    let unit = size / 32.0 * thick;
    let at = (draws.between(0.0, size), draws.between(0.0, size));
    let outline = match draws.below(3) {
        // So flat that nobody takes it for a circle.
        0 => {
            let (long, flat) = (draws.between(2.0, 4.5) * unit, draws.between(0.3, 0.5));
            match draws.chance(0.5) {
                true => ellipse(at, (long, long * flat)),
                false => ellipse(at, (long * flat, long)),
            }
        }
        _ => {
            let to = (draws.between(0.0, size), draws.between(0.0, size));
            stroke(at, to, draws.between(0.8, 2.6) * unit)
        }
    };
    let mut mask = Mask::new(side, side);
    mask.fill(&Place::new((0.0, 0.0), (1.0, 1.0), 0.0), &[outline]);
    canvas.paint(&mask, |_, _| colour);
}

/// Where a shape of this half width stands: turned a little, and an arrow or a crescent by quarters too.
pub(super) fn place(class: usize, centre: Point, half: f64, draws: &mut Draws) -> Place {
    let scale = (half * draws.between(0.85, 1.1), half * draws.between(0.85, 1.1));
    let place = Place::new(centre, scale, draws.between(-0.22, 0.22));
    let quarters = match NAMES[class] {
        "arrow" | "crescent" => draws.below(4),
        _ => 0,
    };
    place.quarters(quarters)
}

/// A picture of a shape of this class.
fn picture(class: usize, draws: &mut Draws) -> Vec<u8> {
    let things = 3 + draws.below(4);
    let (mut canvas, ground) = ground(SIDE, things, draws);
    let least = draws.between(45.0, 130.0);
    let colour = shown(draws, ground, least);
    let half = draws.between(8.0, 12.5);
    let middle = SIDE as f64 / 2.0;
    let centre = (
        middle + draws.between(-3.0, 3.0),
        middle + draws.between(-3.0, 3.0),
    );
    let place = place(class, centre, half, draws);
    let mut mask = Mask::new(SIDE, SIDE);
    mask.fill(&place, &outlines(class, draws));
    let shade = draws.between(-1.6, 1.6);
    canvas.paint(&mask, |x, y| {
        let lighter = shade * (x as f64 - y as f64);
        colour.map(|light| light + lighter)
    });
    for _ in 0..draws.below(3) {
        let before = self::colour(draws);
        thing(&mut canvas, SIDE, before, draws, 0.7);
    }
    canvas.develop(draws, 14.0)
}

/// The colour of a shape: apart from its ground, and lighter than it in most pictures (on a light ground there may be none).
fn shown(draws: &mut Draws, ground: Colour, least: f64) -> Colour {
    let light = |colour: &Colour| colour.iter().sum::<f64>();
    let tries = if draws.chance(0.1) { 1 } else { 20 };
    let mut shown = apart(draws, ground, least);
    for _ in 1..tries {
        if light(&shown) > light(&ground) {
            break;
        }
        shown = apart(draws, ground, least);
    }
    shown
}
