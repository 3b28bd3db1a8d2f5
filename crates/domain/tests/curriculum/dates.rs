//! Deadlines that nobody could keep, told once the day of the start is known.

use jiff::civil::{Date, date};
use pivot_domain::curriculum::{built_in, check_dates, month_begins};

use super::{good, shown};

const START: Date = date(2027, 1, 4);

/// Checks a file of the tasks in `body` from 4 January 2027, which ends its months on 3 February, 3 March, …
#[track_caller]
fn check(months: &str, body: &str, expected: &str) {
    let text = format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n{months}\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n\n{body}"
    );
    // The first task begins on line 10.
    let curriculum = good(&text);
    assert_eq!(shown(&text, &check_dates(&curriculum, START)), expected);
}

fn task(id: &str, hours: u32, rest: &str) -> String {
    format!("[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"T\"\neffort = [{hours}, 500, 500]\n{rest}\n")
}

const HINT: &str =
    "even at the low effort, day and night; a later deadline, an earlier start, or less to wait for";

#[test]
fn a_predecessor_may_end_too_late() {
    // a ends after 24 h, at midnight before the 5th; 7 days of lag: b begins on the 12th, and 24 h later the 12th is over.
    let a = task("a", 24, "");
    let on_time = task(
        "b",
        24,
        "after = [{ task = \"a\", lag = \"7d\" }]\ndeadline = 2027-01-12",
    );
    check("", &(a.clone() + &on_time), "");
    let late = task(
        "b",
        24,
        "after = [{ task = \"a\", lag = \"7d\" }]\ndeadline = { date = 2027-01-11, hard = true }",
    );
    let told = format!(
        "22:12 `b` cannot be done by the end of 2027-01-11: `a`, which it waits for, lets it begin on 2027-01-12 at the earliest; expected 2027-01-12 or later, {HINT}"
    );
    check("", &(a + &late), &told);
}

#[test]
fn the_latest_predecessor_is_named() {
    // a ends after 2 days, b after 3, c after 1: b counts. d takes no time, so it ends with the 6th.
    let tasks = task("a", 48, "") + &task("b", 72, "") + &task("c", 24, "");
    let d = task("d", 0, "after = [\"a\", \"b\", \"c\"]\ndeadline = 2027-01-05");
    let told = format!(
        "34:12 `d` cannot be done by the end of 2027-01-05: `b`, which it waits for, lets it begin on 2027-01-07 at the earliest; expected 2027-01-06 or later, {HINT}"
    );
    check("", &(tasks + &d), &told);
}

#[test]
fn its_own_start_and_work_may_be_too_late() {
    // Month 2 begins on 4 February; month 1 ends with the 3rd.
    let told = format!(
        "16:12 `a` cannot be done by the end of 2027-02-03: it may not begin before 2027-02-04; expected 2027-02-04 or later, {HINT}"
    );
    check(
        "",
        &task("a", 1, "not_before = 2027-02-04\ndeadline = { month = 1 }"),
        &told,
    );
    // 480 h are 20 days from the 4th: the 23rd is the last of them.
    let told = format!(
        "15:12 `a` cannot be done by the end of 2027-01-22: the plan starts on 2027-01-04; expected 2027-01-23 or later, {HINT}"
    );
    check("", &task("a", 480, "deadline = 2027-01-22"), &told);
    check("", &task("a", 480, "deadline = 2027-01-23"), "");
}

#[test]
fn runs_repeats_and_periods_take_their_time() {
    let gpu = "\n[[resource]]\nid = \"gpu\"\ntitle = \"A card\"\n";
    // 12 h of work and 36 h of a run, twice: 96 h, four days, the 7th is the last.
    let run = "repeat = 2\nunattended = { resource = \"gpu\", time = \"36h\" }\n";
    check(
        "",
        &(task("a", 12, &format!("{run}deadline = 2027-01-07")) + gpu),
        "",
    );
    let told = format!(
        "17:12 `a` cannot be done by the end of 2027-01-06: the plan starts on 2027-01-04; expected 2027-01-07 or later, {HINT}"
    );
    check(
        "",
        &(task("a", 12, &format!("{run}deadline = 2027-01-06")) + gpu),
        &told,
    );
    // Four weeks from 4 February: the last begins on the 25th, an hour of work ends on that day.
    let weekly = "cadence = { every = \"1w\", times = 4, from = { month = 2 } }\n";
    check("", &task("a", 1, &format!("{weekly}deadline = 2027-02-25")), "");
    let told = format!(
        "16:12 `a` cannot be done by the end of 2027-02-24: the plan starts on 2027-01-04; expected 2027-02-25 or later, {HINT}"
    );
    check(
        "",
        &task("a", 1, &format!("{weekly}deadline = 2027-02-24")),
        &told,
    );
    // Where what it waits for ends in the third week, that is the first period: the last is the sixth, from 8 February.
    let late = task("p", 360, "")
        + &task(
            "a",
            1,
            "after = [\"p\"]\ncadence = { every = \"1w\", times = 4 }\ndeadline = 2027-02-08",
        );
    check("", &late, "");
    let told = format!(
        "23:12 `a` cannot be done by the end of 2027-02-07: `p`, which it waits for, lets it begin on 2027-01-19 at the earliest; expected 2027-02-08 or later, {HINT}"
    );
    check("", &late.replace("2027-02-08", "2027-02-07"), &told);
}

#[test]
fn only_what_is_known_and_written_is_told() {
    // Months of a person's hours have no dates yet.
    check(
        "months = { full_time = 30 }",
        &task("a", 1, "not_before = 2027-06-01\ndeadline = { month = 1 }"),
        "",
    );
    // The deadline of a whole file is not one that somebody wrote for this task.
    check(
        "deadlines = \"months\"",
        &task("a", 1, "not_before = 2027-06-01"),
        "",
    );
    // What is not picked does not bind.
    let choice = "[[choice]]\nid = \"c\"\ntitle = \"C\"\npick = \"A\"\noptions = [{ id = \"A\", title = \"A\" }, { id = \"B\", title = \"B\" }]\n";
    let tasks =
        task("a", 480, "only = { c = \"B\" }") + &task("b", 1, "after = [\"a\"]\ndeadline = 2027-01-04");
    check("", &(tasks + choice), "");
}

#[test]
fn the_course_that_came_late_breaks_a_written_deadline() {
    let text = built_in()[0]
        .1
        .replace("pick = \"as-written\"", "pick = \"as-it-happened\"");
    let last = "id = \"6.7\"\nstep = 6\n";
    assert!(text.contains(last));
    let text = text.replace(last, "id = \"6.7\"\nstep = 6\ndeadline = { month = 3 }\n");
    let faults = check_dates(&good(&text), date(2017, 4, 17));
    // Month 3 ends on 16 July 2017; part 2 appeared on the 28th; six lessons of 8 h and a run of 8 h end on the 30th.
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].what,
        "`6.7` cannot be done by the end of 2017-07-16: `6.6`, which it waits for, lets it begin on 2017-07-30 at the earliest"
    );
    let picked_as_written = text.replace("pick = \"as-it-happened\"", "pick = \"as-written\"");
    assert_eq!(check_dates(&good(&picked_as_written), date(2017, 4, 17)), []);
}

#[test]
fn months_begin_on_the_day_of_the_start() {
    // A start on 17 April 2017: months 1 to 5 end on the 16th of May to September.
    let begins: Vec<Date> = (1..=6)
        .filter_map(|k| month_begins(date(2017, 4, 17), k))
        .collect();
    assert_eq!(begins, [4, 5, 6, 7, 8, 9].map(|month| date(2017, month, 17)));
    assert_eq!(month_begins(date(2027, 1, 31), 2), Some(date(2027, 2, 28)));
    assert_eq!(month_begins(date(9999, 12, 1), 2), None);
    assert_eq!(month_begins(START, u32::MAX), None);
}

#[test]
fn a_start_at_the_end_of_time_is_no_trouble() {
    for start in [Date::MAX, Date::MIN] {
        let faults = check_dates(&good(built_in()[0].1), start);
        // Nothing of the article's is bound to a date; at the end of time months have no dates.
        assert_eq!(faults, []);
    }
}
