//! `pivot site publish`: built without drafts, shown, pushed; posts that became public are facts.

use pivot_domain::fact::{Deed, Event, Recorded};
use pivot_domain::settings::Publish;
use pivot_publish::site::{PostShown, Status};
use pivot_store::Folder;

use super::build::{Built, Wish, build};
use super::published;
use crate::connect::pages::{Pages, Prepared};
use crate::connect::typeset;
use crate::error::Error;
use crate::showing::POST;
use crate::situation::Situation;
use crate::verbs::record::write;

/// What would be pushed.
#[derive(Debug)]
pub struct Ready {
    /// The build.
    pub built: Built,
    /// Where to.
    pub to: Publish,
    /// What would change there.
    pub prepared: Prepared,
    /// Posts that others could not see before.
    pub new: Vec<PostShown>,
}

/// What was pushed.
#[derive(Debug)]
pub struct Published {
    /// The commit; `None` where nothing had changed.
    pub commit: Option<String>,
    /// The facts that were recorded: posts that became public.
    pub recorded: Vec<Recorded>,
}

/// Builds the site as others will see it, and finds what would change at its place.
///
/// # Errors
/// `pivot.toml` does not say where to, a post has faults, or the repository does not answer.
pub fn ready(folder: &Folder, situation: &Situation) -> Result<Ready, Error> {
    let Some(to) = situation
        .settings
        .site
        .as_ref()
        .and_then(|site| site.publish.clone())
    else {
        return Err(Error::wrong("pivot.toml does not say where the site is published").next(
            "add [site] with title, author, address and publish = { repository = \"git@github.com:you/blog.git\" } (docs/settings.md)",
        ));
    };
    let wish = Wish {
        drafts: false,
        keep_going: false,
        companion: &typeset::find(),
    };
    let built = build(folder, || Ok(situation), &wish)?;
    if !built.done {
        return Err(Error::wrong("the site has faults, and nothing was published")
            .next("pivot blog check names all of them"));
    }
    let site = folder.site().path();
    let pages = Pages {
        root: folder.root(),
        site: &site,
        repository: &to.repository,
        branch: &to.branch,
    };
    let prepared = pages.prepare()?;
    let known = published(situation);
    let is_new = |post: &&PostShown| post.status == Status::Out && !known.contains_key(&post.slug);
    let new = built.posts.iter().filter(is_new).cloned().collect();
    Ok(Ready {
        built,
        to,
        prepared,
        new,
    })
}

/// Pushes what is ready, and records the posts that became public.
///
/// # Errors
/// The repository refuses. What was pushed is not undone where a fact cannot be recorded: the next publishing records it.
pub fn publish(folder: &Folder, situation: &Situation, ready: &Ready) -> Result<Published, Error> {
    let site = folder.site().path();
    let pages = Pages {
        root: folder.root(),
        site: &site,
        repository: &ready.to.repository,
        branch: &ready.to.branch,
    };
    let commit = if ready.prepared.is_same() {
        None
    } else {
        let today = situation.settings.zones.civil(situation.now).date();
        Some(pages.push(&ready.prepared, &format!("Site of {today}"))?)
    };
    let events: Vec<_> = ready
        .new
        .iter()
        .map(|post| {
            let deed = Deed {
                task: post.tasks.first().cloned(),
                what: format!("{POST}{}", post.slug),
                link: Some(post.url.clone()),
                note: Some(format!("{} words", post.words)),
            };
            (situation.now, Event::Published(deed))
        })
        .collect();
    let recorded = if events.is_empty() {
        Vec::new()
    } else {
        write(folder, situation, |_, _| Ok(events))?
    };
    Ok(Published { commit, recorded })
}
