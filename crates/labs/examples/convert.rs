//! Turns the files of a real set, in a folder of your own, into the files of a lab, and says what came of it.
//!
//! `cargo run --release -p pivot-labs --example convert -- SET LAB FOLDER [SEED [OUT]]`; with OUT the files are written there.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;

use pivot_labs::real::{convert, set};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, lab, folder, more @ ..] = args.as_slice() else {
        eprintln!("say SET LAB FOLDER [SEED [OUT]]");
        std::process::exit(2);
    };
    let seed = more
        .first()
        .map_or(1, |seed| seed.parse().expect("a whole number"));
    let mut open = |name: &str| {
        let file = File::open(Path::new(folder).join(name))?;
        Ok(Box::new(file) as Box<dyn Read>)
    };
    let begun = Instant::now();
    for file in set(name).unwrap_or_else(|error| panic!("{error}")).files {
        let held = file
            .seal
            .holds(&mut || open(file.name))
            .expect("the file can be read");
        println!(
            "{}: {}",
            file.name,
            if held.is_ok() {
                "as published"
            } else {
                "another file"
            }
        );
    }
    println!("checksums: {:.2} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let made = convert(name, lab, &mut open, seed).unwrap_or_else(|error| panic!("{error}"));
    println!("conversion: {:.2} s", begun.elapsed().as_secs_f64());
    for file in &made.files {
        println!("{:>12} {}", file.bytes.len(), file.path);
        if let Some(out) = more.get(1) {
            let mut to = File::create(Path::new(out).join(&file.path)).expect("a folder that is there");
            to.write_all(&file.bytes).expect("room on the disk");
        }
    }
    println!("{:>12} answers", made.truth.len());
}
