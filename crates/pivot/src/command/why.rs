//! `pivot why`.

use pivot_app::Error;
use pivot_app::planning::why as reasons;
use pivot_app::wire::WhyJson;

use super::{Status, json, situation};
use crate::args::Global;
use crate::screen::Screen;
use crate::view;

pub(super) fn why(global: &Global, task: &str, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let reasons = reasons(&situation, task, &super::options())?;
    if global.json {
        json(screen, &WhyJson::new(&reasons, &situation.settings.zones))?;
    } else {
        view::why::show(screen, &situation, &reasons);
        screen.next("change what binds in pivot.toml or curriculum.toml, and pivot plan --dry-run shows what it gives.");
    }
    Ok(Status::Done)
}
