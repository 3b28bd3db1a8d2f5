//! The answer to the article's question, from postings to dates, by hand.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use jiff::SignedDuration;
use pivot_app::domain::fact::{Attempt, Deed, Event, Fact};
use pivot_app::planning::forecast::Wish as Futures;
use pivot_app::verbs::answer::{Report, Stands, Way, Wish, answer};
use pivot_app::verbs::init::{self, init};
use pivot_app::{Folder, Options, Situation};

/// `read` takes an hour and shows Python; `net` takes 2 h after it and shows PyTorch, which `long` does in 5 h alone.
const CURRICULUM: &str = "format = \"pivot.curriculum/1\"\nid = \"mine\"\ntitle = \"Mine\"\nquestion = \"Need I?\"\n\
    [[step]]\nnumber = 1\ntitle = \"Learn\"\n\
    [[task]]\nid = \"read\"\nstep = 1\ntitle = \"Read\"\neffort = [1, 1, 1]\nskills = [\"python\"]\ndone_when = { kind = \"file\", file = \"work/a.md\", words = 3 }\n\
    [[task]]\nid = \"long\"\nstep = 1\ntitle = \"Long\"\neffort = [5, 5, 5]\nskills = [\"pytorch\"]\n\
    [[task]]\nid = \"net\"\nstep = 1\ntitle = \"Net\"\neffort = [2, 2, 2]\nafter = [\"read\"]\nskills = [\"pytorch\"]\n";

struct World {
    dir: tempfile::TempDir,
    folder: Folder,
}

impl World {
    fn new(postings: &[(&str, &str)]) -> World {
        let dir = tempfile::tempdir().unwrap();
        let wish = init::Wish {
            text: Some(CURRICULUM.into()),
            timezone: Some("UTC".into()),
            start: Some("2027-01-04".parse().unwrap()),
            hours: Some("mon-fri 18:00-20:00".into()),
            ..init::Wish::default()
        };
        let now = "2027-01-04T08:00:00Z".parse().unwrap();
        let folder = init(&dir.path().join("p"), &wish, now, None).unwrap();
        let world = World { dir, folder };
        for (name, text) in postings {
            world.write(&format!("postings/{name}.txt"), text);
        }
        world
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.path().join("p").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn situation(&self) -> Situation {
        Situation::load(&self.folder, "2027-01-04T08:00:00Z".parse().unwrap()).unwrap()
    }

    fn ask(&self, situation: &Situation, hours: i64) -> Report {
        let wish = Wish {
            hours: SignedDuration::from_hours(hours),
            futures: Futures {
                futures: 40,
                ..Futures::default()
            },
        };
        answer(&self.folder, situation, &wish, &Options::default()).unwrap()
    }
}

const BOTH: (&str, &str) = ("both", "Engineer\nRequirements:\n- Python and PyTorch\n");
const ONE: (&str, &str) = (
    "one",
    "Developer\nRequirements:\n- Python, three years of experience\n",
);
const CLOUD: (&str, &str) = (
    "cloud",
    "Operator\nRequirements:\n- Kubernetes\nNice to have:\n- Python\n",
);
const EXPERT: (&str, &str) = ("expert", "Scientist\nRequirements:\n- PhD in physics\n- Python\n");

fn told(report: &Report) -> Vec<(&str, usize, usize, i64)> {
    let skills = report.skills.iter();
    skills
        .map(|m| (m.skill.as_str(), m.alone, m.demanded, m.work.as_mins() / 60))
        .collect()
}

/// Python opens `one` and is demanded by `both` too; Kubernetes opens `cloud`; PyTorch opens nothing alone. Its cheaper way is `net` with
/// `read`, 1 + 2 = 3 h, and no longer one than `long`. Kubernetes has no task: 20 h. Together 1 + 2 + 20 = 23 h open all three; what demands
/// a doctorate stays closed, and its Python opens nothing.
#[test]
fn from_postings_to_hours() {
    let world = World::new(&[BOTH, ONE, CLOUD, EXPERT]);
    let situation = world.situation();
    let report = world.ask(&situation, 4);
    let counts = |r: &Report| [Stands::Today, Stands::Skills, Stands::Closed].map(|s| r.count(s));
    assert_eq!((report.experts(), counts(&report)), (1, [0, 3, 1]));
    assert_eq!(
        told(&report),
        [
            ("python", 1, 2, 1),
            ("kubernetes", 1, 1, 20),
            ("pytorch", 0, 1, 3)
        ]
    );
    let way = |report: &Report, skill: &str| {
        report
            .skills
            .iter()
            .find(|m| m.skill == skill)
            .unwrap()
            .way
            .clone()
    };
    match way(&report, "pytorch") {
        Way::Task {
            id, before, done_by, ..
        } => {
            assert_eq!((id.as_str(), before), ("net", vec!["read".to_owned()]));
            assert!(done_by.is_some());
        }
        Way::Proposed => panic!("a task of the plan shows it"),
    }
    assert_eq!(way(&report, "kubernetes"), Way::Proposed);
    let best = &report.best.choice;
    assert_eq!((best.opened, best.minutes, best.proven), (2, 180, true));
    assert_eq!(report.best.finish, report.finish, "all of it is in the plan");
    let frontier: Vec<(u64, usize)> = report
        .frontier
        .iter()
        .map(|c| (c.minutes / 60, c.opened))
        .collect();
    assert_eq!(frontier, [(1, 1), (3, 2), (23, 3)]);
    // 20 h more at 2 h an evening end later, whatever is drawn.
    let more = world.ask(&situation, 40);
    assert_eq!(more.best.choice.opened, 3);
    assert!(more.best.finish.p50 > report.finish.p50 && more.best.finish.p80 > report.finish.p80);
    let single = more.skills.iter().find(|m| m.skill == "kubernetes").unwrap();
    assert!(single.dates.unwrap().p50 > report.finish.p50);
}

/// The evidence of `read` shows Python; a résumé of one year of work closes what asks for three, and four years open it.
#[test]
fn evidence_and_a_resume_change_it() {
    let world = World::new(&[BOTH, ONE]);
    let situation = world.situation();
    assert_eq!(world.ask(&situation, 4).count(Stands::Today), 0);
    world.write("work/a.md", "Three words here");
    let report = world.ask(&situation, 4);
    assert_eq!(report.count(Stands::Today), 1);
    assert_eq!(told(&report), [("pytorch", 1, 1, 3)], "`read` is open still");
    world.write("resume.json", r#"{"work":[{"name":"A","startDate":"2026-01"}]}"#);
    let report = world.ask(&situation, 4);
    assert_eq!(
        (report.count(Stands::Today), report.count(Stands::Closed)),
        (0, 1)
    );
    world.write("resume.json", r#"{"work":[{"name":"A","startDate":"2023-01"}]}"#);
    assert_eq!(world.ask(&situation, 4).count(Stands::Today), 1);
}

/// A lab that was passed shows its skills: the same posting takes the person then.
#[test]
fn a_passed_lab_changes_it() {
    let world = World::new(&[(
        "vision",
        "Engineer\nRequirements:\n- Computer vision and deep learning\n",
    )]);
    let mut situation = world.situation();
    assert_eq!(world.ask(&situation, 4).count(Stands::Today), 0);
    for (note, today) in [("short", 0), ("passed", 1)] {
        let scored = Event::Scored {
            deed: Deed {
                task: None,
                what: "garments".into(),
                link: None,
                note: Some(note.into()),
            },
            metric: "accuracy".into(),
            value: 0.9,
            attempt: Some(Attempt {
                number: 1,
                set: "made".into(),
                data: "d".into(),
                sha256: "s".into(),
            }),
            standing: None,
        };
        let fact = Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: scored,
        };
        situation.facts.push(fact.into());
        assert_eq!(world.ask(&situation, 4).count(Stands::Today), today, "{note}");
    }
}
