//! One posting: its text, what it demands in which words, what of that the person can show, and the form that says that they applied.

use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};
use pivot_app::verbs::apply;
use pivot_app::verbs::posting::{Held, Known, Reading, Wanted, held, postings, reading};
use pivot_app::wire::{class, level, remote};
use pivot_app::words::{count, date_of};

use super::{Asked, FRAME};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::pages::fields::Filled;
use crate::pages::show;

pub(super) async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Asked) -> Response {
    show(desk, uri, FRAME, move |picture, frame| {
        let asked = Filled::of(asked);
        let postings = postings(&picture.folder)?;
        let known = postings.find(asked.get("id").unwrap_or_default())?;
        let reading = reading(known, &held(&picture.folder, &picture.situation)?);
        Ok(one(picture, frame, known, &reading))
    })
    .await
}

fn one(picture: &Picture, frame: &Frame, known: &Known, reading: &Reading) -> Markup {
    let (own, zones) = (&known.posting, &picture.situation.settings.zones);
    let board = apply::board(&picture.situation);
    let applied = apply::find(&board, &known.id).ok();
    let is_open = applied.is_some_and(|a| !a.stage().is_over());
    html! {
        p { a href="/companies" { "Companies" } }
        header.top { div {
            h1 { (own.title) }
            p.faint {
                @if own.is_pasted() { "Saved by you" } @else { (own.company) }
                @if !own.places.is_empty() { " · " (own.places.join("; ")) }
                @if let Some(of) = own.remote { " · " (remote(of)) }
                @if let Some(gone) = own.gone { " · gone since " (date_of(zones, gone)) }
                " · " span.mono { (known.id) }
            }
        } }
        section.card {
            h2 { "Your application" }
            @if let Some(applied) = applied {
                p { "You applied on " (date_of(zones, applied.applied())) ": " strong { (applied.stage().name()) } ". " a href="/companies#applications" { "Among the applications" } }
            }
            @if let Some(address) = apply::address(known) {
                p { "Apply at " a href=(address) rel="noreferrer noopener" { (address) } ". Nothing is sent from here." }
            }
            @if !is_open {
                form method="post" action="/companies/apply" {
                    (look::version(&frame.version)) (look::back(frame.here))
                    input type="hidden" name="posting" value=(known.id);
                    div.fields {
                        label.field { "When you applied" input name="at" placeholder="now" autocomplete="off"; }
                        label.field { "Resume that you sent" input name="resume" placeholder="resume/resume.pdf" autocomplete="off"; }
                        label.field { "A note" input name="note" autocomplete="off" maxlength="2000"; }
                    }
                    button.first { "I applied" }
                }
            }
        }
        section.card aria-labelledby="demands-name" {
            h2 id="demands-name" { "What it demands" }
            (demands(reading))
            (skills(&reading.skills))
        }
        section.card.statement aria-labelledby="text-name" {
            h2 id="text-name" { "What it says" }
            @if reading.lines.is_empty() { p.faint { "Its text is not known yet." } }
            @for line in &reading.lines {
                @if line.text.trim_end_matches(':') == line.section { h3 { (line.section) } } @else { p { (line.text) } }
            }
        }
    }
}

fn demands(reading: &Reading) -> Markup {
    let demands = &reading.demands;
    let none = demands.degree.is_none() && demands.years.is_none() && demands.publications.is_none();
    html! {
        @if demands.is_expert() { p { span.badge.bad { "an expert" } " A doctorate, publications, or five years and more." } }
        @if none { p.faint { "No degree, no years and no publications, as far as its words say." } }
        @else {
            dl.pairs {
                @if let Some(degree) = &demands.degree { dt { "Degree" } dd { (level(degree.level)) ", " (class(degree.class).replace('-', " ")) ": " q { (reading.words(&degree.at)) } } }
                @if let Some(years) = &demands.years { dt { "Experience" } dd { (count(years.count as usize, "year")) ": " q { (reading.words(&years.at)) } } }
                @if let Some(at) = &demands.publications { dt { "Publications" } dd { q { (reading.words(at)) } } }
            }
        }
    }
}

fn skills(skills: &[Wanted]) -> Markup {
    if skills.is_empty() {
        return html! { p.faint { "No skill of Pivot's list is named." } };
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label="Skills, table" {
            table.ranked {
                thead { tr { th { "Skill" } th { "You" } th { "Its words" } } }
                tbody {
                    @for wanted in skills {
                        tr {
                            td { strong { (wanted.demand.name) } @if wanted.demand.optional { " " span.badge { "a wish" } } }
                            td {
                                @match &wanted.held {
                                    Some(Held::Shown(by)) => { span.badge.good { "shown" } div.faint { (look::sentence(by)) } },
                                    Some(Held::Claimed(by)) => { span.badge { "claimed" } div.faint { (look::sentence(by)) } },
                                    None => span.badge.bad { "missing" },
                                }
                            }
                            td { q { (wanted.demand.words) } div.faint { (wanted.demand.line) } }
                        }
                    }
                }
            }
        }
    }
}
