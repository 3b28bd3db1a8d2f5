//! Money by hand: rates, tax, parcels, cents.

use super::*;

fn cost(build: &Build) -> pivot_domain::rig::Cost {
    build.report().cost.unwrap()
}

/// The only price is the card's; everything else is there already.
fn card(price: &str) -> Build {
    let mut build = good();
    for table in [
        "cpu",
        "board",
        "ram",
        "storage",
        "storage 2",
        "psu",
        "case",
        "cooler",
    ] {
        build = build
            .with(&format!("{table}.owned"), "true")
            .without(&format!("{table}.price"));
    }
    build.with("gpu.price", price)
}

fn rate(build: Build) -> Build {
    build
        .with("budget.amount", "1000")
        .with("budget.currency", "\"CAD\"")
        .with("rate.from", "\"USD\"")
        .with("rate.to", "\"CAD\"")
        .with("rate.rate", "1.3505")
        .with("rate.date", "2026-12-28")
        .with("rate.source", "\"a central bank\"")
}

#[test]
fn a_price_is_exchanged_at_the_dated_rate() {
    // 740.47 x 1.3505 = 1000.004735: 1,000.00. 740.48 x 1.3505 = 1000.01824: 1,000.02.
    let within = rate(card("740.47"));
    assert_eq!(cost(&within).total.to_string(), "CAD 1,000.00");
    assert_eq!(within.found(), BTreeSet::new());
    let over = rate(card("740.48"));
    assert_eq!(cost(&over).total.to_string(), "CAD 1,000.02");
    assert!(over.found().first().unwrap().starts_with("warning budget"));
    // Without date or source a rate is none, and neither is one for the other way.
    for path in ["rate.date", "rate.source", "rate.rate"] {
        let unknown = rate(card("1")).without(path).found();
        assert!(unknown.first().unwrap().contains(path), "{unknown:?}");
    }
    let other_way = rate(card("1"))
        .with("rate.from", "\"CAD\"")
        .with("rate.to", "\"USD\"")
        .found();
    assert!(
        other_way.first().unwrap().contains("rate from USD to CAD"),
        "{other_way:?}"
    );
    // Of two the newer counts: 100 x 2 and not 100 x 1.3505.
    let two = rate(card("100"))
        .with("rate 2.from", "\"USD\"")
        .with("rate 2.to", "\"CAD\"")
        .with("rate 2.rate", "2")
        .with("rate 2.date", "2027-01-02")
        .with("rate 2.source", "\"a central bank\"");
    assert_eq!(cost(&two).total.amount(), "200.00");
}

#[test]
fn tax_and_parcels_are_added() {
    // 200 x 1.3505 = 270.10; 13 % are 35.113; parcels 20 + 4 x 1.3505 = 25.402. Together 330.615: 330.62.
    let build = rate(card("200"))
        .with("budget.tax_percent", "13")
        .with("budget.shipping", "20")
        .with("gpu.shipping", "4");
    let cost = cost(&build);
    assert_eq!(
        [&cost.parts, &cost.tax, &cost.shipping, &cost.total].map(pivot_domain::rig::Money::amount),
        ["270.10", "35.11", "25.40", "330.62"]
    );
    // A part with a tax of its own: none.
    let own = build.clone().with("gpu.tax_percent", "0");
    assert_eq!(super::money::cost(&own).total.amount(), "295.50");
    // Two of them: 400 x 1.3505 = 540.20 + 70.226 + 25.402 = 635.828.
    let two = build.with("gpu.count", "2");
    assert_eq!(super::money::cost(&two).total.amount(), "635.83");
}

#[test]
fn a_price_without_date_or_source_is_not_known() {
    for field in ["price", "currency", "date", "source"] {
        let report = good().without(&format!("cpu.{field}")).report();
        let lacks: Vec<_> = report.unknown().flat_map(|o| o.missing.clone()).collect();
        assert_eq!(lacks, [format!("cpu.{field}")]);
        assert_eq!(report.cost, None);
    }
    // What is there already needs none of them.
    let owned = card("1")
        .without("cpu.date")
        .without("cpu.source")
        .without("cpu.currency");
    assert_eq!(owned.found(), BTreeSet::new());
}

/// The greatest numbers that a file can say do not overflow.
#[test]
fn the_greatest_sum_is_a_number() {
    let most = "999999999.999999";
    let mut build = rate(card(most))
        .with("rate.rate", most)
        .with("budget.tax_percent", "100")
        .with("gpu.count", "64");
    for n in 2..=64 {
        for (field, value) in [
            ("price", most),
            ("shipping", most),
            ("count", "64"),
            ("currency", "\"USD\""),
            ("date", "2027-01-01"),
            ("source", "\"x\""),
        ] {
            build = build.with(&format!("other {n}.{field}"), value);
        }
    }
    // 64 x 64 pieces at 10^18 each and as much tax, and 63 parcels of 10^18: 8192 x 10^18 + 63 x 10^18 = 8.255 x 10^21.
    let total = cost(&build).total.amount();
    assert!(
        total.starts_with("8254999999") && total.len() == "8254999999999999999999.00".len(),
        "{total}"
    );
}
