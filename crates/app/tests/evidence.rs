//! What each step still needs, and what was recorded for it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use jiff::SignedDuration;
use pivot_app::domain::fact::{Deed, Event, Fact, Recorded};
use pivot_app::planning::evidence;
use pivot_app::verbs::init;
use pivot_app::wire::EvidenceJson;
use pivot_app::{Options, Situation};

fn demo() -> Situation {
    let dir = tempfile::tempdir().unwrap();
    let folder = init::demo(dir.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
    Situation::load(&folder, "2027-01-11T09:30:00-05:00".parse().unwrap()).unwrap()
}

fn happened(situation: &mut Situation, event: Event) {
    let mut recorded = Recorded::from(Fact {
        at: situation.now,
        zone: "America/Toronto".into(),
        event,
    });
    recorded.id = format!("f{}", situation.facts.len());
    situation.facts.push(recorded);
}

#[test]
fn facts_stand_by_the_task_that_they_are_of() {
    let mut situation = demo();
    let part = |task: &str, time| pivot_app::domain::fact::Part {
        task: task.into(),
        time,
    };
    let deed = |task: Option<&str>| Deed {
        task: task.map(str::to_owned),
        what: "a talk".into(),
        link: None,
        note: None,
    };
    let checked = |about: &str, met| Event::Checked {
        about: about.into(),
        check: "file".into(),
        met,
        found: "nothing".into(),
        proof: None,
    };
    let repeated = situation
        .curriculum
        .picked()
        .find(|t| t.times.count() > 1)
        .unwrap();
    let (repeated, step, times) = (repeated.id.clone(), repeated.step, repeated.times.count());
    for event in [
        Event::Logged {
            part: part("1.1", None),
            spent: SignedDuration::from_mins(90),
        },
        Event::Done(part("1.1", None)),
        Event::Done(part(&repeated, Some(1))),
        checked("1.1", false),
        checked("1", true),
        Event::Attended(deed(Some("1.2"))),
        Event::Published(deed(None)),
        Event::Submitted(deed(Some("gone"))),
        Event::TaskDropped {
            task: "1.3".into(),
            priors: vec![],
        },
        Event::Undone { fact: "f5".into() },
    ] {
        happened(&mut situation, event);
    }
    let plan = pivot_app::planning::plan(&situation, &Options::default()).unwrap();
    let (steps, others) = evidence(&situation, &plan.steps);
    assert_eq!(
        steps.iter().map(|s| s.number).collect::<Vec<_>>(),
        (1..=13).collect::<Vec<_>>()
    );
    let one = &steps[0];
    let task = |id: &str| one.tasks.iter().find(|t| t.id == id);
    let first = task("1.1").unwrap();
    assert_eq!((first.done, first.times, first.facts.len()), (1, 1, 1));
    assert_eq!(first.finished, Some(situation.now));
    assert_eq!(one.spent, SignedDuration::from_mins(90));
    assert_eq!(one.facts.len(), 1, "what was checked of the step itself");
    assert!(
        task("1.2").unwrap().facts.is_empty(),
        "what was taken back is no evidence"
    );
    assert!(task("1.3").is_none(), "what was dropped needs nothing");
    // One time of several is not the task.
    let of_step = steps.iter().find(|s| s.number == step).unwrap();
    let some = of_step.tasks.iter().find(|t| t.id == repeated).unwrap();
    assert_eq!((some.done, some.times, some.finished), (1, times, None));
    assert_eq!(one.done(), 1);
    let kinds: Vec<&str> = others.iter().map(|r| r.fact.event.kind()).collect();
    assert_eq!(kinds, ["published", "submitted"]);
    let json = EvidenceJson::new(&steps, &others, situation.now, &situation.settings.zones);
    let json = serde_json::to_value(json).unwrap();
    assert_eq!(json["format"], "pivot.evidence/1");
    assert_eq!(json["steps"][0]["spent"], "PT1H30M");
    let tasks = json["steps"][0]["tasks"].as_array().unwrap();
    let first = tasks.iter().find(|t| t["id"] == "1.1").unwrap();
    assert_eq!(first["facts"][0]["met"], false);
    assert!(
        !first["done_when"]["says"].as_str().unwrap().is_empty(),
        "{first}"
    );
    assert_eq!(json["others"][0]["kind"], "published");
}
