//! The lab of a service, from its data to a score: what a service says and how it behaves decide the bar.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use pivot_app::connect::service::{Body, Service};
use pivot_app::labs::lab::Bar;
use pivot_app::labs::lab::answers::Answers;
use pivot_app::labs::made::{Size, make};
use pivot_app::labs::serving::{Climb, pictures};
use pivot_app::verbs::init;
use pivot_app::verbs::lab::{
    self, Answered, Definition, GetWish, Handed, Measurement, ServeWish, SubmitWish,
};
use pivot_app::{Error, Folder, Situation};

struct World {
    _dir: tempfile::TempDir,
    folder: Folder,
    found: Definition,
    /// The truth of each picture, by its bytes.
    truth: BTreeMap<Vec<u8>, String>,
}

impl World {
    fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let folder = init::demo(dir.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
        let found = lab::find(Some(&folder), "serving").unwrap();
        lab::get(&folder, &found, &GetWish::default(), &mut |_| {}).unwrap();
        let made = make("shapes", 1, Size::Whole).unwrap();
        let file = |name: &str| {
            made.files
                .iter()
                .find(|file| file.path == name)
                .unwrap()
                .bytes
                .as_slice()
        };
        let (ids, files) = pictures(file("test.csv"), file("test.npy")).unwrap();
        let answers = Answers::read(&made.truth).unwrap();
        let label = |id: &str| answers.of(id).unwrap().values[0].clone();
        let truth = files.into_iter().zip(ids.iter().map(|id| label(id))).collect();
        World {
            _dir: dir,
            folder,
            found,
            truth,
        }
    }

    fn situation(&self) -> Situation {
        self.after(0)
    }

    fn after(&self, minutes: i64) -> Situation {
        let begin: jiff::Timestamp = "2027-01-11T09:30:00-05:00".parse().unwrap();
        Situation::load(&self.folder, begin + jiff::SignedDuration::from_mins(minutes)).unwrap()
    }

    fn serve(&self, service: &dyn Service) -> Answered {
        let climb = Climb {
            rates: vec![10, 60],
            hold: Duration::from_millis(200),
            fewest: 10,
        };
        let wish = ServeWish {
            note: Some("first try"),
            dry_run: false,
            climb: &climb,
        };
        lab::serve(
            &self.folder,
            &self.situation(),
            &self.found,
            service,
            &wish,
            &|_| {},
        )
        .unwrap()
        .answered
    }
}

fn measured(answered: Answered) -> Measurement {
    match answered {
        Answered::Measured(made) => *made,
        other => panic!("it is measured: {other:?}"),
    }
}

/// A service that knows the truth, and keeps some of it to itself.
struct Double<'w> {
    world: &'w World,
    /// Of a hundred pictures it says the wrong thing of so many.
    wrong: usize,
    /// It takes everything for a picture.
    gullible: bool,
}

impl Service for Double<'_> {
    fn ask(&self, body: Body<'_>) -> Result<(u16, Vec<u8>), String> {
        let known = match body {
            Body::Bytes(bytes, "image/png") => self.world.truth.get_key_value(bytes),
            _ => None,
        };
        match known {
            Some((bytes, label)) => {
                // Which ones it gets wrong is settled by the picture.
                let dice = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>() % 100;
                let said = if dice < self.wrong { "nothing" } else { label };
                Ok((200, format!("{{\"label\": \"{said}\"}}").into_bytes()))
            }
            None if self.gullible => Ok((200, b"{\"label\": \"circle\"}".to_vec())),
            None => Ok((415, Vec::new())),
        }
    }
}

#[test]
fn a_service_reaches_a_bar_by_rate_accuracy_and_manners() {
    let world = World::new();
    let good = Double {
        world: &world,
        wrong: 10,
        gullible: false,
    };
    let Measurement {
        accuracy,
        accurate,
        survived,
        entry,
        report,
        left,
        ..
    } = measured(world.serve(&good));
    assert!((0.85..0.95).contains(&accuracy), "{accuracy}");
    assert!(accurate && survived);
    // Both rates hold; 60 is over the bar of 50 and under that of 200.
    assert_eq!(
        (entry.number, entry.value, entry.bar),
        (1, 60.0, Some(Bar::Good)),
        "{:?}",
        report.levels
    );
    assert_eq!((entry.note.as_deref(), left), (Some("first try"), 9));
    let kept = world.folder.lab("serving").unwrap();
    let account = String::from_utf8(kept.read("attempts/1.json", 1 << 20).unwrap().unwrap()).unwrap();
    assert!(
        account.contains("\"rate\": 60") && !account.contains("private"),
        "{account}"
    );
    assert_eq!(
        kept.read("attempts/1.csv", 1 << 20)
            .unwrap()
            .unwrap()
            .iter()
            .filter(|b| **b == b'\n')
            .count(),
        1 + report.labels.len()
    );

    let careless = Double { wrong: 60, ..good };
    let Measurement { entry, accurate, .. } = measured(world.serve(&careless));
    assert_eq!(
        (entry.value, entry.bar, accurate),
        (0.0, None, false),
        "quick and wrong"
    );

    let gullible = Double {
        wrong: 0,
        gullible: true,
        world: &world,
    };
    let Measurement { entry, survived, .. } = measured(world.serve(&gullible));
    assert_eq!((entry.bar, survived), (None, false), "right and gullible");

    let board = lab::board(&world.folder, &world.situation(), &world.found).unwrap();
    assert_eq!(board.rows.len(), 3);
    assert_eq!(board.private, None);
}

#[test]
fn attempts_of_a_day_end_and_a_dry_run_costs_none() {
    let world = World::new();
    let good = Double {
        world: &world,
        wrong: 0,
        gullible: false,
    };
    let climb = Climb {
        rates: vec![],
        hold: Duration::ZERO,
        fewest: 1,
    };
    let wish = |dry_run| ServeWish {
        note: None,
        dry_run,
        climb: &climb,
    };
    let serve = |dry_run, minutes| {
        lab::serve(
            &world.folder,
            &world.after(minutes),
            &world.found,
            &good,
            &wish(dry_run),
            &|_| {},
        )
        .unwrap()
    };
    assert!(
        matches!(serve(true, 0).answered, Answered::One(label) if world.truth.values().any(|l| *l == label))
    );
    for k in 0..10 {
        assert!(
            matches!(serve(false, k).answered, Answered::Measured(made) if made.entry.value == 0.0),
            "{k}"
        );
    }
    assert!(matches!(serve(false, 20).answered, Answered::Spent));
}

#[test]
fn a_file_is_no_service_and_a_service_no_file() {
    let world = World::new();
    let wish = SubmitWish {
        file: Handed::At(std::path::Path::new("submission.csv")),
        note: None,
        model: None,
        dry_run: false,
    };
    let error = lab::submit(&world.folder, &world.situation(), &world.found, &wish).unwrap_err();
    assert!(matches!(error, Error::Wrong { next: Some(next), .. } if next.contains("--url")));
    let garments = lab::find(Some(&world.folder), "garments").unwrap();
    let climb = Climb::default();
    let wish = ServeWish {
        note: None,
        dry_run: false,
        climb: &climb,
    };
    let silent = Double {
        world: &world,
        wrong: 0,
        gullible: false,
    };
    let error = lab::serve(
        &world.folder,
        &world.situation(),
        &garments,
        &silent,
        &wish,
        &|_| {},
    )
    .unwrap_err();
    assert!(matches!(error, Error::Wrong { next: Some(next), .. } if next.contains("submit garments FILE")));
}
