//! What is done on a lab's page: its data, the form for a submission, hints.

use maud::{Markup, html};
use pivot_app::labs::lab::{Set, Source};
use pivot_app::labs::real;
use pivot_app::verbs::lab::left;
use pivot_app::words::{count, when};

use super::lab::{View, alert};
use super::send::{file_mib, model_mib};
use super::{address, size};
use crate::look;

impl View<'_> {
    /// The data that are here, and how to have them.
    pub(super) fn data(&self) -> Markup {
        let lab = &self.found().lab;
        let kept = self.shown.listed.kept.as_ref();
        let folder = self.picture.folder.lab(&lab.id).ok();
        let lies_there = |path: &str| {
            let at = folder.as_ref().and_then(|folder| folder.file(path).ok());
            at.is_some_and(|at| at.is_file())
        };
        html! {
            section.card.data id="data" {
                h2 { "The data" }
                (self.says("data"))
                @if self.done == Some("data") { p.note.good role="status" { "They are here now." } }
                @match kept {
                    Some(kept) => {
                        p {
                            "The set " strong { (kept.set) } @if let Some(seed) = kept.seed { ", seed " (seed) }
                            ", in " code { "labs/" (lab.id) "/" } ":"
                        }
                        div.scroll tabindex="0" role="group" aria-label="Files of the set, table" {
                            table {
                                thead { tr { th { "File" } th.number { "Size" } } }
                                tbody {
                                    @for file in kept.files.iter().filter(|file| !file.path.starts_with('.')) {
                                        tr {
                                            td.mono { (file.path) }
                                            td.number { @if lies_there(&file.path) { (size(file.bytes)) } @else { span.badge.bad { "missing" } } }
                                        }
                                    }
                                }
                            }
                        }
                        p.faint { "The answers lie masked in " code { ".held/" } " beside them: an honour system." }
                        details id="sets" open[self.turn.is_some_and(|turn| turn.section == "data")] {
                            summary { "Other data, or the same again" }
                            @for set in &lab.sets { (self.set(set, true)) }
                        }
                    },
                    None => { p { "They are not here yet." } @for set in &lab.sets { (self.set(set, false)) } },
                }
            }
        }
    }

    /// How a set is had: the made one by a button, a real one by a command.
    fn set(&self, set: &Set, others: bool) -> Markup {
        let lab = &self.found().lab;
        let own = matches!(set.source, Source::Own(_));
        html! {
            div.set {
                h3 { (set.name) }
                @match &set.source {
                    Source::Real { name, .. } => {
                        p { "Real, and fetched when you ask for it in a terminal:" }
                        pre tabindex="0" { code { "pivot lab get " (lab.id) " --set " (set.name) @if others { " --again" } } }
                        @if let Some(about) = real::about(name) {
                            dl.pairs {
                                dt { "What" } dd { (about.title) }
                                dt { "Size" } dd { (size(about.bytes)) " to fetch" }
                                dt { "Source" } dd { (about.source) }
                                dt { "Licence" } dd { (about.licence) }
                                dt { "Cite" } dd { (about.cite) }
                                @if let Some(place) = about.elsewhere { dt { "Elsewhere" } dd { (place) "; " code { "--from FOLDER" } " takes files that you have" } }
                            }
                        }
                    },
                    Source::Made { .. } | Source::Own(_) => {
                        p {
                            @if own { "The files beside " code { "lab.toml" } "; the answers are packed and masked." }
                            @else { "Made here by a seed, without a network." }
                        }
                        form.row method="post" action=(format!("{}/get", address(&lab.id))) {
                            (look::version(&self.picture.version))
                            input type="hidden" name="set" value=(set.name);
                            @if let Source::Made { seed, .. } = &set.source {
                                label.inline { "Seed " input name="seed" inputmode="numeric" size="6" autocomplete="off" value=(seed); }
                            }
                            @if others { label.check { input type="checkbox" name="again" value="yes"; "in the place of what is here" } }
                            button.first[!others] { @if own { "Pack the answers" } @else { "Make the data" } }
                        }
                    },
                }
                @if let Some(licence) = &set.licence { p.faint { "Licence: " (licence) } }
            }
        }
    }

    pub(super) fn submit(&self) -> Markup {
        let lab = &self.found().lab;
        let (left, next_day) = left(&self.picture.situation, lab);
        let turn = self.turn.filter(|turn| turn.section == "submit");
        html! {
            section.card.submit id="submit" {
                h2 { "Submit" }
                (self.says("submit"))
                @match &self.shown.listed.kept {
                    None => p { "First " a href="#data" { "have the data" } "." },
                    Some(_) if lab.service.is_some() => {
                        p { "This lab measures a service of yours, which takes a minute. Start it, then in a terminal:" }
                        pre tabindex="0" { code { "pivot lab submit " (lab.id) " --url http://127.0.0.1:8000/predict" } }
                        p.faint { (count(left as usize, "attempt")) " left today." }
                    },
                    Some(kept) => {
                        form.stack method="post" enctype="multipart/form-data" action=(format!("{}/submit", address(&lab.id))) data-drop="" {
                            (look::version(&self.picture.version))
                            input type="hidden" name="data" value=(kept.data);
                            div.drop {
                                label for="file" { "Your answers, as CSV with the columns of " code { "sample_submission.csv" } }
                                input id="file" type="file" name="file" accept=".csv,text/csv" required data-mib=(file_mib(lab));
                                @if let Some(budget) = lab.limits.parameters {
                                    label for="model" { "The model that gave them, as safetensors, of at most " (budget) " numbers" }
                                    input id="model" type="file" name="model" accept=".safetensors" required data-mib=(model_mib(lab));
                                }
                                p.faint.dropping hidden { "Or drop it anywhere in this frame." }
                                p.dropped role="status" {}
                            }
                            label.wide for="note" { "A note, for yourself" }
                            input.wide id="note" name="note" maxlength="500" autocomplete="off" value=(turn.map_or("", |turn| turn.filled.typed("note")));
                            div.row {
                                button.first { "Submit" }
                                button name="dry" value="yes" { "Only check its form" }
                            }
                        }
                        p.faint {
                            @if left == 0 { "All " (count(lab.attempts as usize, "attempt")) " of today are made: what you send is checked, and not scored. " }
                            @else { (left) " of " (count(lab.attempts as usize, "attempt")) " left today. " }
                            "New ones: " (when(&self.picture.situation, next_day)) ". A file with faults costs none, and neither does the same file again."
                        }
                    },
                }
            }
        }
    }

    pub(super) fn hints(&self) -> Markup {
        let id = &self.found().lab.id;
        html! {
            section.card id="hints" {
                h2 { "Hints" }
                (self.says("hints"))
                @match &self.hints {
                    Err(error) => (alert(error)),
                    Ok(hinted) if hinted.all == 0 => p { "This lab has none." },
                    Ok(hinted) => {
                        @if !hinted.shown.is_empty() {
                            ol.hints { @for (number, text, _) in &hinted.shown { li value=(number) { (text) } } }
                        }
                        p {
                            (hinted.shown.len()) " of " (count(hinted.all, "hint")) " seen. "
                            (tries(hinted.tries))
                            @if let Some(missing) = hinted.missing { "; " (missing) " more " (if missing == 1 { "unlocks" } else { "unlock" }) " the next" }
                            @else { "; all are unlocked" }
                            "."
                        }
                        @if hinted.unlocked > hinted.shown.len() {
                            form method="post" action=(format!("{}/hint", address(id))) {
                                (look::version(&self.picture.version))
                                button { "Show a hint" }
                            }
                        }
                        p.faint { "A try is honest when it beats the sample, and the constant baseline where that was measured; each content counts once." }
                    },
                }
            }
        }
    }
}

fn tries(tries: u32) -> String {
    match tries {
        0 => "No honest try so far".to_owned(),
        1 => "1 honest try so far".to_owned(),
        n => format!("{n} honest tries so far"),
    }
}
