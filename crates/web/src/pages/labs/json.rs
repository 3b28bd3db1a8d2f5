//! The twins of the labs' pages. Nothing is noted or recorded by them.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pivot_app::Error;
use pivot_app::verbs::lab::{board as board_of, find, hints as hints_of, list_by, show_by};
use pivot_app::wire::{BoardJson, LabHintJson, LabJson, LabsJson};
use serde::Serialize;

use super::is_there;
use crate::desk::{Desk, Picture};
use crate::fault::Fault;
use crate::pages::twin;

type Asked = Vec<(String, String)>;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/labs", get(labs))
        .route("/api/lab", get(lab))
        .route("/api/lab/board", get(board))
        .route("/api/lab/hints", get(hints))
}

/// All labs, and how you stand.
#[utoipa::path(get, path = "/api/labs", responses((status = 200, body = LabsJson)))]
pub(crate) async fn labs(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let labs = list_by(Some(&picture.folder), &picture.situation.facts);
        Ok(LabsJson::new(&labs))
    })
    .await
}

/// One lab with its statement.
#[utoipa::path(get, path = "/api/lab", params(("id" = String, Query, description = "A lab's name")),
    responses((status = 200, body = LabJson), (status = 404, description = "There is no such lab")))]
pub(crate) async fn lab(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    of_lab(desk, asked, |picture, id| {
        let shown = show_by(Some(&picture.folder), &picture.situation.facts, id)?;
        Ok(LabJson::new(&shown))
    })
    .await
}

/// The leaderboard of the data that are here.
#[utoipa::path(get, path = "/api/lab/board", params(("id" = String, Query, description = "A lab's name")),
    responses((status = 200, body = BoardJson), (status = 404, description = "There is no such lab")))]
pub(crate) async fn board(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    of_lab(desk, asked, |picture, id| {
        let found = find(Some(&picture.folder), id)?;
        let board = board_of(&picture.folder, &picture.situation, &found)?;
        Ok(BoardJson::new(&board, &picture.situation.settings.zones))
    })
    .await
}

/// The hints that were looked at, and what unlocks the next.
#[utoipa::path(get, path = "/api/lab/hints", params(("id" = String, Query, description = "A lab's name")),
    responses((status = 200, body = LabHintJson), (status = 404, description = "There is no such lab")))]
pub(crate) async fn hints(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    of_lab(desk, asked, |picture, id| {
        let found = find(Some(&picture.folder), id)?;
        Ok(LabHintJson::new(&hints_of(
            &picture.folder,
            &picture.situation,
            &found,
        )?))
    })
    .await
}

/// Answers for the lab that is asked for, where there is one.
async fn of_lab<T: Serialize>(
    desk: Desk,
    asked: Asked,
    make: impl FnOnce(&Picture, &str) -> Result<T, Error> + Send + 'static,
) -> Response {
    let id = asked.into_iter().find(|(name, _)| name == "id");
    let id = id.map(|(_, id)| id).unwrap_or_default();
    if let Ok(folder) = desk.folder()
        && !is_there(&folder, &id)
        && let Err(error) = find(Some(&folder), &id)
    {
        return (StatusCode::NOT_FOUND, Fault::json(error)).into_response();
    }
    twin(desk, move |picture| make(picture, &id)).await
}
