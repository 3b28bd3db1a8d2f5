//! `pivot rig bench`.

use std::io::{IsTerminal, Write};

use pivot_app::connect::train;
use pivot_app::planning::bench::Measure;
use pivot_app::verbs::rig::bench::{Wish, bench};
use pivot_app::wire::RigBenchJson;
use pivot_app::{Error, Folder};

use super::{Status, folder, json};
use crate::args::{Global, RigBench};
use crate::screen::Screen;
use crate::view;

/// The pivot, where there is one: a machine can be measured without. Where a table of it is named it must be there.
fn perhaps(global: &Global, wish: &RigBench) -> Result<Option<Folder>, Error> {
    let named = global.dir.is_some() || wish.save.is_some() || wish.against.is_some();
    match folder(global) {
        Ok(found) => Ok(Some(found)),
        Err(Error::Wrong { .. }) if !named => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn run(global: &Global, wish: &RigBench, screen: &mut Screen) -> Result<Status, Error> {
    let folder = perhaps(global, wish)?;
    let here = std::env::current_dir().map_err(|e| Error::Outside {
        what: format!("could not tell the present folder: {e}"),
        next: None,
    })?;
    let asked = Wish {
        quick: wish.quick,
        save: wish.save.as_deref(),
        against: wish.against.as_deref(),
        companion: &train::find(),
        here: folder.as_ref().map_or(&here, Folder::root),
        today: super::rig::today(global),
    };
    let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
    let mut tell = |measure: &Measure| {
        if shows {
            // A terminal that is gone stops no measurement.
            let _ = write!(
                std::io::stderr(),
                "\rmeasured: {}\x1b[K",
                view::rig_bench::name(measure)
            );
        }
    };
    let measured = bench(folder.as_ref(), &asked, &mut tell);
    if shows {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
    let measured = measured?;
    if global.json {
        json(screen, &RigBenchJson::new(&measured))?;
    } else {
        view::rig_bench::show(screen, &measured, folder.is_some());
    }
    Ok(match measured.without {
        None => Status::Done,
        Some(_) => Status::No,
    })
}
