//! One lab: what to do, its data, a form for what was made, and what came of it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::labs::lab::Bar;
use pivot_app::labs::metrics::Direction;
use pivot_app::verbs::lab::{
    Board, Definition, Entry, Hinted, Row, Shown, Who, asking, board as board_of, entries, find,
    hints as hints_of, show_by,
};
use pivot_app::words::score;
use pivot_app::{Error, FaultyFile};

use super::list::stands;
use super::{FRAME, bar_reached, board, is_there, statement, word};
use crate::desk::{Desk, Picture};
use crate::fault::{faults, told};
use crate::look::{self, Frame};
use crate::pages::blocking;
use crate::pages::fields::Filled;
use crate::words;

type Asked = Vec<(String, String)>;

/// A form of this page that was sent and did not lead away from it: which one, what was typed, and what is to be said.
pub(super) struct Turn {
    pub(super) section: &'static str,
    pub(super) filled: Filled,
    pub(super) says: Markup,
    pub(super) status: StatusCode,
}

pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    blocking(move || {
        if !desk.exists() {
            return Ok(Redirect::to("/start").into_response());
        }
        answer(&desk, &id, &asked, None)
    })
    .await
}

/// The page of a lab; where its definition has faults, these; where there is none of that name, which are near.
pub(super) fn answer(
    desk: &Desk,
    id: &str,
    asked: &[(String, String)],
    turn: Option<&Turn>,
) -> Result<Response, Error> {
    let picture = desk.picture()?;
    let shown = show_by(Some(&picture.folder), &picture.situation.facts, id);
    let frame = Frame {
        // A page with what was typed does not follow what is recorded elsewhere: that would take it away.
        version: turn.map_or_else(|| picture.version.clone(), |_| String::new()),
        ..FRAME
    };
    let (status, body) = match shown {
        Ok(shown) => {
            let view = View::new(&picture, &shown, asked, turn);
            (turn.map_or(StatusCode::OK, |turn| turn.status), view.all())
        }
        Err(Error::Files(files)) => (StatusCode::UNPROCESSABLE_ENTITY, faulty(id, &files)),
        Err(error) if is_there(&picture.folder, id) => {
            let (status, what, next) = told(&error);
            (status, trouble(id, &what, next.as_deref()))
        }
        Err(error) => {
            let (_, what, next) = told(&error);
            (
                StatusCode::NOT_FOUND,
                trouble("There is no such lab", &what, next.as_deref()),
            )
        }
    };
    let mut response = Html(look::page(&frame, &body).into_string()).into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Every fault of a lab's files.
fn faulty(id: &str, files: &[FaultyFile]) -> Markup {
    html! {
        section.card.fault {
            h1 { (id) }
            p { "This lab cannot be used until its " code { "lab.toml" } " is mended." }
            @for file in files { (faults(file)) }
            p { a.button href="/labs" { "All labs" } }
        }
    }
}

fn trouble(title: &str, what: &str, next: Option<&str>) -> Markup {
    html! {
        section.card.fault {
            h1 { (title) }
            p { (words::said(what)) @if let Some(next) = next { " " (words::said(next)) } }
            p { a.button href="/labs" { "All labs" } }
        }
    }
}

/// What a part of the page says that could not be read.
pub(super) fn alert(error: &Error) -> Markup {
    let (_, what, next) = told(error);
    html! {
        div.note.bad role="alert" { p { (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } } }
    }
}

/// What the page is made of.
pub(super) struct View<'v> {
    pub(super) picture: &'v Picture,
    pub(super) shown: &'v Shown,
    /// One's own attempts, on whatever data.
    own: Vec<Entry>,
    board: Result<Board, Error>,
    pub(super) hints: Result<Hinted, Error>,
    /// The attempt that was just made.
    made: Option<u32>,
    pub(super) turn: Option<&'v Turn>,
    /// What was just done that is no attempt.
    pub(super) done: Option<&'v str>,
}

impl<'v> View<'v> {
    fn new(
        picture: &'v Picture,
        shown: &'v Shown,
        asked: &'v [(String, String)],
        turn: Option<&'v Turn>,
    ) -> View<'v> {
        let said = |name: &str| {
            asked
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, value)| value.as_str())
        };
        let (folder, situation, found) = (&picture.folder, &picture.situation, &shown.definition);
        View {
            picture,
            shown,
            own: entries(&situation.facts, &found.lab.id),
            board: board_of(folder, situation, found),
            hints: hints_of(folder, situation, found),
            made: said("attempt").and_then(|number| number.parse().ok()),
            turn,
            done: said("done"),
        }
    }

    pub(super) fn found(&self) -> &Definition {
        &self.shown.definition
    }

    /// What is to be said in a section.
    pub(super) fn says(&self, section: &str) -> Markup {
        html! { @if let Some(turn) = self.turn.filter(|t| t.section == section) { (turn.says) } }
    }

    fn all(&self) -> Markup {
        let lab = &self.found().lab;
        let listed = &self.shown.listed;
        html! {
            header.top {
                div {
                    h1 { (lab.title) }
                    p.faint { (lab.topic) @if listed.own { " · your own" } }
                    p.row { (stands(listed)) }
                }
                @if let Some(best) = &listed.best {
                    dl.finish { dt { "Your best " (lab.measure()) } dd { strong { (score(best.value)) } " " (bar_reached(best.bar)) } }
                }
            }
            (self.verdict())
            div.columns.lab {
                div {
                    (self.statement())
                    // What is next comes first.
                    @if listed.kept.is_some() { (self.submit()) (self.data()) } @else { (self.data()) (self.submit()) }
                }
                aside { (self.in_short()) (self.hints()) (self.tasks()) }
            }
            div.lab {
                @match &self.board {
                    Ok(found) => {
                        div.fc-pair { (board::table(&self.picture.situation, found, self.made)) (board::curve(found)) }
                        @if let Some(confusion) = &found.confusion { (board::confusion(confusion)) }
                    },
                    Err(error) => section.card id="board" { h2 { "Leaderboard" } (alert(error)) },
                }
            }
        }
    }

    /// What came of the attempt that was just made.
    fn verdict(&self) -> Markup {
        let entry = self.own.iter().find(|entry| Some(entry.number) == self.made);
        let Some((entry, board)) = entry.zip(self.board.as_ref().ok()) else {
            return html! {};
        };
        let lab = &self.found().lab;
        let is_this = |row: &&Row| row.who == Who::Attempt(entry.number);
        let row = board.rows.iter().find(is_this);
        let place = board.rows.iter().position(|row| is_this(&row));
        html! {
            section.card.verdict.reached[entry.bar.is_some()] id="verdict" role="status" {
                h2 { "Attempt " (entry.number) ": " (word(entry.bar)) }
                p.value { strong { (lab.measure()) " " (score(entry.value)) } @if lab.service.is_none() { " on the public part" } @if row.is_some_and(|row| row.best) { ", your best" } "." }
                @if let Some(place) = place { p { "Place " (place + 1) " of " (board.rows.len()) " on " a href="#board" { "the leaderboard" } "." } }
                p { (ahead(board, entry)) }
                @if let (Some(private), Some(Row { best: true, .. })) = (board.private, row) {
                    p { "The private part has " strong { (score(private)) } ", told since you passed." }
                }
                @if entry.bar.is_some() {
                    @for (id, title) in asking(&self.picture.situation, &lab.id) {
                        p { "This is what " span.mono { (id) } " " (title) " asks for: " a href="/evidence" { "see what it still needs" } ", or close it by " code { "pivot evidence " (id) " --close" } "." }
                    }
                }
            }
        }
    }

    fn statement(&self) -> Markup {
        let found = self.found();
        html! {
            section.card id="statement" {
                // Who tried already knows it.
                details id="statement-text" open[self.own.is_empty()] {
                    summary { h2 { "What to do" } }
                    @if found.statement.trim().is_empty() { p { "There is no " code { "statement.md" } "." } }
                    (statement::shown(&found.statement, &found.lab.title))
                }
            }
        }
    }

    fn in_short(&self) -> Markup {
        let lab = &self.found().lab;
        let limits = &lab.limits;
        let (than, better) = match lab.direction() {
            Direction::Higher => ("at least", "higher is better"),
            Direction::Lower => ("at most", "lower is better"),
        };
        html! {
            section.card {
                h2 { "In short" }
                dl.pairs {
                    dt { "Metric" } dd { strong { (lab.measure()) } ": " (lab.about()) "; " (better) }
                    dt { "Attempts" } dd { (lab.attempts) " a day" }
                    @if lab.service.is_none() { dt { "A file" } dd { "up to " (limits.file_mib) " MiB" } }
                    @if let Some(budget) = limits.parameters { dt { "A model" } dd { "up to " (budget) " numbers" } }
                    dt { "A run" } dd { "up to " (limits.minutes) " minutes, " (limits.memory_mib) " MiB of memory" }
                }
                h3 { "Bars" }
                @if lab.service.is_some() { p.faint { "Each asks for " (than) " so many requests a second." } }
                @else { p.faint { "Each asks for " (than) " its value on the private part of the answers." } }
                div.scroll tabindex="0" role="group" aria-label="Bars, table" {
                    table {
                        thead { tr { th { "Set" } @for bar in Bar::ALL { th.number { (bar.name()) } } } }
                        tbody { @for set in &lab.sets { tr { td { (set.name) } @for bar in Bar::ALL { td.number { (set.bars.of(bar)) } } } } }
                    }
                }
            }
        }
    }

    /// Open tasks that ask for the lab.
    fn tasks(&self) -> Markup {
        let tasks = asking(&self.picture.situation, &self.found().lab.id);
        html! {
            @if !tasks.is_empty() {
                section.card {
                    h2 { "Asked for by" }
                    ul.plain { @for (id, title) in &tasks { li { a href=(format!("/timeline/why?task={}", super::query(id))) { span.mono { (id) } " " (title) } } } }
                }
            }
        }
    }
}

/// What is missing to the next bar.
fn ahead(board: &Board, entry: &Entry) -> String {
    let (direction, bars) = (board.lab.direction(), &board.set.bars);
    let next = Bar::ALL
        .into_iter()
        .find(|bar| entry.bar.is_none_or(|had| *bar > had));
    let Some(next) = next else {
        return "That is the highest bar there is.".to_owned();
    };
    let value = bars.of(next);
    let of_service = board.lab.service.is_some();
    if of_service && direction.reaches(entry.value, value) {
        return format!(
            "The rate would do for {} ({value}); that the answers are right and bad requests are survived counts too.",
            next.name()
        );
    }
    if direction.reaches(entry.value, value) {
        return format!(
            "The public part reaches {} ({value}), and the private part, which counts, does not: beware of fitting what you see.",
            next.name()
        );
    }
    let than = match direction {
        Direction::Higher => "at least",
        Direction::Lower => "at most",
    };
    format!(
        "The next bar, {}, asks for {than} {value}{}.",
        next.name(),
        if of_service { "" } else { " on the private part" }
    )
}

/// The lab of a form, or the answer where there is none.
pub(super) fn definition(desk: &Desk, id: &str) -> Result<Definition, Error> {
    find(Some(&desk.folder()?), id)
}
