//! Regions of one colour in a picture: what was done before networks, for `boxes`.
//!
//! A picture is smoothed and cut into connected regions whose pixels are near to the region's mean colour. A region is described by
//! how much of each of 8 x 8 parts of the box around it is its own. In the training pictures a region whose box overlaps a true one
//! enough has that one's class, another none; a region in question gets the classes of those it is most like.

use super::images::neighbours;
use crate::metrics::boxes::Rect;

/// Cells along a side of what describes a region.
const CELLS: usize = 8;

/// Pixels of a region at least; regions of half the picture are its ground.
const LEAST: usize = 16;

/// How far a pixel may be from the mean colour of its region.
const NEAR: i64 = 26;

/// Regions that vote.
const VOTES: usize = 7;

/// The overlap with a true box from which on a region has its class.
const OVERLAP: f64 = 0.6;

/// A picture: height, width, channels and bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture<'p> {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
    pub(super) bytes: &'p [u8],
}

/// A region: the box around it, and of each cell how much is its own, of 255.
#[derive(Clone, Debug)]
struct Region {
    around: [f64; 4],
    form: Vec<i32>,
}

impl Picture<'_> {
    /// Each channel of each pixel as the mean over the pixels around it.
    fn smooth(&self) -> Vec<[i64; 3]> {
        let mut smooth = Vec::with_capacity(self.height * self.width);
        for y in 0..self.height {
            for x in 0..self.width {
                let (mut sums, mut count) = ([0; 3], 0);
                for near_y in y.saturating_sub(1)..(y + 2).min(self.height) {
                    for near_x in x.saturating_sub(1)..(x + 2).min(self.width) {
                        let start = (near_y * self.width + near_x) * self.channels;
                        let pixel = &self.bytes[start..start + self.channels];
                        sums.iter_mut()
                            .zip(pixel)
                            .for_each(|(sum, light)| *sum += i64::from(*light));
                        count += 1;
                    }
                }
                smooth.push(sums.map(|sum| sum / count));
            }
        }
        smooth
    }

    fn regions(&self) -> Vec<Region> {
        let smooth = self.smooth();
        let mut of = vec![usize::MAX; smooth.len()];
        let mut regions = Vec::new();
        for start in 0..smooth.len() {
            if of[start] != usize::MAX {
                continue;
            }
            let (mut sums, mut members) = ([0; 3], Vec::new());
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                let count = members.len() as i64;
                let far = |(light, sum): (&i64, &i64)| {
                    let off = if count == 0 { 0 } else { light - sum / count };
                    off * off
                };
                if of[at] != usize::MAX || smooth[at].iter().zip(&sums).map(far).sum::<i64>() > NEAR * NEAR {
                    continue;
                }
                of[at] = start;
                members.push(at);
                sums.iter_mut()
                    .zip(smooth[at])
                    .for_each(|(sum, light)| *sum += light);
                let (x, y) = (at % self.width, at / self.width);
                waiting.extend((x > 0).then(|| at - 1));
                waiting.extend((x + 1 < self.width).then(|| at + 1));
                waiting.extend((y > 0).then(|| at - self.width));
                waiting.extend((y + 1 < self.height).then(|| at + self.width));
            }
            if members.len() >= LEAST && members.len() * 2 < smooth.len() {
                regions.push(self.region(&members));
            }
        }
        regions
    }

    /// What describes the region of these pixels.
    fn region(&self, members: &[usize]) -> Region {
        let mut around = [usize::MAX, usize::MAX, 0, 0];
        for at in members {
            let (x, y) = (at % self.width, at / self.width);
            around = [
                around[0].min(x),
                around[1].min(y),
                around[2].max(x + 1),
                around[3].max(y + 1),
            ];
        }
        let [x1, y1, x2, y2] = around;
        let mut form = vec![0; CELLS * CELLS];
        for at in members {
            let (x, y) = (at % self.width, at / self.width);
            let cell = (y - y1) * CELLS / (y2 - y1) * CELLS + (x - x1) * CELLS / (x2 - x1);
            form[cell] += 1;
        }
        // How many pixels a cell has: those of its row times those of its column, at least one in a small box.
        let sizes = |length: usize| {
            let mut sizes = [0; CELLS];
            (0..length).for_each(|place| sizes[place * CELLS / length] += 1);
            sizes
        };
        let (rows, columns) = (sizes(y2 - y1), sizes(x2 - x1));
        for (cell, count) in form.iter_mut().enumerate() {
            let size = rows[cell / CELLS] * columns[cell % CELLS];
            *count = if size > 0 { *count * 255 / size } else { 0 };
        }
        Region {
            around: around.map(|corner| corner as f64),
            form,
        }
    }
}

/// What training pictures taught.
#[derive(Debug, Default)]
pub(super) struct Known<'t> {
    forms: Vec<Vec<i32>>,
    classes: Vec<Option<&'t str>>,
    /// How far true corners lie from those of their regions, added up, and of how many.
    off: [f64; 4],
    matched: f64,
}

fn rect([x1, y1, x2, y2]: [f64; 4]) -> Rect {
    Rect { x1, y1, x2, y2 }
}

impl<'t> Known<'t> {
    /// Learns from a picture and its true boxes.
    pub(super) fn learn(&mut self, picture: Picture<'_>, boxes: &[(&'t str, [f64; 4])]) {
        for region in picture.regions() {
            let overlap = |corners: [f64; 4]| rect(corners).iou(&rect(region.around));
            let best = boxes.iter().max_by(|a, b| overlap(a.1).total_cmp(&overlap(b.1)));
            let matched = best.filter(|(_, corners)| overlap(*corners) >= OVERLAP);
            if let Some((_, corners)) = matched {
                let both = self.off.iter_mut().zip(corners.iter().zip(region.around));
                both.for_each(|(off, (truth, found))| *off += truth - found);
                self.matched += 1.0;
            }
            self.classes.push(matched.map(|(class, _)| *class));
            self.forms.push(region.form);
        }
    }

    /// How many regions are known.
    pub(super) fn regions(&self) -> usize {
        self.forms.len()
    }

    /// Boxes of a picture, each as `class x1 y1 x2 y2 score`.
    pub(super) fn find(&self, picture: Picture<'_>) -> Vec<String> {
        let mut found = Vec::new();
        let off = self.off.map(|off| off / self.matched.max(1.0));
        for region in picture.regions() {
            let voters = neighbours(&region.form, &self.forms, VOTES);
            let mut votes: Vec<&str> = voters
                .into_iter()
                .filter_map(|place| self.classes[place])
                .collect();
            votes.sort_unstable();
            for class in votes.chunk_by(|a, b| a == b) {
                let mut corners = region.around;
                corners
                    .iter_mut()
                    .zip(off)
                    .for_each(|(corner, off)| *corner += off);
                let [x1, y1, x2, y2] = corners;
                if x1 < x2 && y1 < y2 {
                    let score = class.len() as f64 / VOTES as f64;
                    found.push(format!("{} {x1:.2} {y1:.2} {x2:.2} {y2:.2} {score:.3}", class[0]));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white square of 6 x 6 on black, grey: smoothing leaves its inner 4 x 4 white, and a ring between that is thinner than a region.
    fn square(x: usize, y: usize) -> Vec<u8> {
        let mut bytes = vec![0; 20 * 20];
        for row in y..y + 6 {
            bytes[row * 20 + x..row * 20 + x + 6].fill(255);
        }
        bytes
    }

    fn picture(bytes: &[u8]) -> Picture<'_> {
        Picture {
            height: 20,
            width: 20,
            channels: 1,
            bytes,
        }
    }

    #[test]
    fn a_region_is_found_and_named() {
        let first = square(3, 5);
        let regions = picture(&first).regions();
        assert_eq!(regions.len(), 1);
        assert_eq!(regions[0].around, [4.0, 6.0, 8.0, 10.0]);
        // The inner box has 16 of the true one's 36 pixels, too little: say that the truth is a little smaller.
        let mut known = Known::default();
        known.learn(picture(&first), &[("square", [3.5, 5.5, 8.5, 10.5])]);
        let second = square(9, 2);
        // The corners lie half a pixel farther out, and one of the seven that vote is there.
        assert_eq!(
            known.find(picture(&second)),
            ["square 9.50 2.50 14.50 7.50 0.143"]
        );
    }
}
