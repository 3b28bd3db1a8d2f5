//! Drawn pictures, so that everything can be tried without any: coloured shapes on noise.

use std::path::Path;

use image::{Rgb, RgbImage};

use crate::fault::Fault;
use crate::files;
use crate::random::Random;

/// Sides of a drawn picture, in pixels.
const SIDE: u32 = 64;
/// The classes.
pub const CLASSES: [&str; 4] = ["blue-cross", "blue-disc", "red-cross", "red-disc"];

/// Draws so many pictures of each class into a folder, a folder for each class. The seed decides everything about them.
///
/// # Errors
/// The folder has something in it already, or the disk does not take it.
pub fn draw(folder: &Path, each: usize, seed: u64) -> Result<(), Fault> {
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        return Err(Fault::new(format!(
            "{} has something in it already; name a new folder",
            folder.display()
        )));
    }
    for (class, name) in CLASSES.iter().enumerate() {
        let folder = folder.join(name);
        files::folder(&folder)?;
        for number in 0..each {
            let picture = picture(class, &mut Random::new(seed, name, number as u64));
            files::write_png(&folder.join(format!("{name}-{number:03}.png")), &picture)?;
        }
    }
    Ok(())
}

/// One picture: a shape of any place, size and angle in a shade of its colour, on grey noise. Neither colour nor shape alone tells the class.
fn picture(class: usize, random: &mut Random) -> RgbImage {
    let ground = [random.between(60.0, 190.0); 3];
    let (strong, weak) = (random.between(150.0, 240.0), random.between(20.0, 100.0));
    let (red, cross) = (class >= 2, class.is_multiple_of(2));
    let colour = if red {
        [strong, weak, weak]
    } else {
        [weak, weak, strong]
    };
    let middle = SIDE as f32 / 2.0;
    let [x, y] = [(); 2].map(|()| middle + random.between(-10.0, 10.0));
    let radius = random.between(12.0, 20.0);
    let (sin, cos) = random.between(-0.8, 0.8).sin_cos();
    RgbImage::from_fn(SIDE, SIDE, |column, row| {
        let (right, down) = (column as f32 - x, row as f32 - y);
        let (right, down) = (
            (right * cos + down * sin) / radius,
            (down * cos - right * sin) / radius,
        );
        let inside = if cross {
            right.abs().max(down.abs()) < 1.0 && right.abs().min(down.abs()) < 0.3
        } else {
            right.hypot(down) < 0.8
        };
        let base = if inside { colour } else { ground };
        Rgb(base.map(|value| (value + random.between(-40.0, 40.0)).clamp(0.0, 255.0) as u8))
    })
}
