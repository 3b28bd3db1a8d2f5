//! Every fault that a curriculum file can have: where it is told, what was expected, what to do.

use pivot_domain::curriculum::parse;

use super::shown;

/// A file, good but for what follows it: lines 1 to 7.
pub(super) const HEAD: &str = r#"format = "pivot.curriculum/1"
id = "x"
title = "X"
[[step]]
number = 1
title = "One"

"#;

/// The same with the beginning of a good task: lines 1 to 12, what follows begins on line 13.
const TASK: &str = r#"format = "pivot.curriculum/1"
id = "x"
title = "X"
[[step]]
number = 1
title = "One"

[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#;

/// Checks that `text` has the faults `expected`, a line for each, in any number, and that it is refused.
#[track_caller]
pub(super) fn check(name: &str, text: &str, expected: &str) {
    let (curriculum, faults) = parse(text);
    assert_eq!(shown(text, &faults), expected.trim_end(), "{name}");
    assert_eq!(curriculum.is_none(), !faults.is_empty(), "{name}");
}

/// What follows `TASK`.
#[test]
fn faults_in_a_field_of_a_task() {
    let cases = [
        (
            "syntax",
            r#"basis = = "ours"
"#,
            r#"13:9 this is not TOML: extra `=`, expected nothing; expected TOML, as in the examples"#,
        ),
        (
            "a key twice",
            r#"step = 1
"#,
            r#"13:1 this is not TOML: duplicate key; expected TOML, as in the examples"#,
        ),
        (
            "unknown field",
            r#"afer = ["b"]
"#,
            r#"13:1 a task has no field `afer`; expected one of: after, basis, cadence, deadline, done_when, effort, id, kind, link, needs, not_before, note, only, repeat, session, skills, step, title, unattended; did you mean `after`?"#,
        ),
        (
            "waits for itself",
            r#"after = ["a"]
"#,
            r#"13:10 `a` waits for itself; expected another task"#,
        ),
        (
            "predecessor without a task",
            r#"after = [{ lag = "7d" }]
"#,
            r#"13:10 a predecessor has no `task`; expected the id of a task"#,
        ),
        (
            "basis",
            r#"basis = "sourced"
"#,
            r#"13:9 `sourced` will not do here; expected "ours" or "source""#,
        ),
        (
            "month of a deadline",
            r#"deadline = { month = 61 }
"#,
            r#"13:22 `61` will not do here; expected the number of a month, 1 to 60"#,
        ),
        (
            "unknown choice",
            r#"only = { course = "A" }
"#,
            r#"13:10 there is no choice `course`; expected one that is in this file: it has no choices"#,
        ),
        (
            "session minimum above maximum",
            r#"session = { min = "2h", max = "1h" }
"#,
            r#"13:19 the shortest session, 2h, is longer than the longest session, 1h; expected at most 1h"#,
        ),
        (
            "session minimum above the day",
            r#"session = { min = "2h", per_day = "1h" }
"#,
            r#"13:19 the shortest session, 2h, is longer than the most in one day, 1h; expected at most 1h"#,
        ),
        (
            "session of a whole task",
            r#"session = { whole = true, max = "1h" }
"#,
            r#"13:33 a task that is done in one go has one session, as long as the task; expected either `whole = true`, or `min` and `max`"#,
        ),
        (
            "session of no length",
            r#"session = { max = 0 }
"#,
            r#"13:19 `0` will not do here; expected 1m to 24h"#,
        ),
        (
            "repeat zero",
            r#"repeat = 0
"#,
            r#"13:10 `0` will not do here; expected a whole number, 1 to 1000"#,
        ),
        (
            "repeat without end",
            r#"repeat = 1001
"#,
            r#"13:10 `1001` will not do here; expected a whole number, 1 to 1000"#,
        ),
        (
            "cadence without period",
            r#"cadence = { times = 8 }
"#,
            r#"13:11 a cadence has no `every`; expected a period of whole days, "1d" to "366d", such as "1w" or "10d""#,
        ),
        (
            "cadence of hours",
            r#"cadence = { every = "36h", times = 8 }
"#,
            r#"13:21 `36h` will not do here; expected a period of whole days, "1d" to "366d", such as "1w" or "10d""#,
        ),
        (
            "cadence and repeat",
            r#"repeat = 3
cadence = { every = "1w", times = 8 }
"#,
            r#"13:10 a task has a `repeat` or a `cadence`, not both; expected one of the two: a cadence is done once in each period"#,
        ),
        (
            "missed",
            r#"cadence = { every = "1w", times = 8, missed = "forget" }
"#,
            r#"13:47 `forget` will not do here; expected "catch-up" or "forgive""#,
        ),
        (
            "run on an unknown machine",
            r#"unattended = { resource = "gpu", time = 1 }
"#,
            r#"13:14 there is no resource `gpu`; expected one that is in this file: it has no resources"#,
        ),
        (
            "date that is none",
            r#"not_before = "2027-02-30"
"#,
            r#"13:14 `2027-02-30` will not do here; expected a date such as 2027-01-31, or { month = 2 }"#,
        ),
        (
            "start after the deadline",
            r#"not_before = 2027-02-01
deadline = 2027-01-31
"#,
            r#"13:14 the task may not start before its deadline is over; expected a start no later than the deadline"#,
        ),
        (
            "month and date",
            r#"deadline = { month = 1, date = 2027-01-31 }
"#,
            r#"13:12 there are a `month` and a `date`; expected one of the two"#,
        ),
        (
            "neither month nor date",
            r#"deadline = { hard = true }
"#,
            r#"13:12 there is neither `month` nor `date`; expected a date such as 2027-01-31, or { month = 1, hard = false, weight = 1 }"#,
        ),
        (
            "weight",
            r#"deadline = { month = 1, weight = 0 }
"#,
            r#"13:34 `0` will not do here; expected a whole number, 1 to 1000"#,
        ),
        (
            "unknown kind of evidence",
            r#"done_when = { kind = "metrik", name = "accuracy" }
"#,
            r#"13:22 `metrik` will not do here; expected one of: calendar, command, csv, feed, file, git, hours, lab, metric, notebook, outcome, pipeline, probe, resume, rig_rules, self, site, submissions, table, url; did you mean `metric`?"#,
        ),
        (
            "unknown parameter",
            r#"done_when = { kind = "metric", name = "accuracy", atleast = 0.9 }
"#,
            r#"13:51 evidence of the kind `metric` has no field `atleast`; expected one of: name, at_least, at_most, more_than, less_than, kind; did you mean `at_least`?"#,
        ),
        (
            "missing parameter",
            r#"done_when = { kind = "metric", at_least = 0.9 }
"#,
            r#"13:13 evidence of the kind `metric` has no `name`; expected name = …"#,
        ),
        (
            "evidence outside the folder",
            r#"done_when = { kind = "file", file = "../../etc/passwd" }
"#,
            r#"13:37 `../../etc/passwd` will not do here; expected a path inside the pivot's folder, with `/` between its parts"#,
        ),
        (
            "evidence without a kind",
            r#"done_when = { name = "accuracy" }
"#,
            r#"13:13 this evidence has no `kind`; expected { kind = "…", … }, { all = […] }, { any = […] } or { at_least = 2, of = […] }"#,
        ),
        (
            "more evidence than there is",
            r#"done_when = { at_least = 3, of = [{ kind = "feed" }, { kind = "outcome" }] }
"#,
            r#"13:26 `3` will not do here; expected a whole number, 1 to 2"#,
        ),
        (
            "no evidence",
            r#"done_when = { all = [] }
"#,
            r#"13:21 a value of the kind `array` will not do here; expected a list of evidence, 1 to 100 of it"#,
        ),
        (
            "evidence too deep",
            r#"done_when = { any = [{ any = [{ any = [{ any = [{ any = [{ any = [{ any = [{ any = [{ kind = "feed" }] }] }] }] }] }] }] }] }
"#,
            r#"13:85 this evidence is nested too deep; expected at most 8 levels"#,
        ),
        (
            "link that is none",
            r#"link = "javascript:alert(1)"
"#,
            r#"13:8 `javascript:alert(1)` will not do here; expected an address such as "https://…""#,
        ),
    ];
    for (name, text, expected) in cases {
        check(name, &format!("{TASK}{text}"), expected);
    }
}

#[test]
fn the_heads_are_good() {
    check("one task", TASK, "");
}

#[test]
fn ten_faults_are_told_in_one_run() {
    let text = r#"format = "pivot.curriculum/1"
id = "ten faults"
title = "X"
colour = "red"
months = "lunar"
[[step]]
number = 1
title = "One"
links = ["ftp://x"]
[[task]]
id = "a"
step = 2
title = "A"
effort = [3, 2, 1]
after = ["b", "c"]
[[task]]
id = "b"
step = 1
title = "B"
effort = [1, 2, 3]
after = ["a"]
basis = = 1
repeat = 0
"#;
    let (_, faults) = parse(text);
    let lines: Vec<usize> = faults.iter().map(|fault| fault.place(text).0).collect();
    // The id; the unknown field; the months; the link; the unknown step; low above likely and likely above high; the unknown
    // task; the circle, told at the task that closes it; the syntax; the repeat.
    assert_eq!(lines, [2, 4, 5, 9, 12, 14, 14, 15, 21, 22, 23]);
}

#[test]
fn what_is_read_is_bounded() {
    let task = |i: usize, extra: &str| {
        format!("[[task]]\nid = \"t{i}\"\nstep = 1\ntitle = \"T\"\neffort = [1, 2, 3]\n{extra}")
    };
    let tasks = |n: usize, extra: &str| (0..n).fold(HEAD.to_owned(), |text, i| text + &task(i, extra));
    check("10,000 tasks", &tasks(10_000, ""), "");
    // The first task begins on line 8, each takes 5 lines: 8 + 10,000 × 5.
    check(
        "10,001 tasks",
        &tasks(10_001, ""),
        "50008:1 there are too many tasks; expected at most 10000",
    );
    // Ten tasks are as many as there may be; the eleventh has its id on line 8 + 10 × 6 + 1.
    let sum = "69:6 up to here there are 11000 tasks, repeats counted; expected at most 10000";
    check("11,000 times", &tasks(11, "repeat = 1000\n"), sum);
    let steps = (0..1001).fold(String::new(), |text, i| {
        text + &format!("[[step]]\nnumber = {}\ntitle = \"S\"\n", i + 2)
    });
    // The step of HEAD is the first, 999 follow it: line 13 + 999 × 3.
    check(
        "1,002 steps",
        &format!("{TASK}{steps}"),
        "3010:1 there are too many steps; expected at most 1000",
    );
    let long = format!("{TASK}#{}", "x".repeat(4 << 20));
    check(
        "a long file",
        &long,
        &format!(
            "1:1 the file has {} bytes; expected at most 4194304 bytes",
            long.len()
        ),
    );
}

/// A circle through every task of a large file, closed again and again, and a predecessor in each that does not exist:
/// neither deep nor slow, and not told without end.
#[test]
fn many_faults_are_told_in_reasonable_time() {
    let text = (0..10_000).fold(HEAD.to_owned(), |text, i| {
        let next = (i + 1) % 10_000;
        let after = format!("after = [\"t{next}\", \"{}\"]\n", "u".repeat(30));
        text + &format!("[[task]]\nid = \"t{i}\"\nstep = 1\ntitle = \"T\"\neffort = [1, 2, 3]\n{after}")
    });
    let (_, faults) = parse(&text);
    // The unknown name 10,000 times, the circle once: a thousand are told, and one line says how many are not.
    assert_eq!(faults.len(), 1_001);
    assert_eq!(faults[1_000].what, "there are 9001 more faults from here on");
    // The last task waits for every other: 9,999 circles.
    let task = |i: usize, after: &str| {
        format!("[[task]]\nid = \"t{i}\"\nstep = 1\ntitle = \"T\"\neffort = [1, 2, 3]\nafter = [{after}]\n")
    };
    let chain = (0..9_999).fold(HEAD.to_owned(), |text, i| {
        text + &task(i, &format!("\"t{}\"", i + 1))
    });
    let all: String = (0..9_999).map(|i| format!("\"t{i}\", ")).collect();
    let (_, faults) = parse(&(chain + &task(9_999, &all)));
    assert_eq!(faults.len(), 1_001);
    assert_eq!(
        faults[0].what,
        "these tasks wait for one another: t0 → t1 → t2 → t3 → t4 → t5 → t6 → t7 → t8 → t9 → t10 → t11 → … → t0"
    );
}
