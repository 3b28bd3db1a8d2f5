//! `pivot rig doctor`.

use std::io::{IsTerminal, Write};

use pivot_app::Error;
use pivot_app::connect::machine::{Asking, ask};
use pivot_app::verbs::rig::doctor::{examine, read, save, wanted};
use pivot_app::wire::RigDoctorJson;

use super::{Status, json, situation};
use crate::args::{Global, RigDoctor};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, wish: &RigDoctor, screen: &mut Screen) -> Result<Status, Error> {
    // A pivot is wanted only where a task of it is named.
    let pivot = match &wish.save {
        Some(task) => Some((situation(global)?, task.as_str())),
        None => None,
    };
    let task = pivot.as_ref().map(|((_, situation), task)| (situation, *task));
    let wanted = wanted(task, wish.framework.as_deref())?;
    let heard = match &wish.from {
        Some(file) => read(file)?,
        None => {
            let here = std::env::current_dir().map_err(|e| Error::Outside {
                what: format!("could not tell the present folder: {e}"),
                next: None,
            })?;
            let asking = Asking {
                python: &wish.python,
                framework: &wanted.framework,
                folder: pivot.as_ref().map_or(&here, |((folder, _), _)| folder.root()),
            };
            let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
            let mut tell = |what: &str| {
                if shows {
                    // A terminal that is gone stops no look.
                    let _ = write!(std::io::stderr(), "\rasking: {what} ...\x1b[K");
                }
            };
            let heard = ask(&asking, &mut tell);
            if shows {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
            heard
        }
    };
    let mut examined = examine(heard, wanted);
    if let Some(((folder, _), task)) = &pivot {
        save(folder, task, &mut examined)?;
    }
    let status = match examined.report.is_well() {
        true => Status::Done,
        false => Status::No,
    };
    if global.json {
        json(screen, &RigDoctorJson::new(&examined))?;
    } else if wish.answers {
        screen.raw(&examined.heard.write())?;
    } else {
        view::rig_doctor::show(screen, &examined);
    }
    Ok(status)
}
