//! Pictures of ten garments, drawn: for the labs `garments` and `budget`.
//!
//! A garment is a few outlines whose measures vary from one to the next, put a little aside, turned and stretched, in a cloth of
//! stripes, checks or shade. Shirt, t-shirt, pullover, coat and dress share their outlines and differ in what is small: length of
//! body and sleeves, a row of buttons, an open front. Grain hides some of it, which is why nobody reaches 1. No label is wrong.

use super::canvas::{Canvas, Mask, Place, ellipse, stroke};
use super::draws::Draws;
use super::parts::pictures;
use super::wardrobe::garment;
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
