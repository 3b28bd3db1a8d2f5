//! Published instances with known optima.
// These tests read files.
#![allow(clippy::disallowed_methods)]

#[path = "../examples/psplib/read.rs"]
mod read;

use pivot_engine::{Options, check, solve};
use std::path::PathBuf;

/// The folder of the instances, if it is here; in CI it must be.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("PIVOT_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = shared.unwrap_or(beside).join("psplib/j30");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the instances are not at {}",
        folder.display()
    );
    eprintln!("no instances at {}: nothing tested", folder.display());
    None
}

fn makespan(folder: &std::path::Path, name: &str) -> i64 {
    let text = std::fs::read_to_string(folder.join(format!("{name}.sm"))).expect("the instance can be read");
    let problem = read::read(&text).expect("the instance is well formed");
    let options = Options {
        effort: 300_000,
        ..Options::default()
    };
    let solution = solve(&problem, &options).expect("the instance is valid");
    assert_eq!(check(&problem, &solution), []);
    solution.cost.finish
}

#[test]
fn j30_instances_come_within_a_twentieth_of_the_optimum_and_the_first_is_solved() {
    let Some(folder) = folder() else { return };
    let best = std::fs::read_to_string(folder.join("best.csv")).expect("the list of optima can be read");
    let rows = best.lines().skip(1).step_by(12).take(20);
    let mut count = 0;
    for row in rows {
        let mut fields = row.split(',');
        let name = fields.next().expect("a name");
        let optimum: i64 = fields
            .next()
            .and_then(|field| field.parse().ok())
            .expect("an optimum");
        let found = makespan(&folder, name);
        assert!(found >= optimum, "{name}: {found} is below the optimum {optimum}");
        assert!(
            found * 100 <= optimum * 105,
            "{name}: {found}, the optimum is {optimum}"
        );
        count += 1;
    }
    assert_eq!(count, 20);
    assert_eq!(makespan(&folder, "j301_1"), 43);
}
