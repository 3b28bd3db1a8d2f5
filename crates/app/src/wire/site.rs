//! The JSON of `pivot blog`, `portfolio` and `site`.

use pivot_publish::site::Finding;
use serde::Serialize;
use utoipa::ToSchema;

use crate::connect::pages::Change;
use crate::verbs::site::{Begun, Built, Checked, Dead, Published, Ready, Shared, Sharing};

/// `pivot.post/1`: a post that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct BegunJson {
    format: &'static str,
    path: String,
    slug: String,
}

impl BegunJson {
    /// Of a post.
    pub fn new(begun: &Begun) -> BegunJson {
        BegunJson {
            format: "pivot.post/1",
            path: begun.path.display().to_string(),
            slug: begun.slug.clone(),
        }
    }
}

/// Something to be told of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingJson {
    path: String,
    /// From 1; 0: it concerns the file as a whole.
    line: usize,
    column: usize,
    what: String,
    expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Whether it keeps the file from being shown.
    grave: bool,
}

impl From<&Finding> for FindingJson {
    fn from(of: &Finding) -> FindingJson {
        FindingJson {
            path: of.path.clone(),
            line: of.line,
            column: of.column,
            what: of.fault.what.clone(),
            expected: of.fault.expected.clone(),
            hint: of.fault.hint.clone(),
            grave: of.grave,
        }
    }
}

/// `pivot.site/1`: what a build did.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteJson {
    format: &'static str,
    /// Whether the site stands as planned; where not, it stays as it was.
    built: bool,
    posts: usize,
    projects: usize,
    files: usize,
    written: usize,
    removed: usize,
    findings: Vec<FindingJson>,
    /// Why some pages have no card.
    #[serde(skip_serializing_if = "Option::is_none")]
    without_cards: Option<String>,
}

impl SiteJson {
    /// Of a build.
    pub fn new(built: &Built) -> SiteJson {
        SiteJson {
            format: "pivot.site/1",
            built: built.done,
            posts: built.counts.0,
            projects: built.counts.1,
            files: built.files,
            written: built.written,
            removed: built.removed,
            findings: built.findings.iter().map(Into::into).collect(),
            without_cards: built.cards.as_ref().map(|(_, trouble)| trouble.to_string()),
        }
    }
}

/// `pivot.site-check/1`: what a look at everything found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteCheckJson {
    format: &'static str,
    holds: bool,
    posts: usize,
    projects: usize,
    findings: Vec<FindingJson>,
    /// What is wrong on the pages that they become.
    pages: Vec<PageJson>,
    /// Links to other sites that did not answer, where they were asked.
    dead: Vec<DeadJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PageJson {
    path: String,
    what: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct DeadJson {
    page: String,
    link: String,
    why: String,
}

impl SiteCheckJson {
    /// Of a look.
    pub fn new(checked: &Checked, dead: &[Dead]) -> SiteCheckJson {
        SiteCheckJson {
            format: "pivot.site-check/1",
            holds: checked.holds() && dead.is_empty(),
            posts: checked.counts.0,
            projects: checked.counts.1,
            findings: checked.findings.iter().map(Into::into).collect(),
            pages: checked
                .pages
                .iter()
                .map(|page| PageJson {
                    path: page.path.clone(),
                    what: page.what.clone(),
                })
                .collect(),
            dead: dead
                .iter()
                .map(|dead| DeadJson {
                    page: dead.page.clone(),
                    link: dead.link.clone(),
                    why: dead.why.clone(),
                })
                .collect(),
        }
    }
}

/// `pivot.publish/1`: what a publishing did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishJson {
    format: &'static str,
    repository: String,
    branch: String,
    /// Whether it was pushed now.
    pushed: bool,
    /// The commit, where there was something to push.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    /// Files that stand there, and not here, and stay.
    kept: Vec<String>,
    /// Addresses of posts that others could not see before.
    new_posts: Vec<String>,
}

impl PublishJson {
    /// Of what is ready, and what became of it.
    pub fn new(ready: &Ready, published: Option<&Published>) -> PublishJson {
        let of = |wanted: Change| {
            let all = ready
                .prepared
                .changes
                .iter()
                .filter(|(change, _)| *change == wanted);
            all.map(|(_, path)| path.clone()).collect()
        };
        PublishJson {
            format: "pivot.publish/1",
            repository: ready.to.repository.clone(),
            branch: ready.to.branch.clone(),
            pushed: published.is_some(),
            commit: published.and_then(|p| p.commit.clone()),
            added: of(Change::Added),
            changed: of(Change::Changed),
            removed: of(Change::Removed),
            kept: ready.prepared.kept.clone(),
            new_posts: ready.new.iter().map(|post| post.url.clone()).collect(),
        }
    }
}

/// `pivot.share/1`: a post on another site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedJson {
    format: &'static str,
    /// Whether it was sent now.
    sent: bool,
    /// The person's own page, the original.
    canonical: String,
    /// The service's id of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Whether everybody can read it there; a service may keep a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
    notes: Vec<String>,
}

impl SharedJson {
    /// Of an article.
    pub fn article(sharing: &Sharing, shared: Option<&Shared>) -> SharedJson {
        let article = shared.and_then(|shared| shared.article.as_ref());
        SharedJson {
            format: "pivot.share/1",
            sent: article.is_some(),
            canonical: sharing.draft.canonical_url.clone(),
            id: article.map(|a| a.id).or(sharing.id),
            url: article.map(|a| a.url.clone()),
            public: article.map(|a| a.published_at.is_some()),
            notes: sharing.notes.clone(),
        }
    }

    /// Of an address that the person hands over themselves.
    pub fn import(url: &str) -> SharedJson {
        SharedJson {
            format: "pivot.share/1",
            sent: false,
            canonical: url.to_owned(),
            id: None,
            url: None,
            public: None,
            notes: Vec::new(),
        }
    }
}
