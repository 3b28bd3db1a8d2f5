//! The person's site: posts are begun, the site is built, published and shared.

mod begin;
mod build;
mod desk;
mod memory;
mod outside;
mod publish;
mod share;
mod theme;
mod writing;

use std::collections::BTreeMap;

use pivot_domain::evidence::Material;
use pivot_domain::project::SCOPE;
use pivot_publish::record::Record;
use pivot_publish::resume::suggest::{Post, Project};
use pivot_publish::site::{Status, projects};
use pivot_store::Folder;

use crate::connect::git;
use crate::error::Error;
use crate::showing::{Commits, POST, Training, Trainings, record, trainings};
use crate::situation::Situation;
use crate::verbs::lab::find;
use crate::verbs::project::{read_at, report_of};

pub use begin::{Begun, begin};
pub use build::{Built, Checked, Wish as BuildWish, build, check, faulty};
pub use desk::Disk;
pub use memory::{Ahead, Held, Memory, Renewed, ahead};
pub use outside::{Dead, ask_outside};
pub use publish::{Published, Ready, publish, ready};
pub use share::{Shared, Sharing, elsewhere, share, sharing};
pub use theme::theme;
pub use writing::{Due, GONE, Previewed, Previewer, Writing, mark, save, text, writing};

/// The figures of a pivot, with what git says of its projects.
///
/// # Errors
/// A folder that cannot be read.
pub fn record_of(folder: &Folder, situation: &Situation) -> Result<Record, Error> {
    record_with(folder, situation, &Disk::read(folder)?)
}

fn record_with(folder: &Folder, situation: &Situation, disk: &Disk<'_>) -> Result<Record, Error> {
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for recorded in &situation.facts {
        if let pivot_domain::fact::Event::Scored { deed, .. } = &recorded.fact.event
            && !titles.contains_key(&deed.what)
        {
            // One whose definition is gone or broken keeps its name.
            let title =
                find(Some(folder), &deed.what).map_or_else(|_| deed.what.clone(), |found| found.lab.title);
            titles.insert(deed.what.clone(), title);
        }
    }
    let (mut commits, mut reports) = (Commits::new(), Trainings::new());
    for (slug, project) in projects(disk) {
        let Some(place) = &project.folder else { continue };
        if let Some(training) = training(folder, place, &project.title) {
            reports.insert(slug.clone(), training);
        }
        if let Material::Repository(repository) = git::look(folder, place) {
            commits.insert(slug, repository);
        }
    }
    let mut record = record(situation, &titles, &commits);
    trainings(&mut record, situation, &reports);
    Ok(record)
}

/// What the training of the project in a folder of the pivot reported. A report or a scope that will not do shows nothing here:
/// `pivot project scope` tells what is wrong with it.
fn training(folder: &Folder, place: &str, title: &str) -> Option<Training> {
    let read = report_of(folder, place)?.ok()?;
    let scope = read_at(folder, &format!("{place}/{SCOPE}")).ok();
    Some(Training {
        title: title.to_owned(),
        path: read.path,
        report: read.report,
        sha256: read.sha256,
        scope: scope.and_then(|(scope, text)| text.map(|_| scope)),
    })
}

/// What a résumé could be told of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The figures.
    pub record: Record,
    /// Projects that are no drafts.
    pub projects: Vec<Project>,
    /// Posts that were published.
    pub posts: Vec<Post>,
}

/// What journal and folder have for a résumé.
///
/// # Errors
/// A folder that cannot be read.
pub fn shown(folder: &Folder, situation: &Situation) -> Result<Shown, Error> {
    let disk = Disk::read(folder)?;
    let record = record_with(folder, situation, &disk)?;
    let address = situation.settings.site.as_ref().map(|site| site.address.as_str());
    let known = |key: &String| record.figures.contains_key(key);
    let all = projects(&disk).into_iter().filter(|(_, p)| !p.draft);
    let all = all.map(|(slug, p)| {
        let keys = p
            .labs
            .iter()
            .map(|lab| format!("score:{lab}"))
            .chain(
                p.competitions
                    .iter()
                    .flat_map(|c| [format!("rank:{c}"), format!("score:{c}")]),
            )
            .chain(p.tasks.iter().map(|task| format!("hours:{task}")))
            .chain([
                format!("score:{slug}"),
                format!("score:{slug}-improvement"),
                format!("commits:{slug}"),
            ]);
        Project {
            figures: keys.filter(known).collect(),
            title: p.title.clone(),
            description: p.summary.clone().unwrap_or_default(),
            url: p
                .repository
                .clone()
                .or_else(|| p.demo.clone())
                .or_else(|| Some(format!("{}projects/{slug}/", address?))),
            from: p.started,
            to: p.finished,
            keywords: Vec::new(),
            slug,
        }
    });
    let projects = all.collect();
    let posts = published(situation);
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method's lifetime is one, the closure's any"
    )]
    let all = desk::with_plan(folder, situation, &disk, &record, |plan| plan.posts());
    let titles: BTreeMap<String, String> = all
        .into_iter()
        .filter(|post| post.status == Status::Out)
        .map(|post| (post.slug, post.title))
        .collect();
    let posts = posts
        .into_iter()
        .filter_map(|(slug, deed)| {
            Some(Post {
                title: titles.get(&slug)?.clone(),
                url: deed.link?,
                date: deed.day,
                evidence: vec![deed.evidence],
            })
        })
        .collect();
    Ok(Shown {
        record,
        projects,
        posts,
    })
}

/// A post that the journal knows as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The day of it.
    pub day: jiff::civil::Date,
    /// Where it stands.
    pub link: Option<String>,
    /// The id of its evidence.
    pub evidence: String,
}

/// The posts that were published, by their slugs: the first fact of each.
pub fn published(situation: &Situation) -> BTreeMap<String, Known> {
    let mut known = BTreeMap::new();
    for recorded in pivot_domain::fact::standing(&situation.facts) {
        if let pivot_domain::fact::Event::Published(deed) = &recorded.fact.event
            && let Some(slug) = deed.what.strip_prefix(POST)
        {
            known.entry(slug.to_owned()).or_insert_with(|| Known {
                day: situation.settings.zones.civil(recorded.fact.at).date(),
                link: deed.link.clone(),
                evidence: crate::showing::evidence_id(recorded),
            });
        }
    }
    known
}
