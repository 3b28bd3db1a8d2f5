//! `pivot answer`: what is printed, the report, and what is said where there is nothing to answer from.

use crate::{World, task};

fn world() -> World {
    let show = "skills = [\"python\"]\ndone_when = { kind = \"file\", file = \"a.md\", words = 3 }";
    let world =
        World::small(&(task("a", 1, show) + &task("b", 2, "after = [\"a\"]\nskills = [\"pytorch\"]")));
    std::fs::create_dir_all(world.path().join("p/postings")).unwrap();
    world.write(
        "p/postings/one.txt",
        "Developer <script>alert(1)</script>\nRequirements:\n- Python and PyTorch\n- Kubernetes\n",
    );
    world.write(
        "p/postings/two.txt",
        "Scientist\nRequirements:\n- PhD in machine learning and publications at NeurIPS\n",
    );
    world
}

#[test]
fn the_question_is_answered() {
    let world = world();
    let ran = world.run_in("p", &["answer"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    insta::assert_snapshot!("answer", ran.out);
    let json = world.json("p", &["answer", "--hours", "3"]);
    assert_eq!(json["format"], "pivot.answer/1");
    assert_eq!(
        (json["experts"].as_u64(), json["postings"].as_u64()),
        (Some(1), Some(2))
    );
    assert_eq!(json["best"]["opens"], 0, "Kubernetes alone takes longer");
    assert_eq!(json["frontier"][0]["work"], "PT23H");
}

#[test]
fn a_report_is_written_and_a_posting_is_text_in_it() {
    let world = world();
    world.ok("p", &["answer", "--report", "answer.html"]);
    let html = world.read("p/answer.html");
    assert!(html.contains("Of 2 postings on your list, 1 asks for an expert; 1 does not."));
    assert!(!html.contains("<script"), "{html}");
    // A file of the pivot is not written over.
    let ran = world.run_in("p", &["answer", "--report", "pivot.toml"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(world.read("p/pivot.toml").contains("timezone"));
}

#[test]
fn without_a_posting_there_is_no_answer() {
    let world = World::small(&task("a", 1, ""));
    let ran = world.run_in("p", &["answer"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("no posting is on the list") && ran.err.contains("pivot posting fetch"),
        "{}",
        ran.err
    );
}

#[test]
fn a_skill_that_there_is_not_is_named_with_its_place() {
    let world = World::new();
    world.write(
        "c.toml",
        &crate::curriculum(&task("a", 1, "skills = [\"pythn\", 3]")),
    );
    let ran = world.run(&["init", "p", "--curriculum", "c.toml"]);
    assert_eq!(ran.status, 2);
    for said in [
        "there is no skill `pythn`",
        "did you mean `python`?",
        "the id of a skill in quotes",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}
