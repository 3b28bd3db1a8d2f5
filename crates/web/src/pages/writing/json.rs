//! The twins of the pages.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pivot_app::verbs::site::{text as text_of, writing as writing_of};
use pivot_app::wire::{TextJson, WritingJson};

use super::edit::missing;
use crate::desk::Desk;
use crate::fault::Fault;
use crate::pages::twin;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/writing", get(writing))
        .route("/api/writing/text", get(text))
}

/// What is drafted, dated ahead, published, and due in the plan.
#[utoipa::path(get, path = "/api/writing", responses((status = 200, body = WritingJson)))]
pub(crate) async fn writing(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let plan = &picture.answer.plan;
        let all = writing_of(&picture.folder, &picture.situation, plan)?;
        Ok(WritingJson::new(&all, &plan.zones))
    })
    .await
}

/// A post or project as it is written, and what is to be told of it.
#[utoipa::path(get, path = "/api/writing/text", params(("path" = String, Query, description = "Its file, such as posts/first.md")),
    responses((status = 200, body = TextJson), (status = 404, description = "There is no such post or project")))]
pub(crate) async fn text(State(desk): State<Desk>, Query(asked): Query<Vec<(String, String)>>) -> Response {
    let path = asked.into_iter().find(|(name, _)| name == "path");
    let path = path.map(|(_, path)| path).unwrap_or_default();
    let there = desk.folder().map(|folder| text_of(&folder, &path));
    if let Ok(Err(_) | Ok(None)) = there {
        return (StatusCode::NOT_FOUND, Fault::json(missing(&path))).into_response();
    }
    let own = desk.clone();
    twin(desk, move |picture| {
        let text = text_of(&picture.folder, &path)?.ok_or_else(|| missing(&path))?;
        let previewed = own
            .previewer()
            .preview(&picture.folder, &picture.situation, &path, &text)?;
        Ok(TextJson::new(&path, &text, &previewed))
    })
    .await
}
