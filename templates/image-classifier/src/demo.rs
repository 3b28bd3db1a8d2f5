//! Drawn pictures, so that everything can be tried without any: coloured shapes on noise.

use std::path::Path;

use image::{Rgb, RgbImage};

use crate::fault::Fault;
use crate::files;
use crate::random::Random;

/// Sides of a drawn picture, in pixels.
const SIDE: u32 = 64;
/// The classes.
pub const CLASSES: [&str; 4] = ["circle", "cross", "square", "triangle"];

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

/// One picture: a shape of any place, size, angle and colour on noise of another colour.
fn picture(class: usize, random: &mut Random) -> RgbImage {
    let ground = [(); 3].map(|()| random.between(40.0, 215.0));
    let colour = loop {
        let colour = [(); 3].map(|()| random.between(0.0, 255.0));
        let apart = ground.iter().zip(&colour).map(|(a, b)| (a - b).abs());
        // Different enough to be seen.
        if apart.sum::<f32>() > 200.0 {
            break colour;
        }
    };
    let middle = SIDE as f32 / 2.0;
    let [x, y] = [(); 2].map(|()| middle + random.between(-10.0, 10.0));
    let radius = random.between(12.0, 20.0);
    let (sin, cos) = random.between(-0.5, 0.5).sin_cos();
    RgbImage::from_fn(SIDE, SIDE, |column, row| {
        let (right, down) = (column as f32 - x, row as f32 - y);
        let (right, down) = (
            (right * cos + down * sin) / radius,
            (down * cos - right * sin) / radius,
        );
        let base = if inside(class, right, down) {
            colour
        } else {
            ground
        };
        Rgb(base.map(|value| (value + random.between(-40.0, 40.0)).clamp(0.0, 255.0) as u8))
    })
}

/// Whether a place is inside the shape of a class, whose middle is 0, 0 and whose radius is about 1.
fn inside(class: usize, right: f32, down: f32) -> bool {
    match class {
        0 => right.hypot(down) < 1.0,
        1 => right.abs().max(down.abs()) < 1.0 && right.abs().min(down.abs()) < 0.3,
        2 => right.abs().max(down.abs()) < 0.85,
        _ => down < 0.8 && right.abs() < (down + 1.0) * 0.55,
    }
}
