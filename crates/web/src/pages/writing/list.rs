//! All that is written, and what is to be.

use axum::extract::{Form, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::publish::site::{PostShown, ProjectShown, Status, is_markdown};
use pivot_app::verbs::lab::list_by;
use pivot_app::verbs::site::{Due, Writing, begin as begin_post, writing};
use pivot_app::words::{clock, count, long_date};
use pivot_app::{Error, Situation};

use super::{FRAME, address, done, findings, says};
use crate::desk::{Desk, Picture};
use crate::look;
use crate::pages::deeds::Wish;
use crate::pages::today::query;
use crate::pages::{blocking, show};

pub(super) async fn page(State(desk): State<Desk>, uri: Uri) -> Response {
    let done = done(&uri);
    show(desk, uri, FRAME, move |picture, _| {
        let all = writing(&picture.folder, &picture.situation, &picture.answer.plan)?;
        Ok(html! { (says(done)) (body(picture, &all)) })
    })
    .await
}

/// Who asks for the address of a form wants the page.
pub(super) async fn again() -> Redirect {
    Redirect::to("/writing")
}

fn body(picture: &Picture, all: &Writing) -> Markup {
    let published = all
        .posts
        .iter()
        .filter(|post| all.known.contains_key(&post.slug))
        .count();
    let of = |status: Status| all.posts.iter().filter(move |post| post.status == status);
    let (shown, waiting): (Vec<_>, Vec<_>) =
        of(Status::Out).partition(|post| all.known.contains_key(&post.slug));
    html! {
        header.top {
            div {
                h1 { "Writing" }
                p.faint { "Posts and projects are files of yours in " code { "posts/" } " and " code { "projects/" } ". What you do becomes what others can see." }
            }
            dl.finish { dt { "Published" } dd { strong { (count(published, "post")) } } }
        }
        div.columns.writing {
            div {
                (due(picture, all))
                (posts("Drafts", of(Status::Draft), all))
                (posts("With faults", of(Status::Faulty), all))
                (posts("Dated ahead", of(Status::Ahead), all))
                (posts("Ready: others see them after the next publishing", waiting.into_iter(), all))
                (posts("Published", shown.into_iter(), all))
                @if all.posts.is_empty() {
                    section.card {
                        h2 { "No posts yet" }
                        p { "Begin one from what you did this week: the hours, scores and links of the journal stand in it already, and the rest is yours." }
                    }
                }
                (projects(&all.projects))
            }
            aside {
                (beginning(picture, all))
                section.card {
                    h2 { "The site" }
                    p { "Nothing leaves this machine before you saw what would, and agreed." }
                    p { a.button href="/writing/publish" { "What would change" } }
                    p.faint { code { "pivot site serve" } " shows the whole site, drafts too, while you write." }
                }
                @if !all.findings.is_empty() {
                    section.card { h2 { "To be looked at" } (findings(&all.findings, false)) }
                }
            }
        }
    }
}

/// What the plan asks for.
fn due(picture: &Picture, all: &Writing) -> Markup {
    let next: Vec<&Due> = all.due.iter().take(SOON).collect();
    html! {
        section.card {
            h2 { "Due in the plan" }
            @if all.due.is_empty() { p { "No writing is left in the plan." } }
            ul.tasks { @for due in &next { (one_due(picture, all, due)) } }
            @if let Some(rest) = all.due.get(SOON..).filter(|rest| !rest.is_empty()) {
                details id="later" {
                    summary { "And " (count(rest.len(), "later one")) }
                    ul.tasks { @for due in rest { (one_due(picture, all, due)) } }
                }
            }
        }
    }
}

/// So many tasks are shown at once.
const SOON: usize = 4;

fn one_due(picture: &Picture, all: &Writing, due: &Due) -> Markup {
    let zones = &picture.situation.settings.zones;
    html! {
        li {
            p.row { (look::step(due.step)) span.grow { span.mono { (due.task) } " " (due.title) } }
            p.faint {
                @match &due.next {
                    Some((id, start, end)) => {
                        a href=(format!("/calendar/session?id={}", query(id))) {
                            (long_date(zones.civil(*start).date())) ", " (clock(zones, *start)) "–" (clock(zones, *end))
                        }
                        @if due.sessions > 1 { " and " (count(due.sessions - 1, "more session")) }
                    }
                    None => "has no place in the plan",
                }
                @if let Some(closes) = &due.closes { ". Done when: " (closes) }
            }
            div.row {
                @for path in &due.posts {
                    @if let Some(post) = all.posts.iter().find(|post| post.path == *path) {
                        a.button href=(address(path)) { (title(&post.title, path)) }
                    }
                }
                form method="post" action="/writing/begin" {
                    input type="hidden" name="from" value=(due.task);
                    button { @if due.posts.is_empty() { "Begin a post" } @else { "Begin another" } span.hidden { " for " (due.task) } }
                }
            }
        }
    }
}

/// The title of a text; its file where it has none yet.
fn title<'t>(title: &'t str, path: &'t str) -> &'t str {
    if title.trim().is_empty() { path } else { title }
}

fn posts<'p>(heading: &str, posts: impl Iterator<Item = &'p PostShown>, all: &Writing) -> Markup {
    let posts: Vec<&PostShown> = posts.collect();
    html! {
        @if !posts.is_empty() {
            section.card {
                h2 { (heading) }
                ul.texts {
                    @for post in posts {
                        @let known = all.known.get(&post.slug);
                        li {
                            span.grow {
                                @if is_markdown(&post.path) { a href=(address(&post.path)) { (title(&post.title, &post.path)) } }
                                @else { (title(&post.title, &post.path)) " " span.badge { "notebook" } }
                                span.from { (post.path) }
                            }
                            span.faint {
                                @if let Some(date) = post.date { time datetime=(date.date()) { (long_date(date.date())) } }
                                @if post.date.is_some() && post.words > 0 { " · " }
                                @if post.words > 0 { (count(post.words as usize, "word")) }
                                @if let Some(link) = known.and_then(|known| known.link.as_deref()).filter(|link| is_web(link)) {
                                    " · " a href=(link) rel="noopener noreferrer" target="_blank" { "the page" span.hidden { " of " (title(&post.title, &post.path)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a link leads to a page of the web: what a fact says is not ours.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

fn projects(all: &[ProjectShown]) -> Markup {
    html! {
        section.card {
            h2 { "Projects" }
            @if all.is_empty() { p { "A file " code { "projects/NAME.md" } " is a project: what, why, how, result, limits, what next." } }
            ul.texts {
                @for project in all {
                    li {
                        span.grow {
                            a href=(address(&project.path)) { (title(&project.title, &project.path)) }
                            span.from { (project.path) }
                        }
                        @match project.status {
                            Status::Draft => span.badge { "draft" },
                            Status::Faulty => span.badge.bad { "has faults" },
                            Status::Out | Status::Ahead => {},
                        }
                    }
                }
            }
        }
    }
}

/// A post is begun from a week, a task or a lab.
fn beginning(picture: &Picture, all: &Writing) -> Markup {
    let situation = &picture.situation;
    let labs = list_by(Some(&picture.folder), &situation.facts);
    let tried = labs.iter().filter(|lab| lab.attempts > 0);
    html! {
        section.card {
            h2 { "Begin a post" }
            p.faint { "From what the journal knows: hours, what was tried, scores, links." }
            form.stack method="post" action="/writing/begin" {
                label for="from" { "About" }
                select id="from" name="from" {
                    option value="" { "This week" }
                    optgroup label="A task" {
                        @for (id, title) in worked_on(situation, all) { option value=(id) { (id) " " (title) } }
                    }
                    optgroup label="A lab that you tried" {
                        @for lab in tried {
                            option value=(lab.id) { @match &lab.lab { Ok(lab) => (lab.title), Err(_) => (lab.id) } }
                        }
                    }
                }
                button.first { "Begin" }
            }
        }
    }
}

/// Tasks that something was recorded of or that are writing, in the order of the curriculum.
fn worked_on<'s>(situation: &'s Situation, all: &Writing) -> Vec<(&'s str, &'s str)> {
    let progress = situation.progress();
    let known = |id: &str| progress.tasks.contains_key(id) || all.due.iter().any(|due| due.task == id);
    let tasks = situation.curriculum.picked().filter(|task| known(&task.id));
    tasks
        .map(|task| (task.id.as_str(), task.title.as_str()))
        .collect()
}

pub(super) async fn begin(State(desk): State<Desk>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    let wish = Wish::of(fields);
    blocking(move || {
        let picture = desk.picture()?;
        let begun = begin_post(&picture.folder, &picture.situation, wish.get("from"))?;
        let path = begun
            .path
            .strip_prefix(picture.folder.root())
            .map_err(|_| Error::Bug("a post was begun outside of the folder".into()))?;
        let path = path.to_string_lossy().replace('\\', "/");
        Ok(Redirect::to(&format!("{}&done=begun", address(&path))).into_response())
    })
    .await
}
