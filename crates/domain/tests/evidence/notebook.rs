//! Notebooks: empty, the course's own, unfinished, damaged; and the reader on anything.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const OWN: &str = "{ kind = \"notebook\", file = \"n.ipynb\", cells = 10, words = 200 }";

fn code(source: &str, ran: bool) -> Value {
    let outputs = if ran {
        json!([{ "output_type": "stream", "name": "stdout", "text": ["1\n"] }])
    } else {
        json!([])
    };
    json!({ "cell_type": "code", "metadata": {}, "execution_count": ran.then_some(7), "outputs": outputs, "source": [source] })
}

fn markdown(source: &str) -> Value {
    json!({ "cell_type": "markdown", "metadata": {}, "source": source })
}

fn notebook(cells: &[Value]) -> String {
    json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells }).to_string()
}

/// Cells as somebody's own: `many` that ran, and words.
fn own(many: usize, words: usize) -> Vec<Value> {
    let mut cells = vec![markdown(&format!("# What I tried\n\n{}", prose(words)))];
    cells.extend((0..many).map(|n| code(&format!("losses.append(train(model, rate={n}e-3))"), true)));
    cells
}

fn person(cells: &[Value]) -> Person {
    Person::new().with("n.ipynb", notebook(cells))
}

#[test]
fn own_work_that_ran_is_evidence() {
    let check = person(&own(10, 200)).check(OWN);
    assert_eq!(check.now.state, State::Met, "{}", check.now.found);
    // The heading has three words more.
    assert_eq!(check.now.found, "`n.ipynb` ran: 10 code cells and 203 words");
    assert_eq!(check.now.sha256.as_deref(), Some("hash of n.ipynb"));
    assert!(check.now.excerpt.unwrap().starts_with("# What I tried worda0"));
    // Without a name it is looked for among the task's files.
    let elsewhere = Person::new().with("work/t/x.ipynb", notebook(&own(3, 0)));
    elsewhere.meets(
        "{ kind = \"notebook\" }",
        "`work/t/x.ipynb` ran: 3 code cells and 3 words",
    );
    Person::new().lacks("{ kind = \"notebook\" }", "there is no notebook in `work/t`");
}

#[test]
fn what_is_not_done_is_refused_for_its_reason() {
    Person::new().lacks(OWN, "there is no file `n.ipynb`");
    person(&[]).lacks(OWN, "has no code");
    person(&[code("   ", true)]).lacks(OWN, "has no code");
    person(&own(9, 200)).lacks(OWN, "has 9 code cells, of which it needs 10");
    person(&own(10, 196)).lacks(OWN, "has 199 words, of which it needs 200");
    // The same cell again and again is one; the same word again and again is no text.
    let again: Vec<Value> = (0..10).map(|_| code("print('the same line')", true)).collect();
    person(&again).lacks(OWN, "has 1 code cell");
    let mut cells = own(10, 0);
    cells.push(markdown(&"deep learning ".repeat(150)));
    person(&cells).lacks(OWN, "303 words, but only 5 different ones");
    // 7 of 10 ran: less than 80 of 100. 8 do.
    let mut cells = own(7, 200);
    cells.extend((0..3).map(|n| code(&format!("not_run({n})"), false)));
    person(&cells).lacks(OWN, "has 7 cells that ran, of 10");
    cells[8] = code("run_after_all(1)", true);
    person(&cells).meets(OWN, "`n.ipynb` ran: 10 code cells and 203 words");
    // One that ends in an error.
    let mut cells = own(10, 200);
    cells[4]["outputs"] =
        json!([{ "output_type": "error", "ename": "ValueError", "evalue": "", "traceback": [] }]);
    person(&cells).lacks(OWN, "ends in an error: ValueError");
    // Numbers on cells, and nothing below any of them: 2 of 10 show something, 1 does not suffice.
    let mut cells = own(10, 200);
    for cell in &mut cells[2..] {
        cell["outputs"] = json!([]);
    }
    person(&cells).lacks(OWN, "shows next to nothing: 1 of 10 cells");
}

/// The course's notebook as it is, and with a little of one's own, beside the copy of it in the folder.
#[test]
fn the_courses_notebook_is_not_ones_own() {
    let mut course: Vec<Value> = (0..12)
        .map(|n| code(&format!("learn.fit_one_cycle({n}, max_lr=1e-{n})"), true))
        .collect();
    course.push(markdown(&format!("# Lesson one of the course\n{}", prose(400))));
    let with = |cells: &[Value]| person(cells).with("courses/nbs/lesson1.ipynb", notebook(&course));
    with(&course).lacks(OWN, "has nothing that the course's notebook");
    // Spaces and capitals make no difference.
    let mut bent = course.clone();
    bent[0]["source"] = json!("Learn.fit_one_cycle( 0,\n max_lr = 1e-0 )");
    with(&bent).lacks(OWN, "has nothing that the course's notebook");
    let mut more = course.clone();
    more.extend(own(3, 10));
    with(&more).lacks(
        OWN,
        "has 3 code cells of your own, beside 13 cells of the course's, of which it needs 10",
    );
    more.extend(own(10, 250).into_iter().map(|mut c| {
        let text = format!(
            "{} # again",
            c["source"][0]
                .as_str()
                .unwrap_or_else(|| c["source"].as_str().unwrap_or(""))
        );
        c["source"] = json!(text);
        c
    }));
    assert_eq!(with(&more).check(OWN).now.state, State::Met);
    // Without that copy nothing is known of most; the opening of some of 2017 is.
    let opening = [
        vec![markdown("# Using Convolutional Neural Networks")],
        own(12, 300),
    ]
    .concat();
    person(&opening).lacks(OWN, "is the course's notebook, or begins as it");
    let next = person(&opening).check(OWN).now.next.unwrap();
    assert!(next.contains("courses/"), "{next}");
    let known = person(&opening).with("courses/lesson1.ipynb", notebook(&opening[..1]));
    assert_eq!(known.check(OWN).now.state, State::Met);
}

#[test]
fn a_damaged_file_is_told_with_its_place() {
    let at = |text: &str, found: &str| Person::new().with("n.ipynb", text).lacks(OWN, found);
    at("", "is no notebook: line 1, column 0");
    at(
        "{\"nbformat\": 4,\n \"cells\": [}",
        "is no notebook: line 2, column 12",
    );
    at("[1]", "is no notebook");
    at("{\"nbformat\": 3, \"worksheets\": []}", "has the format 3");
    at(&"[".repeat(100_000), "is no notebook");
    at(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": 7}]}",
        "is no notebook",
    );
    let refused = Material::Refused("has 500 MiB, and at most 64 MiB are read".into());
    let large = Person::new().has(Source::File("n.ipynb".into()), refused);
    large.lacks(OWN, "`n.ipynb` has 500 MiB, and at most 64 MiB are read");
}

fn cell() -> impl Strategy<Value = Value> {
    let source = prop_oneof!["\\PC{0,40}", "[a-z ]{0,60}"];
    let kind = prop::sample::select(vec!["code", "markdown", "raw", "other"]);
    (kind, source, prop::option::of(0u64..50), 0usize..3).prop_map(|(kind, source, count, outputs)| {
        json!({ "cell_type": kind, "source": source, "execution_count": count,
            "outputs": vec![json!({ "output_type": "stream", "text": "x" }); outputs] })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Of any notebook: what runs and shows is among what there is; its own fingerprints leave nothing of it but short cells;
    /// more of the course never leaves more of one's own.
    #[test]
    fn numbers_hang_together(cells in prop::collection::vec(cell(), 0..30)) {
        let bytes = notebook(&cells).into_bytes();
        let own = notebooks::read(&bytes, &set([])).unwrap();
        prop_assert!(own.shows <= own.ran && own.ran <= own.cells && own.cells + own.taken <= cells.len());
        prop_assert_eq!(own.taken, 0);
        let prints = notebooks::fingerprints(&bytes);
        let less = notebooks::read(&bytes, &prints).unwrap();
        prop_assert!(less.cells <= own.cells && less.taken >= prints.len());
        let long = |c: &&Value| c["source"].as_str().unwrap().chars().filter(|c| !c.is_whitespace()).count() >= 40;
        prop_assert!(less.taken >= cells.iter().filter(long).count());
    }

    /// Damage never panics, and is an error or a notebook.
    #[test]
    fn damage(cells in prop::collection::vec(cell(), 0..6), share in 0.0..1.0f64, cut in 0usize..9, piece in "\\PC{0,4}") {
        let mut bytes = notebook(&cells).into_bytes();
        let from = (share * bytes.len() as f64) as usize;
        bytes.splice(from..(from + cut).min(bytes.len()), piece.bytes());
        let _ = notebooks::read(&bytes, &notebooks::fingerprints(&bytes));
    }
}
