//! What a shell completes beside commands and options: ids of this pivot's tasks and sessions.
//!
//! The shell's script asks this program each time, by [`VARIABLE`]. Where the folder has a fault there is nothing to offer.

use std::path::Path;

use clap::builder::StyledStr;
use clap_complete::CompletionCandidate;
use jiff::Timestamp;
use pivot_app::{Folder, Situation};

/// Set by the shell's script when it asks.
pub(crate) const VARIABLE: &str = "PIVOT_COMPLETE";

fn here() -> Option<Situation> {
    let folder = Folder::find(Path::new(".")).ok()?;
    Situation::load(&folder, Timestamp::now()).ok()
}

fn candidate(id: &str, about: &str) -> CompletionCandidate {
    CompletionCandidate::new(id).help(Some(StyledStr::from(about.to_owned())))
}

/// Tasks of the curriculum, and those that were added.
pub(crate) fn tasks() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let progress = situation.progress();
    let added = progress.added.values().map(|t| candidate(&t.id, &t.title));
    let picked = situation.curriculum.picked().map(|t| candidate(&t.id, &t.title));
    picked.chain(added).collect()
}

/// Labs that come with Pivot, and the person's own.
pub(crate) fn labs() -> Vec<CompletionCandidate> {
    let folder = Folder::find(Path::new(".")).ok();
    let labs = pivot_app::verbs::lab::list(folder.as_ref()).unwrap_or_default();
    let about =
        |lab: &pivot_app::verbs::lab::Listed| lab.lab.as_ref().map_or(String::new(), |l| l.topic.clone());
    labs.iter().map(|lab| candidate(&lab.id, &about(lab))).collect()
}

/// Competitions that are watched.
pub(crate) fn competitions() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let watched = situation.competitions.iter().map(|w| &w.watched);
    watched.map(|w| candidate(&w.name, &w.task)).collect()
}

/// What the curriculum asks whether it was done before.
pub(crate) fn priors() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let priors = situation.curriculum.priors.iter();
    priors.map(|p| candidate(&p.id, &p.question)).collect()
}

/// Sessions of the plan that was accepted last: a new plan takes longer than a key press.
pub(crate) fn sessions() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let ahead = situation.accepted().iter().filter(|s| s.end > situation.now);
    let when = |at| {
        situation
            .settings
            .zones
            .local(at)
            .strftime("%a %-d %b %H:%M")
            .to_string()
    };
    ahead.map(|s| candidate(&s.id, &when(s.start))).collect()
}

/// Sessions that are pinned.
pub(crate) fn pins() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let pins = situation.progress().pins;
    pins.keys().map(|id| candidate(id, "pinned")).collect()
}

/// Postings on the list.
pub(crate) fn postings() -> Vec<CompletionCandidate> {
    let Some(folder) = Folder::find(Path::new(".")).ok() else {
        return Vec::new();
    };
    let postings = pivot_app::verbs::posting::postings(&folder).unwrap_or_default();
    let all = postings
        .listed()
        .map(|known| candidate(&known.id, &known.label()));
    all.collect()
}

/// Postings that the person applied to.
pub(crate) fn applications() -> Vec<CompletionCandidate> {
    let Some(situation) = here() else {
        return Vec::new();
    };
    let board = pivot_app::verbs::apply::board(&situation);
    let open = board.open().map(|a| candidate(&a.posting, &a.label()));
    open.collect()
}
