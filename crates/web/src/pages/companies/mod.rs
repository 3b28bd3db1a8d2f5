//! Companies: how they rank and why, what they offer, and the applications by how far they have come. What is done here is what
//! `pivot apply` does; boards are asked by `pivot posting fetch` alone.

mod board;
pub(crate) mod json;
mod posting;
mod postings;
mod send;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::companies::{Companies, Score, rank, relocate};
use pivot_app::verbs::posting::{Postings, postings as known};
use pivot_app::verbs::{apply, company};

use super::fields::Filled;
use super::show;
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};

const FRAME: Frame = Frame {
    title: "Companies",
    here: "/companies",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

type Asked = Query<Vec<(String, String)>>;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/companies", get(page))
        .route("/companies/posting", get(posting::page))
        .route("/companies/apply", post(send::apply))
        .route("/companies/stage", post(send::stage))
        .route("/companies/next", post(send::next))
        .merge(json::routes())
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Asked) -> Response {
    show(desk, uri, FRAME, move |picture, frame| {
        all(picture, frame, &Filled::of(asked))
    })
    .await
}

fn all(picture: &Picture, frame: &Frame, asked: &Filled) -> Result<Markup, Error> {
    let postings = known(&picture.folder)?;
    let applied = apply::board(&picture.situation);
    let is_there = company::perhaps(&picture.folder)?.is_some();
    Ok(html! {
        header.top {
            div {
                h1 { "Companies" }
                p.faint { "Whom you would work for, what they offer, and how far your applications have come." }
            }
            dl.finish { dt { "Open applications" } dd { strong { (applied.open().count()) " of " (applied.all.len()) } } }
        }
        (board::stages(picture, frame, &applied))
        (postings::list(picture, (&postings, &applied), asked))
        @if is_there {
            (ranked(&postings.companies))
            (cities(&postings))
        } @else {
            section.card {
                h2 { "Your list" }
                p { "There is no " code { "companies.toml" } " yet: the companies that you would work for, with your own marks and reasons." }
                p { code { "pivot company init" } " begins one, with an example to change." }
            }
        }
    })
}

fn ranked(companies: &Companies) -> Markup {
    let ranked = rank(companies);
    html! {
        section.card aria-labelledby="rank-name" {
            h2 id="rank-name" { "By your marks" }
            p.faint { "The mean of your marks, each as often as its weight says; what you gave no mark is left out. Marks, weights and reasons stand in " code { "companies.toml" } "." }
            @if ranked.is_empty() {
                p { "No company is on the list yet." }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="Companies, table" {
                    table.ranked {
                        thead { tr { th.number { "Place" } th { "Company" } th.number { "Score" } th { "Why" } } }
                        tbody {
                            @for (place, of) in (1..).zip(&ranked) {
                                @let own = companies.company(&of.name);
                                tr {
                                    td.number { (place) }
                                    td {
                                        strong { (of.name) }
                                        @if let Some(own) = own {
                                            @if let Some(city) = &own.city { span.faint { " " (city) } }
                                            @if !own.why.is_empty() { div.faint { (own.why) } }
                                            @if !own.contacts.is_empty() { div.faint { "You know " (own.contacts.join("; ")) } }
                                        }
                                    }
                                    td.number { (mean(&of.score)) }
                                    td { (sum(&of.score)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cities(postings: &Postings) -> Markup {
    let cities = relocate(&postings.companies);
    if cities.is_empty() {
        return html! {};
    }
    html! {
        section.card aria-labelledby="cities-name" {
            h2 id="cities-name" { "Where to live" }
            p.faint { "Each row is 0 for the worst of your cities and 10 for the best, and between them in proportion." }
            div.scroll tabindex="0" role="group" aria-label="Cities, table" {
                table.ranked {
                    thead { tr { th.number { "Place" } th { "City" } th.number { "Score" } th { "Why" } } }
                    tbody {
                        @for (place, city) in (1..).zip(&cities) {
                            tr {
                                td.number { (place) }
                                td { strong { (city.name) } @if !city.companies.is_empty() { div.faint { (city.companies.join(", ")) } } }
                                td.number { (mean(&city.score)) }
                                td {
                                    (sum(&city.score))
                                    @for scale in &city.scales { div.faint { (scale.to_string()) } }
                                }
                            }
                        }
                    }
                }
            }
            @if let Some(first) = cities.first().filter(|city| !city.alike.is_empty()) {
                p.faint { "All are alike in " (first.alike.join(", ")) ", which decides nothing." }
            }
        }
    }
}

/// `6.8`, or a dash where nothing is known.
fn mean(score: &Score) -> Markup {
    html! {
        @match score.mean {
            Some(mean) => strong { (format!("{mean:.1}")) },
            None => span.faint { "–" },
        }
    }
}

/// The sum, and what is not known.
fn sum(score: &Score) -> Markup {
    let rows: Vec<String> = score.rows.iter().map(ToString::to_string).collect();
    html! {
        @if rows.is_empty() { (look::sentence(&score.to_string())) } @else { (rows.join(", ")) ": " (score.to_string()) "." }
        @if !score.missing.is_empty() && score.mean.is_some() {
            div.faint { "Not known: " (score.missing.join(", ")) " (" (format!("{:.1} to {:.1}", score.least, score.most)) " with any mark)." }
        }
    }
}
