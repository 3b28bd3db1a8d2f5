//! Solves PSPLIB instances: `psplib FILES… [--seconds S] [--threads T] [--json]` prints a line for each file.
//!
//! `--seconds` (default 1) bounds the search on each file, `--threads` (default 1) says how many search at once.
// A benchmark reads files and the clock.
#![allow(clippy::disallowed_methods)]

mod read;

use pivot_engine::{Options, check, solve};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let (mut files, mut seconds, mut threads, mut json) = (Vec::new(), 1.0, 1, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => json = true,
            "--seconds" | "--threads" => match arguments.next().and_then(|value| value.parse::<f64>().ok()) {
                Some(value) if argument == "--seconds" => seconds = value,
                Some(value) => threads = value as usize,
                None => {
                    eprintln!("{argument} needs a number");
                    return ExitCode::from(2);
                }
            },
            _ => files.push(argument),
        }
    }
    let mut failed = files.is_empty();
    if failed {
        eprintln!("usage: psplib FILES… [--seconds S] [--threads T] [--json]");
    }
    for file in files {
        if let Err(fault) = run(&file, seconds, threads, json) {
            eprintln!("{file}: {fault}");
            failed = true;
        }
    }
    ExitCode::from(if failed { 2 } else { 0 })
}

fn run(file: &str, seconds: f64, threads: usize, json: bool) -> Result<(), String> {
    let problem = read::read(&std::fs::read_to_string(file).map_err(|error| error.to_string())?)?;
    let start = Instant::now();
    let stop = || start.elapsed().as_secs_f64() >= seconds;
    let options = Options {
        effort: u64::MAX,
        stop: Some(&stop),
        threads,
        ..Options::default()
    };
    let solution = solve(&problem, &options).map_err(|faults| format!("{faults:?}"))?;
    let elapsed = start.elapsed().as_secs_f64();
    if let Some(violation) = check(&problem, &solution).first() {
        return Err(format!("the schedule is not valid: {violation}"));
    }
    let stem = std::path::Path::new(file)
        .file_stem()
        .map_or(file.into(), |stem| stem.to_string_lossy());
    let name: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c))
        .collect();
    let (makespan, bound, proven) = (solution.cost.finish, solution.bound, solution.proven);
    let schedules = solution.schedules;
    if json {
        println!(
            r#"{{"instance": "{name}", "makespan": {makespan}, "bound": {bound}, "proven": {proven}, "seconds": {elapsed:.3}, "schedules": {schedules}}}"#
        );
    } else {
        println!(
            "{name}: {makespan} (at least {bound}{}), {elapsed:.3} s",
            if proven { ", proven" } else { "" }
        );
    }
    Ok(())
}
