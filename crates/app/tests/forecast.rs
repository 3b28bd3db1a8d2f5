//! Forecasts of small worlds: by hand, and laws over random ones.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod worlds;

use jiff::{SignedDuration, Timestamp};
use pivot_app::planning::forecast::{
    Ahead, Chance, Change, Model, Observations, Quantiles, Shape, Wish, compare, finish, forecast, history,
};
use pivot_app::{Options, Situation};
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{Event, Fact, Part, Recorded};
use pivot_domain::week::Week;
use pivot_domain::{curriculum, settings};
use proptest::prelude::*;

const QUICK: Options<'static> = Options {
    effort: 200,
    seed: 1,
    restarts: 0,
    stop: None,
    threads: 1,
};

fn wish(futures: usize) -> Wish {
    Wish {
        futures,
        seed: 1,
        threads: 1,
    }
}

/// Evenings of two hours from Monday 4 January 2027 on, at UTC, and tasks one behind the other.
fn evenings(tasks: &[(&str, [i64; 3])]) -> Situation {
    let (settings, faults) = settings::parse(
        "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n[session]\nmin = \"30m\"\nmax = \"2h\"\nbreak = \"0m\"\n",
    );
    assert_eq!(faults, []);
    let mut text = String::from(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n[[step]]\nnumber = 2\ntitle = \"Two\"\nmonths = [1]\n",
    );
    for (i, (id, [a, b, c])) in tasks.iter().enumerate() {
        let step = if i == 0 { 1 } else { 2 };
        text += &format!(
            "[[task]]\nid = \"{id}\"\nstep = {step}\ntitle = \"T\"\nkind = \"course\"\neffort = [{a}, {b}, {c}]\n"
        );
        if i > 0 {
            text += &format!("after = [\"{}\"]\n", tasks[i - 1].0);
        }
    }
    let (curriculum, faults) = curriculum::parse(&text);
    assert_eq!(faults, []);
    Situation {
        now: at("2027-01-04T00:00:00Z"),
        settings: settings.unwrap(),
        curriculum: curriculum.unwrap(),
        feeds: Vec::new(),
        facts: Vec::new(),
        notes: Vec::new(),
        competitions: vec![],
        only_if_unchanged: false,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tell(situation: &mut Situation, when: &str, event: Event) {
    let fact = Fact {
        at: at(when),
        zone: "UTC".into(),
        event,
    };
    situation.facts.push(Recorded {
        id: format!("f{}", situation.facts.len()),
        ..Recorded::from(fact)
    });
}

fn part(task: &str) -> Part {
    Part {
        task: task.into(),
        time: None,
    }
}

fn logged(task: &str, hours: i64) -> Event {
    Event::Logged {
        part: part(task),
        spent: SignedDuration::from_hours(hours),
    }
}

/// What is logged counts when it is logged, up to the likely hours; the rest of them when a task is done; what is logged later on
/// adds nothing. Likely hours: 4, 6, 2. Of `a`, 1 is logged and it is done: 1, then 4. Of `b`, 2 and 3 are logged, of which 5
/// are open work done: 6, then 9. Of `c`, 5 are logged, of which its 2 count: 11. One hour of `b` is left of all 12.
#[test]
fn hours_are_done_as_they_are_logged() {
    let mut situation = evenings(&[("a", [4, 4, 4]), ("b", [6, 6, 6]), ("c", [2, 2, 2])]);
    situation.now = at("2027-01-09T00:00:00Z");
    let moments =
        ["04T19", "04T20", "05T20", "06T20", "07T20", "08T20"].map(|t| format!("2027-01-{t}:00:00Z"));
    let events = [
        logged("a", 1),
        Event::Done(part("a")),
        logged("b", 2),
        logged("b", 3),
        logged("c", 5),
        logged("a", 3),
    ];
    for (moment, event) in moments.iter().zip(events) {
        tell(&mut situation, moment, event);
    }
    let charts = forecast(&situation, &QUICK, &wish(20)).unwrap().charts;
    let mut points: Vec<(Timestamp, f64)> = moments[..5]
        .iter()
        .map(|t| at(t))
        .zip([1.0, 4.0, 6.0, 9.0, 11.0])
        .collect();
    points.push((situation.now, 11.0));
    assert_eq!(charts.done, points);
    assert_eq!(charts.total, 12.0);
    let (first, last) = (charts.fan.first().unwrap(), charts.fan.last().unwrap());
    assert_eq!((first.planned, last.planned), (11.0, 12.0));
}

/// Four hours and six: Monday and Tuesday, then Wednesday to Friday.
#[test]
fn where_nothing_is_uncertain_the_plan_is_the_forecast() {
    let situation = evenings(&[("a", [4, 4, 4]), ("b", [6, 6, 6])]);
    let ahead = Ahead::new(&situation, &QUICK).unwrap();
    let all = finish(&ahead, &Model::certain(), &wish(20)).unwrap();
    let friday = Some(at("2027-01-08T20:00:00Z"));
    assert_eq!(
        all,
        Quantiles {
            p50: friday,
            p80: friday,
            p95: friday
        }
    );
    assert_eq!(ahead.plan.finish, at("2027-01-08T20:00:00Z"));
}

/// One task of 10 h, certain but for the pace: its logarithm is a mixture of two normal distributions about ln 1.4. Half of
/// the futures take less than 14 h: seven evenings, Monday to the Tuesday after.
#[test]
fn the_pace_of_others_is_the_forecast_of_one_who_has_none() {
    let situation = evenings(&[("a", [10, 10, 10])]);
    let ahead = Ahead::new(&situation, &QUICK).unwrap();
    let model = Model {
        pace: Observations::of(&situation).pace(),
        shape: Some(Shape::Lognormal),
        losses: None,
        scope: None,
    };
    let all = finish(&ahead, &model, &wish(4_000)).unwrap();
    let p50 = all.p50.unwrap();
    assert!(
        at("2027-01-12T19:00:00Z") <= p50 && p50 <= at("2027-01-13T18:30:00Z"),
        "{p50}"
    );
}

#[test]
fn what_is_done_is_not_drawn_and_what_is_logged_is_not_done_again() {
    let mut situation = evenings(&[("a", [10, 10, 10]), ("b", [10, 10, 10])]);
    tell(&mut situation, "2027-01-04T20:00:00Z", logged("a", 2));
    tell(&mut situation, "2027-01-05T20:00:00Z", logged("a", 2));
    tell(&mut situation, "2027-01-05T20:00:00Z", Event::Done(part("a")));
    tell(&mut situation, "2027-01-06T20:00:00Z", logged("b", 2));
    situation.now = at("2027-01-07T00:00:00Z");
    let forecast = forecast(&situation, &QUICK, &wish(500)).unwrap();
    // Step 1 is the past: the same moment at every degree.
    let done = Some(at("2027-01-05T20:00:00Z"));
    assert!(forecast.steps[0].done);
    assert_eq!(
        forecast.steps[0].finish,
        Quantiles {
            p50: done,
            p80: done,
            p95: done
        }
    );
    assert!(forecast.critical.iter().all(|c| c.task == "b"));
    // 4 h for 10: faster than others.
    assert_eq!(forecast.pace.tasks, 1);
    assert!(forecast.pace.median() < 0.8);
    // No day was lost of the three.
    assert_eq!((forecast.losses.days, forecast.losses.lost), (3, 0.0));
    // If everything takes its likely time 8 h are left: Thursday and Friday, then Monday and Tuesday.
    let ahead = Ahead::new(&situation, &QUICK).unwrap();
    let certain = finish(&ahead, &Model::certain(), &wish(1)).unwrap();
    assert_eq!(certain.p95, Some(at("2027-01-12T20:00:00Z")));
}

#[test]
fn silence_is_time_lost() {
    let mut situation = evenings(&[("a", [10, 10, 10]), ("b", [20, 30, 60])]);
    tell(&mut situation, "2027-01-04T20:00:00Z", logged("a", 2));
    situation.now = at("2027-01-19T00:00:00Z");
    let observed = Observations::of(&situation);
    // Eleven evenings since Monday the 4th, one of them worked.
    assert_eq!((observed.days.len(), observed.losses().lost), (11, 10.0));
    // After work one evening of one was lost, 2.2 / 17; after a loss nine of nine, 11 / 14.
    assert!((observed.losses().share() - (2.2 / 17.0) / (2.2 / 17.0 + 3.0 / 14.0)).abs() < 1e-9);
    // A task that was done in that time without any time logged fills the evenings before it: 1.4 times 10 h, less the
    // 2 h that nobody counts twice.
    tell(&mut situation, "2027-01-18T20:00:00Z", Event::Done(part("b")));
    situation.curriculum.tasks[1].effort = Effort {
        low: SignedDuration::from_hours(10),
        likely: SignedDuration::from_hours(10),
        high: SignedDuration::from_hours(10),
    };
    let lost = Observations::of(&situation).losses().lost;
    assert!((lost - 3.0).abs() < 1e-9, "{lost}");
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    let situation = evenings(&[("a", [4, 6, 12]), ("b", [5, 8, 14]), ("c", [2, 3, 9])]);
    let of = |threads| forecast(&situation, &QUICK, &Wish { threads, ..wish(701) }).unwrap();
    let one = of(1);
    assert_eq!(one, of(2));
    assert_eq!(one, of(7));
    let other = forecast(&situation, &QUICK, &Wish { seed: 2, ..wish(701) }).unwrap();
    assert_ne!(one.charts, other.charts);
}

#[test]
fn both_plans_stand_side_by_side() {
    let situation = evenings(&[("a", [4, 4, 4]), ("b", [6, 6, 6])]);
    let change = Change {
        hours: Some(Week::parse("mon-fri 18:00-22:00").unwrap()),
        drop: vec!["a".into()],
        ..Change::default()
    };
    let compared = compare(&situation, &change, &QUICK, &wish(300)).unwrap();
    assert_eq!(compared.today.0.finish, at("2027-01-08T20:00:00Z"));
    // Six hours on evenings of four.
    assert_eq!(compared.changed.0.finish, at("2027-01-05T20:00:00Z"));
    assert!(compared.changed.1.finish.p95 < compared.today.1.finish.p50);
    let wrong = Change {
        drop: vec!["zz".into()],
        ..Change::default()
    };
    assert!(compare(&situation, &wrong, &QUICK, &wish(10)).is_err());
    let away = Change {
        away: Some(("2027-01-05".parse().unwrap(), "2027-01-06".parse().unwrap())),
        ..Change::default()
    };
    let compared = compare(&situation, &away, &QUICK, &wish(10)).unwrap();
    // Two evenings later, over the weekend.
    assert_eq!(compared.changed.0.finish, at("2027-01-12T20:00:00Z"));
}

#[test]
fn past_forecasts_are_held_against_what_came() {
    let mut situation = evenings(&[("a", [4, 4, 4]), ("b", [6, 6, 6])]);
    assert!(history(&situation, &wish(200)).unwrap().past.is_empty());
    tell(
        &mut situation,
        "2027-01-04T10:00:00Z",
        Event::PlanAccepted(Vec::new()),
    );
    tell(&mut situation, "2027-01-05T20:00:00Z", logged("a", 4));
    tell(&mut situation, "2027-01-05T20:00:00Z", Event::Done(part("a")));
    situation.now = at("2027-03-01T00:00:00Z");
    let scores = history(&situation, &wish(200)).unwrap();
    // Step 1 came on Tuesday, sooner than 1.4 times its hours. Step 2 and the whole should long be done.
    assert_eq!(scores.past.len(), 3);
    assert_eq!(scores.past[0].came, Some(at("2027-01-05T20:00:00Z")));
    assert_eq!(scores.kept, [(1, 3), (1, 3), (1, 3)]);
    assert!(scores.pinball.unwrap().iter().all(|loss| *loss > 0.0));
}

/// A hundred and twenty people whose pace is drawn from the prior, on a plan of twelve tasks: of their 80-percent dates at the
/// start about 80 of 100 hold. Three standard errors of 120 are 11 of 100.
#[test]
fn people_like_the_prior_keep_the_dates_they_are_told() {
    let tasks: Vec<(String, [i64; 3])> = (0..12).map(|k| (format!("t{k}"), [4, 6, 12])).collect();
    let named: Vec<(&str, [i64; 3])> = tasks.iter().map(|t| (t.0.as_str(), t.1)).collect();
    let situation = evenings(&named);
    let ahead = Ahead::new(&situation, &QUICK).unwrap();
    let observed = Observations::of(&situation);
    let model = Model {
        pace: observed.pace(),
        shape: Some(Shape::Lognormal),
        losses: Some(observed.losses()),
        scope: Some(observed.scope()),
    };
    let said = finish(&ahead, &model, &wish(1_500)).unwrap();
    let mut held = [0; 3];
    let people = 120;
    for person in 0..people {
        // A life of its own: 12 PERT draws, one pace, evenings lost one by one, work that grows by a twelfth.
        let mut chance = Chance::new(99, person, 0);
        let pace = 1.4 * (0.4 * chance.normal()).exp();
        let hours: f64 = (0..12).map(|_| 4.0 + 8.0 * chance.beta(2.0, 4.0)).sum::<f64>() * pace * 1.08;
        let (mut worked, mut day) = (0.0, 0);
        while worked < hours {
            if day % 7 < 5 && chance.uniform() >= 0.118 {
                worked += 2.0;
            }
            day += 1;
        }
        let end = situation.now + SignedDuration::from_hours(24 * day - 4);
        for (held, date) in held.iter_mut().zip([said.p50, said.p80, said.p95]) {
            *held += i32::from(end <= date.unwrap());
        }
    }
    let percent = held.map(|n| n * 100 / 120);
    assert!((36..=64).contains(&percent[0]), "{percent:?}");
    assert!((69..=91).contains(&percent[1]), "{percent:?}");
    assert!((88..=100).contains(&percent[2]), "{percent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// In every world: degrees are ordered, so are bands; no step ends after the whole; shares are shares.
    #[test]
    fn laws_of_a_forecast(world in worlds::worlds()) {
        let situation = worlds::situation(&world);
        let forecast = forecast(&situation, &QUICK, &wish(40)).unwrap();
        let order = |q: &Quantiles| {
            let key = |t: Option<Timestamp>| t.unwrap_or(Timestamp::MAX);
            key(q.p50) <= key(q.p80) && key(q.p80) <= key(q.p95)
        };
        let key = |t: Option<Timestamp>| t.unwrap_or(Timestamp::MAX);
        prop_assert!(order(&forecast.finish));
        for step in &forecast.steps {
            prop_assert!(order(&step.finish));
            prop_assert!(key(step.finish.p95) <= key(forecast.finish.p95));
        }
        for band in &forecast.error {
            prop_assert!(key(band.from) <= key(band.to));
        }
        prop_assert!(forecast.critical.iter().all(|c| 0.0 < c.share && c.share <= 1.0));
        prop_assert!((0.0..=1.0).contains(&forecast.by_plan));
        let fan = &forecast.charts.fan;
        prop_assert!(fan.iter().all(|p| p.low <= p.middle && p.middle <= p.high));
        prop_assert!(fan.windows(2).all(|w| w[0].at < w[1].at && w[0].middle <= w[1].middle));
    }

    /// A certain future of a world is a schedule of it: never before the bound that the engine proves.
    #[test]
    fn a_certain_future_keeps_the_bound(world in worlds::worlds()) {
        let situation = worlds::situation(&world);
        let ahead = Ahead::new(&situation, &QUICK).unwrap();
        let certain = finish(&ahead, &Model::certain(), &wish(1)).unwrap();
        if ahead.plan.unplaced.is_empty() {
            prop_assert!(certain.p50.is_none_or(|at| at >= ahead.plan.bound));
        }
    }

    /// More time never makes a chain of tasks later, at any degree: the same futures with longer evenings.
    #[test]
    fn more_hours_are_never_later(efforts in proptest::collection::vec(1i64..9, 1..6), more in 1i64..5, seed in 0u64..1000) {
        let tasks: Vec<(String, [i64; 3])> =
            efforts.iter().enumerate().map(|(k, h)| (format!("t{k}"), [*h, h + 1, 2 * h + 3])).collect();
        let named: Vec<(&str, [i64; 3])> = tasks.iter().map(|t| (t.0.as_str(), t.1)).collect();
        let situation = evenings(&named);
        let change = Change {
            hours: Some(Week::parse(&format!("mon-fri 18:00-{}:00", 20 + more.min(3))).unwrap()),
            ..Change::default()
        };
        let compared = compare(&situation, &change, &QUICK, &Wish { seed, ..wish(40) }).unwrap();
        let (today, other) = (compared.today.1.finish, compared.changed.1.finish);
        prop_assert!(other.p50 <= today.p50 && other.p80 <= today.p80 && other.p95 <= today.p95);
    }
}
