//! Planning from the journal: what is left, what is done, what is pinned, and a long silence. Cases derived by hand, and
//! thousands of random journals.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod intake;
mod left;
mod lines;
mod pins;
mod preview;
mod random;
mod silence;

use jiff::{SignedDuration, Timestamp};
use pivot_app::planning::{Answer, Plan, plan};
use pivot_app::{Options, Situation};
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{DatedSession, Event, Fact, Part, Recorded};
use pivot_domain::{curriculum, settings};

/// `mon-fri 18:00-20:00` from Monday 4 January 2027 in UTC: one session of two hours an evening.
fn situation(tasks: &str) -> Situation {
    with("", tasks)
}

/// The same with more lines in `pivot.toml`.
fn with(more: &str, tasks: &str) -> Situation {
    let text = format!(
        "timezone = \"UTC\"\nstart = 2027-01-04\n{more}\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n[session]\nmin = \"30m\"\nmax = \"2h\"\n"
    );
    let (settings, faults) = settings::parse(&text);
    assert_eq!(faults, [], "{text}");
    let (curriculum, faults) = curriculum::parse(&format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[resource]]\nid = \"gpu\"\ntitle = \"GPU\"\n\
         [[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    ));
    assert_eq!(faults, [], "{tasks}");
    Situation {
        now: at("2027-01-04T00:00:00Z"),
        feeds: vec![],
        settings: settings.unwrap(),
        curriculum: curriculum.unwrap(),
        facts: vec![],
        notes: vec![],
        competitions: vec![],
        only_if_unchanged: false,
    }
}

fn task(id: &str, hours: u32, more: &str) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\nkind = \"course\"\neffort = [\"{hours}h\", \"{hours}h\", \"{hours}h\"]\n{more}\n"
    )
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A day of January 2027, and an hour.
fn january(day: u32, hour: u32) -> Timestamp {
    at(&format!("2027-01-{day:02}T{hour:02}:00:00Z"))
}

fn part(task: &str, time: Option<u32>) -> Part {
    Part {
        task: task.into(),
        time,
    }
}

fn hours(task: &str, hours: i64) -> Event {
    Event::Logged {
        part: part(task, None),
        spent: SignedDuration::from_hours(hours),
    }
}

fn done(task: &str) -> Event {
    Event::Done(part(task, None))
}

fn estimate(task: &str, hours: [i64; 3]) -> Event {
    let [low, likely, high] = hours.map(SignedDuration::from_hours);
    Event::EstimateChanged {
        task: task.into(),
        effort: Effort { low, likely, high },
        priors: vec![],
    }
}

fn session(id: &str, start: Timestamp, minutes: i64) -> DatedSession {
    DatedSession {
        id: id.into(),
        task: pivot_domain::fact::task_of(id).into(),
        start,
        end: start + SignedDuration::from_mins(minutes),
    }
}

/// Appends a fact that is written when it happens.
fn add(situation: &mut Situation, when: Timestamp, event: Event) {
    let fact = Fact {
        at: when,
        zone: "UTC".into(),
        event,
    };
    let id = format!("f{}", situation.facts.len());
    situation.facts.push(Recorded {
        id,
        ..Recorded::from(fact)
    });
}

/// Takes the plan of the moment as the person's.
fn accept(situation: &mut Situation) {
    let sessions = planned(situation).sessions.into_iter().map(|s| DatedSession {
        id: s.id,
        task: s.task,
        start: s.start,
        end: s.end,
    });
    let event = Event::PlanAccepted(sessions.collect());
    add(situation, situation.now, event);
}

fn planned(situation: &Situation) -> Plan {
    plan(situation, &Options::default()).unwrap()
}

fn answer(situation: &Situation) -> Answer {
    Answer::of(situation, &Options::default()).unwrap()
}

/// Each session: its id, its day and hours of January.
fn told(plan: &Plan) -> Vec<String> {
    let text = |t: Timestamp, format: &str| t.strftime(format).to_string();
    let session = |s: &pivot_app::planning::PlannedSession| {
        format!("{} {}-{}", s.id, text(s.start, "%d %H:%M"), text(s.end, "%H:%M"))
    };
    plan.sessions.iter().map(session).collect()
}

/// Each move: task, day of January from and to, cause.
fn moves(situation: &Situation) -> Vec<String> {
    let day = |t: Option<Timestamp>| t.map_or("-".into(), |t| t.strftime("%d").to_string());
    let all = answer(situation).moves.into_iter();
    all.map(|m| format!("{} {} {}: {}", m.task, day(m.from), day(m.to), m.cause))
        .collect()
}
