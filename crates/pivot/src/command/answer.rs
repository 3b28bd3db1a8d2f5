//! `pivot answer`.

use jiff::SignedDuration;
use pivot_app::Error;
use pivot_app::planning::forecast::Wish as Futures;
use pivot_app::verbs::answer::{Wish, answer as solve};
use pivot_app::verbs::export::write_out;
use pivot_app::wire::AnswerJson;
use pivot_app::words::answer::sheet;

use super::{Status, json, options, situation};
use crate::args::{Answer, Global};
use crate::screen::Screen;
use crate::view;

pub(super) fn answer(global: &Global, asked: &Answer, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let wish = Wish {
        hours: SignedDuration::from_hours(i64::from(asked.hours)),
        futures: Futures {
            futures: usize::try_from(asked.futures).unwrap_or(usize::MAX),
            seed: asked.seed,
            ..Futures::default()
        },
    };
    let report = solve(&folder, &situation, &wish, &options())?;
    if let Some(file) = &asked.report {
        let html = pivot_app::publish::answer::report(&sheet(&report, &situation)).map_err(Error::Bug)?;
        write_out(&folder, file, html)?;
    }
    if global.json {
        json(
            screen,
            &AnswerJson::new(&report, situation.now, &situation.settings.zones),
        )?;
    } else {
        view::answer::show(screen, &situation, &report);
        screen.next(&match (&asked.report, report.unread.is_empty()) {
            (Some(file), _) => format!("open {} in a browser and print it.", file.display()),
            (None, false) => "pivot posting fetch asks for the texts that are not known yet.".into(),
            (None, true) => "pivot posting show POSTING says what one demands; pivot answer --report answer.html writes this to print.".into(),
        });
    }
    Ok(Status::Done)
}
