//! Repairs that are done: the files keep what they had, and the date can be kept then.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use jiff::SignedDuration;
use jiff::civil::date;
use pivot_app::domain::fact::Event;
use pivot_app::domain::week::Week;
use pivot_app::planning::fit::{Bend, fit};
use pivot_app::planning::forecast::Change;
use pivot_app::verbs::init;
use pivot_app::verbs::mend::{apply, mend, mended, take};
use pivot_app::{Error, Folder, Options, Situation, planning};
use tempfile::TempDir;

const NOW: &str = "2027-01-11T09:30:00-05:00";

fn demo() -> (TempDir, Folder) {
    let home = tempfile::tempdir().unwrap();
    let folder = init::demo(home.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
    (home, folder)
}

fn read(folder: &Folder) -> Situation {
    Situation::load(folder, NOW.parse().unwrap()).unwrap()
}

/// Each repair of each of these dates is written in a folder of its own. All of what was there stays, but for the lines that the
/// repair names, and the same question is answered with yes.
#[test]
fn what_is_offered_helps_once_it_is_done() {
    let mut kinds = Vec::new();
    for by in [date(2027, 2, 28), date(2027, 3, 20), date(2027, 3, 28)] {
        let (_home, folder) = demo();
        let count = fit(&read(&folder), by).unwrap().repairs.len();
        assert!(count > 0, "{by}");
        for n in 0..count {
            let (_home, folder) = demo();
            let situation = read(&folder);
            let repair = fit(&situation, by).unwrap().repairs.remove(n);
            let done = mend(&folder, &situation, &repair, None).unwrap();
            assert_eq!(done.by_hand, [], "{}", repair.change);
            let comments = |text: &str| text.matches('#').count();
            for file in &done.files {
                assert_eq!(comments(&file.before), comments(&file.after), "{}", repair.change);
                let (gone, come) = file.lines();
                // At most seven bends of a line or two each; a calendar or days off taken out are a table.
                assert!(gone.len() <= 8 && come.len() <= 8, "{gone:?} {come:?}");
            }
            let foreseen = mended(&situation, &done);
            apply(&folder, &situation, &done).unwrap();
            let now = read(&folder);
            assert_eq!(now.settings, foreseen.settings);
            assert_eq!(now.curriculum, foreseen.curriculum);
            assert_eq!(now.facts.len(), done.events.len());
            let by = match repair.bends[..] {
                [Bend::Date(date)] => date,
                _ => by,
            };
            assert!(fit(&now, by).unwrap().fits, "{}", repair.change);
            kinds.extend(repair.bends.iter().map(std::mem::discriminant));
        }
    }
    kinds.sort_by_key(|k| format!("{k:?}"));
    kinds.dedup();
    assert!(
        kinds.len() >= 4,
        "these dates ask for too little to show anything: {kinds:?}"
    );
}

/// Work left out is a fact; the plan as it would be is the plan as it is then.
#[test]
fn work_that_is_left_out_is_a_fact() {
    let (_home, folder) = demo();
    let situation = read(&folder);
    let answer = fit(&situation, date(2027, 3, 28)).unwrap();
    let drops = |b: &Bend| matches!(b, Bend::Drop(_) | Bend::Shorten(..));
    let Some(repair) = answer.repairs.iter().find(|r| r.bends.iter().any(drops)) else {
        panic!("{:?}", answer.repairs);
    };
    let done = mend(&folder, &situation, repair, None).unwrap();
    assert!(matches!(
        done.events[0],
        Event::TaskDropped { .. } | Event::EstimateChanged { .. }
    ));
    let options = Options::default();
    let foreseen = planning::plan(&mended(&situation, &done), &options).unwrap();
    apply(&folder, &situation, &done).unwrap();
    let then = planning::plan(&read(&folder), &options).unwrap();
    assert_eq!(foreseen.finish, then.finish);
}

/// The date becomes the finish that is hoped for where that is asked for, beside the repair.
#[test]
fn a_date_can_be_written_down_too() {
    let (_home, folder) = demo();
    let situation = read(&folder);
    let by = date(2027, 3, 20);
    let repair = fit(&situation, by).unwrap().repairs.remove(0);
    assert!(!matches!(repair.bends[..], [Bend::Date(_)]));
    let done = mend(&folder, &situation, &repair, Some(by)).unwrap();
    assert_eq!(done.by_hand, []);
    apply(&folder, &situation, &done).unwrap();
    let now = read(&folder);
    assert_eq!(now.settings.finish_by, Some(by));
    assert!(fit(&now, by).unwrap().fits);
}

/// A file that somebody wrote in between is left as they wrote it.
#[test]
fn a_file_that_changed_is_not_overwritten() {
    let (_home, folder) = demo();
    let situation = read(&folder);
    let repair = fit(&situation, date(2027, 3, 20)).unwrap().repairs.remove(0);
    let done = mend(&folder, &situation, &repair, None).unwrap();
    let text = folder
        .settings()
        .unwrap()
        .replace("start = 2027-01-04", "start = 2027-01-05");
    folder.write_settings(&text).unwrap();
    assert!(matches!(apply(&folder, &situation, &done), Err(Error::Changed)));
    assert!(matches!(
        mend(&folder, &situation, &repair, None),
        Err(Error::Changed)
    ));
    assert_eq!(folder.settings().unwrap(), text);
    assert_eq!(read(&folder).facts, []);
}

/// Hours that are stretched are stretched in every rule, with the daily limit; hours that are said anew are instead of them all.
#[test]
fn hours_are_stretched_or_said_anew() {
    let (_home, folder) = demo();
    let text = folder.settings().unwrap();
    let line = "week = \"mon-fri 09:00-12:15,13:15-17:30; sat 10:00-13:15\"\n";
    assert!(text.contains(line));
    let rules = "week = \"mon-fri 18:00-20:00\"\ndaily_limit = \"2h\" # no more\n[[hours.change]]\nfrom = 2027-02-01\nto = 2027-02-28\nweek = \"sat 10:00-12:00\" # busy\n";
    folder.write_settings(&text.replace(line, rules)).unwrap();
    let situation = read(&folder);
    // Ten hours become fifteen: each day and the limit are half as long again.
    let wish = Change {
        weekly: Some(SignedDuration::from_hours(15)),
        ..Change::default()
    };
    let done = take(&folder, &situation, &wish).unwrap();
    let wanted = rules
        .replace("18:00-20:00", "18:00-21:00")
        .replace("\"2h\"", "\"3h\"")
        .replace("10:00-12:00", "10:00-13:00");
    // The change has the limit of the first rule, and says it itself from now on.
    let wanted = wanted.replace("# busy\n", "# busy\ndaily_limit = \"3h\"\n");
    assert_eq!(done.files[0].after, text.replace(line, &wanted));
    let wish = Change {
        hours: Some(Week::parse("sun 10:00-14:00").unwrap()),
        ..Change::default()
    };
    let done = take(&folder, &situation, &wish).unwrap();
    assert_eq!(
        done.files[0].after,
        text.replace(line, "week = \"sun 10:00-14:00\"\n")
    );
    for hours in [0, 113] {
        let wish = Change {
            weekly: Some(SignedDuration::from_hours(hours)),
            ..Change::default()
        };
        assert!(
            matches!(take(&folder, &situation, &wish), Err(Error::Wrong { .. })),
            "{hours}"
        );
    }
}
