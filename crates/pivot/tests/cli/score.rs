//! `pivot score`: what is printed, and what is said of faults.

use crate::World;

/// Truth 0 0 1 1, scores 0.1 0.4 0.35 0.8: of four pairs one is in the wrong order.
fn world() -> World {
    let world = World::new();
    world.write("truth.csv", "id,value\n0,0\n1,0\n2,1\n3,1\n");
    world.write("said.csv", "id,value\n3,.8\n2,.35\n1,.4\n0,.1\n");
    world
}

#[test]
fn a_score_without_a_pivot() {
    let world = world();
    let answer = world.json(".", &["score", "auc", "truth.csv", "said.csv"]);
    let expected = serde_json::json!({
        "format": "pivot.score/1", "metric": "auc", "value": 0.75, "rows": 4, "better": "higher"
    });
    assert_eq!(answer, expected);
    insta::assert_snapshot!("score", world.ok(".", &["score", "auc", "truth.csv", "said.csv"]));
    assert_eq!(
        world.ok(".", &["score", "auc", "truth.csv", "said.csv", "--quiet"]),
        ""
    );
    // Recall 1 / 2, precision 1: 5 / (5 + 4).
    world.write("classes.csv", "id,value\n3,1\n2,0\n1,0\n0,0\n");
    let args = ["score", "f-beta", "truth.csv", "classes.csv", "--beta", "2"];
    assert_eq!(world.json(".", &args)["value"], 5.0 / 9.0);
    // Said the other way round: class 0 is hit twice, and once said for a 1: 4 / 5.
    let args = ["score", "f1", "truth.csv", "classes.csv", "--positive", "0"];
    assert_eq!(world.json(".", &args)["value"], 0.8);
    let args = [
        "score",
        "quadratic-weighted-kappa",
        "truth.csv",
        "classes.csv",
        "--levels",
        "-1..3",
    ];
    // One of distance 1; by chance 2·1 + 2·3 = 8 of 4: 1 - 1/2.
    assert_eq!(world.json(".", &args)["value"], 0.5);
}

#[test]
fn faults_are_all_said_with_their_places() {
    let world = world();
    world.write("wrong.csv", "id,value\n0,nan\n1,0,4\n7,1\n2,1.5\n2,1\n");
    let ran = world.run(&["score", "log-loss", "truth.csv", "wrong.csv"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!("score_faults", ran.err);
}

#[test]
fn wrong_use() {
    let world = world();
    world.write("ones.csv", "id,value\n0,1\n1,1\n2,1\n3,1\n");
    for (args, part) in [
        (
            &["acuracy", "truth.csv", "said.csv"][..],
            "did you mean `accuracy`? there are accuracy, f1,",
        ),
        (&["auc", "none.csv", "said.csv"], "could not open none.csv"),
        (&["auc", "truth.csv", "."], ". is a folder"),
        (&["auc", "ones.csv", "said.csv"], "there is no negative row"),
        (
            &["rmse", "truth.csv", "said.csv", "--beta", "2"],
            "rmse has no parameter --beta",
        ),
        (&["f-beta", "truth.csv", "said.csv"], "say --beta 2"),
        (
            &[
                "quadratic-weighted-kappa",
                "truth.csv",
                "said.csv",
                "--levels",
                "5",
            ],
            "such as 1..5",
        ),
        (&["auc", "truth.csv"], "<PREDICTIONS>"),
    ] {
        let ran = world.run(&[&["score"], args].concat());
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
}
