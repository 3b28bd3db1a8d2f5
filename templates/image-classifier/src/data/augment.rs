//! A picture changed as another photo of the same thing would be: moved, nearer or farther, mirrored, brighter or darker. A network that sees
//! each picture a little different each time learns the thing and not the picture.

use image::{Rgb, RgbImage};

use crate::random::Random;

/// How far it is moved at most, as a share of the side.
const SHIFT: f32 = 0.1;
/// How much nearer or farther it is at most.
const ZOOM: f32 = 0.15;
/// How much brighter or darker it is at most.
const LIGHT: f32 = 0.2;

/// The picture changed by chance. What comes in from beyond an edge is the edge.
pub fn augment(picture: &RgbImage, mirror: bool, random: &mut Random) -> RgbImage {
    let (width, height) = picture.dimensions();
    let right = random.between(-SHIFT, SHIFT) * width as f32;
    let down = random.between(-SHIFT, SHIFT) * height as f32;
    let zoom = random.between(1.0 - ZOOM, 1.0 + ZOOM);
    let light = random.between(1.0 - LIGHT, 1.0 + LIGHT);
    let mirrored = mirror && random.below(2) == 1;
    let (middle_x, middle_y) = ((width as f32 - 1.0) / 2.0, (height as f32 - 1.0) / 2.0);
    RgbImage::from_fn(width, height, |x, y| {
        let x = if mirrored { width - 1 - x } else { x };
        let from_x = (x as f32 - middle_x) * zoom + middle_x + right;
        let from_y = (y as f32 - middle_y) * zoom + middle_y + down;
        Rgb(between_pixels(picture, from_x, from_y)
            .map(|value| (value * light).clamp(0.0, 255.0).round() as u8))
    })
}

/// The colour at a place between pixels: the mean of the four around it, the nearer the more.
fn between_pixels(picture: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let x = x.clamp(0.0, picture.width() as f32 - 1.0);
    let y = y.clamp(0.0, picture.height() as f32 - 1.0);
    let (left, top) = (x as u32, y as u32);
    let (right, bottom) = (
        (left + 1).min(picture.width() - 1),
        (top + 1).min(picture.height() - 1),
    );
    let (along, below) = (x - left as f32, y - top as f32);
    let at = |x, y| picture.get_pixel(x, y).0.map(f32::from);
    let corners = [at(left, top), at(right, top), at(left, bottom), at(right, bottom)];
    std::array::from_fn(|channel| {
        let [a, b, c, d] = corners.map(|corner| corner[channel]);
        let upper = a + (b - a) * along;
        let lower = c + (d - c) * along;
        upper + (lower - upper) * below
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Halfway between 0 and 100 above, 50 and 150 below: 50 above, 100 below; a quarter of the way down 62.5.
    #[test]
    fn between_pixels_is_their_mean() {
        let picture = RgbImage::from_fn(2, 2, |x, y| Rgb([(x * 100 + y * 50) as u8; 3]));
        assert_eq!(between_pixels(&picture, 0.5, 0.25), [62.5; 3]);
        assert_eq!(between_pixels(&picture, -3.0, 9.0), [50.0; 3]);
    }

    #[test]
    fn chance_changes_a_picture_and_the_seed_repeats_it() {
        let picture = RgbImage::from_fn(20, 20, |x, y| Rgb([(x * 12) as u8, (y * 12) as u8, 100]));
        let changed = |count| augment(&picture, true, &mut Random::new(1, "test", count));
        assert_eq!(changed(1), changed(1));
        assert_ne!(changed(1), changed(2));
        assert_ne!(changed(1), picture);
        assert_eq!(changed(1).dimensions(), (20, 20));
    }
}
