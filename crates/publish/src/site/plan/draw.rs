//! Which posts and projects are shown, and their bodies drawn where that is needed.

use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::fault::Fault;

use super::super::desk::{Desk, Drawn};
use super::super::front::Kind;
use super::super::links::{self, Map, State};
use super::super::pages::models_of;
use super::super::sources::Source;
use super::super::{Input, check, hash, parallel, slug};

/// So many texts are drawn before any is put away.
const DRAWN_AT_ONCE: usize = 256;
/// So much HTML is kept in memory between plan and files.
const HELD_BYTES_MAX: usize = 512 << 20;

/// Whether a source is shown: neither a draft nor ahead, or all are.
pub(super) fn hidden(input: &Input<'_>, source: &Source) -> Option<&'static str> {
    if input.drafts {
        None
    } else if source.text.front.draft() {
        Some("a draft")
    } else if source
        .post()
        .and_then(|post| post.date)
        .is_some_and(|date| date > input.now.datetime())
    {
        Some("dated ahead")
    } else {
        None
    }
}

/// Draws every body that needs it. Where who asked wants to go on without what has faults, links to that lead elsewhere, so that
/// what links to it is drawn again.
pub(super) fn draw_all(desk: &mut Desk<'_>, sources: &mut [Source]) {
    let mut held = 0;
    loop {
        let clean: Vec<bool> = sources.iter().map(|source| source.faults.is_empty()).collect();
        desk.map = map(&desk.input, sources);
        let wanted: Vec<usize> = (0..sources.len())
            .filter(|number| {
                let source = &sources[*number];
                source.faults.is_empty()
                    && hidden(&desk.input, source).is_none()
                    && source
                        .text
                        .body
                        .as_ref()
                        .is_none_or(|body| !desk.holds(source, body))
            })
            .collect();
        for some in wanted.chunks(DRAWN_AT_ONCE) {
            let drawn = parallel::map(some, |number| draw_one(desk, &sources[*number]));
            for (number, drawn) in some.iter().zip(drawn) {
                let source = &mut sources[*number];
                match drawn {
                    Ok(drawn) => {
                        held += drawn.html.len();
                        source.text.body = Some(drawn.body);
                        // What does not fit in memory is drawn again when it is asked for.
                        source.drawn = (held < HELD_BYTES_MAX).then_some((drawn.html, drawn.files));
                        source.faults.extend(drawn.faults);
                    }
                    Err(fault) => source.faults.push(fault),
                }
            }
        }
        // Those with faults too: all of them are told.
        let all: Vec<usize> = (0..sources.len())
            .filter(|n| sources[*n].text.body.is_some() && hidden(&desk.input, &sources[*n]).is_none())
            .collect();
        for (number, fault) in check::bodies(desk, sources, &all) {
            if !sources[number].faults.contains(&fault) {
                sources[number].faults.push(fault);
            }
        }
        let broke = (0..sources.len()).any(|number| clean[number] && !sources[number].faults.is_empty());
        if !desk.input.keep_going || !broke {
            return;
        }
    }
}

pub(super) fn draw_one(desk: &Desk<'_>, source: &Source) -> Result<Drawn, Fault> {
    if let Some(bytes) = &source.bytes {
        return Ok(desk.draw(source, bytes, false));
    }
    let bytes = desk.input.files.read(&source.path);
    let bytes = bytes.map_err(|why| Fault::new(0..0, format!("the file cannot be read: {why}"), "a file"))?;
    if hash::of(&[&bytes]) != source.text.sha {
        let what = "the file was changed while it was read";
        return Err(Fault::new(0..0, what, "a file at rest; build again"));
    }
    Ok(desk.draw(source, &bytes, false))
}

pub(super) fn is_shown(input: &Input<'_>, source: &Source) -> bool {
    source.faults.is_empty() && source.text.body.is_some() && hidden(input, source).is_none()
}

/// Posts newest first, and projects: those that last longest or are under way first.
pub(super) fn shown(input: &Input<'_>, sources: &[Source]) -> (Vec<usize>, Vec<usize>) {
    let of = |kind: Kind| {
        (0..sources.len()).filter(move |n| sources[*n].kind == kind && is_shown(input, &sources[*n]))
    };
    let mut posts: Vec<usize> = of(Kind::Post).collect();
    posts.sort_by_key(|number| {
        let source = &sources[*number];
        let date = source.post().and_then(|post| post.date);
        (date.is_some(), std::cmp::Reverse(date), source.slug.clone())
    });
    let mut projects: Vec<usize> = of(Kind::Project).collect();
    projects.sort_by_key(|number| {
        let source = &sources[*number];
        let (started, finished) = source
            .project()
            .map(|p| (p.started, p.finished))
            .unwrap_or_default();
        (
            finished.is_some(),
            std::cmp::Reverse((finished, started)),
            source.slug.clone(),
        )
    });
    (posts, projects)
}

/// What there is to link to.
pub(super) fn map(input: &Input<'_>, sources: &[Source]) -> Map {
    let mut map = Map::default();
    let mut add = |page: String, from: Option<String>| {
        map.pages.insert(page, from);
    };
    for page in [
        "",
        "posts/",
        "tags/",
        "projects/",
        "evidence/",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
    ] {
        add(page.to_owned(), None);
    }
    if input.resume.is_some() {
        add("resume/".to_owned(), None);
    }
    for (_, page) in links::evidence(input.record) {
        add(page, None);
    }
    let mut states = BTreeMap::new();
    let (mut tags, mut series) = (BTreeSet::new(), BTreeSet::new());
    for source in sources {
        let state = match hidden(input, source) {
            Some(why) => State::Hidden(why),
            // With faults, and nobody going on without: one fault is told, not one more for each link to it.
            None if !source.faults.is_empty() && input.keep_going => State::Broken,
            None if source.slug.is_empty() => State::Broken,
            None => {
                add(source.page().to_owned(), Some(source.path.clone()));
                if let Some(post) = source.post() {
                    tags.extend(post.tags.iter().map(String::as_str));
                    series.extend(post.series.as_deref());
                }
                for (slug, _) in source.project().into_iter().flat_map(models_of) {
                    add(format!("models/{slug}/"), None);
                }
                State::Shown(source.page().to_owned())
            }
        };
        states.insert(source.path.clone(), state);
    }
    for (kind, names) in [("tags", tags), ("series", series)] {
        for name in names {
            add(format!("{kind}/{}/", slug::of(name)), None);
        }
    }
    map.sources = states;
    map
}
