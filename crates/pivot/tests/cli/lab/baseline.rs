//! `pivot lab baseline`: simple ways here, the network by the companion, all of it on the leaderboard.

use serde_json::json;

use super::{NOW, flat};
use crate::World;

/// Runs `lab baseline reviews` with a companion of this name.
fn baseline(world: &World, companion: &str, args: &[&str]) -> (i32, String) {
    let args = [&["lab", "--now", NOW, "baseline", "reviews"], args].concat();
    let ran = world.run_with("p", &args, &[("PIVOT_TRAIN", companion)]);
    (ran.status, flat(&format!("{}{}", ran.out, ran.err)))
}

#[test]
fn simple_ways_are_measured_and_the_network_is_missing_in_words() {
    let world = World::with_mine();
    let (status, told) = baseline(&world, "/nowhere/pivot-train", &[]);
    assert_eq!(status, 2, "{told}");
    assert!(told.contains("pivot lab get reviews"), "{told}");
    assert_eq!(world.lab(NOW, &["get", "reviews"]).status, 0);

    let (status, told) = baseline(&world, "/nowhere/pivot-train", &[]);
    assert_eq!(status, 1, "{told}");
    for part in [
        "constant",
        "nearest-neighbour",
        "linear",
        "/nowhere/pivot-train",
        "cargo build --release -p pivot-train",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (status, told) = baseline(&world, "/nowhere/pivot-train", &["--simple"]);
    assert_eq!(status, 0, "{told}");

    let (_, board) = world.lab_json(NOW, &["leaderboard", "reviews"]);
    let rows: Vec<_> = board["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["baseline"].clone())
        .collect();
    assert_eq!(
        rows,
        ["network", "linear", "nearest-neighbour", "constant"].map(|name| json!(name))
    );
    // The network is the one that lab.toml tells. A constant score ranks nothing: every pair is a tie, which counts half.
    assert_eq!(board["rows"][3]["value"], json!(0.5));

    let (status, told) = baseline(&world, "/nowhere/pivot-train", &["--epochs", "0"]);
    assert_eq!(status, 2, "{told}");
    let ran = world.lab(NOW, &["baseline", "mine"]);
    assert!(
        ran.status == 2 && ran.err.contains("no baseline for `mine`"),
        "{}",
        ran.err
    );
}

/// The companion is a program that this test wrote: what it answers is scored and kept, and what it says of a fault is told.
#[cfg(unix)]
#[test]
fn the_companion_is_asked_and_its_answers_are_scored() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::with_mine();
    assert_eq!(world.lab(NOW, &["get", "reviews"]).status, 0);
    let script = |name: &str, text: &str| {
        world.write(name, text);
        let path = world.path().join(name);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = script(
        "good",
        "#!/bin/sh\norder=$(cat)\nout=$(printf %s \"$order\" | sed 's/.*\"out\":\"\\([^\"]*\\)\".*/\\1/')\n\
         data=$(printf %s \"$order\" | sed 's/.*\"data\":\"\\([^\"]*\\)\".*/\\1/')\nmkdir -p \"$out\"\n\
         printf '%s' \"$order\" > \"$out/order.json\"\ncp \"$data/sample_submission.csv\" \"$out/submission.csv\"\n\
         echo '{\"epoch\":1,\"of\":2,\"loss\":0.5,\"valid\":0.75,\"seconds\":1.5}'\n\
         echo '{\"done\":true,\"metric\":\"auc\",\"valid\":0.75,\"epoch\":1,\"parameters\":1234,\"seconds\":2.5}'\n",
    );
    let (status, told) = baseline(&world, &good, &["--seed", "7", "--epochs", "2"]);
    assert_eq!(status, 0, "{told}");
    assert!(
        told.contains("network") && told.contains("2.5 s, 1234 parameters"),
        "{told}"
    );
    let order =
        std::fs::read_to_string(world.path().join("p/labs/reviews/baselines/network/order.json")).unwrap();
    let order: serde_json::Value = serde_json::from_str(&order).unwrap();
    assert_eq!(
        (&order["lab"], &order["seed"], &order["epochs"], &order["resume"]),
        (&json!("reviews"), &json!(7), &json!(2), &json!(true))
    );
    let (_, board) = world.lab_json(NOW, &["leaderboard", "reviews"]);
    let network = board["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["baseline"] == json!("network"))
        .unwrap();
    assert_eq!(network["seconds"], json!(2.5));

    let bad = script(
        "bad",
        "#!/bin/sh\ncat > /dev/null\necho 'train.csv has no rows' >&2\nexit 2\n",
    );
    let (status, told) = baseline(&world, &bad, &[]);
    assert!(
        status == 3 && told.contains("train.csv has no rows"),
        "{status} {told}"
    );
}
