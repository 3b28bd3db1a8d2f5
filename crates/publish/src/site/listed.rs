//! What a site's posts and projects are, for whoever lists them or speaks of one.

use jiff::civil::DateTime;

use super::front::{self, Front, Kind, Project};
use super::links::evidence_page;
use super::plan::Plan;
use super::sources::{self, Source};
use super::{Entry, Files};
use crate::text::{self, Around, Target};

/// A post, as it is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct PostShown {
    /// Its file.
    pub path: String,
    /// Its name in the address.
    pub slug: String,
    /// Its title; empty where it has none yet.
    pub title: String,
    /// When it is out.
    pub date: Option<DateTime>,
    /// Where it stands.
    pub status: Status,
    /// Words of prose; 0 where it was not drawn.
    pub words: u32,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its series.
    pub series: Option<String>,
    /// Its summary.
    pub summary: Option<String>,
    /// Tasks that it stands for.
    pub tasks: Vec<String>,
    /// Where it was published first, where that is not this site.
    pub canonical: Option<String>,
    /// The whole address of its page.
    pub url: String,
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everybody who sees the site sees it.
    Out,
    /// It is a draft.
    Draft,
    /// It is dated ahead.
    Ahead,
    /// It has faults, and is not shown.
    Faulty,
}

/// A project, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectShown {
    /// Its file.
    pub path: String,
    /// Its name in the address.
    pub slug: String,
    /// Its title; empty where it has none yet.
    pub title: String,
    /// Where it stands. A project is never dated ahead.
    pub status: Status,
    /// The whole address of its page.
    pub url: String,
}

/// The projects whose front matter can be read, by their names in the address; drafts too. Only front matter is read.
pub fn projects(files: &dyn Files) -> Vec<(String, Project)> {
    let mut entries: Vec<Entry> = files
        .list()
        .into_iter()
        .filter(|entry| entry.path.starts_with("projects/"))
        .collect();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let all = sources::read(files, &entries, Vec::new());
    let all = all.into_iter().filter(|source| source.faults.is_empty());
    all.filter_map(|source| match source.text.front {
        Front::Project(project) => Some((source.slug, project)),
        Front::Post(_) => None,
    })
    .collect()
}

impl Plan<'_> {
    /// The posts, drafts and what is dated ahead among them, in the order of their files.
    pub fn posts(&self) -> Vec<PostShown> {
        let posts = self.sources.iter().filter(|source| source.kind == Kind::Post);
        posts.filter_map(|source| self.shown_post(source)).collect()
    }

    fn shown_post(&self, source: &Source) -> Option<PostShown> {
        let post = source.post()?;
        let status = if !source.faults.is_empty() {
            Status::Faulty
        } else if post.draft {
            Status::Draft
        } else if post
            .date
            .is_some_and(|date| date > self.desk.input.now.datetime())
        {
            Status::Ahead
        } else {
            Status::Out
        };
        Some(PostShown {
            path: source.path.clone(),
            slug: source.slug.clone(),
            title: post.title.clone(),
            date: post.date,
            status,
            words: source.text.body.as_ref().map_or(0, |body| body.words),
            tags: post.tags.clone(),
            series: post.series.clone(),
            summary: post.summary.clone(),
            tasks: post.tasks.clone(),
            canonical: post.canonical.clone(),
            url: self.desk.url(source.page(), true),
        })
    }

    /// The projects, drafts among them, in the order of their files.
    pub fn projects(&self) -> Vec<ProjectShown> {
        let shown = |source: &Source| {
            let project = source.project()?;
            Some(ProjectShown {
                path: source.path.clone(),
                slug: source.slug.clone(),
                title: project.title.clone(),
                status: match (source.faults.is_empty(), project.draft) {
                    (false, _) => Status::Faulty,
                    (true, true) => Status::Draft,
                    (true, false) => Status::Out,
                },
                url: self.desk.url(source.page(), true),
            })
        };
        self.sources.iter().filter_map(shown).collect()
    }

    /// The file of the site that the text at `path` becomes: `posts/first/index.html`. `None` where it is not shown.
    pub fn page_of(&self, path: &str) -> Option<String> {
        let source = self.sources.iter().find(|source| source.path == path)?;
        let file = format!("{}index.html", source.page());
        (source.faults.is_empty() && self.has(&file)).then_some(file)
    }

    /// The body of the text at `path` as HTML, as far as it can be drawn, where it has faults too; `None` where there is no such text.
    pub fn body_of(&self, path: &str) -> Option<String> {
        let source = self.sources.iter().find(|source| source.path == path)?;
        let bytes = self.desk.input.files.read(path).ok()?;
        Some(self.desk.draw(source, &bytes, false).html)
    }

    /// The path of the site's address: `/repo/`. It begins and ends with `/`.
    pub fn base_path(&self) -> &str {
        self.desk.base.path()
    }

    /// Links to other sites of what is shown, each with the file that has it.
    pub fn outside(&self) -> Vec<(String, String)> {
        let drawn = self
            .sources
            .iter()
            .filter_map(|s| Some((s, s.text.body.as_ref()?)));
        drawn
            .flat_map(|(source, body)| body.links.iter().map(move |link| (&source.path, &link.target)))
            .filter(|(_, target)| target.starts_with("https://") || target.starts_with("http://"))
            .map(|(path, target)| (path.clone(), target.clone()))
            .collect()
    }

    /// A post of Markdown as another site takes it, and what is lost or changed on the way, in sentences; `None` where there is no such
    /// post, or its file cannot be read.
    pub fn elsewhere(&self, slug: &str) -> Option<(String, Vec<String>)> {
        let is_this = |source: &&Source| source.kind == Kind::Post && source.slug == slug && !source.notebook;
        let source = self.sources.iter().find(is_this)?;
        let bytes = self.desk.input.files.read(&source.path).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let from = front::split(&text).map_or(0, |(_, body)| body);
        let around = Around {
            record: self.desk.input.record,
            evidence: &|id| self.desk.url(&evidence_page(id), true),
            picture: &|path| self.desk.measured(&source.beside(path)?, true).ok(),
            link: &|target| match self.desk.leads(source, target) {
                super::links::Leads::Inside(page, rest) if !page.is_empty() => {
                    Target::Inside(format!("{}{rest}", self.desk.url(&page, true)))
                }
                super::links::Leads::Outside => Target::Outside,
                _ => Target::Missing,
            },
            file: &|name| name.to_owned(),
            absolute: true,
        };
        Some(text::elsewhere(&text, from, &around))
    }
}
