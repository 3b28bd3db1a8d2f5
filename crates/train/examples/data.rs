//! Writes the made data of a lab into a folder, with the answers as `truth.csv`: `data LAB DIR [SEED]`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use pivot_labs::made::{Size, make};

fn main() -> Result<(), Box<dyn Error>> {
    let mut said = std::env::args().skip(1);
    let (Some(lab), Some(dir)) = (said.next(), said.next().map(PathBuf::from)) else {
        return Err("expected `data LAB DIR [SEED]`".into());
    };
    let seed = said.next().map_or(Ok(1), |seed| seed.parse())?;
    let made = make(&lab, seed, Size::Whole)?;
    fs::create_dir_all(&dir)?;
    for file in &made.files {
        fs::write(dir.join(&file.path), &file.bytes)?;
    }
    fs::write(dir.join("truth.csv"), &made.truth)?;
    Ok(())
}
