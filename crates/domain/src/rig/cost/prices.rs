//! A published price list of rented machines, read as a stream: one row of hundreds of megabytes is kept.
//!
//! The form is that of AWS's bulk offer files: `products.SKU.attributes`, `terms.OnDemand.SKU.TERM.priceDimensions.RATE`.
//! What is wanted is told from the rest by the attributes that a person would click: a plain Linux machine, shared, on demand.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::fine::Fine;
use crate::fault::nearest;
use crate::read::shorten;

/// More rows than these that all fit are a fault: something tells too little.
const ROWS_MAX: usize = 1000;
/// Names that are kept to say which there are.
const NAMES_MAX: usize = 5000;
/// A text that goes on for longer is no part of a price list.
const TEXT_MAX: usize = 64 * 1024;

/// The machine whose price is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its kind: `p2.xlarge`.
    pub instance: String,
    /// Where it stands, as the list says it: `us-east-1`, or in older lists `US East (N. Virginia)`.
    pub region: String,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the list.
    pub sku: String,
    /// What is billed: `BoxUsage:p2.xlarge`.
    pub usage: String,
    /// An hour.
    pub price: Fine,
    /// Its currency.
    pub currency: String,
    /// From when on: `2016-11-01T00:00:00Z`.
    pub effective: String,
    /// When the list was published, where it says so.
    pub published: Option<String>,
    /// So many products were looked through.
    pub products: u64,
}

/// Why no price was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    /// What is wrong, with its place where it is the file's.
    pub what: String,
    /// What to do next.
    pub next: String,
}

impl Unpriced {
    fn new(what: impl Into<String>, next: impl Into<String>) -> Unpriced {
        Unpriced {
            what: what.into(),
            next: next.into(),
        }
    }
}

/// Finds the one price of a machine. `open` begins to read the list from its start; it is asked for a second time where the
/// list has its prices before its products.
///
/// # Errors
/// A list that cannot be read, is no JSON or has another form, each with its place; none or several that fit.
pub fn find<R: Read>(mut open: impl FnMut() -> io::Result<R>, wanted: &Wanted) -> Result<Row, Unpriced> {
    let mut seen = Seen::default();
    for second in [false, true] {
        let reader =
            open().map_err(|e| Unpriced::new(format!("it cannot be read: {e}"), "look at the file"))?;
        let wide = Rc::new(Cell::new(false));
        let bounded = Bounded {
            inner: reader,
            run: 0,
            before: 0,
            wide: Rc::clone(&wide),
        };
        let mut json = serde_json::Deserializer::from_reader(io::BufReader::with_capacity(1 << 16, bounded));
        let pass = Pass {
            wanted,
            seen: &mut seen,
            second,
        };
        let read = pass.deserialize(&mut json).and_then(|()| json.end());
        if let Err(error) = read {
            let next = "take the offer file of AmazonEC2 for one region, in JSON";
            return Err(match (wide.get(), error.is_io()) {
                (true, _) => Unpriced::new(format!("a text in it is longer than {TEXT_MAX} bytes"), next),
                (false, true) => Unpriced::new(format!("it cannot be read: {error}"), "look at the file"),
                (false, false) => Unpriced::new(error.to_string(), next),
            });
        }
        if !seen.early || seen.candidates.is_empty() {
            break;
        }
    }
    chosen(seen, wanted)
}

fn chosen(seen: Seen, wanted: &Wanted) -> Result<Row, Unpriced> {
    let (instance, region) = (shorten(&wanted.instance), shorten(&wanted.region));
    if !seen.has_products || !(seen.has_terms || seen.early) {
        let lacks = if seen.has_products {
            "terms.OnDemand"
        } else {
            "products"
        };
        return Err(Unpriced::new(
            format!("it has no `{lacks}`"),
            "take the offer file of AmazonEC2 for one region, in JSON",
        ));
    }
    if seen.candidates.is_empty() {
        let known = |names: &BTreeSet<String>, name: &str| names.contains(name);
        let meant = |names: &BTreeSet<String>, name: &str| {
            nearest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
        };
        let some = |names: &BTreeSet<String>| {
            let some: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
            format!("it has {}", some.join(", "))
        };
        if !known(&seen.instances, &wanted.instance) {
            let next = meant(&seen.instances, &wanted.instance).unwrap_or_else(|| some(&seen.instances));
            return Err(Unpriced::new(format!("it has no machine `{instance}`"), next));
        }
        if !known(&seen.regions, &wanted.region) {
            let next = meant(&seen.regions, &wanted.region).unwrap_or_else(|| some(&seen.regions));
            return Err(Unpriced::new(format!("it has no region `{region}`"), next));
        }
        return Err(Unpriced::new(
            format!(
                "it has `{instance}` in `{region}`, and not as a plain machine: Linux, shared, without software, used, RunInstances"
            ),
            "type its price into the costs file",
        ));
    }
    let mut rows = seen.rows;
    rows.sort_by(|a, b| (&a.currency, a.price).cmp(&(&b.currency, b.price)));
    // Two numbers of one price are one price.
    rows.dedup_by(|next, row| next.price == row.price && next.currency == row.currency);
    match rows.len() {
        0 => Err(Unpriced::new(
            format!("`{instance}` has no price by the hour on demand"),
            "type its price into the costs file",
        )),
        1 => {
            let mut row = rows.remove(0);
            row.published = seen.published;
            row.products = seen.products;
            Ok(row)
        }
        n => {
            let told: Vec<String> = rows
                .iter()
                .take(4)
                .map(|row| format!("{} {} ({})", row.currency, row.price, row.usage))
                .collect();
            Err(Unpriced::new(
                format!("`{instance}` has {n} prices in `{region}`: {}", told.join(", ")),
                "type the one that you pay into the costs file",
            ))
        }
    }
}

/// Refuses a text without end, which would have to be held as a whole.
struct Bounded<R> {
    inner: R,
    /// Bytes since the last quotation mark that ended a text or began one.
    run: usize,
    before: u8,
    wide: Rc<Cell<bool>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        for &byte in &into[..n] {
            self.run = match byte {
                b'"' if self.before != b'\\' => 0,
                _ => self.run + 1,
            };
            self.before = byte;
            if self.run > TEXT_MAX {
                self.wide.set(true);
                return Err(io::Error::other("a text is too long"));
            }
        }
        Ok(n)
    }
}

/// What was seen of a list.
#[derive(Default)]
struct Seen {
    published: Option<String>,
    products: u64,
    has_products: bool,
    has_terms: bool,
    /// Prices came before products: the first reading did not know which it wanted.
    early: bool,
    /// Numbers of products that fit, with what is billed.
    candidates: BTreeMap<String, String>,
    rows: Vec<Row>,
    instances: BTreeSet<String>,
    regions: BTreeSet<String>,
}

/// A product, as far as it matters.
#[derive(Deserialize)]
struct Product {
    #[serde(default, rename = "productFamily")]
    family: String,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attributes {
    instance_type: String,
    operating_system: String,
    tenancy: String,
    pre_installed_sw: String,
    /// Lists before 2018 do not have it: what they list is what is used.
    capacitystatus: Option<String>,
    operation: String,
    /// `OnDemand`, or a block of capacity that is reserved ahead; older lists do not have it.
    marketoption: Option<String>,
    /// Lists before 2021 name the place alone.
    region_code: Option<String>,
    location: String,
    usagetype: String,
}

impl Product {
    fn is_in(&self, region: &str) -> bool {
        let of = &self.attributes;
        of.region_code.as_deref() == Some(region) || of.location == region
    }

    /// A plain machine, used as it is.
    fn plain(&self) -> bool {
        let of = &self.attributes;
        self.machine()
            && of.operating_system == "Linux"
            && of.tenancy == "Shared"
            && of.pre_installed_sw == "NA"
            && of.capacitystatus.as_deref().is_none_or(|status| status == "Used")
            && of.operation == "RunInstances"
            && of
                .marketoption
                .as_deref()
                .is_none_or(|market| market == "OnDemand")
    }

    fn machine(&self) -> bool {
        self.family.starts_with("Compute Instance")
    }
}

#[derive(Deserialize)]
struct Term {
    #[serde(default, rename = "effectiveDate")]
    effective: String,
    #[serde(rename = "priceDimensions")]
    dimensions: BTreeMap<String, Dimension>,
}

#[derive(Deserialize)]
struct Dimension {
    unit: String,
    #[serde(rename = "pricePerUnit")]
    price: BTreeMap<String, String>,
}

/// One reading of the list.
struct Pass<'a> {
    wanted: &'a Wanted,
    seen: &'a mut Seen,
    second: bool,
}

impl<'de> DeserializeSeed<'de> for Pass<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pass<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a price list: an object with `products` and `terms`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "publicationDate" => self.seen.published = Some(map.next_value()?),
                "products" if !self.second => {
                    let (wanted, seen) = (self.wanted, &mut *self.seen);
                    map.next_value_seed(Products { wanted, seen })?;
                    self.seen.has_products = true;
                }
                "terms" if self.seen.has_products => map.next_value_seed(Terms {
                    seen: &mut *self.seen,
                })?,
                other => {
                    self.seen.early |= other == "terms";
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `products`: by number, of which those that fit are kept.
struct Products<'a> {
    wanted: &'a Wanted,
    seen: &'a mut Seen,
}

impl<'de> DeserializeSeed<'de> for Products<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Products<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`products`: an object with a product under each number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Products { wanted, seen } = self;
        while let Some((sku, product)) = map.next_entry::<String, Product>()? {
            seen.products += 1;
            if !product.machine() {
                continue;
            }
            let here = product.is_in(&wanted.region);
            let of = product.attributes.instance_type == wanted.instance;
            if of && here && product.plain() {
                if seen.candidates.len() >= ROWS_MAX {
                    return Err(A::Error::custom(format!(
                        "more than {ROWS_MAX} products are `{}`",
                        shorten(&wanted.instance)
                    )));
                }
                seen.candidates.insert(sku, product.attributes.usagetype.clone());
            }
            let Attributes {
                instance_type,
                region_code,
                location,
                ..
            } = product.attributes;
            keep(&mut seen.instances, instance_type);
            keep(&mut seen.regions, location);
            keep(&mut seen.regions, region_code.unwrap_or_default());
        }
        Ok(())
    }
}

/// Remembers a name, as long as there are not too many.
fn keep(names: &mut BTreeSet<String>, name: String) {
    if !name.is_empty() && name.len() < 100 && names.len() < NAMES_MAX {
        names.insert(name);
    }
}

/// `terms`: those on demand, of the products that fit.
struct Terms<'a> {
    seen: &'a mut Seen,
}

impl<'de> DeserializeSeed<'de> for Terms<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Terms<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`terms`: an object with `OnDemand`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "OnDemand" {
                map.next_value_seed(OnDemand {
                    seen: &mut *self.seen,
                })?;
                self.seen.has_terms = true;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct OnDemand<'a> {
    seen: &'a mut Seen,
}

impl<'de> DeserializeSeed<'de> for OnDemand<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OnDemand<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`OnDemand`: an object with the terms under each product's number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let seen = self.seen;
        while let Some(sku) = map.next_key::<String>()? {
            let Some(usage) = seen.candidates.get(&sku) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let terms: BTreeMap<String, Term> = map.next_value()?;
            for term in terms.values() {
                for (code, dimension) in &term.dimensions {
                    if dimension.unit != "Hrs" || seen.rows.len() >= ROWS_MAX {
                        continue;
                    }
                    for (currency, text) in &dimension.price {
                        let price = Fine::parse(text).ok_or_else(|| {
                            A::Error::custom(format!("`{}` is no price: {}", shorten(text), shorten(code)))
                        })?;
                        seen.rows.push(Row {
                            sku: sku.clone(),
                            usage: usage.clone(),
                            price,
                            currency: currency.clone(),
                            effective: term.effective.clone(),
                            published: None,
                            products: 0,
                        });
                    }
                }
            }
        }
        Ok(())
    }
}
