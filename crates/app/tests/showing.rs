//! What the journal shows to others: figures, each with what carries it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::domain::curriculum;
use pivot_app::domain::evidence::Repository;
use pivot_app::domain::fact::{Attempt, Deed, Event, Fact, Part, Recorded, Standing};
use pivot_app::domain::settings;
use pivot_app::showing::{Commits, record};

const SETTINGS: &str = "format = \"pivot.settings/1\"\ntimezone = \"America/Toronto\"\nstart = 2027-01-04\n[hours]\nweek = \"sat 10:00-13:00\"\n";
const CURRICULUM: &str = "format = \"pivot.curriculum/1\"\nid = \"mine\"\ntitle = \"Mine\"\n\
    [[step]]\nnumber = 1\ntitle = \"Learn\"\n\
    [[task]]\nid = \"1.1\"\nstep = 1\ntitle = \"Read\"\nkind = \"lesson\"\neffort = [1, 2, 4]\n\
    [[task]]\nid = \"1.2\"\nstep = 1\ntitle = \"Try\"\nkind = \"lesson\"\neffort = [1, 2, 4]\n";

fn situation(events: Vec<(&str, Event)>) -> Situation {
    let (settings, faults) = settings::parse(SETTINGS);
    let settings = settings.unwrap_or_else(|| panic!("{faults:?}"));
    let (curriculum, faults) = curriculum::parse(CURRICULUM);
    let curriculum = curriculum.unwrap_or_else(|| panic!("{faults:?}"));
    let facts = events.into_iter().enumerate().map(|(n, (at, event))| {
        let at: Timestamp = at.parse().unwrap();
        let fact = Fact {
            at,
            zone: "America/Toronto".into(),
            event,
        };
        Recorded {
            id: format!("{n:064x}").chars().rev().collect(),
            ..fact.into()
        }
    });
    Situation {
        now: "2027-03-01T12:00:00Z".parse().unwrap(),
        settings,
        curriculum,
        feeds: Vec::new(),
        facts: facts.collect(),
        notes: Vec::new(),
        competitions: vec![],
        only_if_unchanged: false,
    }
}

fn logged(task: &str, minutes: i64) -> Event {
    Event::Logged {
        part: Part {
            task: task.into(),
            time: None,
        },
        spent: SignedDuration::from_mins(minutes),
    }
}

fn deed(what: &str) -> Deed {
    Deed {
        task: None,
        what: what.into(),
        link: None,
        note: None,
    }
}

fn scored(lab: &str, metric: &str, number: u32, value: f64, data: &str, note: &str) -> Event {
    Event::Scored {
        deed: Deed {
            note: Some(note.into()),
            ..deed(lab)
        },
        metric: metric.into(),
        value,
        attempt: Some(Attempt {
            number,
            set: "made".into(),
            data: data.into(),
            sha256: format!("hash-{number}"),
        }),
        standing: None,
    }
}

/// 90 + 45 minutes on 1.1 are 2.25 h, 2.3 to a tenth; 600 minutes on 1.2 are 10 h; together 12.25 h, whole from ten on: 12 h.
#[test]
fn hours_add_up_by_task_and_step() {
    let situation = situation(vec![
        ("2027-01-09T16:00:00Z", logged("1.1", 90)),
        ("2027-01-16T16:00:00Z", logged("1.1", 45)),
        ("2027-01-17T03:30:00Z", logged("1.2", 600)),
        ("2027-01-18T16:00:00Z", logged("9.9", 600)),
    ]);
    let record = record(&situation, &BTreeMap::new(), &Commits::new());
    let text = |key: &str| record.figures[key].text.as_str();
    assert_eq!(
        (
            text("hours:1.1"),
            text("hours:1.2"),
            text("hours:step-1"),
            text("hours:all")
        ),
        ("2.3 h", "10 h", "12 h", "12 h")
    );
    // 03:30 in UTC is half past ten of the evening before in Toronto.
    assert_eq!(record.figures["hours:1.2"].on.to_string(), "2027-01-16");
    let of = &record.evidence["hours-1.1"];
    assert!(!of.verified, "a word is no check");
    assert_eq!(
        of.found,
        "2h15m in 2 facts, on 2 days from 2027-01-09 to 2027-01-16, by timer or as told."
    );
    assert!(
        !record.figures.contains_key("hours:9.9"),
        "nobody knows what 9.9 is"
    );
    assert_eq!(
        record.figures["hours:step-1"].evidence,
        ["hours-1.1", "hours-1.2"]
    );
}

/// Of a metric where less is better the least counts, and only on the data of the last attempt.
#[test]
fn a_lab_shows_its_best_attempt() {
    let situation = situation(vec![
        (
            "2027-01-09T16:00:00Z",
            scored("shops", "rmse", 1, 3.5, "old", "excellent"),
        ),
        (
            "2027-01-10T16:00:00Z",
            scored("shops", "rmse", 2, 9.25, "new", "short"),
        ),
        (
            "2027-01-11T16:00:00Z",
            scored("shops", "rmse", 3, 7.125, "new", "passed with care"),
        ),
        (
            "2027-01-12T16:00:00Z",
            scored("shops", "rmse", 4, 8.0, "new", "passed"),
        ),
        (
            "2027-01-12T17:00:00Z",
            scored("garments", "accuracy", 1, 0.5, "g", "short"),
        ),
        (
            "2027-01-12T18:00:00Z",
            scored("garments", "accuracy", 2, 0.91, "g", "good"),
        ),
    ]);
    let titles = BTreeMap::from([("shops".to_owned(), "Sales of shops".to_owned())]);
    let record = record(&situation, &titles, &Commits::new());
    let figure = &record.figures["score:shops"];
    assert_eq!(
        (figure.value, figure.what.as_str()),
        (7.125, "Sales of shops, rmse")
    );
    assert_eq!(figure.on.to_string(), "2027-01-11");
    let evidence = &record.evidence["lab-shops-3"];
    assert!(evidence.verified);
    assert_eq!(evidence.sha256.as_deref(), Some("hash-3"));
    assert!(
        evidence.found.contains("the best of 3 attempts"),
        "{}",
        evidence.found
    );
    assert!(
        !evidence.found.contains("with care"),
        "a note is the person's own"
    );
    assert_eq!(record.figures["score:garments"].value, 0.91);
    // What was held against other answers is no part of the way.
    let way = record.history["score:shops"].iter().map(|m| m.value);
    assert_eq!(way.collect::<Vec<_>>(), [9.25, 7.125, 8.0]);
}

#[test]
fn what_was_taken_back_is_not_shown() {
    let mut events = vec![
        (
            "2027-01-09T16:00:00Z",
            scored("shops", "rmse", 1, 3.5, "d", "passed"),
        ),
        ("2027-01-10T16:00:00Z", logged("1.1", 60)),
        ("2027-01-11T16:00:00Z", Event::Published(deed("post hello"))),
        ("2027-01-12T16:00:00Z", Event::Attended(deed("ML Toronto"))),
    ];
    let shown = |events: &[(&str, Event)]| {
        let record = record(&situation(events.to_vec()), &BTreeMap::new(), &Commits::new());
        record.figures.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(
        shown(&events),
        [
            "hours:1.1",
            "hours:all",
            "hours:step-1",
            "meetups:all",
            "posts:all",
            "score:shops"
        ]
    );
    for n in 0..4 {
        let id: String = format!("{n:064x}").chars().rev().collect();
        events.push(("2027-02-01T16:00:00Z", Event::Undone { fact: id }));
    }
    assert_eq!(shown(&events), [] as [&str; 0]);
}

/// Another's name for a competition cannot take the place of a lab's score, nor a link that is a script one of the web.
#[test]
fn a_score_from_elsewhere_is_told_as_such() {
    let of = |what: &str, value: f64, link: &str| Event::Scored {
        deed: Deed {
            link: Some(link.into()),
            ..deed(what)
        },
        metric: "accuracy".into(),
        value,
        attempt: None,
        standing: None,
    };
    let situation = situation(vec![
        (
            "2027-01-09T16:00:00Z",
            scored("shapes", "accuracy", 1, 0.5, "d", "short"),
        ),
        ("2027-01-10T16:00:00Z", of("shapes", 0.99, "javascript:alert(1)")),
        (
            "2027-01-11T16:00:00Z",
            of("titanic", 0.78, "https://example.org/titanic"),
        ),
    ]);
    let record = record(&situation, &BTreeMap::new(), &Commits::new());
    assert_eq!(record.figures["score:shapes"].value, 0.5);
    let titanic = &record.figures["score:titanic"];
    let evidence = &record.evidence[&titanic.evidence[0]];
    assert!(!evidence.verified, "nobody here saw the competition's answer");
    assert_eq!(evidence.link.as_deref(), Some("https://example.org/titanic"));
    assert!(
        record
            .evidence
            .values()
            .all(|e| e.link.as_deref() != Some("javascript:alert(1)"))
    );
}

/// Three scores of a loss that the service numbered: 0.5, 0.7, 0.4. The best is the least; the rank is the one that was asked for last, which is
/// not that of the best; and both go their way in the order of time. The second rank, of 02:00 UTC on the 13th, is of the 12th in Toronto.
#[test]
fn a_rank_is_kept_as_it_was() {
    let of = |submission: u64, value: f64, asked: &str, rank: Option<u32>| Event::Scored {
        deed: deed("tides"),
        metric: "Log Loss".into(),
        value,
        attempt: None,
        standing: Some(Standing {
            submission,
            asked: asked.parse().unwrap(),
            rank,
            teams: rank.map(|_| 1340),
        }),
    };
    let situation = situation(vec![
        (
            "2027-01-09T16:00:00Z",
            of(2, 0.7, "2027-01-13T02:00:00Z", Some(20)),
        ),
        (
            "2027-01-09T15:00:00Z",
            of(1, 0.5, "2027-01-09T16:00:00Z", Some(31)),
        ),
        ("2027-01-20T16:00:00Z", of(3, 0.4, "2027-01-21T16:00:00Z", None)),
    ]);
    let record = record(&situation, &BTreeMap::new(), &Commits::new());
    let rank = &record.figures["rank:tides"];
    assert_eq!((rank.value, rank.text.as_str()), (20.0, "20 of 1,340"));
    assert_eq!(rank.on.to_string(), "2027-01-12");
    let evidence = &record.evidence[&rank.evidence[0]];
    assert!(
        evidence.verified && evidence.found.contains("rank 20 of 1,340"),
        "{}",
        evidence.found
    );
    let way = |key: &str| -> Vec<(String, f64)> {
        record.history[key]
            .iter()
            .map(|m| (m.on.to_string(), m.value))
            .collect()
    };
    assert_eq!(
        way("rank:tides"),
        [("2027-01-09".to_owned(), 31.0), ("2027-01-12".to_owned(), 20.0)]
    );
    assert_eq!(record.figures["score:tides"].value, 0.4);
    let values: Vec<f64> = way("score:tides").into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, [0.5, 0.7, 0.4]);
}

#[test]
fn commits_are_counted_with_their_days() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let repository = Repository {
        commits: vec![
            at("2027-02-03T10:00:00Z"),
            at("2027-02-01T20:00:00Z"),
            at("2027-02-01T10:00:00Z"),
        ],
        sha256: "abc".into(),
        ..Repository::default()
    };
    let record = record(
        &situation(Vec::new()),
        &BTreeMap::new(),
        &Commits::from([("fishes".to_owned(), repository)]),
    );
    let figure = &record.figures["commits:fishes"];
    assert_eq!(
        (figure.text.as_str(), figure.on.to_string().as_str()),
        ("3", "2027-02-03")
    );
    let evidence = &record.evidence[&figure.evidence[0]];
    assert!(
        evidence
            .found
            .starts_with("3 commits that changed something, on 2 days from 2027-02-01 to 2027-02-03"),
        "{}",
        evidence.found
    );
}

mod drafts {
    use pivot_app::labs::lab::{built_in, parse};
    use pivot_app::showing::{About, Draft, draft, slug, week_of};

    use super::*;

    fn begin(events: Vec<(&str, Event)>, from: &About<'_>, taken: &dyn Fn(&str) -> bool) -> Draft {
        let situation = situation(events);
        let record = record(&situation, &BTreeMap::new(), &Commits::new());
        draft(&situation, &record, from, taken).unwrap()
    }

    #[test]
    fn a_week_says_what_was_done_in_it_and_nothing_else() {
        let events = vec![
            // A Monday morning, 00:30 in Toronto; the Sunday evening before, 23:30.
            ("2027-01-11T05:30:00Z", logged("1.1", 90)),
            ("2027-01-11T04:30:00Z", logged("1.2", 600)),
            (
                "2027-01-13T16:00:00Z",
                scored("shops", "rmse", 1, 3.5, "d", "short"),
            ),
            (
                "2027-01-14T16:00:00Z",
                Event::Checked {
                    about: "1.1".into(),
                    check: "notebook".into(),
                    met: true,
                    found: "private words".into(),
                    proof: None,
                },
            ),
        ];
        let week = week_of("2027-W02").unwrap();
        assert_eq!(week_of("2027-01-13"), Some(week));
        let begun = begin(events, &About::Week(week), &|_| false);
        assert_eq!(begun.slug, "the-week-of-11-january-2027");
        let text = begun.text;
        assert!(
            text.starts_with(
                "+++\ntitle = \"The week of 11 January 2027\"\ndate = 2027-03-01\ndraft = true\n"
            ),
            "{text}"
        );
        assert!(text.contains("1 h 30 m of work"), "{text}");
        assert!(
            text.contains("- Read: 1 h 30 m") && !text.contains("Try"),
            "{text}"
        );
        assert!(text.contains("shops: rmse 3.5000"), "{text}");
        assert!(!text.contains("private words"), "{text}");
        assert!(text.contains("<!-- What surprised me? -->"), "{text}");
    }

    #[test]
    fn a_lab_brings_its_attempts_and_ties_the_best() {
        let (lab, faults) = parse(built_in().iter().find(|l| l.id == "shops").unwrap().definition);
        let lab = lab.unwrap_or_else(|| panic!("{faults:?}"));
        let note = "short | a *star* <script>";
        let events = vec![("2027-01-13T16:00:00Z", scored("shops", "rmse", 1, 3.5, "d", note))];
        let begun = begin(events, &About::Lab(&lab), &|slug| slug == "x");
        assert!(begun.text.contains("rmse [](score:shops)"), "{}", begun.text);
        assert!(
            begun
                .text
                .contains("| 1 | 2027-01-13 | 3.5000 | \\| a \\*star\\* \\<script\\> |"),
            "{}",
            begun.text
        );
        let none = begin(Vec::new(), &About::Lab(&lab), &|_| false);
        assert!(none.text.contains("No attempt is in the journal yet."));
        assert!(!none.text.contains("](score:"), "there is no figure to tie");
    }

    #[test]
    fn a_task_ties_its_hours_and_a_taken_name_gets_a_number() {
        let events = vec![("2027-01-13T16:00:00Z", logged("1.1", 90))];
        let taken = |slug: &str| ["read", "read-2"].contains(&slug);
        let begun = begin(events, &About::Task("1.1"), &taken);
        assert_eq!(begun.slug, "read-3");
        assert!(begun.text.contains("[](hours:1.1) of work"), "{}", begun.text);
        assert!(begun.text.contains("tasks = [\"1.1\"]"), "{}", begun.text);
        let situation = situation(Vec::new());
        let record = record(&situation, &BTreeMap::new(), &Commits::new());
        assert!(draft(&situation, &record, &About::Task("9.9"), &|_| false).is_err());
    }

    #[test]
    fn a_slug_is_letters_digits_and_hyphens() {
        assert_eq!(slug("  Lesson 3: what -- I tried! "), "lesson-3-what-i-tried");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("Über Größe"), "über-größe");
        assert_eq!(slug("!?"), "post");
        assert!(slug(&"word ".repeat(100)).len() <= 64);
    }

    #[test]
    fn a_week_has_several_names() {
        assert_eq!(week_of("2026-W53").unwrap().to_string(), "2026-12-28");
        for wrong in ["", "2027-W54", "2027", "x", "2027-13-01", "9999-12-31x"] {
            assert_eq!(week_of(wrong), None, "{wrong}");
        }
    }
}
