//! `pivot rig cost`: this plan's hours, held against prices.

use serde_json::{Value, json};

use crate::{World, task};

/// The example of the documentation.
const EXAMPLE: &str = include_str!("../../../../docs/rig/costs.toml");
/// A price list in the form of AWS's, and a past one of before regions had codes.
const LIST: &str = include_str!("../../../domain/tests/rig/prices/now.json");
const MALFORMED: &str = include_str!("../../../domain/tests/rig/prices/malformed.json");

/// CAD 1,000 or US$0.90 an hour, electricity for nothing.
const PLAIN: &str = "currency = \"USD\"\n[rig]\nprice = 1000\ncurrency = \"CAD\"\ndate = 2026-11-20\nsource = \"s\"\nload_watts = 0\n\
[electricity]\nprice = 0\ncurrency = \"USD\"\ndate = 2026-11-20\nsource = \"s\"\n[[rent]]\nname = \"cloud\"\nkind = \"on-demand\"\n\
price = 0.90\ncurrency = \"USD\"\ndate = 2026-11-20\nsource = \"s\"\nratio = 1\n[[rate]]\nfrom = \"USD\"\nto = \"CAD\"\nrate = 1.3505\n\
date = 2026-11-20\nsource = \"s\"\n";
const FREE: &str = "[free]\nname = \"Kaggle\"\nhours_week = 30\nlongest_run_hours = 12\nratio = 1\ndate = 2026-11-20\nsource = \"s\"\n";

#[test]
fn hours_of_ones_own() {
    let world = World::new();
    world.write("costs.toml", EXAMPLE);
    let ran = world.run(&["rig", "cost", "costs.toml", "--hours", "182"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    insta::assert_snapshot!("rig_cost", ran.out);
    // The figures of 2017, as programs get them: 182 x 0.90 = 163.80; 1000 / 1.3505 = 740.47; 740.4665 / 0.90 = 822.74.
    world.write("plain.toml", PLAIN);
    let answer = |hours: &str| world.json(".", &["rig", "cost", "plain.toml", "--hours", hours]);
    let few = answer("182");
    assert_eq!(few["format"], "pivot.rig-cost/1");
    assert_eq!(few["answer"], json!({ "way": "rent", "name": "cloud" }));
    let costs: Vec<&Value> = few["ways"]
        .as_array()
        .unwrap()
        .iter()
        .map(|way| &way["p80"])
        .collect();
    assert_eq!(costs, ["740.47", "163.80"]);
    let broken = &few["break_even"][0];
    assert_eq!(
        (&broken["holds"], &broken["p50"]),
        (&"after".into(), &Value::Null)
    );
    assert!((broken["hours"].as_f64().unwrap() - 822.7406).abs() < 1e-3);
    // Ten hours a day for three months pay it off, by the end of the twelfth week from Monday 2026-11-23; six do not.
    let many = answer("900");
    assert_eq!(
        (&many["answer"]["way"], &many["break_even"][0]["p50"]),
        (&"buy".into(), &"2027-02-08".into())
    );
    assert_eq!(answer("540")["answer"]["way"], "rent");
    // What was left out is told.
    let said = few["assumed"].to_string();
    for part in [
        "the rig is kept",
        "an hour of your own",
        "setting up cloud",
        "in equal parts in each of 13 weeks",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn hours_of_the_plan_and_its_futures() {
    // Monday and Tuesday 18-20 are four hours of work beside two on the machine; on Wednesday a run of ten hours is launched
    // at 18:00, an hour's work, and read on Thursday. In the week of 2027-01-04, the seventh from 2026-11-23: 12 hours.
    let resource = "[[resource]]\nid = \"gpu\"\ntitle = \"A card\"\n";
    let tasks = [
        task("a", 4, "needs = { gpu = \"2h\" }"),
        task(
            "b",
            2,
            "after = [\"a\"]\nunattended = { resource = \"gpu\", time = \"10h\", launch = \"1h\", read = \"1h\" }",
        ),
    ];
    let world = World::small(&format!("{resource}{}", tasks.concat()));
    world.write("p/costs.toml", &(PLAIN.to_owned() + FREE));
    let args = ["rig", "cost", "costs.toml", "--futures", "400"];
    let answer = world.json("p", &args);
    let hours = &answer["hours"];
    assert_eq!(
        (&hours["machine"], &hours["planned"]),
        (&"gpu".into(), &12.0.into())
    );
    assert_eq!(hours["tasks"], json!(["a", "b"]));
    let weeks = hours["weeks"].as_array().unwrap();
    assert_eq!(
        (&weeks[6]["from"], &weeks[6]["planned"]),
        (&"2027-01-04".into(), &12.0.into())
    );
    // Only the work scatters, the run does not.
    let of = |name: &str| hours[name].as_f64().unwrap();
    assert!(of("p50") > 10.0 && of("p80") > of("p50"), "{hours}");
    // 12 x 0.90 = 10.80 by the plan, and no more free hours than there are.
    let rent = &answer["ways"][1];
    assert_eq!(
        (&rent["name"], &rent["planned"]),
        (&"cloud".into(), &"10.80".into())
    );
    let amount = |way: &Value, of: &str| way[of].as_str().unwrap().parse::<f64>().unwrap();
    assert!((amount(rent, "p80") - 0.90 * of("p80")).abs() < 0.006, "{rent}");
    assert_eq!(
        (&answer["ways"][2]["p80"], &answer["answer"]["name"]),
        (&"0.00".into(), &"Kaggle".into())
    );
    // The same bytes each time; a run that is too long for what is free is rented.
    assert_eq!(world.json("p", &args), answer);
    world.write(
        "p/costs.toml",
        &(PLAIN.to_owned() + &FREE.replace("longest_run_hours = 12", "longest_run_hours = 9")),
    );
    let answer = world.json("p", &args);
    assert_eq!(
        (&answer["ways"][2]["planned"], &answer["ways"][2]["not_enough"]),
        (&"9.00".into(), &1.0.into())
    );
    assert_eq!(answer["answer"]["name"], "Kaggle, then cloud");
    let ran = world.run_in("p", &args);
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    for part in [
        "Kaggle, then cloud",
        "not enough in 100 %",
        "50 percent",
        "never within this plan",
        "Taken for granted",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    // What is done is paid for.
    world.ok("p", &["done", "a"]);
    assert_eq!(world.json("p", &args)["hours"]["planned"], 10.0);
    world.write("p/costs.toml", &format!("machine = \"tpu\"\n{PLAIN}"));
    let ran = world.run_in("p", &args);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("no machine `tpu`") && ran.err.contains(": gpu"),
        "{}",
        ran.err
    );
}

#[test]
fn a_price_from_a_list() {
    let world = World::new();
    world.write("list.json", LIST);
    world.write("bad.json", MALFORMED);
    let own = PLAIN.replace(
        "name = \"cloud\"",
        "name = \"cloud\"\ninstance = \"g5.xlarge\"\nregion = \"us-east-1\"",
    );
    let unpriced = own.replacen(
        "price = 0.90\ncurrency = \"USD\"\ndate = 2026-11-20\nsource = \"s\"\n",
        "",
        1,
    );
    world.write("costs.toml", &unpriced);
    world.write("plain.toml", PLAIN);
    let run = |args: &[&str]| world.run(&[&["rig", "cost", "--hours", "100"], args].concat());
    // 100 x 1.006.
    let answer = world.json(
        ".",
        &[
            "rig",
            "cost",
            "--hours",
            "100",
            "costs.toml",
            "--prices",
            "list.json",
        ],
    );
    assert_eq!(answer["ways"][1]["p50"], "100.60");
    assert!(
        answer["listed"][0]
            .as_str()
            .unwrap()
            .contains("published 2026-11-09"),
        "{answer}"
    );
    // An offer of its own: 100 x 0.90 of p2.xlarge beside the file's own.
    let list = [
        "plain.toml",
        "--prices",
        "list.json",
        "--instance",
        "p2.xlarge",
        "--region",
        "us-west-2",
    ];
    let ran = run(&list);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.contains("3 p2.xlarge") && ran.out.contains("P2XL0000OREGO001"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("it is as fast as the rig"), "{}", ran.out);
    for (args, part) in [
        (&["costs.toml"][..], "cloud has no price"),
        (
            &["plain.toml", "--prices", "list.json"][..],
            "no offer of the costs file says which instance",
        ),
        (
            &["plain.toml", "--prices", "list.json", "--instance", "p2.xlarge"][..],
            "in which region",
        ),
        (
            &[
                "plain.toml",
                "--prices",
                "list.json",
                "--instance",
                "p2.xlarg",
                "--region",
                "us-east-1",
            ][..],
            "did you mean `p2.xlarge`?",
        ),
        (
            &[
                "plain.toml",
                "--prices",
                "bad.json",
                "--instance",
                "p2.xlarge",
                "--region",
                "us-east-1",
            ][..],
            "`0,90` is no price",
        ),
        (
            &[
                "plain.toml",
                "--prices",
                "none.json",
                "--instance",
                "a",
                "--region",
                "b",
            ][..],
            "no plain file",
        ),
        (&["none.toml"][..], "none.toml cannot be read"),
        (&["plain.toml", "--instance", "p2.xlarge"][..], "--prices"),
        (&["plain.toml", "--weeks", "0"][..], "--weeks"),
        (
            &["plain.toml", "--plot", "plot.png"][..],
            "does not end with .svg",
        ),
    ] {
        let ran = run(args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
    // Without hours it is the plan's, and there is none here.
    let ran = world.run(&["rig", "cost", "plain.toml"]);
    assert!(ran.status == 2 && ran.err.contains("--hours"), "{}", ran.err);
}

#[test]
fn the_sum_of_parts_and_a_picture() {
    let world = World::new();
    world.write(
        "parts.toml",
        "[cpu]\nname = \"i3\"\nprice = 900\ncurrency = \"CAD\"\ndate = 2026-11-20\nsource = \"s\"\n[budget]\namount = 2000\ncurrency = \"CAD\"\n\
         tax_percent = 10\nshipping = 10\n",
    );
    let priced = "price = 1000\ncurrency = \"CAD\"\ndate = 2026-11-20\nsource = \"s\"\n";
    world.write(
        "costs.toml",
        &PLAIN.replacen(priced, "name = \"<mine> & ours\"\nparts = \"parts.toml\"\n", 1),
    );
    // 900 and 10 % and 10 are CAD 1,000.
    let answer = world.json(
        ".",
        &[
            "rig",
            "cost",
            "costs.toml",
            "--hours",
            "182",
            "--plot",
            "costs.svg",
        ],
    );
    assert_eq!(
        (&answer["ways"][0]["p50"], &answer["turns"][0]["input"]),
        (&"740.47".into(), &"rig.parts".into())
    );
    let picture = world.read("costs.svg");
    assert!(
        picture.starts_with("<svg ") && picture.contains("&lt;mine&gt; &amp; ours costs USD 740.47 in all"),
        "{picture}"
    );
    // One line for each way, and one beside its name; nothing that is fetched.
    assert_eq!(picture.matches("class=\"line c").count(), 4);
    assert!(!picture.contains("href") && !picture.contains("url("));
    // Of many offers those that cost least are drawn, and always the rig.
    let offer = &PLAIN[PLAIN.find("[[rent]]").unwrap()..PLAIN.find("[[rate]]").unwrap()];
    let many: String = (0..12)
        .map(|i| offer.replacen("0.90", &format!("0.{}", 90 - i), 1))
        .collect();
    world.write("many.toml", &PLAIN.replacen(offer, &many, 1));
    let ran = world.run(&["rig", "cost", "many.toml", "--hours", "182", "--plot", "many.svg"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("5 of them not drawn"), "{}", ran.out);
    assert_eq!(world.read("many.svg").matches("<path class=\"line c").count(), 16);
    assert!(world.read("many.svg").contains(">the rig</text>"));
    // Without a price there is no sum.
    world.write("parts.toml", "[cpu]\nname = \"i3\"\n");
    let ran = world.run(&["rig", "cost", "costs.toml", "--hours", "182"]);
    assert!(
        ran.status == 2 && ran.err.contains("has no sum") && ran.err.contains("cpu.price"),
        "{}",
        ran.err
    );
}
