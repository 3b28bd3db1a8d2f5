//! Prices out of a published list into a costs file.

use std::fs::File;
use std::path::Path;

use jiff::civil::Date;
use pivot_domain::rig::cost::prices::{Wanted, find};
use pivot_domain::rig::cost::{Costs, Fine, Listing, Priced, Rent};

use crate::error::Error;

/// A price list, and what is looked for in it.
#[derive(Clone, Copy, Debug)]
pub struct ListWish<'a> {
    /// The list: an offer file of AWS for EC2, in JSON.
    pub file: &'a Path,
    /// The kind of machine; the offers' own where nothing is said.
    pub instance: Option<&'a str>,
    /// Where it stands; the offers' own where nothing is said.
    pub region: Option<&'a str>,
}

impl ListWish<'_> {
    /// Gives the list's prices to the offers that it has; an instance that no offer names becomes an offer of its own.
    pub(super) fn fill(&self, costs: &mut Costs) -> Result<Vec<String>, Error> {
        let wanted = |rent: &Rent| {
            let listed = rent.listed.as_ref();
            !rent.spot && listed.is_some_and(|l| self.instance.is_none_or(|i| i == l.instance))
        };
        let mut at: Vec<usize> = (0..costs.rents.len())
            .filter(|i| wanted(&costs.rents[*i]))
            .collect();
        if at.is_empty() {
            let Some(instance) = self.instance else {
                return Err(
                    Error::wrong("no offer of the costs file says which instance it is")
                        .next("write instance = \"p2.xlarge\" in its [[rent]], or give --instance"),
                );
            };
            at.push(costs.rents.len());
            costs.rents.push(self.offer(instance));
            costs.assumed.push(format!(
                "of {instance} the file says nothing: it is as fast as the rig, needs no setting up, keeps nothing and is stopped whenever it does nothing: a [[rent]] with instance says otherwise"
            ));
        }
        let mut told = Vec::new();
        for at in at {
            told.push(self.price(costs, at)?);
        }
        Ok(told)
    }

    fn offer(&self, instance: &str) -> Rent {
        Rent {
            name: instance.to_owned(),
            at: 0..0,
            spot: false,
            price: None,
            listed: Some(Listing {
                instance: instance.to_owned(),
                region: None,
            }),
            ratio: 1_000_000,
            interrupted_percent: 0,
            setup_hours: Fine::ZERO,
            idle_hours_week: Fine::ZERO,
            storage_gb: Fine::ZERO,
            storage_price: None,
        }
    }

    fn price(&self, costs: &mut Costs, at: usize) -> Result<String, Error> {
        let rent = &costs.rents[at];
        let listed = rent.listed.clone();
        let instance = listed
            .as_ref()
            .map_or_else(|| rent.name.clone(), |l| l.instance.clone());
        let Some(region) = self
            .region
            .map(str::to_owned)
            .or_else(|| listed.and_then(|l| l.region))
        else {
            return Err(
                Error::wrong(format!("nothing says in which region {instance} stands"))
                    .next("give --region us-east-1, or write region in its [[rent]]"),
            );
        };
        let shown = self.file.display().to_string();
        // A pipe could not be read a second time.
        let plain = std::fs::metadata(self.file).is_ok_and(|m| m.is_file());
        if !plain {
            return Err(Error::wrong(format!("{shown} is no plain file")).next("name a price list in JSON"));
        }
        let wanted = Wanted { instance, region };
        let row = find(|| File::open(self.file), &wanted)
            .map_err(|wrong| Error::wrong(format!("{shown}: {}", wrong.what)).next(wrong.next))?;
        if costs.exchanged(Fine::whole(1), &row.currency).is_none() {
            let what = format!(
                "{shown} is in {}, and there is no rate to {}",
                row.currency, costs.currency
            );
            return Err(Error::wrong(what).next("write a [[rate]] between the two, with its date and source"));
        }
        let published = row.published.as_deref().unwrap_or(&row.effective);
        let date: Option<Date> = published.get(..10).and_then(|day| day.parse().ok());
        let told = format!(
            "{}: {} {} an hour in {}, by {shown}, published {} ({}, effective {}); one of {} products",
            wanted.instance,
            row.currency,
            row.price,
            wanted.region,
            date.map_or_else(|| "on no day that it says".to_owned(), |day| day.to_string()),
            row.sku,
            row.effective.get(..10).unwrap_or(&row.effective),
            row.products,
        );
        costs.rents[at].price = Some(Priced {
            amount: row.price,
            currency: row.currency,
            date,
            source: Some(format!("{shown}, {}", row.sku)),
        });
        Ok(told)
    }
}
