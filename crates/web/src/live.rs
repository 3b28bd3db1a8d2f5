//! Pages that are open hear of what changes: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use crate::desk::Desk;

/// How often the disk is looked at while a page is open.
const LOOK: Duration = Duration::from_millis(500);

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/events", get(events))
}

/// The version there is and by what the person's files are known, then each new one.
async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (versions, files) = desk.watch();
    let events = stream::select(told("version", versions), told("files", files));
    Sse::new(events).keep_alive(KeepAlive::default())
}

fn told(
    event: &'static str,
    mut values: watch::Receiver<String>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    values.mark_changed();
    stream::unfold(values, move |mut values| async move {
        values.changed().await.ok()?;
        let value = values.borrow_and_update().clone();
        Some((Ok(Event::default().event(event).data(value)), values))
    })
}

/// Looks at the disk while a page is open, so that a fact from a terminal shows, and draws the forecast of it.
pub(crate) async fn watch(desk: Desk) {
    loop {
        tokio::time::sleep(LOOK).await;
        if desk.is_watched() {
            let desk = desk.clone();
            // A file with a fault is told by the page that is asked for next.
            let look = move || {
                desk.picture().map(|picture| {
                    desk.look_at_files(&picture.folder);
                    desk.draw_ahead();
                })
            };
            let _ = tokio::task::spawn_blocking(look).await;
        }
    }
}
