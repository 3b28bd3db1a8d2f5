//! `pivot evidence`.

use pivot_app::connect::feed::Web;
use pivot_app::planning::Answer;
use pivot_app::verbs::evidence::{Asked, look};
use pivot_app::wire::EvidenceJson;
use pivot_app::{Error, Situation};

use super::{Status, json, options, situation};
use crate::args::{Evidence, Global};
use crate::screen::Screen;
use crate::view;

pub(super) fn evidence(global: &Global, wish: &Evidence, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let plan = Answer::of(&situation, &options())?.plan;
    let asked = Asked {
        about: wish.about.as_deref(),
        run: wish.run,
        allow: wish.allow.as_deref(),
        url: wish.url.as_deref(),
        look: wish.look,
        close: wish.close,
        dry_run: wish.dry_run,
        fetch: Some(&Web),
    };
    let looked = look(&folder, &situation, &plan, &asked)?;
    if global.json {
        json(
            screen,
            &EvidenceJson::looked(&looked, situation.now, &situation.settings.zones),
        )?;
    } else {
        // As it is now, with what was just recorded.
        let situation = Situation::load(&folder, situation.now)?;
        view::evidence::show(screen, &situation, &looked, wish);
    }
    // Of one step or task it is a question, and the answer may be no.
    let met = looked.steps.iter().all(|step| {
        let own = step.judged.as_ref().is_none_or(view::evidence::is_met);
        own && step.tasks.iter().all(|t| t.done_when.is_none() || t.is_met())
    });
    Ok(if wish.about.is_none() || met {
        Status::Done
    } else {
        Status::No
    })
}
