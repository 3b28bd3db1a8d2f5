//! `pivot rig cost`.

use std::path::Path;

use pivot_app::Error;
use pivot_app::verbs::rig_cost::{ListWish, given, known, of_plan, svg};
use pivot_app::wire::RigCostJson;

use super::forecast::wish;
use super::rig::today;
use super::{Status, json, options, situation};
use crate::args::{Global, RigCost};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, asked: &RigCost, screen: &mut Screen) -> Result<Status, Error> {
    // Hours that are given need no pivot.
    let planned = match asked.hours {
        Some(_) => None,
        None => Some(
            situation(global)
                .map_err(|e| e.next("run it in a pivot, or give the hours with --hours"))?
                .1,
        ),
    };
    let today = match &planned {
        Some(situation) => situation.settings.zones.civil(situation.now).date(),
        None => today(global),
    };
    let list = asked.prices.as_deref().map(|file| ListWish {
        file,
        instance: asked.instance.as_deref(),
        region: asked.region.as_deref(),
    });
    let known = known(&asked.file, list.as_ref(), today)?;
    let weighed = match &planned {
        Some(situation) => of_plan(known, situation, &options(), &wish(&asked.futures))?,
        None => given(known, asked.hours.unwrap_or(0), asked.weeks, today),
    };
    if let Some(file) = &asked.plot {
        save(file, &svg(&weighed))?;
    }
    if global.json {
        json(screen, &RigCostJson::new(&weighed))?;
    } else {
        view::rig_cost::show(screen, &weighed);
        let next = match &asked.plot {
            Some(file) => format!(
                "open {} in a browser; change a number in {} and weigh again.",
                file.display(),
                asked.file.display()
            ),
            None => "pivot rig cost --plot costs.svg FILE draws it; change the numbers above that are least sure, and weigh again."
                .replace("FILE", &asked.file.display().to_string()),
        };
        screen.next(&next);
    }
    Ok(Status::Done)
}

fn save(file: &Path, text: &str) -> Result<(), Error> {
    if !file
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("svg"))
    {
        return Err(Error::wrong(format!("{} does not end with .svg", file.display()))
            .next("name the picture such as --plot costs.svg"));
    }
    std::fs::write(file, text).map_err(|e| Error::Outside {
        what: format!("could not write {}: {e}", file.display()),
        next: None,
    })
}
