//! The built-in curricula hold what they should: hours, months, names.

use std::collections::BTreeMap;

use jiff::civil::date;
use pivot_domain::curriculum::{
    Curriculum, Deadline, EVIDENCE_KINDS, Missed, Months, Times, When, built_in, check_dates, parse,
};

use super::{good, shown};

fn article() -> Curriculum {
    good(built_in()[0].1)
}

fn today() -> Curriculum {
    good(built_in()[1].1)
}

/// Minutes of low, likely and high effort of the picked tasks of each step, repeats counted.
fn by_step(curriculum: &Curriculum) -> BTreeMap<u32, [i64; 3]> {
    let mut sums = BTreeMap::new();
    for task in curriculum.picked() {
        let sum: &mut [i64; 3] = sums.entry(task.step).or_default();
        for (sum, time) in sum
            .iter_mut()
            .zip([task.effort.low, task.effort.likely, task.effort.high])
        {
            *sum += time.as_mins() * i64::from(task.times.count());
        }
    }
    sums
}

fn check_sums(curriculum: &Curriculum, expected: &[[f64; 3]], all: [f64; 3]) {
    let sums = by_step(curriculum);
    let in_hours = |minutes: &[i64; 3]| minutes.map(|m| m as f64 / 60.0);
    let found: Vec<[f64; 3]> = sums.values().map(in_hours).collect();
    assert_eq!(found, expected);
    let total = sums
        .values()
        .fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    assert_eq!(in_hours(&total), all);
}

fn picking(name: usize, choice: &str, option: &str) -> Curriculum {
    let mut curriculum = good(built_in()[name].1);
    let choice = curriculum.choices.iter_mut().find(|c| c.id == choice).unwrap();
    assert!(choice.options.iter().any(|o| o.id == option));
    choice.pick = option.to_owned();
    curriculum
}

/// GPU hours of the picked tasks, in sessions and in runs.
fn gpu_hours(curriculum: &Curriculum) -> f64 {
    let of = |task: &pivot_domain::curriculum::Task| {
        let held: i64 = task
            .needs
            .iter()
            .filter(|n| n.resource == "gpu")
            .map(|n| n.time.as_mins())
            .sum();
        let run = task.unattended.as_ref().map_or(0, |run| run.time.as_mins());
        (held + run) * i64::from(task.times.count())
    };
    curriculum.picked().map(of).sum::<i64>() as f64 / 60.0
}

#[test]
fn the_article_takes_as_many_hours_as_its_tasks() {
    // Low/likely/high of each task, times repeats, summed by hand:
    //  1: 1/3/8 + 7 × 7/10/18
    //  2: 3/6/12 + 0.5/1/2 + 2/4/8 + 3/6/16 + 1/2/4
    //  3: 0.5/1/2 + 2/4/8 + 1/2/4 + 8 × 2/4/8 + 8/16/32
    //  4: 1/2/5 + 3/6/12
    //  5: 0.5/1/2 + 4 × 2/3/4
    //  6: 7 × 8/12/24
    //  7: 2/4/8 + 6/12/30 + 6/12/30
    //  8: 2 × 3/5/10
    //  9: 8/16/40 + 6/12/30 + 3/6/12
    // 10: 3/6/10 + 3/6/12 + 2/4/8
    // 11: 3/6/12 + 4/8/16
    // 12: 3/6/12 + 1/2/5
    // 13: 0.25/0.5/1
    let steps = [
        [50.0, 73.0, 134.0],
        [9.5, 19.0, 42.0],
        [27.5, 55.0, 110.0],
        [4.0, 8.0, 17.0],
        [8.5, 13.0, 18.0],
        [56.0, 84.0, 168.0],
        [14.0, 28.0, 68.0],
        [6.0, 10.0, 20.0],
        [17.0, 34.0, 82.0],
        [8.0, 16.0, 30.0],
        [7.0, 14.0, 28.0],
        [4.0, 8.0, 17.0],
        [0.25, 0.5, 1.0],
    ];
    check_sums(&article(), &steps, [211.75, 362.5, 735.0]);
    // The milestone of the other option takes no time.
    check_sums(
        &picking(0, "part-2", "as-it-happened"),
        &steps,
        [211.75, 362.5, 735.0],
    );
}

#[test]
fn the_article_takes_182_gpu_hours() {
    // 1.0: 1; lessons 1-7: 7 × 4; 2.4: 1; 2.5: 1; 3.2: 2; 3.4: 8 × 4; 3.5: 15; lessons 8-14: 7 × 10; 7.2: 5; 7.3: 5;
    // 9.1: 20; 9.2: 2.
    assert_eq!(gpu_hours(&article()), 182.0);
}

#[test]
fn the_article_keeps_its_numbers_and_months() {
    let article = article();
    let months: Vec<(u32, &[u32])> = article
        .steps
        .iter()
        .map(|s| (s.number, s.months.as_slice()))
        .collect();
    assert_eq!(
        months,
        [
            (1, &[1][..]),
            (2, &[1]),
            (3, &[1, 2, 3]),
            (4, &[2]),
            (5, &[2, 3]),
            (6, &[2, 3]),
            (7, &[2]),
            (8, &[3]),
            (9, &[3]),
            (10, &[4, 5]),
            (11, &[4, 5]),
            (12, &[4, 5]),
            (13, &[]),
        ]
    );
    assert_eq!(article.months, Months::Calendar);
    let due = |id: &str| article.task(id).unwrap().deadline;
    let month = |m| {
        Some(Deadline {
            when: When::Month(m),
            hard: false,
            weight: 1,
        })
    };
    // By the step's last month, earlier where it says so, never for the step without a month.
    assert_eq!(
        [due("1.7"), due("3.3"), due("3.5"), due("10.2"), due("13.1")],
        [month(1), month(1), month(3), month(5), None]
    );
    let Times::Cadence(meetups) = article.task("5.2").unwrap().times else {
        panic!("a cadence")
    };
    assert_eq!(
        (meetups.times, meetups.every_days, meetups.missed),
        (4, 14, Missed::CatchUp)
    );
    // Parts take a week.
    assert_eq!(article.task("2.3").unwrap().after[0].lag.as_hours(), 7 * 24);
}

#[test]
fn today_takes_as_many_hours_as_its_tasks() {
    //  1: 0.5/1/3 + 8 × 5/9/18 + 2/3/5
    //  2: 1/2/4 + 2/4/8
    //  3: 0.5/1/2 + 2/4/8 + 2/5/10 + 8 × 2/4/8 + 6/12/24
    //  4, 5, 10, 11, 12: as the article
    //  6: 17 × 6/10/22
    //  7: 2/4/8 + 6/12/30 + 4/8/20
    //  8: 3 × 3/5/10
    //  9: as the article
    // 13: 20 × 0.75/1.5/3 + 10/30/80 + 0.25/0.5/1
    let mut steps = [
        [42.5, 76.0, 152.0],
        [3.0, 6.0, 12.0],
        [26.5, 54.0, 108.0],
        [4.0, 8.0, 17.0],
        [8.5, 13.0, 18.0],
        [102.0, 170.0, 374.0],
        [12.0, 24.0, 58.0],
        [9.0, 15.0, 30.0],
        [17.0, 34.0, 82.0],
        [8.0, 16.0, 30.0],
        [7.0, 14.0, 28.0],
        [4.0, 8.0, 17.0],
        [25.25, 60.5, 141.0],
    ];
    check_sums(&today(), &steps, [268.75, 498.5, 1067.0]);
    // With the build: 3/6/12 + 0.5/1/2 + 2/4/8 + 3/6/16 + 0.5/1/2 = 9/18/40 more.
    steps[1] = [12.0, 24.0, 52.0];
    check_sums(&picking(1, "machine", "build"), &steps, [277.75, 516.5, 1107.0]);
}

#[test]
fn every_second_course_takes_what_its_table_says() {
    // E: 5 × 21/26.5/32, two learners' 105 and 160 hours with their middle. C is A less 80/133/300.
    let options = [
        ("A", [102.0, 170.0, 374.0]),
        ("B", [60.0, 100.0, 220.0]),
        ("C", [22.0, 37.0, 74.0]),
        ("D", [72.0, 84.0, 168.0]),
        ("E", [105.0, 132.5, 160.0]),
        ("F", [60.0, 100.0, 180.0]),
        ("G", [100.0, 150.0, 250.0]),
        ("H", [12.0, 25.0, 50.0]),
        ("I", [3.0, 4.0, 8.0]),
    ];
    let curriculum = today();
    let offered: Vec<&str> = curriculum.choices[1]
        .options
        .iter()
        .map(|o| o.id.as_str())
        .collect();
    assert_eq!(offered, options.map(|(id, _)| id));
    for (option, hours) in options {
        let sums = by_step(&picking(1, "second-course", option));
        assert_eq!(sums[&6].map(|m| m as f64 / 60.0), hours, "{option}");
    }
}

#[test]
fn built_ins_can_be_kept_and_shown() {
    for (i, (name, text)) in built_in().into_iter().enumerate() {
        let curriculum = good(text);
        assert_eq!(curriculum.id, name);
        let numbers: Vec<u32> = curriculum.steps.iter().map(|s| s.number).collect();
        assert_eq!(numbers, (1..=13).collect::<Vec<_>>());
        for task in &curriculum.tasks {
            assert!(task.title.chars().count() <= 60, "{}: {}", task.id, task.title);
            assert!(
                task.done_when.is_some() || task.effort.high.is_zero(),
                "{} cannot be proven",
                task.id
            );
        }
        for step in &curriculum.steps {
            assert!(step.done_when.is_some(), "{} cannot be proven", step.number);
        }
        for choice in &curriculum.choices {
            for option in &choice.options {
                let picked = picking(i, &choice.id, &option.id);
                for start in [date(2017, 4, 17), date(2027, 1, 4)] {
                    let faults = check_dates(&picked, start);
                    assert_eq!(
                        shown(text, &faults),
                        "",
                        "{name}, {} {}, from {start}",
                        choice.id,
                        option.id
                    );
                }
            }
        }
    }
}

#[test]
fn a_curriculum_for_another_career_is_as_good() {
    let curriculum = good(include_str!("data-journalist.toml"));
    assert_eq!((curriculum.steps.len(), curriculum.tasks.len()), (4, 9));
    let picked: Vec<&str> = curriculum.picked().map(|t| t.id.as_str()).collect();
    assert_eq!(
        picked,
        [
            "read",
            "charts-web",
            "request",
            "story",
            "voice",
            "meet",
            "pitch",
            "outcome"
        ]
    );
    assert_eq!(shown("", &check_dates(&curriculum, date(2027, 1, 4))), "");
}

#[test]
fn options_of_one_choice_are_alternatives() {
    let lesson = |option: &str, id: &str| picking(1, "second-course", option).picked().any(|t| t.id == id);
    assert!(lesson("A", "6.9") && lesson("B", "6.9") && !lesson("C", "6.9"));
    assert!(lesson("A", "6.19") && !lesson("B", "6.19"));
}

const DOCUMENT: &str = include_str!("../../../../docs/curriculum.md");

#[test]
fn the_documents_example_is_good_and_whole() {
    let (_, rest) = DOCUMENT.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```\n").unwrap();
    let curriculum = good(example);
    assert_eq!(shown(example, &check_dates(&curriculum, date(2027, 1, 4))), "");
    // Each field that a task can have is in the example: the names come from the reader's own message.
    let (_, faults) = parse("[[task]]\nx = 1");
    let known = &faults
        .iter()
        .find(|f| f.what == "a task has no field `x`")
        .unwrap()
        .expected;
    for field in known.strip_prefix("one of: ").unwrap().split(", ") {
        assert!(
            example.contains(&format!("\n{field} = ")),
            "{field} is not in the example"
        );
        assert!(
            DOCUMENT.contains(&format!("`{field}`")),
            "{field} is not in the table"
        );
    }
    let [prior] = &curriculum.priors[..] else {
        panic!("the example has a prior")
    };
    assert_eq!(prior.of("charts").unwrap().share, 0.8);
    assert_eq!(prior.of("request").unwrap().share, 0.0);
}

#[test]
fn the_document_names_every_kind_of_evidence() {
    let (_, table) = DOCUMENT.split_once("| kind | passes when").unwrap();
    for kind in EVIDENCE_KINDS {
        assert!(table.contains(&format!("`{kind}`")), "{kind}");
    }
}
