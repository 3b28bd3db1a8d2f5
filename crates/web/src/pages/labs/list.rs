//! All labs: what each is about, how you stand, and which open task asks for it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};
use pivot_app::verbs::lab::{Listed, asking, list_by};
use pivot_app::words::{count, score};
use pivot_app::{Error, Situation};

use super::{FRAME, address, bar_reached};
use crate::desk::{Desk, Picture};
use crate::look;
use crate::pages::show;

pub(super) async fn page(State(desk): State<Desk>, uri: Uri) -> Response {
    show(desk, uri, FRAME, |picture, _| all(picture)).await
}

fn all(picture: &Picture) -> Result<Markup, Error> {
    let situation = &picture.situation;
    let labs = list_by(Some(&picture.folder), &situation.facts);
    let usable = labs.iter().filter(|lab| lab.lab.is_ok()).count();
    let passed = labs.iter().filter(|lab| lab.bar.is_some()).count();
    let (own, built_in): (Vec<_>, Vec<_>) = labs.iter().partition(|lab| lab.own);
    Ok(html! {
        header.top {
            div {
                h1 { "Labs" }
                p.faint { "Small local competitions: data, a metric, bars, a leaderboard. In any language, without a network." }
            }
            dl.finish { dt { "Labs passed" } dd { strong { (passed) " of " (usable) } } }
        }
        ul.labs { @for lab in &built_in { (entry(situation, lab)) } }
        section.card {
            h2 { "Your own" }
            @if own.is_empty() {
                p { "A folder " code { "labs/NAME/" } " with " code { "lab.toml" } ", a statement and data is a lab too, and stands here." }
            } @else {
                ul.labs { @for lab in &own { (entry(situation, lab)) } }
            }
            p.faint { code { "pivot lab check labs/NAME" } " holds one to what it promises." }
        }
    })
}

fn entry(situation: &Situation, listed: &Listed) -> Markup {
    let lab = match &listed.lab {
        Ok(lab) => lab,
        Err(why) => {
            return html! {
                li.card.fault {
                    h2 { a href=(address(&listed.id)) { (listed.id) } }
                    p { span.badge.bad { "cannot be used" } " " (look::sentence(why)) }
                }
            };
        }
    };
    let tasks = asking(situation, &listed.id);
    html! {
        li.card {
            h2 { a href=(address(&listed.id)) { (lab.title) } }
            p.faint { (lab.topic) " · " (lab.measure()) }
            p.row { (stands(listed)) }
            @if let Some((id, title)) = tasks.first() {
                p.faint {
                    "Asked for by " span.mono { (id) } " " (title)
                    @if tasks.len() > 1 { ", and " (count(tasks.len() - 1, "other task")) }
                    "."
                }
            }
        }
    }
}

/// How the person stands with a lab, in a few words.
pub(super) fn stands(listed: &Listed) -> Markup {
    html! {
        @match &listed.kept {
            Some(kept) => span.badge { "data here: " (kept.set) },
            None if listed.attempts == 0 => span.badge { "not begun" },
            None => span.badge { "data not here" },
        }
        @if listed.attempts > 0 { span.badge { (count(listed.attempts, "attempt")) } }
        @if let Some(best) = &listed.best { span.badge { "best " (score(best.value)) } }
        @if listed.bar.is_some() { (bar_reached(listed.bar)) }
    }
}
