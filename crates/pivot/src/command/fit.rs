//! `pivot fit`.

use pivot_app::Error;
use pivot_app::planning::fit::fit as answer;
use pivot_app::wire::FitJson;

use super::{Status, json, situation};
use crate::args::{Day, Global};
use crate::screen::Screen;
use crate::view;

pub(super) fn fit(global: &Global, by: Option<&Day>, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let today = situation.settings.zones.local(situation.now).date();
    let Some(by) = by.map(|by| by.on(today)).or(situation.settings.finish_by) else {
        return Err(Error::wrong("there is no date to hold the work against").next(
            "give one, such as `pivot fit --by 2027-04-30`, or write finish_by = 2027-04-30 in pivot.toml",
        ));
    };
    let fit = answer(&situation, by)?;
    if global.json {
        json(screen, &FitJson::new(&fit, &situation.settings.zones))?;
    } else {
        view::fit::show(screen, &situation, &fit);
        screen.next(if fit.fits && situation.settings.finish_by == Some(by) {
            "pivot plan shows the plan; pivot why shows what fixes its end."
        } else if fit.fits {
            "write the date as finish_by in pivot.toml, and pivot plan says whether it is kept."
        } else if fit.repairs.is_empty() {
            "pivot plan says what has no place, and why."
        } else {
            "change the files as one of these says, and ask pivot fit again."
        });
    }
    Ok(if fit.fits { Status::Done } else { Status::No })
}
