//! One price out of a published list.

use std::io::{self, Read};

use pivot_domain::rig::cost::prices::{Row, Unpriced, Wanted, find};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: &str = include_str!("prices/now.json");
const PAST: &str = include_str!("prices/2016.json");
/// `now.json` with a comma in a price.
const MALFORMED: &str = include_str!("prices/malformed.json");

fn wanted(instance: &str, region: &str) -> Wanted {
    Wanted {
        instance: instance.to_owned(),
        region: region.to_owned(),
    }
}

fn look(text: &str, instance: &str, region: &str) -> Result<Row, Unpriced> {
    find(|| Ok(text.as_bytes()), &wanted(instance, region))
}

#[test]
fn one_row_is_told_from_the_rest() {
    // Of six rows of p2.xlarge one is plain and in Virginia; its reserved price is no price by the hour.
    let row = look(NOW, "p2.xlarge", "us-east-1").unwrap();
    assert_eq!(
        (row.sku.as_str(), row.price.to_string().as_str()),
        ("P2XL0000LINUX001", "0.9")
    );
    assert_eq!(row.published.as_deref(), Some("2026-11-09T21:04:46Z"));
    assert_eq!((row.currency.as_str(), row.products), ("USD", 10));
    assert_eq!(
        look(NOW, "p2.xlarge", "us-west-2").unwrap().usage,
        "USW2-BoxUsage:p2.xlarge"
    );
    assert_eq!(
        look(NOW, "p4d.24xlarge", "us-east-1").unwrap().price.to_string(),
        "21.96"
    );
    // A past list knows places, no codes and no capacity.
    let row = look(PAST, "p2.xlarge", "US East (N. Virginia)").unwrap();
    assert_eq!(
        (row.sku.as_str(), row.effective.as_str()),
        ("P2XL2016LINUX001", "2016-11-01T00:00:00Z")
    );
    // Text by text as in memory: the numbers of the list by another reader.
    let whole: Value = serde_json::from_str(NOW).unwrap();
    for (sku, product) in whole["products"].as_object().unwrap() {
        let of = |name: &str| product["attributes"][name].as_str().unwrap_or_default();
        let plain = product["productFamily"] == "Compute Instance"
            && [
                of("operatingSystem"),
                of("tenancy"),
                of("preInstalledSw"),
                of("capacitystatus"),
                of("operation"),
            ] == ["Linux", "Shared", "NA", "Used", "RunInstances"];
        if plain {
            let row = look(NOW, of("instanceType"), of("regionCode")).unwrap();
            let term = &whole["terms"]["OnDemand"][sku];
            let text = term.as_object().unwrap().values().next().unwrap()["priceDimensions"].to_string();
            assert_eq!(&row.sku, sku);
            assert!(text.contains(&format!("\"USD\":\"{}", row.price)), "{text}");
        }
    }
}

#[test]
fn prices_may_come_before_products() {
    let whole: Value = serde_json::from_str(NOW).unwrap();
    let turned = format!(
        "{{\"terms\":{},\"products\":{}}}",
        whole["terms"], whole["products"]
    );
    let row = look(&turned, "g5.xlarge", "us-east-1").unwrap();
    assert_eq!(row.price.to_string(), "1.006");
    assert_eq!(
        look(&turned, "g5.xlarge", "mars").unwrap_err().what,
        "it has no region `mars`"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let error = |text: &str, instance: &str, region: &str| look(text, instance, region).unwrap_err();
    let near = error(NOW, "p2.xlarg", "us-east-1");
    assert_eq!(near.what, "it has no machine `p2.xlarg`");
    assert_eq!(near.next, "did you mean `p2.xlarge`?");
    assert_eq!(
        error(NOW, "p2.xlarge", "us-east-2").next,
        "did you mean `us-east-1`?"
    );
    let dedicated = NOW.replacen("\"tenancy\": \"Shared\"", "\"tenancy\": \"Host\"", 1);
    assert!(
        error(&dedicated, "p2.xlarge", "us-east-1")
            .what
            .contains("not as a plain machine")
    );
    let ahead = NOW.replacen(
        "\"marketoption\": \"OnDemand\"",
        "\"marketoption\": \"CapacityBlock\"",
        1,
    );
    assert!(
        error(&ahead, "p2.xlarge", "us-east-1")
            .what
            .contains("not as a plain machine")
    );
    // Two prices for one machine are told, not chosen from.
    let twice = NOW.replace("\"Dedicated\"", "\"Shared\"");
    let told = error(&twice, "p2.xlarge", "us-east-1").what;
    assert!(told.contains("2 prices") && told.contains("USD 0.972"), "{told}");
    // By the month is no price by the hour.
    let monthly = NOW.replace("\"Hrs\"", "\"Mo\"");
    assert!(
        error(&monthly, "p2.xlarge", "us-east-1")
            .what
            .contains("no price by the hour")
    );
}

#[test]
fn a_fault_is_named_with_its_place() {
    let error = |text: &str| look(text, "p2.xlarge", "us-east-1").unwrap_err().what;
    // The comma is in line 333; what is not wanted is not read, and so not in the way.
    let line = MALFORMED.lines().position(|l| l.contains("0,90")).unwrap() + 1;
    let told = error(MALFORMED);
    assert!(told.contains("`0,90` is no price"), "{told}");
    let at: usize = told
        .split("line ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(at.abs_diff(line) <= 12, "{told}: {line}");
    assert!(look(MALFORMED, "g5.xlarge", "us-east-1").is_ok());
    let cut = &NOW[..NOW.len() / 2];
    assert!(
        error(cut).contains("EOF") && error(cut).contains("line"),
        "{}",
        error(cut)
    );
    for (text, part) in [
        ("", "EOF"),
        ("[]", "a price list"),
        ("{}", "no `products`"),
        ("{\"products\":{}}", "no `terms.OnDemand`"),
        ("{\"products\":{},\"terms\":{}}", "no `terms.OnDemand`"),
        ("{\"products\":[]}", "`products`: an object"),
        ("{\"products\":{\"A\":{\"attributes\":7}}}", "line 1"),
        ("sku,price\n1,2", "line 1"),
    ] {
        assert!(error(text).contains(part), "{text}: {}", error(text));
    }
    assert!(error(&(NOW.to_owned() + "x")).contains("trailing"));
}

/// A text that never ends, as a file of any size may have one.
struct Endless(&'static [u8]);

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            into.fill(b'a');
            return Ok(into.len());
        }
        self.0.read(into)
    }
}

#[test]
fn a_text_without_end_is_not_held() {
    for start in [
        "{\"",
        "{\"disclaimer\": \"",
        "{\"products\": {\"A\": {\"productFamily\": \"",
        "{\"a\": 1",
    ] {
        let error = find(|| Ok(Endless(start.as_bytes())), &wanted("a", "b")).unwrap_err();
        assert!(
            error.what.contains("longer than 65536") || error.what.contains("line 1"),
            "{error:?}"
        );
    }
    let broken = find(|| Err::<&[u8], _>(io::Error::other("gone")), &wanted("a", "b")).unwrap_err();
    assert!(broken.what.contains("gone"));
}

/// What a list says of a machine, read as a whole: the prices by the hour of every plain one.
fn in_memory(list: &Value) -> Vec<String> {
    let mut prices = Vec::new();
    for (sku, product) in list["products"].as_object().unwrap() {
        let is = |name: &str, value: &str| product["attributes"][name] == value;
        let plain = product["productFamily"] == "Compute Instance"
            && is("instanceType", "a.large")
            && is("regionCode", "here")
            && is("operatingSystem", "Linux")
            && is("tenancy", "Shared")
            && is("preInstalledSw", "NA")
            && is("capacitystatus", "Used")
            && is("operation", "RunInstances");
        if !plain {
            continue;
        }
        for term in list["terms"]["OnDemand"][sku].as_object().into_iter().flatten() {
            for dimension in term.1["priceDimensions"].as_object().into_iter().flatten() {
                if dimension.1["unit"] == "Hrs" {
                    prices.push(dimension.1["pricePerUnit"]["USD"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    prices.sort();
    prices.dedup();
    prices
}

/// One of two, mostly the first: what is wanted.
fn mostly(good: &'static str, other: &'static str) -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(good), 1 => Just(other)]
}

fn products() -> impl Strategy<Value = Vec<(Value, Value)>> {
    let attributes = (
        (
            mostly("a.large", "b.large"),
            mostly("here", "there"),
            mostly("Linux", "Windows"),
        ),
        (
            mostly("Shared", "Dedicated"),
            mostly("NA", "SQL Web"),
            mostly("Used", "UnusedCapacityReservation"),
        ),
        (
            mostly("RunInstances", "RunInstances:0002"),
            mostly("Compute Instance", "Storage"),
            mostly("Hrs", "Mo"),
        ),
        prop::sample::select(vec!["0.9000000000", "0.9700000000", "0.0000000001"]),
    );
    let product = attributes.prop_map(|((instance, region, system), (tenancy, software, status), (operation, family, unit), price)| {
        let attributes = json!({
            "instanceType": instance, "regionCode": region, "operatingSystem": system, "tenancy": tenancy,
            "preInstalledSw": software, "capacitystatus": status, "operation": operation, "usagetype": "u",
            "unknown": { "deeper": [1, "\"quoted\"", null] },
        });
        let dimension = json!({ "unit": unit, "pricePerUnit": { "USD": price }, "appliesTo": [] });
        let term = json!({ "effectiveDate": "2026-11-01T00:00:00Z", "priceDimensions": { "D": dimension } });
        (json!({ "productFamily": family, "attributes": attributes }), json!({ "T": term }))
    });
    prop::collection::vec(product, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A stream finds what the whole list says: the one price there is, or that there is none, or several.
    #[test]
    fn streams_say_what_the_whole_says(products in products(), turned: bool) {
        let of = |part: fn(&(Value, Value)) -> &Value| -> Value {
            let each = products.iter().enumerate().map(|(i, p)| (format!("S{i}"), part(p).clone()));
            Value::Object(each.collect())
        };
        let (products, terms) = (of(|p| &p.0), json!({ "Reserved": { "x": 1 }, "OnDemand": of(|p| &p.1) }));
        let list = json!({ "products": products, "terms": terms });
        let text = match turned {
            true => format!("{{\"terms\": {terms}, \"products\": {products}}}"),
            false => format!("{{\"products\": {products}, \"terms\": {terms}}}"),
        };
        let expected = in_memory(&list);
        match (look(&text, "a.large", "here"), &expected[..]) {
            (Ok(row), [price]) => prop_assert_eq!(Some(row.price), pivot_domain::rig::cost::Fine::parse(price)),
            (Err(wrong), []) => prop_assert!(!wrong.what.contains("prices in"), "{wrong:?}"),
            (Err(wrong), [_, _, ..]) => prop_assert!(wrong.what.contains("prices in"), "{wrong:?}"),
            (found, expected) => prop_assert!(false, "{found:?} {expected:?}"),
        }
    }
}
