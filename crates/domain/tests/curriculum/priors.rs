//! What somebody may have done before: its faults, and what the built-in curricula say.

use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::curriculum::{Prior, built_in};

use super::faults::{HEAD, check};
use super::good;

/// Two tasks of step 1, on lines 8 to 17, before what is tested.
const TASKS: &str = r#"[[task]]
id = "a"
step = 1
title = "A"
effort = [1, 2, 3]
[[task]]
id = "b"
step = 1
title = "B"
effort = [1, 2, 3]
"#;

const LIGHTER: &str = "lighter = [{ tasks = [\"1.1\"], share = 0.8, why = \"…\" }, …]";

#[test]
fn a_prior_is_read() {
    let text = format!(
        "{HEAD}{TASKS}[[prior]]\nid = \"py\"\nquestion = \"Python?\"\nwords = [\"Python\", \"linear algebra\"]\n\
         lighter = [{{ tasks = [\"a\"], share = 0 }}, {{ tasks = [\"b\"], share = 0.75, why = \"known\" }}]\n"
    );
    let curriculum = good(&text);
    let [prior] = &curriculum.priors[..] else {
        panic!("one prior")
    };
    assert_eq!((prior.id.as_str(), prior.question.as_str()), ("py", "Python?"));
    assert_eq!(prior.words, ["Python", "linear algebra"]);
    let of = |task: &str| prior.of(task).map(|l| (l.share, l.why.as_deref()));
    assert_eq!(of("a"), Some((0.0, None)));
    assert_eq!(of("b"), Some((0.75, Some("known"))));
    assert_eq!(of("c"), None);
}

/// What follows the two tasks, from line 18 on.
#[test]
fn faults_in_a_prior() {
    let share = "the share of the hours that is left: 0 (the task is not needed) or more, and below 1";
    let cases = [
        (
            "nothing in it",
            "[[prior]]\n",
            format!(
                "18:1 a prior has no `id`; expected an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit\n\
                 18:1 a prior has no `lighter`; expected {LIGHTER}\n\
                 18:1 a prior has no `question`; expected what the person is asked"
            ),
        ),
        (
            "nothing lighter",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = []\n",
            format!("18:1 the prior makes nothing lighter; expected {LIGHTER}"),
        ),
        (
            "unknown fields",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nword = [\"x\"]\nlighter = [{ task = [\"a\"], tasks = [\"a\"], share = 0 }]\n",
            "21:1 a prior has no field `word`; expected one of: id, lighter, question, words; did you mean `words`?\n\
             22:14 what is lighter has no field `task`; expected one of: share, tasks, why; did you mean `tasks`?"
                .into(),
        ),
        (
            "shares that are none",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [\n{ tasks = [\"a\"], share = 1 },\n{ tasks = [\"b\"], share = -0.1 },\n]\n",
            format!("22:26 `1` will not do here; expected {share}\n23:26 `-0.1` will not do here; expected {share}"),
        ),
        (
            "a share that is text, one that is missing, and no tasks",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [\n{ tasks = [\"a\"], share = \"half\" },\n{ tasks = [\"b\"] },\n{ tasks = [], share = 0.5 },\n]\n",
            format!(
                "22:26 `half` will not do here; expected {share}\n23:1 what is lighter has no `share`; expected {share}\n\
                 24:1 there are no tasks here; expected a list of task ids, such as [\"1.1\", \"1.2\"]"
            ),
        ),
        (
            "a share that is no number of this world",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [{ tasks = [\"a\"], share = nan }]\n",
            format!("21:37 `nan` will not do here; expected {share}"),
        ),
        (
            "unknown and doubled tasks",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [{ tasks = [\"a\", \"c\"], share = 0.5 }, { tasks = [\"a\"], share = 0.9 }]\n",
            "21:28 there is no task `c`; expected one of: a, b\n21:60 `a` is named twice; expected each task once in a prior"
                .into(),
        ),
        (
            "one id twice",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [{ tasks = [\"a\"], share = 0.5 }]\n[[prior]]\nid = \"x\"\nquestion = \"Y?\"\nlighter = [{ tasks = [\"a\"], share = 0.5 }]\n",
            "23:6 there are two priors `x`; expected each prior once".into(),
        ),
        (
            "words that are none",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nwords = [\"++\", 3]\nlighter = [{ tasks = [\"a\"], share = 0.5 }]\n",
            "21:10 `++` will not do here; expected a word or phrase in quotes: 1 to 60 characters, with a letter or digit\n\
             21:16 `3` will not do here; expected a word or phrase in quotes: 1 to 60 characters, with a letter or digit"
                .into(),
        ),
        (
            "a step without tasks: the last one that goes is named",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nlighter = [{ tasks = [\"b\"], share = 0 }]\n[[prior]]\nid = \"y\"\nquestion = \"Y?\"\nlighter = [{ tasks = [\"a\"], share = 0 }]\n",
            "25:23 step 1 could lose all its tasks; expected a share above 0 for one of them: the evidence of a step is never given as a present"
                .into(),
        ),
        (
            "a list where there is a word",
            "[[prior]]\nid = \"x\"\nquestion = \"X?\"\nwords = \"x\"\nlighter = { tasks = [\"a\"], share = 0 }\n",
            "21:9 `x` will not do here; expected a list of words and phrases, such as [\"Python\", \"linear algebra\"]\n\
             22:11 a value of the kind `table` will not do here; expected a list of tables: [[lighter]] before each"
                .into(),
        ),
    ];
    for (name, text, expected) in cases {
        check(name, &format!("{HEAD}{TASKS}{text}"), &expected);
    }
}

#[test]
fn there_are_bounds() {
    let prior = |n: usize| {
        format!(
            "[[prior]]\nid = \"p{n}\"\nquestion = \"?\"\nlighter = [{{ tasks = [\"a\"], share = 0.9 }}]\n"
        )
    };
    let many: String = (0..101).map(prior).collect();
    check(
        "priors",
        &format!("{HEAD}{TASKS}{many}"),
        "418:1 there are too many priors; expected at most 100",
    );
    let words = vec!["\"x\""; 101].join(", ");
    let text = format!("{HEAD}{TASKS}{}words = [{words}]\n", prior(0));
    check("words", &text, "22:9 there are 101 words; expected at most 100");
}

/// The hours that are left of a task where a person has done all of it, in likely minutes, and by which priors.
fn left(priors: &[Prior], task: &str, minutes: f64) -> f64 {
    let shares = priors.iter().filter_map(|p| p.of(task)).map(|l| l.share);
    minutes * shares.product::<f64>()
}

#[test]
fn the_built_in_priors_are_modest() {
    for (name, text) in built_in() {
        let curriculum = good(text);
        let ids: Vec<&str> = curriculum.priors.iter().map(|p| p.id.as_str()).collect();
        let expected = [
            "python",
            "mathematics",
            "machine-learning",
            "framework",
            "part-1",
            "own-gpu",
            "kaggle",
            "blog",
            "online",
        ];
        assert_eq!(ids, expected, "{name}");
        let mut gone = BTreeSet::new();
        for prior in &curriculum.priors {
            assert!(
                prior.question.ends_with('?') && !prior.words.is_empty(),
                "{}",
                prior.id
            );
            for lighter in &prior.lighter {
                assert!(lighter.why.is_some(), "{name} {}: why?", prior.id);
                if lighter.share == 0.0 {
                    gone.extend(lighter.tasks.iter().map(String::as_str));
                } else {
                    assert!((0.6..=0.9).contains(&lighter.share), "{name} {}", prior.id);
                }
            }
        }
        // What is simply there: a machine, an account, a blog.
        let machine: &[&str] = match name {
            "deep-learning" => &["2.1", "2.3", "2.4", "2.5", "2.6"],
            _ => &["1.0", "2.1", "2.2", "2.3", "2.4"],
        };
        let things: BTreeSet<&str> = machine.iter().copied().chain(["3.1", "4.1"]).collect();
        assert_eq!(gone, things, "{name}");
        // Running and varying the notebooks of a lesson of part 1 takes four hours, and they close it.
        for task in curriculum
            .tasks
            .iter()
            .filter(|t| t.step == 1 && t.title.starts_with("Lesson"))
        {
            let minutes = task.effort.likely.as_mins() as f64;
            if minutes >= 300.0 {
                let left = left(&curriculum.priors, &task.id, minutes);
                assert!(left >= 240.0, "{name} {}: {left} minutes", task.id);
            }
        }
    }
}

/// Whatever is picked, no step loses all of its tasks.
#[test]
fn the_built_in_steps_keep_a_task_whatever_is_picked() {
    for (name, text) in built_in() {
        let whole = good(text);
        for choice in 0..whole.choices.len() {
            for option in whole.choices[choice].options.clone() {
                let mut curriculum = whole.clone();
                curriculum.choices[choice].pick = option.id.clone();
                let gone = |id: &str| {
                    let of = |p: &Prior| p.of(id).is_some_and(|l| l.share == 0.0);
                    whole.priors.iter().any(of)
                };
                let mut kept: BTreeMap<u32, usize> = BTreeMap::new();
                for task in curriculum.picked() {
                    *kept.entry(task.step).or_default() += usize::from(!gone(&task.id));
                }
                assert!(kept.values().all(|n| *n > 0), "{name}, {}: {kept:?}", option.id);
            }
        }
    }
}
