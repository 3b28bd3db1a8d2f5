//! The applications by how far they have come, each with its forms.

use maud::{Markup, html};
use pivot_app::domain::application::{Application, Stage};
use pivot_app::verbs::apply::Board;
use pivot_app::words::{count, date_of, long_date, short};

use super::postings::address;
use crate::desk::Picture;
use crate::look::{self, Frame};

pub(super) fn stages(picture: &Picture, frame: &Frame, board: &Board) -> Markup {
    html! {
        section.card id="applications" aria-labelledby="applications-name" {
            h2 id="applications-name" { "Applications" }
            @if board.all.is_empty() {
                p { "None is recorded yet. Apply where a posting says, then open it below and say so; nothing is ever sent from here." }
            } @else {
                div.stages {
                    @for stage in Stage::ALL {
                        @let at: Vec<&Application> = board.at(stage).collect();
                        @if !at.is_empty() {
                            section.stage aria-labelledby=(format!("stage-{}", stage.name())) {
                                h3 id=(format!("stage-{}", stage.name())) { (look::begun(stage.name())) " " span.badge { (at.len()) } }
                                ul { @for application in at { (one(picture, frame, board, application)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn one(picture: &Picture, frame: &Frame, board: &Board, application: &Application) -> Markup {
    let zones = &picture.situation.settings.zones;
    let is_over = application.stage().is_over();
    let notes = application
        .stages
        .iter()
        .filter_map(|reached| reached.note.as_ref());
    html! {
        li.application {
            p { a href=(address(&application.posting)) { (application.label()) } }
            p.faint {
                "Applied " (date_of(zones, application.applied()))
                @if application.stages.len() > 1 { ", " (application.stage().name()) " since " (date_of(zones, application.since())) }
                @for resume in &application.resumes { ", resume " span.mono { (short(&resume.sha256)) } @if !resume.name.is_empty() { " (" (resume.name) ")" } }
                "."
            }
            @for note in application.note.iter().chain(notes) { p { (note) } }
            @match application.next() {
                Some(action) => p {
                    "Next: " (action.title)
                    @if let Some(due) = action.due {
                        " " span.badge.bad[due < board.today] { "by " (long_date(due)) }
                    }
                    " " span.mono.faint { (action.task) }
                },
                None if !is_over => p { span.badge { "nothing is planned next" } },
                None => {},
            }
            details {
                summary { "Say how it went on" span.hidden { " with " (application.label()) } }
                form method="post" action="/companies/stage" {
                    (look::version(&frame.version)) (look::back(frame.here))
                    input type="hidden" name="posting" value=(application.posting);
                    div.fields {
                        label.field { "It is now at" select name="stage" {
                            @for stage in Stage::ALL.into_iter().filter(|s| *s != Stage::Applied) {
                                option value=(stage.name()) selected[stage == following(application.stage())] { (stage.name()) }
                            }
                        } }
                        label.field { "When" input name="at" placeholder="yesterday 15:00" autocomplete="off"; }
                        label.field { "A note" input name="note" autocomplete="off" maxlength="2000"; }
                    }
                    button { "Record it" }
                }
            }
            @if !is_over {
                details {
                    summary { "Plan what is next" span.hidden { " with " (application.label()) } }
                    form method="post" action="/companies/next" {
                        (look::version(&frame.version)) (look::back(frame.here))
                        input type="hidden" name="posting" value=(application.posting);
                        div.fields {
                            label.field { "What is to be done" input name="what" required autocomplete="off" maxlength="200" placeholder="ask how it stands"; }
                            label.field { "By the end of" input name="due" type="date" min=(board.today); }
                            label.field { "How long it takes" input name="spent" value="30m" autocomplete="off" size="6"; }
                        }
                        button { "Put it into the plan" }
                    }
                }
            }
            @let open = application.actions.iter().filter(|action| action.done.is_none()).count();
            @if open > 1 { p.faint { (count(open, "action")) " are open." } }
        }
    }
}

/// What most often comes after a stage.
fn following(stage: Stage) -> Stage {
    match stage {
        Stage::Applied => Stage::Screening,
        Stage::Screening => Stage::Interview,
        Stage::Interview | Stage::Onsite => Stage::Offer,
        Stage::Offer => Stage::Hired,
        over => over,
    }
}
