//! Buy, rent or free hours: figures derived by hand, and what a costs file may say.

use pivot_domain::rig::cost::{BreakEven, Costs, Fine, Hours, Input, Report, Share, Way, parse, weigh};

/// The example of the documentation.
const EXAMPLE: &str = include_str!("../../../../docs/rig/costs.toml");

/// The figures of 2017, nothing else: CAD 1,000 at 1.3505, or US$0.90 an hour, electricity for nothing.
const PLAIN: &str = r#"
currency = "USD"
[rig]
price = 1000
currency = "CAD"
date = 2017-03-10
source = "s"
load_watts = 0
idle_hours_week = 0
setup_hours = 0
[electricity]
price = 0
currency = "USD"
date = 2017-03-10
source = "s"
[[rent]]
name = "p2.xlarge"
kind = "on-demand"
price = 0.90
currency = "USD"
date = 2016-11-21
source = "s"
ratio = 1
setup_hours = 0
idle_hours_week = 0
[[rate]]
from = "USD"
to = "CAD"
rate = 1.3505
date = 2017-03-10
source = "s"
"#;

const FREE: &str = r#"
[free]
name = "Kaggle"
hours_week = 30
longest_run_hours = 12
ratio = 1
setup_hours = 0
date = 2026-11-09
source = "s"
"#;

fn read(text: &str) -> Costs {
    parse(text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The plain figures with lines changed, each of which they have.
fn changed(changes: &[(&str, &str)]) -> Costs {
    let text = changes.iter().fold(PLAIN.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    read(&text)
}

/// So many hours, in equal parts over three months.
fn quarter(hours: u32) -> Hours {
    Hours::even(hours * 60, 13)
}

fn certain(costs: &Costs, hours: &Hours) -> Report {
    weigh(costs, hours, std::slice::from_ref(hours))
}

fn shown(amount: Option<Fine>) -> String {
    amount.map_or_else(|| "none".to_owned(), |amount| amount.money("USD").to_string())
}

#[test]
fn the_figures_of_2017() {
    let costs = read(PLAIN);
    // 182 hours of the curriculum: 182 x 0.90 = 163.80 against 1000 / 1.3505 = 740.4665: rent.
    let report = certain(&costs, &quarter(182));
    let totals: Vec<String> = report.ways.iter().map(|way| shown(way.p50)).collect();
    assert_eq!(totals, ["USD 740.47", "USD 163.80"]);
    assert_eq!(report.ways[report.best].way, Way::Rent(0));
    // 740.466493891151 / 0.90 = 822.740548768 hours: 822 hours and 2665.98 seconds, rounded up 2666.
    assert_eq!(report.breaks[0].hours, Some(BreakEven::After(822 * 3600 + 2666)));
    assert_eq!((report.breaks[0].p50, report.breaks[0].within.part), (None, 0));
    // Six hours a day for three months: 90 x 6 = 540 hours, US$486. Not yet.
    let report = certain(&costs, &quarter(540));
    assert_eq!(shown(report.ways[1].p50), "USD 486.00");
    assert_eq!((report.best, report.breaks[0].p50), (1, None));
    // Ten hours a day: 900 hours, US$810: paid off. 900 / 13 = 69.23 hours a week; 822.74 / 69.23 = 11.88: by the end of the
    // twelfth week, which is week 11 from 0.
    let report = certain(&costs, &quarter(900));
    assert_eq!(shown(report.ways[1].p50), "USD 810.00");
    assert_eq!((report.best, report.breaks[0].p50), (0, Some(11)));
    // With a fifth less, 720 hours, it is not paid off; with a fifth more, 1080: 83.08 a week, 822.74 / 83.08 = 9.90, the tenth.
    assert_eq!(report.breaks[0].range, [None, Some(11), Some(9)]);
    let best = report.range.clone().map(|range| (range.percent, range.best));
    assert_eq!(best, [(80, 1), (100, 0), (120, 0)]);
    // Never: an hour's electricity costs what an hour's rent does. 1000 W x 0.90 = 0.90.
    let dear = changed(&[
        ("load_watts = 0", "load_watts = 1000"),
        ("price = 0\n", "price = 0.90\n"),
    ]);
    assert_eq!(
        certain(&dear, &quarter(900)).breaks[0].hours,
        Some(BreakEven::Never)
    );
}

#[test]
fn what_would_change_the_answer() {
    let costs = read(PLAIN);
    let hours = quarter(182);
    let turns = certain(&costs, &hours).turns;
    let told: Vec<(String, String, Way)> = turns
        .iter()
        .map(|turn| (turn.input.path(&costs), turn.to.to_string(), turn.way))
        .collect();
    let to = |path: &str, value: &str| (path.to_owned(), value.to_owned(), Way::Buy);
    assert_eq!(
        told,
        [
            // The rig must cost less than US$163.80: 163.80 x 1.3505 = CAD 221.2119, a change of -78 %.
            to("rig.price", "221.21"),
            // The offer more than 740.466494 / 182 = 4.068497 an hour: 4.520552 times as much as now, and to its own step 4.520556.
            to("rent.price", "4.0685"),
            // 1000 / 163.80 = 6.105006: a rate above that, to its step 4.520622 times as much.
            to("rate.rate", "6.1051"),
            // As many times the hours, or hours for one of the rig: to a thousandth 4.521. 4.521 x 182 = 822.822.
            to("hours", "822.822"),
            to("rent.ratio", "4.521"),
            // From 0: (740.466494 - 163.80) / (13 x 0.90) = 49.2877 hours a week, billed for nothing.
            to("rent.idle_hours_week", "49.29"),
        ]
    );
    // One step before, the answer stands; there, it does not.
    for turn in &turns {
        let step = turn.input.step(&hours);
        let before = if turn.to > turn.from {
            turn.to.minus(step)
        } else {
            turn.to.plus(step)
        };
        for (value, best) in [(before, Way::Rent(0)), (turn.to, Way::Buy)] {
            let (costs, hours) = turn.input.with(&costs, &hours, value);
            let report = certain(&costs, &hours);
            assert_eq!(report.ways[report.best].way, best, "{:?} {value}", turn.input);
        }
    }
    assert!(turns.iter().all(|turn| turn.input != Input::Electricity));
}

#[test]
fn costs_are_as_uncertain_as_hours() {
    let costs = read(PLAIN);
    // Rented: US$90, 180 and 810. Half of three is the second, 80 of 100 are ⌈2.4⌉ = 3: the third. The rig costs the same in all.
    let futures = [900, 100, 200].map(quarter);
    let report = weigh(&costs, &quarter(150), &futures);
    let rent = &report.ways[1];
    assert_eq!(
        [rent.planned, rent.p50, rent.p80].map(shown),
        ["USD 135.00", "USD 180.00", "USD 810.00"]
    );
    assert_eq!(
        (rent.cheapest, report.ways[0].cheapest),
        (Share { part: 2, of: 3 }, Share { part: 1, of: 3 })
    );
    assert_eq!(report.minutes, (200 * 60, 900 * 60));
    let broken = &report.breaks[0];
    assert_eq!((broken.p50, broken.p80, broken.within.part), (None, None, 1));
}

#[test]
fn free_hours_go_as_far_as_they_go() {
    let costs = read(&(PLAIN.to_owned() + FREE));
    // A run of 14 hours is longer than 12: rented. One of 10 fits, and leaves 20 of 30 hours for 25: 5 are rented. The next
    // week has 30 hours: nothing is. 19 x 0.90 = 17.10.
    let mut hours = Hours::default();
    for (week, minutes, run) in [
        (0, 25 * 60, false),
        (0, 14 * 60, true),
        (0, 10 * 60, true),
        (1, 30 * 60, false),
    ] {
        hours.add(week, minutes, run);
    }
    let report = certain(&costs, &hours);
    let free = report.ways.last().unwrap();
    assert_eq!(
        (free.way, free.name.as_str()),
        (Way::Free(Some(0)), "Kaggle, then p2.xlarge")
    );
    assert_eq!((shown(free.p50), report.best), ("USD 17.10".to_owned(), 2));
    assert_eq!(
        free.curve
            .iter()
            .map(|c| c.money("USD").amount())
            .collect::<Vec<_>>(),
        ["17.10", "17.10"]
    );
    // A machine half as fast takes 20 hours for the run of 10, which is now too long too, and 30 hours hold 15 of it:
    // 14 + 10 + (25 - 15) = 34 in the first week, 15 in the second. 49 x 0.90 = 44.10.
    let slow = read(&(PLAIN.to_owned() + &FREE.replace("ratio = 1", "ratio = 2")));
    assert_eq!(shown(certain(&slow, &hours).ways[2].p50), "USD 44.10");
    // Enough: nothing is rented, and nothing named that would be.
    let report = certain(&costs, &quarter(390));
    let free = report.ways.last().unwrap();
    assert_eq!(
        (free.name.as_str(), free.spills),
        ("Kaggle", Some(Share { part: 0, of: 1 }))
    );
    assert_eq!(free.p80, Some(Fine::ZERO));
    // Nothing to rent: what is too much has no cost, and the rig is the answer.
    let from = PLAIN.find("[[rent]]").unwrap();
    let to = PLAIN.find("[[rate]]").unwrap();
    let alone = read(&format!("{}{}{FREE}", &PLAIN[..from], &PLAIN[to..]));
    let report = certain(&alone, &hours);
    assert_eq!(
        (report.ways[1].way, report.ways[1].p50, report.best),
        (Way::Free(None), None, 0)
    );
}

#[test]
fn everything_that_is_paid_for_counts() {
    let costs = read(EXAMPLE);
    let report = certain(&costs, &quarter(182));
    // The rig: (1000 - 350) / 1.3505 = 481.303221; 182 h x 220 W x 0.13 CAD = 5.2052; 13 weeks x 20 h x 55 W x 0.13 = 1.859;
    // 7.0642 / 1.3505 = 5.230803. In all 486.534024.
    assert_eq!(shown(report.ways[0].p50), "USD 486.53");
    // On demand: 182 x 1.5 x 0.90 = 245.70; 3 h to set up 2.70; 13 h idle 11.70; 50 GB x 0.10 for 13 weeks, which are
    // 13 x 7 / (365.25 / 12) = 2.989733 months: 14.948665. In all 275.048665.
    assert_eq!(shown(report.ways[1].p50), "USD 275.05");
    // Spot: 182 x 1.5 x 1.15 x 0.13 = 40.8135; 6 x 0.13 = 0.78; 13 x 0.13 = 1.69; storage 14.948665: 58.232165.
    assert_eq!(shown(report.ways[2].p50), "USD 58.23");
    // 481.303221 + 1.859 / 1.3505 = 482.679748, less 2.70, 11.70 and 14.948665: 453.331083. An hour saves 1.35 less
    // 0.0286 / 1.3505 = 0.021177: 1.328823. 453.331083 / 1.328823 = 341.152...
    let Some(BreakEven::After(seconds)) = report.breaks[0].hours else {
        panic!("{:?}", report.breaks[0]);
    };
    assert_eq!(seconds / 3600, 341);
    // An hour of one's own at CAD 27.01 is US$20: 12 for the rig, 3 and 6 for the offers.
    let own = read(&EXAMPLE.replace("price = 0\n", "price = 27.01\n"));
    let report = certain(&own, &quarter(182));
    let totals: Vec<String> = report.ways.iter().map(|way| shown(way.p50)).collect();
    assert_eq!(totals, ["USD 726.53", "USD 335.05", "USD 178.23"]);
    // No hours: nothing is rented, and the rig would stand there.
    let report = certain(&costs, &Hours::even(0, 13));
    assert_eq!(
        (shown(report.ways[1].p50), report.best),
        ("USD 0.00".to_owned(), 1)
    );
}

#[test]
fn the_newest_rate_in_either_direction() {
    let inverse = "[[rate]]\nfrom = \"CAD\"\nto = \"USD\"\nrate = 0.5\ndate = 2017-04-01\nsource = \"s\"\n";
    let costs = read(&(PLAIN.to_owned() + inverse));
    assert_eq!(costs.exchanged(Fine::whole(1000), "CAD"), Some(Fine::whole(500)));
    let older = read(&(PLAIN.to_owned() + &inverse.replace("04-01", "01-01")));
    assert_eq!(
        older.exchanged(Fine::whole(1000), "CAD").unwrap().to_string(),
        "740.466493891151"
    );
}

/// Every fault of a text: its line, what is wrong, what was expected.
fn faults(text: &str) -> Vec<String> {
    let faults = parse(text).err().unwrap_or_default();
    let told =
        |fault: &pivot_domain::Fault| format!("{}: {}; {}", fault.place(text).0, fault.what, fault.expected);
    faults.iter().map(told).collect()
}

#[test]
fn what_is_missing_is_named_with_its_line() {
    assert_eq!(faults(EXAMPLE), Vec::<String>::new());
    for (from, to, line, part) in [
        (
            "currency = \"USD\"\n[rig]",
            "[rig]",
            1,
            "a costs file has no `currency`",
        ),
        ("load_watts = 0\n", "", 3, "the rig has no `load_watts`"),
        (
            "idle_hours_week = 0",
            "idle_hours_week = 10",
            3,
            "the rig has no `idle_watts`",
        ),
        ("price = 1000\n", "", 3, "the rig has no `price`"),
        ("date = 2016-11-21\n", "", 16, "an offer to rent has no `date`"),
        ("ratio = 1\n", "", 16, "an offer to rent has no `ratio`"),
        ("price = 0.90", "price = 0.9e1", 19, "`0.9e1` will not do"),
        ("price = 0.90", "price = -1", 19, "`-1` will not do"),
        ("price = 0.90", "price = \"0.90\"", 19, "`0.90` will not do"),
        (
            "\"on-demand\"",
            "\"spot\"",
            16,
            "is spot, and does not say how much is interrupted",
        ),
        ("ratio = 1", "ratio = 0", 23, "`0` will not do"),
        ("rate = 1.3505", "rate = 0", 29, "`0` will not do"),
        (
            "to = \"CAD\"",
            "to = \"EUR\"",
            5,
            "there is no rate between CAD and USD",
        ),
        ("load_watts", "load_wats", 8, "the rig has no field `load_wats`"),
        (
            "[[rent]]",
            "[[rents]]",
            1,
            "there is nothing to hold the rig against",
        ),
        (
            "price = 1000",
            "parts = \"p.toml\"\nprice = 1000",
            4,
            "a price and a parts file",
        ),
        (
            "idle_hours_week = 0\n[[rate]]",
            "idle_hours_week = 0\nstorage_gb = 5\n[[rate]]",
            16,
            "has no price for it",
        ),
    ] {
        assert!(PLAIN.contains(from), "{from}");
        let text = PLAIN.replacen(from, to, 1);
        let found = faults(&text);
        assert!(
            found
                .iter()
                .any(|f| f.starts_with(&format!("{line}: ")) && f.contains(part)),
            "{from} -> {to}: {found:#?}"
        );
    }
    // Several faults come in one run, in the order of the lines.
    let text = PLAIN
        .replace("load_watts = 0\n", "")
        .replace("ratio = 1\n", "")
        .replace("rate = 1.3505\n", "");
    assert_eq!(faults(&text).len(), 3, "{:#?}", faults(&text));
    assert!(parse(&"#".repeat(2_000_000)).is_err());
    let rate = &PLAIN[PLAIN.find("[[rate]]").unwrap()..];
    assert_eq!(faults(&(PLAIN.to_owned() + &rate.repeat(15))).len(), 0);
    assert_eq!(
        faults(&(PLAIN.to_owned() + &rate.repeat(16))),
        ["1: there are 17 of `rate`; at most 16"]
    );
    for text in [
        "",
        "rig",
        "rig = 1\nrent = 2\nrate = 3\nfree = 4",
        "[[rig]]\n[[free]]\n[[rent.rent]]",
    ] {
        assert!(!faults(text).is_empty(), "{text}");
    }
}

#[test]
fn what_was_assumed_is_told() {
    let bare = PLAIN
        .replace("setup_hours = 0\n", "")
        .replace("idle_hours_week = 0\n", "");
    let told = read(&bare).assumed;
    for part in [
        "the rig is kept",
        "an hour of your own is worth nothing",
        "the rig is off when it does nothing",
        "setting up the rig takes no time",
        "setting up p2.xlarge takes no time",
        "whenever it does nothing, p2.xlarge is stopped",
        "nothing is kept at p2.xlarge",
    ] {
        assert!(told.iter().any(|t| t.starts_with(part)), "{part}: {told:#?}");
    }
    assert_eq!(read(EXAMPLE).assumed, Vec::<String>::new());
}
