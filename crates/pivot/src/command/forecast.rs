//! `pivot forecast` and `pivot what-if`.

use pivot_app::Error;
use pivot_app::domain::week::Week;
use pivot_app::planning::forecast::{Change, Wish, compare, forecast as answer, history};
use pivot_app::wire::{ForecastJson, HistoryJson, WhatIfJson};

use super::{Status, json, options, situation};
use crate::args::{Forecast, Futures, Global, WhatIf};
use crate::screen::Screen;
use crate::view;

pub(super) fn wish(asked: &Futures) -> Wish {
    Wish {
        futures: usize::try_from(asked.futures).unwrap_or(usize::MAX),
        seed: asked.seed,
        ..Wish::default()
    }
}

pub(super) fn forecast(global: &Global, asked: &Forecast, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let zones = &situation.settings.zones;
    if asked.history {
        let scores = history(&situation, &wish(&asked.futures))?;
        if global.json {
            json(screen, &HistoryJson::new(&scores, zones))?;
        } else {
            view::forecast::history(screen, zones, &scores);
            screen.next("pivot forecast says what is ahead.");
        }
        return Ok(Status::Done);
    }
    let forecast = answer(&situation, &options(), &wish(&asked.futures))?;
    if global.json {
        json(screen, &ForecastJson::new(&forecast, zones))?;
    } else {
        view::forecast::show(screen, &situation, &forecast);
        screen.next("pivot log and pivot done tell the forecast your pace; pivot what-if --hours \"…\" shows another life beside this one.");
    }
    Ok(Status::Done)
}

pub(super) fn what_if(global: &Global, asked: &WhatIf, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let hours = asked.hours.as_deref().map(|text| {
        Week::parse(text).map_err(|wrong| {
            Error::wrong(format!("--hours: {wrong}"))
                .next("write hours as in --hours \"mon-fri 18:00-20:30; sat 10:00-13:00\"")
        })
    });
    let change = Change {
        hours: hours.transpose()?,
        start: asked.start,
        drop: asked.drop.clone(),
        away: asked.away,
        ..Change::default()
    };
    if change == Change::default() {
        return Err(Error::wrong("nothing is otherwise").next(
            "say what, such as --hours \"mon-fri 18:00-21:00\", --start DATE, --drop TASK or --away 2027-02-01..2027-02-14",
        ));
    }
    let compared = compare(&situation, &change, &options(), &wish(&asked.futures))?;
    if global.json {
        json(screen, &WhatIfJson::new(&compared))?;
    } else {
        view::forecast::compared(screen, &situation, &compared);
        screen.next("write it in pivot.toml or curriculum.toml if you want it so, and run pivot plan.");
    }
    Ok(Status::Done)
}
