//! Competitions in the plan, in worlds so small that it can be worked out by hand.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_app::connect::kaggle::{Competition, Limits};
use pivot_app::planning::fit::{Wish, fit};
use pivot_app::planning::{Estimate, Plan, build, plan};
use pivot_app::{Folder, Known, Options, Situation, Watching};
use pivot_domain::competitions::Watched;
use tempfile::TempDir;

/// Two hours on each weekday evening from Monday 4 January 2027 on, in UTC; sessions of any length, no breaks.
const SETTINGS: &str = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n";
const NOW: &str = "2027-01-04T00:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tides() -> Competition {
    Competition {
        name: "tides".into(),
        entered: true,
        ..Competition::default()
    }
}

/// A pivot on the disk of these tasks, which watches `tides` for task 1.1.
struct Pivot {
    _dir: TempDir,
    folder: Folder,
}

impl Pivot {
    fn new(tasks: &str, competition: &Competition, limits: Option<Limits>) -> Pivot {
        let dir = tempfile::tempdir().unwrap();
        let text = format!(
            "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
        );
        let folder = Folder::create(dir.path().join("p").as_path(), SETTINGS, &text).unwrap();
        folder
            .write_competitions("[[competition]]\nname = \"tides\"\ntask = \"1.1\"\n")
            .unwrap();
        let known = Known {
            format: "pivot.competition/1".into(),
            asked: at(NOW),
            competition: competition.clone(),
            limits,
        };
        folder
            .write_competition("tides", &serde_json::to_string(&known).unwrap())
            .unwrap();
        Pivot { _dir: dir, folder }
    }

    fn situation(&self, now: &str) -> Situation {
        Situation::load(&self.folder, at(now)).unwrap()
    }

    /// The plan, which the engine's checker has accepted, and the situation.
    fn plan(&self) -> (Situation, Plan) {
        let situation = self.situation(NOW);
        let plan = plan(&situation, &Options::default()).unwrap();
        (situation, plan)
    }
}

fn task(id: &str, hours: u32, more: &str) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\nkind = \"compete\"\neffort = [{hours}, {hours}, {hours}]\n{more}\n"
    )
}

/// When the last session of a task ends.
fn ends(plan: &Plan, task: &str) -> Timestamp {
    plan.sessions
        .iter()
        .filter(|s| s.task == task)
        .map(|s| s.end)
        .max()
        .unwrap()
}

/// 1.2 has 8 hours and stands first by its soft deadline of the 7th; 1.1 of 4 hours closes on Wednesday the 6th at 20:00, after six
/// hours of work. It is done within them, and 1.2 is late instead; without the competition it is the other way round.
#[test]
fn the_last_submission_is_a_deadline_to_the_minute() {
    let tasks = task("1.1", 4, "") + &task("1.2", 8, "deadline = 2027-01-07");
    let closes = Competition {
        deadline: Some(at("2027-01-06T20:00:00Z")),
        ..tides()
    };
    let (_, plan) = Pivot::new(&tasks, &closes, None).plan();
    assert!(
        ends(&plan, "1.1") <= at("2027-01-06T20:00:00Z"),
        "{:?}",
        plan.sessions
    );
    assert!(
        ends(&plan, "1.2") > at("2027-01-08T00:00:00Z"),
        "4 + 8 hours are six evenings"
    );
    let (_, free) = Pivot::new(&tasks, &tides(), None).plan();
    assert!(
        ends(&free, "1.1") > at("2027-01-07T00:00:00Z"),
        "{:?}",
        free.sessions
    );
    assert_eq!(ends(&free, "1.2"), at("2027-01-07T20:00:00Z"));
}

/// 5 hours of work, and by Tuesday the 5th 19:30 there are 2 and 1.5 of them. It is said to be late, by the competition; and what collides
/// is the hours and the competition, whose date nothing moves.
#[test]
fn what_cannot_be_in_time_is_said_and_named() {
    let closes = Competition {
        deadline: Some(at("2027-01-05T19:30:00Z")),
        ..tides()
    };
    let pivot = Pivot::new(&task("1.1", 5, ""), &closes, None);
    let (situation, plan) = pivot.plan();
    let late: Vec<_> = plan
        .late
        .iter()
        .map(|l| (l.task.as_str(), l.hard, l.deadline))
        .collect();
    assert_eq!(late, [("1.1", true, at("2027-01-05T19:30:00Z"))]);
    let told = fit(&situation, jiff::civil::date(2027, 1, 31)).unwrap();
    assert!(
        told.conflict.iter().any(|c| c.wish == Wish::Closes(0)),
        "{:?}",
        told.conflict
    );
    let files = pivot_app::planning::fit::Files {
        settings: situation.settings.clone(),
        curriculum: situation.curriculum.clone(),
    };
    assert_eq!(Wish::Closes(0).name(&files), "1.1 competition");
    assert_eq!(
        Wish::Closes(0).what(&files),
        "1.1 1.1 must be finished by Tue 5 Jan 2027 19:30: its competition takes nothing later"
    );
}

/// Entry closes on Monday the 4th at 18:15, when the first quarter of an hour of the plan ends: the rules come first, before two tasks that
/// have no date. Once one has entered there is no such task; once it is too late that is said.
#[test]
fn the_rules_are_accepted_while_one_can_enter() {
    let tasks = task("1.1", 4, "") + &task("1.2", 2, "");
    let entry = Competition {
        entry: Some(at("2027-01-04T18:15:00Z")),
        deadline: Some(at("2027-02-01T00:00:00Z")),
        entered: false,
        ..tides()
    };
    let (_, plan) = Pivot::new(&tasks, &entry, None).plan();
    let first = &plan.sessions[0];
    assert_eq!(
        (first.task.as_str(), first.start),
        ("enter-tides", at("2027-01-04T18:00:00Z"))
    );
    assert_eq!(
        first.end.duration_since(first.start),
        SignedDuration::from_mins(15)
    );
    assert!(plan.late.is_empty() && plan.unplaced.is_empty());
    let own = plan
        .sessions
        .iter()
        .filter(|s| s.task == "1.1")
        .map(|s| s.start)
        .min()
        .unwrap();
    assert!(own >= first.end);

    let entered = Competition {
        entered: true,
        ..entry.clone()
    };
    let (_, plan) = Pivot::new(&tasks, &entered, None).plan();
    assert!(plan.sessions.iter().all(|s| s.task != "enter-tides"));

    let late = Pivot::new(&tasks, &entry, None).situation("2027-01-05T00:00:00Z");
    assert!(late.curriculum.task("enter-tides").is_none());
    assert!(
        late.notes
            .iter()
            .any(|n| n.contains("could be entered until Mon 4 Jan 2027 18:15")),
        "{:?}",
        late.notes
    );
}

/// 1.1 and 1.2 have ten hours, five evenings; a team must be agreed on by the end of the second one, and is. It is asked for by the person alone,
/// comes after the rules where these are not accepted, and where teams can no longer merge that is said instead.
#[test]
fn a_team_is_agreed_on_while_teams_can_merge() {
    let tasks = task("1.1", 6, "") + &task("1.2", 4, "");
    let merger = Competition {
        merger: Some(at("2027-01-05T20:00:00Z")),
        deadline: Some(at("2027-02-01T00:00:00Z")),
        ..tides()
    };
    let alone = Pivot::new(&tasks, &merger, None);
    let (situation, plan) = alone.plan();
    assert!(plan.sessions.iter().all(|s| s.task != "team-tides"));
    assert!(
        situation
            .notes
            .iter()
            .any(|n| n.contains("teams can merge until Tue 5 Jan 2027 20:00"))
    );

    let wanted = "[[competition]]\nname = \"tides\"\ntask = \"1.1\"\nteam = true\n";
    alone.folder.write_competitions(wanted).unwrap();
    let (situation, plan) = alone.plan();
    assert!(
        ends(&plan, "team-tides") <= at("2027-01-05T20:00:00Z"),
        "{:?}",
        plan.sessions
    );
    assert!(
        plan.late.is_empty() && situation.notes.is_empty(),
        "{:?}",
        situation.notes
    );

    let not_entered = Pivot::new(
        &tasks,
        &Competition {
            entered: false,
            ..merger.clone()
        },
        None,
    );
    not_entered.folder.write_competitions(wanted).unwrap();
    let (_, plan) = not_entered.plan();
    let begins = plan
        .sessions
        .iter()
        .filter(|s| s.task == "team-tides")
        .map(|s| s.start)
        .min();
    assert!(
        ends(&plan, "enter-tides") <= begins.unwrap(),
        "{:?}",
        plan.sessions
    );

    let late = alone.situation("2027-01-06T00:00:00Z");
    assert!(late.curriculum.task("team-tides").is_none());
    assert!(
        late.notes
            .iter()
            .any(|n| n.contains("teams could merge until Tue 5 Jan 2027 20:00")),
        "{:?}",
        late.notes
    );
}

/// Three times of half an hour fit into one evening of two hours. With two tries in a day of UTC the third is on the next; and where one of
/// today's is made, only one is left for today.
#[test]
fn a_day_has_so_many_tries() {
    let tasks =
        task("1.1", 1, "repeat = 3").replace("effort = [1, 1, 1]", "effort = [\"30m\", \"30m\", \"30m\"]");
    let days = |limits: Option<Limits>, daily: Option<u64>| {
        let (_, plan) = Pivot::new(&tasks, &Competition { daily, ..tides() }, limits).plan();
        // A time is submitted when its last session ends: its work may have begun the day before.
        let mut ends: BTreeMap<u32, Timestamp> = BTreeMap::new();
        for session in &plan.sessions {
            let end = ends.entry(session.time.unwrap().0).or_default();
            *end = session.end.max(*end);
        }
        let mut days: Vec<i8> = ends
            .values()
            .map(|end| end.to_string()[8..10].parse().unwrap())
            .collect();
        days.sort_unstable();
        days
    };
    assert_eq!(days(None, None), [4, 4, 4]);
    assert_eq!(days(None, Some(3)), [4, 4, 4]);
    assert_eq!(days(None, Some(2)), [4, 4, 5]);
    let made = Limits {
        today: 1,
        total: 1,
        allowed: 1,
        by_total: false,
    };
    assert_eq!(days(Some(made), Some(2)), [4, 5, 5]);
}

/// A competition that closed, one of a task that nobody knows, and teams that can merge for three days more: each is said, and the plan
/// goes on.
#[test]
fn what_asks_nothing_is_said() {
    let over = Competition {
        deadline: Some(at("2027-01-01T00:00:00Z")),
        ..tides()
    };
    let (situation, plan) = Pivot::new(&task("1.1", 2, ""), &over, None).plan();
    assert_eq!(situation.curriculum.task("1.1").unwrap().closes, None);
    assert!(
        plan.notes
            .iter()
            .any(|n| n.contains("closed on Fri 1 Jan 2027 00:00")),
        "{:?}",
        plan.notes
    );
    let merger = Competition {
        merger: Some(at("2027-01-07T00:00:00Z")),
        ..tides()
    };
    let (_, plan) = Pivot::new(&task("1.1", 2, ""), &merger, None).plan();
    assert!(
        plan.notes
            .iter()
            .any(|n| n.contains("teams can merge until Thu 7 Jan 2027")),
        "{:?}",
        plan.notes
    );
    let (situation, _) = Pivot::new(&task("1.2", 2, ""), &merger, None).plan();
    assert!(
        situation
            .notes
            .iter()
            .any(|n| n.contains("which the curriculum does not have")),
        "{:?}",
        situation.notes
    );
    let watching = Watching {
        watched: Watched::default(),
        known: None,
    };
    assert!(!watching.entered() && watching.better().is_none());
    // The estimate changes no date.
    assert_eq!(build(&situation, Estimate::Expected, 30).tasks.len(), 1);
}
