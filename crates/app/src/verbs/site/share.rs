//! `pivot blog share`: a published post on dev.to, the person's own page named as its original. What was sent is a fact, so that a second
//! time changes the article instead of making another.

use pivot_domain::fact::{Deed, Event, standing};
use pivot_publish::site::{PostShown, Status};
use pivot_store::{Folder, sha256};

use super::desk::{Disk, with_plan};
use super::{published, record_with};
use crate::connect::forem::{Article, Articles, Draft, TAGS, Trouble};
use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::record::append;

/// How the fact of an article begins; the post's slug follows.
const DEV_TO: &str = "dev.to ";

/// What would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The article.
    pub draft: Draft,
    /// The service's id of it, where it was sent before.
    pub id: Option<u64>,
    /// Whether exactly this was sent last.
    pub same: bool,
    /// What would be lost or changed on the way, in sentences.
    pub notes: Vec<String>,
    slug: String,
    revision: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The article as the service has it; `None` where nothing was to be sent.
    pub article: Option<Article>,
    /// It was made now, and not changed.
    pub made: bool,
}

/// The post of a name, published, with its text for other sites and what is said of that.
fn post(
    folder: &Folder,
    situation: &Situation,
    slug: &str,
) -> Result<(PostShown, String, Vec<String>), Error> {
    let disk = Disk::read(folder)?;
    let record = record_with(folder, situation, &disk)?;
    with_plan(folder, situation, &disk, &record, |plan| {
        let all = plan.posts();
        let Some(post) = all.iter().find(|post| post.slug == slug) else {
            let error = Error::wrong(format!("there is no post `{slug}`"));
            let near = pivot_domain::fault::nearest(slug, all.iter().map(|p| p.slug.as_str()));
            return Err(error.next(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a post's name is that of its file in posts/".into(),
            }));
        };
        if post.status != Status::Out || !published(situation).contains_key(slug) {
            return Err(Error::wrong(format!("`{slug}` is not published yet"))
                .next("pivot site publish first: your own page is the original that others point to"));
        }
        let Some((text, notes)) = plan.elsewhere(slug) else {
            return Err(Error::wrong(format!(
                "`{slug}` is a notebook, and other sites take Markdown alone"
            )));
        };
        Ok((post.clone(), text, notes))
    })
}

/// What sending a post to dev.to would do.
///
/// # Errors
/// There is no such post, or it is not published.
pub fn sharing(
    folder: &Folder,
    situation: &Situation,
    slug: &str,
    published: bool,
) -> Result<Sharing, Error> {
    let (post, body, mut notes) = post(folder, situation, slug)?;
    let tags: Vec<String> = post
        .tags
        .iter()
        .map(|tag| plain_tag(tag))
        .filter(|tag| !tag.is_empty())
        .collect();
    if tags.len() > TAGS {
        notes.push(format!(
            "dev.to takes {TAGS} tags: {} stay away",
            tags[TAGS..].join(", ")
        ));
    }
    let draft = Draft {
        title: post.title.clone(),
        body_markdown: body,
        published,
        series: post.series.clone(),
        canonical_url: post.canonical.clone().unwrap_or_else(|| post.url.clone()),
        description: post.summary.clone().unwrap_or_default(),
        tags: tags.into_iter().take(TAGS).collect(),
    };
    let json = serde_json::to_vec(&draft).map_err(|e| Error::Bug(format!("an article is no JSON: {e}")))?;
    let revision = sha256(&[&json]).chars().take(16).collect::<String>();
    let mut before = standing(&situation.facts).filter_map(|fact| match &fact.fact.event {
        Event::Published(deed) if deed.what == format!("{DEV_TO}{slug}") => {
            deed.note.as_deref().and_then(ledger)
        }
        _ => None,
    });
    let last = before.next_back();
    Ok(Sharing {
        id: last.as_ref().map(|(id, _)| *id),
        same: last.is_some_and(|(_, sent)| sent == revision),
        draft,
        notes,
        slug: slug.to_owned(),
        revision,
    })
}

/// `article 12, revision 0a1b…` of a fact's note.
fn ledger(note: &str) -> Option<(u64, String)> {
    let (id, revision) = note.strip_prefix("article ")?.split_once(", revision ")?;
    Some((id.parse().ok()?, revision.to_owned()))
}

/// A tag as dev.to has it: letters and digits.
fn plain_tag(tag: &str) -> String {
    tag.to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(30)
        .collect()
}

/// Sends it: a new article, or a change of the one that was made before. An article that names the same original is taken as the one.
///
/// # Errors
/// The service refuses or does not answer, in words.
pub fn share(
    folder: &Folder,
    situation: &Situation,
    sharing: &Sharing,
    service: &dyn Articles,
) -> Result<Shared, Error> {
    if sharing.same {
        return Ok(Shared {
            article: None,
            made: false,
        });
    }
    let canonical = sharing.draft.canonical_url.as_str();
    let is_this = |article: &&Article| article.canonical_url.as_deref() == Some(canonical);
    // Who sent it from another machine, or lost the answer, has it there already.
    let known = match sharing.id {
        Some(id) => Some(id),
        None => service
            .mine()
            .map_err(words)?
            .iter()
            .find(is_this)
            .map(|article| article.id),
    };
    let (article, made) = match known {
        None => (service.create(&sharing.draft).map_err(words)?, true),
        Some(id) => match service.update(id, &sharing.draft) {
            // It was deleted there.
            Err(Trouble::Gone) => (service.create(&sharing.draft).map_err(words)?, true),
            other => (other.map_err(words)?, false),
        },
    };
    let deed = Deed {
        task: None,
        what: format!("{DEV_TO}{}", sharing.slug),
        link: Some(article.url.clone()).filter(|url| url.starts_with("https://")),
        note: Some(format!("article {}, revision {}", article.id, sharing.revision)),
    };
    append(folder, situation, Event::Published(deed))?;
    Ok(Shared {
        article: Some(article),
        made,
    })
}

fn words(trouble: Trouble) -> Error {
    let outside = |what: String| Error::Outside { what, next: None };
    match trouble {
        Trouble::Key => Error::wrong("dev.to does not take the key")
            .next("make one at dev.to under Settings, Extensions, and put it in its place; a wrong key and none look alike to the service"),
        Trouble::Gone => outside("dev.to has no such article".into()),
        Trouble::Refused(why) => outside(format!("dev.to refused: {why}")).next("nothing was recorded; mend it and share again"),
        Trouble::Busy(Some(seconds)) => {
            outside("dev.to takes no more just now".into()).next(format!("run the same command again in {seconds} seconds"))
        }
        Trouble::Busy(None) => outside("dev.to takes no more just now".into()).next("run the same command again in a minute"),
        Trouble::Silent(why) => {
            outside(format!("dev.to: {why}")).next("run the same command again: an article that came through is found by its original")
        }
    }
}

/// What Medium's import page takes: the address of a published post. Medium has no door for programs any more.
///
/// # Errors
/// There is no such post, or it is not published.
pub fn elsewhere(folder: &Folder, situation: &Situation, slug: &str) -> Result<String, Error> {
    Ok(post(folder, situation, slug)?.0.url)
}
