//! Drawing by exact arithmetic: outlines are polygons, edges are smoothed by four times four samples in a pixel.

use super::draws::Draws;

/// A point; y runs down.
pub(super) type Point = (f64, f64);

/// Samples along a side of a pixel.
const FINE: usize = 4;

/// Where local coordinates lie in the picture: x' = a x + b y + c, y' = d x + e y + f.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// a, b, c.
    pub(super) x: [f64; 3],
    /// d, e, f.
    pub(super) y: [f64; 3],
}

impl Place {
    /// Local coordinates around `centre`, stretched by `scale` and turned by `turn`, twice the angle whose tangent it is:
    /// from -1, a quarter against the clock, to 1. No sine is needed.
    pub(super) fn new(centre: Point, scale: (f64, f64), turn: f64) -> Self {
        let (cos, sin) = angle(turn);
        Place {
            x: [cos * scale.0, -sin * scale.1, centre.0],
            y: [sin * scale.0, cos * scale.1, centre.1],
        }
    }

    /// The same, but what is drawn is first turned with the clock by so many quarters.
    pub(super) fn quarters(mut self, quarters: usize) -> Self {
        for _ in 0..quarters % 4 {
            let (x, y) = (self.x, self.y);
            self.x = [x[1], -x[0], x[2]];
            self.y = [y[1], -y[0], y[2]];
        }
        self
    }

    /// A point of local coordinates in the picture.
    pub(super) fn of(&self, (x, y): Point) -> Point {
        (
            self.x[0] * x + self.x[1] * y + self.x[2],
            self.y[0] * x + self.y[1] * y + self.y[2],
        )
    }
}

/// Cosine and sine of twice the angle whose tangent is `t`.
pub(super) fn angle(t: f64) -> Point {
    let norm = 1.0 + t * t;
    ((1.0 - t * t) / norm, 2.0 * t / norm)
}

/// The outline of an ellipse: eight points a quarter.
pub(super) fn ellipse((cx, cy): Point, (rx, ry): Point) -> Vec<Point> {
    let quarter = (0..8).map(|step| angle(f64::from(step) / 8.0));
    let mut points: Vec<Point> = quarter.collect();
    for place in 0..24 {
        let (x, y) = points[place];
        points.push((-y, x));
    }
    points.iter().map(|(x, y)| (cx + rx * x, cy + ry * y)).collect()
}

/// The outline of a rectangle.
pub(super) fn rectangle((x1, y1): Point, (x2, y2): Point) -> Vec<Point> {
    vec![(x1, y1), (x2, y1), (x2, y2), (x1, y2)]
}

/// The outline of a straight stroke of this width.
pub(super) fn stroke(from: Point, to: Point, width: f64) -> Vec<Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-6);
    let (nx, ny) = (-dy / length * width / 2.0, dx / length * width / 2.0);
    vec![
        (from.0 + nx, from.1 + ny),
        (to.0 + nx, to.1 + ny),
        (to.0 - nx, to.1 - ny),
        (from.0 - nx, from.1 - ny),
    ]
}

/// Which samples of a picture are covered.
#[derive(Clone, Debug)]
pub(super) struct Mask {
    width: usize,
    height: usize,
    covered: Vec<bool>,
}

impl Mask {
    /// Nothing is covered yet.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Mask {
            width,
            height,
            covered: vec![false; width * height * FINE * FINE],
        }
    }

    /// Covers what lies within the outlines: a sample within an even number of them is a hole.
    pub(super) fn fill(&mut self, place: &Place, outlines: &[Vec<Point>]) {
        self.span(place, outlines, true);
    }

    /// Uncovers what lies within the outlines.
    pub(super) fn cut(&mut self, place: &Place, outlines: &[Vec<Point>]) {
        self.span(place, outlines, false);
    }

    fn span(&mut self, place: &Place, outlines: &[Vec<Point>], covered: bool) {
        let outlines: Vec<Vec<Point>> = outlines
            .iter()
            .map(|outline| outline.iter().map(|point| place.of(*point)).collect())
            .collect();
        let fine = FINE as f64;
        let columns = self.width * FINE;
        let mut crossings: Vec<f64> = Vec::new();
        for line in 0..self.height * FINE {
            let y = (line as f64 + 0.5) / fine;
            crossings.clear();
            for outline in &outlines {
                let ends = outline.iter().zip(outline.iter().cycle().skip(1));
                for ((x1, y1), (x2, y2)) in ends {
                    if (*y1 <= y) != (*y2 <= y) {
                        crossings.push(x1 + (y - y1) * (x2 - x1) / (y2 - y1));
                    }
                }
            }
            crossings.sort_by(f64::total_cmp);
            for pair in crossings.chunks_exact(2) {
                // The samples from the first to before the second; `as` holds numbers within their range.
                let column = |x: f64| ((x * fine - 0.5).ceil().max(0.0) as usize).min(columns);
                let (from, to) = (column(pair[0]), column(pair[1]));
                self.covered[line * columns + from..line * columns + to].fill(covered);
            }
        }
    }

    /// Keeps what both cover.
    pub(super) fn keep(&mut self, other: &Mask) {
        for (mine, other) in self.covered.iter_mut().zip(&other.covered) {
            *mine &= other;
        }
    }

    /// Samples of a pixel that are covered, of sixteen.
    pub(super) fn samples(&self, x: usize, y: usize) -> usize {
        let columns = self.width * FINE;
        let lines = y * FINE..(y + 1) * FINE;
        let count = |line: usize| {
            let start = line * columns + x * FINE;
            self.covered[start..start + FINE].iter().filter(|c| **c).count()
        };
        lines.map(count).sum()
    }

    /// `(x1, y1, x2, y2)` around the pixels that are covered by half at least.
    pub(super) fn bounds(&self) -> Option<[usize; 4]> {
        let mut bounds: Option<[usize; 4]> = None;
        for y in 0..self.height {
            for x in 0..self.width {
                if self.samples(x, y) * 2 >= FINE * FINE {
                    let [x1, y1, x2, y2] = bounds.unwrap_or([x, y, x + 1, y + 1]);
                    bounds = Some([x1.min(x), y1.min(y), x2.max(x + 1), y2.max(y + 1)]);
                }
            }
        }
        bounds
    }

    /// How many samples are covered.
    pub(super) fn area(&self) -> usize {
        self.covered.iter().filter(|c| **c).count()
    }

    /// How many samples both cover.
    pub(super) fn shared(&self, other: &Mask) -> usize {
        let both = self.covered.iter().zip(&other.covered);
        both.filter(|(a, b)| **a && **b).count()
    }
}

/// A picture of `C` channels, in light from 0 to 255.
#[derive(Clone, Debug)]
pub(super) struct Canvas<const C: usize> {
    width: usize,
    height: usize,
    light: Vec<[f64; C]>,
}

impl<const C: usize> Canvas<C> {
    /// A picture of one colour.
    pub(super) fn new(width: usize, height: usize, colour: [f64; C]) -> Self {
        Canvas {
            width,
            height,
            light: vec![colour; width * height],
        }
    }

    /// Paints what a mask covers; the colour is asked for each pixel.
    pub(super) fn paint(&mut self, mask: &Mask, colour: impl Fn(usize, usize) -> [f64; C]) {
        for y in 0..self.height {
            for x in 0..self.width {
                let samples = mask.samples(x, y);
                if samples > 0 {
                    let share = samples as f64 / (FINE * FINE) as f64;
                    let new = colour(x, y);
                    let old = &mut self.light[y * self.width + x];
                    for (old, new) in old.iter_mut().zip(new) {
                        *old = *old * (1.0 - share) + new * share;
                    }
                }
            }
        }
    }

    /// Changes every pixel: `(x, y, colour)`.
    pub(super) fn each(&mut self, mut change: impl FnMut(usize, usize, &mut [f64; C])) {
        for (place, colour) in self.light.iter_mut().enumerate() {
            change(place % self.width, place / self.width, colour);
        }
    }

    /// Adds grain of this deviation and rounds to bytes.
    pub(super) fn develop(mut self, draws: &mut Draws, grain: f64) -> Vec<u8> {
        self.each(|_, _, colour| {
            for light in colour {
                *light += grain * draws.grain();
            }
        });
        let flat = self.light.iter().flatten();
        flat.map(|light| (light + 0.5).floor().clamp(0.0, 255.0) as u8)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AS_IT_IS: Place = Place {
        x: [1.0, 0.0, 0.0],
        y: [0.0, 1.0, 0.0],
    };

    /// A rectangle from (1, 1) to (2.5, 3): the pixel (1, 1) whole, (2, 1) half, and nothing beside.
    #[test]
    fn a_pixel_is_covered_by_its_share() {
        let mut mask = Mask::new(4, 4);
        mask.fill(&AS_IT_IS, &[rectangle((1.0, 1.0), (2.5, 3.0))]);
        assert_eq!(mask.samples(1, 1), 16);
        assert_eq!(mask.samples(2, 1), 8);
        assert_eq!(mask.samples(3, 1), 0);
        assert_eq!(mask.samples(1, 3), 0);
        // 1.5 times 2 pixels of 16 samples.
        assert_eq!(mask.area(), 48);
        assert_eq!(mask.bounds(), Some([1, 1, 3, 3]));
    }

    #[test]
    fn an_outline_within_another_is_a_hole() {
        let mut mask = Mask::new(8, 8);
        mask.fill(
            &AS_IT_IS,
            &[
                rectangle((0.0, 0.0), (8.0, 8.0)),
                rectangle((2.0, 2.0), (6.0, 6.0)),
            ],
        );
        assert_eq!(mask.area(), (64 - 16) * 16);
        assert_eq!(mask.samples(4, 4), 0);
    }

    /// The area of a circle of radius 20 is 1257; of 32 points on it 1/2 · 32 · 400 · sin(2π/32) = 1249 at most, as the points
    /// are not at equal angles a little less.
    #[test]
    fn a_circle_is_round() {
        let mut mask = Mask::new(50, 50);
        mask.fill(&AS_IT_IS, &[ellipse((25.0, 25.0), (20.0, 20.0))]);
        let area = mask.area() as f64 / 16.0;
        assert!((1235.0..1257.0).contains(&area), "{area}");
        assert_eq!(mask.bounds(), Some([5, 5, 45, 45]));
    }

    #[test]
    fn a_quarter_turn_is_a_turn_of_one() {
        let turned = Place::new((10.0, 10.0), (2.0, 2.0), 1.0);
        let quarter = Place::new((10.0, 10.0), (2.0, 2.0), 0.0).quarters(1);
        // (1, 0) goes to the point below: y runs down and a turn is with the clock.
        assert_eq!(turned.of((1.0, 0.0)), (10.0, 12.0));
        assert_eq!(quarter.of((1.0, 0.0)), (10.0, 12.0));
        assert_eq!(turned.of((0.0, 1.0)), (8.0, 10.0));
        assert_eq!(quarter.of((0.0, 1.0)), (8.0, 10.0));
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let mut mask = Mask::new(4, 4);
        mask.fill(&AS_IT_IS, &[rectangle((-1e9, -1e9), (1e9, 1e9))]);
        assert_eq!(mask.area(), 256);
    }
}
