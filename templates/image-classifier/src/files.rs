//! Files that are written whole or not at all.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, RgbImage};
use serde::Serialize;

use crate::fault::Fault;

/// Makes a folder, with those around it.
///
/// # Errors
/// The disk does not take it.
pub fn folder(path: &Path) -> Result<(), Fault> {
    fs::create_dir_all(path).map_err(|why| Fault::writing(path, why))
}

/// Writes a file, which is old or new at any moment, never half of it.
///
/// # Errors
/// The disk does not take it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|why| {
        // What is left behind is written over the next time.
        let _ = fs::remove_file(&beside);
        Fault::writing(path, why)
    })
}

/// Writes something as JSON.
///
/// # Errors
/// As [`write()`].
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Fault> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|why| Fault::writing(path, why))?;
    text.push(b'\n');
    write(path, &text)
}

/// Writes a picture as PNG.
///
/// # Errors
/// As [`write()`].
pub fn write_png(path: &Path, picture: &RgbImage) -> Result<(), Fault> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|why| Fault::writing(path, why))?;
    write(path, bytes.get_ref())
}
