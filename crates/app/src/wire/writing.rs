//! The JSON of the page Writing.

use pivot_domain::zones::Zones;
use pivot_publish::site::{PostShown, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use super::site::FindingJson;
use crate::verbs::site::{Previewed, Writing, mark};

/// `pivot.writing/1`: what is drafted, dated ahead, published, and due in the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct WritingJson {
    format: &'static str,
    posts: Vec<PostJson>,
    projects: Vec<ProjectJson>,
    due: Vec<WritingDueJson>,
    findings: Vec<FindingJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PostJson {
    path: String,
    slug: String,
    title: String,
    /// In the person's time, without an offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// `draft`, `ahead`, `out`, `faulty`.
    status: &'static str,
    words: u32,
    tasks: Vec<String>,
    /// The day on which it was published, where the journal knows of one, and where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProjectJson {
    path: String,
    slug: String,
    title: String,
    /// `draft`, `out`, `faulty`.
    status: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct WritingDueJson {
    task: String,
    title: String,
    step: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<String>,
    /// The next session, where it has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
    sessions: usize,
    posts: Vec<String>,
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Out => "out",
        Status::Draft => "draft",
        Status::Ahead => "ahead",
        Status::Faulty => "faulty",
    }
}

impl WritingJson {
    /// Of what there is.
    pub fn new(of: &Writing, zones: &Zones) -> WritingJson {
        let post = |post: &PostShown| {
            let known = of.known.get(&post.slug);
            PostJson {
                path: post.path.clone(),
                slug: post.slug.clone(),
                title: post.title.clone(),
                date: post.date.map(|date| date.to_string()),
                status: status(post.status),
                words: post.words,
                tasks: post.tasks.clone(),
                published: known.map(|known| known.day.to_string()),
                link: known.and_then(|known| known.link.clone()),
            }
        };
        WritingJson {
            format: "pivot.writing/1",
            posts: of.posts.iter().map(post).collect(),
            projects: of
                .projects
                .iter()
                .map(|project| ProjectJson {
                    path: project.path.clone(),
                    slug: project.slug.clone(),
                    title: project.title.clone(),
                    status: status(project.status),
                })
                .collect(),
            due: of
                .due
                .iter()
                .map(|due| WritingDueJson {
                    task: due.task.clone(),
                    title: due.title.clone(),
                    step: due.step,
                    closes: due.closes.clone(),
                    session: due.next.as_ref().map(|(id, ..)| id.clone()),
                    start: due.next.as_ref().map(|(_, start, _)| instant(*start, zones)),
                    end: due.next.as_ref().map(|(_, _, end)| instant(*end, zones)),
                    sessions: due.sessions,
                    posts: due.posts.clone(),
                })
                .collect(),
            findings: of.findings.iter().map(Into::into).collect(),
        }
    }
}

/// `pivot.text/1`: a post or project as it is written.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextJson {
    format: &'static str,
    path: String,
    text: String,
    /// What stands for this text: who saves another says which one they saw.
    mark: String,
    words: u32,
    findings: Vec<FindingJson>,
}

impl TextJson {
    /// Of a text and its page.
    pub fn new(path: &str, text: &str, previewed: &Previewed) -> TextJson {
        TextJson {
            format: "pivot.text/1",
            path: path.to_owned(),
            text: text.to_owned(),
            mark: mark(text),
            words: previewed.words,
            findings: previewed.findings.iter().map(Into::into).collect(),
        }
    }
}
