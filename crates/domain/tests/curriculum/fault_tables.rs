//! Faults in tables other than a task's fields, and in the file as a whole.

use super::faults::{HEAD, check};

/// What follows `HEAD`.
#[test]
fn faults_in_tables() {
    let cases = [
        (
            "no tasks",
            r#""#,
            r#"1:1 the curriculum has no tasks; expected at least one [[task]]"#,
        ),
        (
            "a broken line is told once",
            r#"[[task]]
id = "a"
step = 1
title = A
effort = [1, 2, 3]
"#,
            r#"11:9 this is not TOML: string values must be quoted, expected literal string; expected TOML, as in the examples"#,
        ),
        (
            "wrong kind",
            r#"[[task]]
id = "a"
step = 1
title = 3
effort = [1, 2, 3]
"#,
            r#"11:9 `3` will not do here; expected a text in quotes: one line of 1 to 200 characters"#,
        ),
        (
            "missing id, title, step, effort",
            r#"[[task]]
kind = "course"
"#,
            r#"8:1 a task has no `effort`; expected three times of the person's own work, low, likely and high: hours, such as [7, 10, 18], or texts, such as ["45m", 1, "1h30m"]
8:1 a task has no `id`; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit
8:1 a task has no `step`; expected the number of its step
8:1 a task has no `title`; expected what is to be done"#,
        ),
        (
            "empty id",
            r#"[[task]]
id = ""
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:6 `` will not do here; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit"#,
        ),
        (
            "id with odd characters",
            r#"[[task]]
id = "a b"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:6 `a b` will not do here; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit"#,
        ),
        (
            "id like an option of the command line",
            r#"[[task]]
id = "-a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:6 `-a` will not do here; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit"#,
        ),
        (
            "id too long",
            r#"[[task]]
id = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:6 `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` will not do here; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit"#,
        ),
        (
            "title with a control character",
            r#"[[task]]
id = "a"
step = 1
title = "A\u001b[2J"
effort = [1, 2, 3]
"#,
            r#"11:9 `A·[2J` will not do here; expected a text in quotes: one line of 1 to 200 characters"#,
        ),
        (
            "unknown task",
            r#"[[task]]
id = "lesson-1"
step = 1
title = "LESSON-1"
effort = [1, 2, 3]
[[task]]
id = "b"
step = 1
title = "B"
effort = [1, 2, 3]
after = ["lesson-2"]
"#,
            r#"18:10 there is no task `lesson-2`; expected one of: b, lesson-1; did you mean `lesson-1`?"#,
        ),
        (
            "circle",
            r#"[[task]]
id = "1.2"
step = 1
title = "1.2"
effort = [1, 2, 3]
after = ["1.3"]
[[task]]
id = "1.3"
step = 1
title = "1.3"
effort = [1, 2, 3]
after = ["1.4"]
[[task]]
id = "1.4"
step = 1
title = "1.4"
effort = [1, 2, 3]
after = ["1.2"]
"#,
            r#"25:10 these tasks wait for one another: 1.2 → 1.3 → 1.4 → 1.2; expected an order: `a → b` reads "a waits for b"; take one of these `after`s out"#,
        ),
        (
            "predecessor twice",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
[[task]]
id = "b"
step = 1
title = "B"
effort = [1, 2, 3]
after = ["a", { task = "a", lag = "7d" }]
"#,
            r#"18:24 `a` is named twice; expected each predecessor once"#,
        ),
        (
            "predecessors not in a list",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
[[task]]
id = "b"
step = 1
title = "B"
effort = [1, 2, 3]
after = "a"
"#,
            r#"18:9 `a` will not do here; expected a list of task ids, such as ["1.1", { task = "2.2", lag = "7d" }]"#,
        ),
        (
            "low above likely",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [3, 2, 4]
"#,
            r#"12:11 the low effort, 3h, is more than the likely, 2h; expected low, likely, high, each no less than the one before"#,
        ),
        (
            "likely above high",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 5, 4]
"#,
            r#"12:14 the likely effort, 5h, is more than the high, 4h; expected low, likely, high, each no less than the one before"#,
        ),
        (
            "two hours",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2]
"#,
            r#"12:10 a value of the kind `array` will not do here; expected three times of the person's own work, low, likely and high: hours, such as [7, 10, 18], or texts, such as ["45m", 1, "1h30m"]"#,
        ),
        (
            "negative hours",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [-1, 2, 3]
"#,
            r#"12:11 `-1` will not do here; expected a duration such as "45m", "1h30m" or "7d", or a number of hours, 0 to 20000"#,
        ),
        (
            "absurd hours",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 30000]
"#,
            r#"12:17 `30000` will not do here; expected a duration such as "45m", "1h30m" or "7d", or a number of hours, 0 to 20000"#,
        ),
        (
            "hours that are none",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = ["soon", 2, 3]
"#,
            r#"12:11 `soon` will not do here; expected a duration such as "45m", "1h30m" or "7d", or a number of hours, 0 to 20000"#,
        ),
        (
            "two tasks of one id",
            r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"14:6 there are two tasks `a`; expected each task once"#,
        ),
        (
            "two steps of one number",
            r#"[[step]]
number = 1
title = "Other"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:10 there are two steps `1`; expected each step once"#,
        ),
        (
            "unknown step",
            r#"[[task]]
id = "a"
step = 7
title = "A"
effort = [1, 2, 3]
"#,
            r#"10:8 there is no step `7`; expected one of: 1"#,
        ),
        (
            "step zero",
            r#"[[task]]
id = "a"
step = 0
title = "A"
effort = [1, 2, 3]
"#,
            r#"10:8 `0` will not do here; expected a whole number, 1 to 10000"#,
        ),
        (
            "month out of range",
            r#"[[step]]
number = 2
title = "Two"
months = [0, 61]
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"11:11 `0` will not do here; expected the number of a month, 1 to 60
11:14 `61` will not do here; expected the number of a month, 1 to 60"#,
        ),
        (
            "unknown resource",
            r#"[[resource]]
id = "gpu"
title = "A card"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
needs = { gpus = "1h" }
"#,
            r#"16:11 there is no resource `gpus`; expected one of: gpu; did you mean `gpu`?"#,
        ),
        (
            "the person as a resource",
            r#"[[resource]]
id = "me"
title = "I"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"9:6 the resource `me` is the person, who is always there; expected another id: `gpu`, `studio`"#,
        ),
        (
            "two resources of one id",
            r#"[[resource]]
id = "gpu"
title = "A card"
[[resource]]
id = "gpu"
title = "A card"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"12:6 there are two resources `gpu`; expected each resource once"#,
        ),
        (
            "need beyond the sessions",
            r#"[[resource]]
id = "gpu"
title = "A card"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
needs = { gpu = "4h" }
"#,
            r#"16:11 4h of `gpu` do not fit into sessions of 2h, the likely effort; expected at most 2h; a run that nobody attends is `unattended = { … }`"#,
        ),
        (
            "unknown option",
            r#"[[choice]]
id = "course"
title = "Which?"
pick = "A"
options = [{ id = "A", title = "One" }]
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
only = { course = ["A", "B"] }
"#,
            r#"18:25 there is no option `B`; expected one of: A"#,
        ),
        (
            "pick of nothing",
            r#"[[choice]]
id = "course"
title = "Which?"
pick = "C"
options = [{ id = "A", title = "One" }, { id = "A", title = "Two" }]
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"11:8 there is no option `C`; expected one of: A
12:48 there are two options `A`; expected each option once"#,
        ),
        (
            "choice without options",
            r#"[[choice]]
id = "course"
title = "Which?"
pick = "A"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"8:1 a choice has no `options`; expected options = [{ id = "…", title = "…" }, …]"#,
        ),
        (
            "empty options",
            r#"[[choice]]
id = "course"
title = "Which?"
pick = "A"
options = []
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"12:11 there is nothing to choose from; expected options = [{ id = "…", title = "…" }, …]"#,
        ),
        (
            "run longer than the work",
            r#"[[resource]]
id = "gpu"
title = "A card"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
unattended = { resource = "gpu", time = "14h", launch = "40m", read = "30m" }
"#,
            r#"16:14 launching and reading take 1h10m, more than the low effort, 1h; expected `launch` and `read` within the low effort, of which they are part"#,
        ),
        (
            "run of no time",
            r#"[[resource]]
id = "gpu"
title = "A card"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
unattended = { resource = "gpu", time = 0 }
"#,
            r#"16:41 a run takes time; expected more than 0"#,
        ),
    ];
    for (name, text, expected) in cases {
        check(name, &format!("{HEAD}{text}"), expected);
    }
}

/// Whole files.
#[test]
fn faults_in_the_whole_file() {
    let cases = [
        (
            "another format",
            r#"format = "pivot.curriculum/2"
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
"#,
            r#"1:10 `pivot.curriculum/2` will not do here; expected "pivot.curriculum/1""#,
        ),
        (
            "months of no hours",
            r#"format = "pivot.curriculum/1"
id = "x"
title = "X"
months = { full_time = 0 }
[[step]]
number = 1
title = "One"
[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
"#,
            r#"4:10 a value of the kind `table` will not do here; expected "calendar", or { full_time = 30 } with 1 to 100 hours a week"#,
        ),
        (
            "an empty file",
            r#""#,
            r#"1:1 the curriculum has no `format`; expected format = "pivot.curriculum/1"
1:1 the curriculum has no `id`; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit
1:1 the curriculum has no `title`; expected what the path leads to
1:1 the curriculum has no tasks; expected at least one [[task]]"#,
        ),
        (
            "a list that is a table",
            r#"format = "pivot.curriculum/1"
id = "x"
title = "X"
[task]
id = "a"
"#,
            r#"4:1 a value of the kind `table` will not do here; expected a list of tables: [[task]] before each"#,
        ),
    ];
    for (name, text, expected) in cases {
        check(name, text, expected);
    }
}
