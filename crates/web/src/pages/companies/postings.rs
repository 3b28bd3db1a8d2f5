//! The postings that are known, and which of them are shown.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::verbs::apply::Board;
use pivot_app::verbs::posting::{Known, Postings};
use pivot_app::words::{count, date_of, roughly};

use crate::desk::Picture;
use crate::look;
use crate::pages::fields::Filled;
use crate::pages::today::query;

/// For so long a posting is new.
const NEW: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many are shown at once.
const MOST: usize = 200;

/// The ways to look at them: name in the address, words.
const WAYS: [(&str, &str); 4] = [
    ("list", "On your list"),
    ("new", "New this week"),
    ("gone", "Gone"),
    ("all", "All"),
];

/// The address of a posting's page.
pub(super) fn address(id: &str) -> String {
    format!("/companies/posting?id={}", query(id))
}

/// Whether a posting is shown in that way.
pub(super) fn is_shown(way: &str, known: &Known, now: Timestamp) -> bool {
    let posting = &known.posting;
    let is_new = || now.duration_since(posting.first_seen) <= NEW;
    match way {
        "new" => known.listed && is_new(),
        "gone" => posting.gone.is_some(),
        "all" => true,
        _ => known.listed,
    }
}

/// The way that is asked for.
pub(super) fn way(asked: &Filled) -> &'static str {
    let named = asked.get("show").unwrap_or_default();
    WAYS.iter()
        .find(|(way, _)| *way == named)
        .map_or("list", |(way, _)| way)
}

pub(super) fn list(picture: &Picture, (postings, board): (&Postings, &Board), asked: &Filled) -> Markup {
    let situation = &picture.situation;
    let way = way(asked);
    let shown: Vec<&Known> = postings
        .all
        .iter()
        .filter(|known| is_shown(way, known, situation.now))
        .collect();
    let zones = &situation.settings.zones;
    html! {
        section.card id="postings" aria-labelledby="postings-name" {
            div.row {
                h2.grow id="postings-name" { "Postings" }
                nav.switch aria-label="Which postings" {
                    @for (name, words) in WAYS {
                        a href=(format!("/companies?show={name}#postings")) aria-current=[(name == way).then_some("true")] { (words) }
                    }
                }
            }
            p { (look::sentence(&postings.how)) }
            @if !postings.boards.is_empty() {
                p.faint {
                    @for (n, state) in postings.boards.iter().enumerate() {
                        @if n > 0 { " · " }
                        (state.company) ": "
                        @match state.fetched {
                            Some(at) => { (ago(situation.now.duration_since(at))) },
                            None => { "never answered" },
                        }
                    }
                    ". " code { "pivot posting fetch" } " asks the boards again."
                }
            }
            @for note in &postings.notes { p.note.bad { (look::sentence(note)) } }
            @if shown.is_empty() {
                p.faint {
                    @if postings.all.is_empty() { "None is known. " code { "pivot posting fetch" } " asks the boards of your companies; " code { "pivot posting add FILE" } " keeps one that you saved." }
                    @else { "None." }
                }
            } @else {
                ul.postings {
                    @for known in shown.iter().take(MOST) {
                        @let own = &known.posting;
                        @let applied = board.all.iter().rev().find(|a| a.posting == known.id);
                        li {
                            a href=(address(&known.id)) { (own.title) }
                            " " span.faint {
                                @if own.is_pasted() { "saved by you" } @else { (own.company) }
                                @if !own.places.is_empty() { ", " (own.places.join("; ")) }
                            }
                            @if let Some(applied) = applied { " " span.badge.good { "you applied: " (applied.stage().name()) } }
                            @if let Some(gone) = own.gone { " " span.badge.bad { "gone since " (date_of(zones, gone)) } }
                            @else if situation.now.duration_since(own.first_seen) <= NEW { " " span.badge { "new" } }
                            @if way == "all" && !known.listed && own.gone.is_none() { " " span.badge { "not on your list" } }
                        }
                    }
                }
                @if shown.len() > MOST { p.faint { (count(shown.len() - MOST, "more posting")) " in " a href={ "/api/postings" "?show=" (way) } { "the same as JSON" } "." } }
            }
        }
    }
}

/// `3 days ago`.
fn ago(age: SignedDuration) -> String {
    match age.as_mins() {
        // A clock that went back makes nothing come from the future.
        i64::MIN..1 => "just now".into(),
        _ => format!("{} ago", roughly(age)),
    }
}
