//! Writes a made set to a folder, as `pivot lab get` does, with the answers beside it: `made RECIPE SEED FOLDER`.
#![allow(clippy::disallowed_methods, reason = "an example writes its own files")]

use std::error::Error;
use std::path::Path;

use pivot_labs::made::{Size, make};

fn main() -> Result<(), Box<dyn Error>> {
    let said: Vec<String> = std::env::args().skip(1).collect();
    let [recipe, seed, folder] = said.as_slice() else {
        return Err("made RECIPE SEED FOLDER".into());
    };
    let made = make(recipe, seed.parse()?, Size::Whole)?;
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    for file in &made.files {
        std::fs::write(folder.join(&file.path), &file.bytes)?;
    }
    std::fs::write(folder.join("truth.csv"), &made.truth)?;
    Ok(())
}
