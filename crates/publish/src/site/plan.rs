//! The plan of a site: which files it has, with a key each, and their bytes when they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use minijinja::value::{Serde, Value};
use pivot_domain::fault::Fault;

use super::address::Base;
use super::contexts::{Site, day_of};
use super::desk::{Desk, Drawn};
use super::feed::{self, Feed, Item};
use super::front::Kind;
use super::index::{self, Index};
use super::links::{Map, State};
use super::pages::{Maker, Page, models_of, series_of, tags_of};
use super::pictures::{self, Pictures, Shown};
use super::sources::{self, Source};
use super::theme::Theme;
use super::{Card, Entry, Finding, Input, SOURCES_MAX, check, front, hash, parallel};
use crate::text;

/// The font of formulas, where a page has some.
const MATHS_FONT: &str = "maths.woff2";
/// So many texts are drawn before any is put away.
const DRAWN_AT_ONCE: usize = 256;
/// So much HTML is kept in memory between plan and files.
const HELD_BYTES_MAX: usize = 512 << 20;

/// How a file of the site is made.
enum How {
    /// From a template.
    Page(Box<Page>),
    /// It is already there.
    Bytes(Vec<u8>),
    Atom,
    JsonFeed,
    /// A picture of the folder, as wide as it is or narrower.
    Picture(Shown),
    /// A file of the folder, as it is.
    Copy(String),
    /// A file that the body of a source brings along.
    Brought(usize, String),
}

struct Made {
    key: String,
    how: How,
}

/// A file of the site that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'p> {
    /// Its path below the site's folder: `posts/first/index.html`.
    pub path: &'p str,
    /// The hash of all that goes into it.
    pub key: &'p str,
}

/// The plan of a site.
pub struct Plan<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) sources: Vec<Source>,
    theme: Theme,
    site: Value,
    feed: Feed,
    feed_bodies: OnceLock<Result<Vec<String>, Finding>>,
    made: Option<BTreeMap<String, Made>>,
    findings: Vec<Finding>,
    cards: Vec<Card>,
    index: Vec<u8>,
    counts: (usize, usize),
}

/// Plans the site of `input`: reads what changed, checks everything, and says which files there are.
pub fn plan<'a>(input: &Input<'a>) -> Plan<'a> {
    let mut entries: Vec<Entry> = input.files.list();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let mut findings = Vec::new();
    let base = settings(input, &mut findings);
    let listed: Vec<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    let (theme, mistakes) = Theme::load(input.files, &listed);
    findings.extend(mistakes.into_iter().map(|mistake| Finding {
        path: mistake.path,
        line: mistake.line,
        column: usize::from(mistake.line > 0),
        fault: mistake.fault,
        grave: true,
    }));
    let stands = findings.is_empty();
    let around = hash::of(&[input.program.as_bytes(), base.whole("").as_bytes()]);
    let mut index = Index::read(input.index, &around);
    let known = std::mem::take(&mut index.pictures);
    let mut sources = sources::read(input.files, &entries, &mut index);
    if sources.len() > SOURCES_MAX {
        let what = format!("there are {} posts and projects", sources.len());
        findings.push(whole(
            "posts",
            Fault::new(0..0, what, format!("at most {SOURCES_MAX}")),
            true,
        ));
        sources.truncate(SOURCES_MAX);
    }
    for (number, fault) in check::fronts(&sources, input.names) {
        sources[number].faults.push(fault);
    }
    let mut desk = Desk {
        input: *input,
        base,
        map: Map::default(),
        pictures: Pictures::new(input.files, &entries, known),
        around: around.clone(),
    };
    draw_all(&mut desk, &mut sources);
    let (posts, projects) = shown(input, &sources);
    findings.extend(told(&desk, &sources));
    let blocked = !stands || (!input.keep_going && findings.iter().any(|finding| finding.grave));
    let cards_at_hand: BTreeSet<String> = listed.iter().filter(|path| is_card(path)).cloned().collect();
    let maker = Maker {
        desk: &desk,
        sources: &sources,
        tags: tags_of(&sources, &posts),
        series: series_of(&sources, &posts),
        posts,
        projects,
        cards: &cards_at_hand,
    };
    let pages = maker.all();
    let feed = feed_of(&maker);
    let style = format!(
        "{}\n{}",
        text::css(&desk.url(MATHS_FONT, false)).trim_end(),
        theme.text("style.css")
    );
    let site = maker.site(&theme, &style, &pages);
    let cards = cards(&maker);
    let counts = (maker.posts.len(), maker.projects.len());
    let made = files(&maker, &theme, &site, &style, &feed, pages, &entries);
    drop(maker);
    let index = kept(&desk, &sources, &around);
    let mut plan = Plan {
        site: Value::from(Serde(&site)),
        feed,
        feed_bodies: OnceLock::new(),
        made: (!blocked).then_some(made),
        findings,
        cards,
        index,
        counts,
        desk,
        sources,
        theme,
    };
    plan.try_theme();
    plan.findings.sort_by(|a, b| {
        (&a.path, a.line, a.column, &a.fault.what).cmp(&(&b.path, b.line, b.column, &b.fault.what))
    });
    plan.findings.dedup();
    plan
}

/// A finding of a file as a whole.
fn whole(path: &str, fault: Fault, grave: bool) -> Finding {
    Finding {
        path: path.to_owned(),
        line: 0,
        column: 0,
        fault,
        grave,
    }
}

/// Checks the settings; the base address is one in any case.
fn settings(input: &Input<'_>, findings: &mut Vec<Finding>) -> Base {
    let settings = input.settings;
    let mut wrong = |what: String, expected: &str| {
        findings.push(whole("pivot.toml", Fault::new(0..0, what, expected), true));
    };
    for (name, value) in [("title", &settings.title), ("author", &settings.author)] {
        if value.trim().is_empty() || value.chars().count() > 200 || value.chars().any(char::is_control) {
            wrong(
                format!("the site has no good {name}"),
                "one line of 1 to 200 characters",
            );
        }
    }
    if settings.description.chars().count() > 1000
        || settings.description.chars().any(|c| c.is_control() && c != '\n')
    {
        wrong(
            "the site's description will not do".to_owned(),
            "at most 1000 characters",
        );
    }
    if !front::fields::is_language(&settings.language) {
        wrong(
            "the site's language is no language tag".to_owned(),
            "\"en\" or \"pt-BR\"",
        );
    }
    let is_color = |text: &String| {
        text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
    };
    if settings
        .theme_color
        .as_ref()
        .is_some_and(|color| !is_color(color))
    {
        wrong(
            "the site's colour is none".to_owned(),
            "six hexadecimal digits, such as \"#17615a\"",
        );
    }
    let is_domain = |text: &String| {
        text.contains('.')
            && text.len() <= 253
            && text.split('.').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !part.starts_with('-')
                    && !part.ends_with('-')
            })
    };
    if settings.domain.as_ref().is_some_and(|domain| !is_domain(domain)) {
        wrong(
            "the site's domain is none".to_owned(),
            "a name such as \"ada.example.org\"",
        );
    }
    match Base::parse(&settings.base) {
        Ok(base) => return base,
        Err(why) => wrong(why, "the address that the site will have"),
    }
    Base::nowhere()
}

/// Whether a source is shown: neither a draft nor ahead, or all are.
fn hidden(input: &Input<'_>, source: &Source) -> Option<&'static str> {
    if input.drafts {
        None
    } else if source.front.draft() {
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
fn draw_all(desk: &mut Desk<'_>, sources: &mut [Source]) {
    let mut held = 0;
    loop {
        let clean: Vec<bool> = sources.iter().map(|source| source.faults.is_empty()).collect();
        desk.map = map(&desk.input, sources);
        let wanted: Vec<usize> = (0..sources.len())
            .filter(|number| {
                let source = &sources[*number];
                source.faults.is_empty()
                    && hidden(&desk.input, source).is_none()
                    && source.body.as_ref().is_none_or(|body| !desk.holds(source, body))
            })
            .collect();
        for some in wanted.chunks(DRAWN_AT_ONCE) {
            let drawn = parallel::map(some, |number| draw_one(desk, &sources[*number]));
            for (number, drawn) in some.iter().zip(drawn) {
                let source = &mut sources[*number];
                match drawn {
                    Ok(drawn) => {
                        held += drawn.html.len();
                        source.body = Some(drawn.body);
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
            .filter(|n| sources[*n].body.is_some() && hidden(&desk.input, &sources[*n]).is_none())
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

fn draw_one(desk: &Desk<'_>, source: &Source) -> Result<Drawn, Fault> {
    if let Some(bytes) = &source.bytes {
        return Ok(desk.draw(source, bytes, false));
    }
    let bytes = desk.input.files.read(&source.path);
    let bytes = bytes.map_err(|why| Fault::new(0..0, format!("the file cannot be read: {why}"), "a file"))?;
    if hash::of(&[&bytes]) != source.sha {
        let what = "the file was changed while it was read";
        return Err(Fault::new(0..0, what, "a file at rest; build again"));
    }
    Ok(desk.draw(source, &bytes, false))
}

fn is_shown(input: &Input<'_>, source: &Source) -> bool {
    source.faults.is_empty() && source.body.is_some() && hidden(input, source).is_none()
}

/// Posts newest first, and projects: those that last longest or are under way first.
fn shown(input: &Input<'_>, sources: &[Source]) -> (Vec<usize>, Vec<usize>) {
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
fn map(input: &Input<'_>, sources: &[Source]) -> Map {
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
    for (_, page) in super::links::evidence(input.record) {
        add(page, None);
    }
    let mut states = BTreeMap::new();
    for source in sources {
        let state = match hidden(input, source) {
            Some(why) => State::Hidden(why),
            // With faults, and nobody going on without: one fault is told, not one more for each link to it.
            None if !source.faults.is_empty() && input.keep_going => State::Broken,
            None if source.slug.is_empty() => State::Broken,
            None => {
                add(source.page(), Some(source.path.clone()));
                if let Some(post) = source.post() {
                    for tag in &post.tags {
                        add(format!("tags/{}/", super::slug::of(tag)), None);
                    }
                    if let Some(series) = &post.series {
                        add(format!("series/{}/", super::slug::of(series)), None);
                    }
                }
                for (slug, _) in source.project().into_iter().flat_map(models_of) {
                    add(format!("models/{slug}/"), None);
                }
                State::Shown(source.page())
            }
        };
        states.insert(source.path.clone(), state);
    }
    map.sources = states;
    map
}

/// Everything to be told of the sources.
fn told(desk: &Desk<'_>, sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let is_draft = hidden(&desk.input, source) == Some("a draft");
        let faults = source.faults.iter().map(|fault| (fault.clone(), !is_draft));
        let notes = if source.faults.is_empty() && hidden(&desk.input, source).is_none() {
            check::notes(desk, source)
        } else {
            Vec::new()
        };
        let all: Vec<(Fault, bool)> = faults
            .chain(notes.into_iter().map(|note| (note, false)))
            .collect();
        if all.is_empty() {
            continue;
        }
        let read = match (&source.bytes, all.iter().any(|(fault, _)| fault.at != (0..0))) {
            (Some(bytes), _) => Some(bytes.clone()),
            (None, true) => desk.input.files.read(&source.path).ok(),
            (None, false) => None,
        };
        let text = read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        findings.extend(all.into_iter().map(|(fault, grave)| {
            let place = text
                .as_deref()
                .filter(|_| fault.at != (0..0))
                .map(|text| fault.place(text));
            let (line, column) = place.unwrap_or_default();
            Finding {
                path: source.path.clone(),
                line,
                column,
                fault,
                grave,
            }
        }));
    }
    findings
}

/// What the next build begins with.
fn kept(desk: &Desk<'_>, sources: &[Source], around: &str) -> Vec<u8> {
    let texts = sources
        .iter()
        .filter_map(|source| Some((source.path.as_str(), source.kept()?)));
    let paths = shown_pictures(desk, sources).into_iter().map(|shown| shown.from);
    index::bytes(around, &texts.collect(), &desk.pictures.kept(paths))
}

/// The pictures that the shown sources show or link to, and those of their front matter.
fn shown_pictures(desk: &Desk<'_>, sources: &[Source]) -> Vec<Shown> {
    let mut paths = BTreeSet::new();
    for source in sources.iter().filter(|source| is_shown(&desk.input, source)) {
        let body = source.body.iter();
        paths.extend(
            body.clone()
                .flat_map(|body| &body.images)
                .filter_map(|image| source.beside(&image.path)),
        );
        paths.extend(body.flat_map(|body| &body.links).filter_map(|link| {
            match desk.leads(source, &link.target) {
                super::links::Leads::Picture(path) => Some(path),
                _ => None,
            }
        }));
        let own = source.post().and_then(|post| post.card.as_ref());
        let own = own.or_else(|| source.project().and_then(|project| project.picture.as_ref()));
        paths.extend(own.and_then(|path| source.beside(path)));
    }
    let mut all = Vec::new();
    for path in paths {
        let Ok(picture) = desk.pictures.get(&path) else {
            continue;
        };
        for width in picture
            .variants
            .iter()
            .map(|(width, _)| Some(*width))
            .chain([None])
        {
            all.push(Shown {
                from: path.clone(),
                sha: picture.sha.clone(),
                width,
            });
        }
    }
    all
}

fn is_card(path: &str) -> bool {
    path.starts_with("cards/") && path.ends_with(".png")
}

/// The pictures for previews that the site can use.
fn cards(maker: &Maker<'_, '_>) -> Vec<Card> {
    let settings = maker.desk.input.settings;
    let card = |file: String, title: &str, kind: &str, date: String| {
        let mut card = Card {
            file,
            title: title.to_owned(),
            kind: kind.to_owned(),
            date,
            site: settings.title.clone(),
            author: settings.author.clone(),
            key: String::new(),
        };
        card.key = hash::of_json(
            &[],
            &[&card.title, &card.kind, &card.date, &card.site, &card.author],
        );
        card
    };
    let mut all = vec![card(
        "cards/site/home.png".to_owned(),
        &settings.title,
        "Site",
        String::new(),
    )];
    for number in maker.posts.iter().chain(&maker.projects) {
        let source = &maker.sources[*number];
        match source.kind {
            Kind::Post if source.post().is_some_and(|post| post.card.is_some()) => {}
            Kind::Post => {
                let date = source
                    .post()
                    .and_then(|post| post.date)
                    .map(|date| day_of(date).text);
                all.push(card(
                    format!("cards/{}.png", source.slug),
                    source.front.title(),
                    "Post",
                    date.unwrap_or_default(),
                ));
            }
            Kind::Project => {
                let file = format!("cards/projects/{}.png", source.slug);
                all.push(card(file, source.front.title(), "Project", String::new()));
            }
        }
    }
    all
}

fn feed_of(maker: &Maker<'_, '_>) -> Feed {
    let (desk, settings) = (maker.desk, maker.desk.input.settings);
    let out = |number: &&usize| {
        let post = maker.sources[**number].post();
        post.is_some_and(|post| {
            !post.draft && post.date.is_some_and(|date| date <= desk.input.now.datetime())
        })
    };
    let posts = maker
        .posts
        .iter()
        .filter(out)
        .take(feed::POSTS_MAX)
        .filter_map(|number| {
            let source = &maker.sources[*number];
            let (post, body) = (source.post()?, source.body.as_ref()?);
            let published = maker.instant(post.date?);
            Some(Item {
                url: desk.url(&source.page(), true),
                title: post.title.clone(),
                summary: post.summary.clone().unwrap_or_else(|| body.lead.clone()),
                updated: post
                    .updated
                    .map_or_else(|| published.clone(), |at| maker.instant(at)),
                published,
                tags: post.tags.clone(),
                language: post.language.clone(),
                canonical: post.canonical.clone(),
                number: *number,
                key: body.key.clone(),
            })
        });
    Feed {
        title: settings.title.clone(),
        description: settings.description.clone(),
        author: settings.author.clone(),
        language: settings.language.clone(),
        home: desk.url("", true),
        atom: desk.url("feed.xml", true),
        json: desk.url("feed.json", true),
        icon: desk.url("icon.svg", true),
        posts: posts.collect(),
    }
}

/// All files of the site.
fn files(
    maker: &Maker<'_, '_>,
    theme: &Theme,
    site: &Site,
    style: &str,
    feed: &Feed,
    pages: Vec<Page>,
    entries: &[Entry],
) -> BTreeMap<String, Made> {
    let (desk, sources) = (maker.desk, maker.sources);
    let mut all: BTreeMap<String, Made> = BTreeMap::new();
    let bytes = |bytes: Vec<u8>| Made {
        key: hash::of(&[&bytes]),
        how: How::Bytes(bytes),
    };
    let open = pages
        .iter()
        .filter(|page| !page.context.head().hidden && page.path != "404.html");
    let map = feed::sitemap(open.map(|page| (desk.url(&page.path, true), page.changed.as_deref())));
    all.insert("sitemap.xml".to_owned(), bytes(map));
    let around = hash::of_json(&[desk.input.program.as_bytes(), theme.key.as_bytes()], site);
    let keys = parallel::map(&pages, |page| {
        let body = page.body.and_then(|number| sources[number].body.as_ref());
        let body = body.map_or("", |body| body.key.as_str());
        hash::of_json(
            &[around.as_bytes(), page.template.as_bytes(), body.as_bytes()],
            &page.context,
        )
    });
    for (page, key) in pages.into_iter().zip(keys) {
        let is_folder = page.path.is_empty() || page.path.ends_with('/');
        let file = if is_folder {
            format!("{}index.html", page.path)
        } else {
            page.path.clone()
        };
        let how = How::Page(Box::new(page));
        all.insert(file, Made { key, how });
    }
    let feed_key = |name: &str| hash::of_json(&[desk.input.program.as_bytes(), name.as_bytes()], feed);
    all.insert(
        "feed.xml".to_owned(),
        Made {
            key: feed_key("atom"),
            how: How::Atom,
        },
    );
    all.insert(
        "feed.json".to_owned(),
        Made {
            key: feed_key("json"),
            how: How::JsonFeed,
        },
    );
    all.insert("style.css".to_owned(), bytes(style.as_bytes().to_vec()));
    all.insert(
        "icon.svg".to_owned(),
        bytes(theme.text("icon.svg").as_bytes().to_vec()),
    );
    all.insert(".nojekyll".to_owned(), bytes(Vec::new()));
    let robots = format!(
        "User-agent: *\nAllow: /\n\nSitemap: {}\n",
        desk.url("sitemap.xml", true)
    );
    all.insert("robots.txt".to_owned(), bytes(robots.into_bytes()));
    if let Some(domain) = &desk.input.settings.domain {
        all.insert("CNAME".to_owned(), bytes(format!("{domain}\n").into_bytes()));
    }
    if sources
        .iter()
        .any(|source| is_shown(&desk.input, source) && source.body.as_ref().is_some_and(|body| body.maths))
    {
        all.insert(MATHS_FONT.to_owned(), bytes(text::MATHS_FONT.to_vec()));
    }
    for shown in shown_pictures(desk, sources) {
        let Ok(picture) = desk.pictures.get(&shown.from) else {
            continue;
        };
        let key = hash::of_json(
            &[desk.input.program.as_bytes(), shown.sha.as_bytes()],
            &shown.width,
        );
        all.insert(
            pictures::place(&shown.from, &picture, shown.width),
            Made {
                key,
                how: How::Picture(shown),
            },
        );
    }
    for (number, source) in sources
        .iter()
        .enumerate()
        .filter(|(_, source)| is_shown(&desk.input, source))
    {
        for name in source.body.iter().flat_map(|body| &body.files) {
            let key = hash::of(&[desk.input.program.as_bytes(), name.as_bytes()]);
            all.insert(
                format!("{}{name}", source.page()),
                Made {
                    key,
                    how: How::Brought(number, name.clone()),
                },
            );
        }
    }
    let used: BTreeSet<String> = cards(maker).into_iter().map(|card| card.file).collect();
    for entry in entries {
        let is_static = entry.path.starts_with("theme/static/") && is_plain(&entry.path);
        let place = if is_static {
            entry.path["theme/".len()..].to_owned()
        } else {
            entry.path.clone()
        };
        if is_static || used.contains(&entry.path) {
            let key = hash::of_json(&[entry.path.as_bytes()], &(entry.bytes, entry.modified_ns));
            all.insert(
                place,
                Made {
                    key,
                    how: How::Copy(entry.path.clone()),
                },
            );
        }
    }
    all
}

/// Whether a path of a file to be copied is one that every system and address can have.
fn is_plain(path: &str) -> bool {
    path.len() <= 300
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        })
}

impl Plan<'_> {
    /// The files of the site in the order of their paths; `None` where faults keep it from being built, and what stands already
    /// is to stay as it is.
    pub fn files(&self) -> Option<impl Iterator<Item = Written<'_>>> {
        let made = self.made.as_ref()?;
        Some(made.iter().map(|(path, made)| Written { path, key: &made.key }))
    }

    /// The bytes of a file of the plan. It can be asked from several threads at once.
    ///
    /// # Errors
    /// Where a file changed while it was read, or a template of the person's own will not draw this page.
    pub fn make(&self, path: &str) -> Result<Vec<u8>, Finding> {
        let missing = || {
            whole(
                path,
                Fault::new(0..0, "the site has no such file", "one of the plan"),
                true,
            )
        };
        let made = self
            .made
            .as_ref()
            .and_then(|made| made.get(path))
            .ok_or_else(missing)?;
        match &made.how {
            How::Bytes(bytes) => Ok(bytes.clone()),
            How::Page(page) => self.page(page),
            How::Atom => Ok(feed::atom(&self.feed, self.feed_bodies()?)),
            How::JsonFeed => Ok(feed::json(&self.feed, self.feed_bodies()?)),
            How::Copy(path) => self.read(path),
            How::Picture(shown) => self.picture(shown),
            How::Brought(number, name) => {
                let source = &self.sources[*number];
                let find = |files: &[text::File]| {
                    files
                        .iter()
                        .find(|file| file.name == *name)
                        .map(|file| file.bytes.clone())
                };
                let found = match &source.drawn {
                    Some((_, files)) => find(files),
                    None => find(&self.draw(source, false)?.files),
                };
                found.ok_or_else(missing)
            }
        }
    }

    /// What is to be told, in the order of files and places.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The pictures for previews that the site would show.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// What to hand in next time, so that what is as it was is not read again.
    pub fn index(&self) -> &[u8] {
        &self.index
    }

    /// How many posts and projects are shown.
    pub fn counts(&self) -> (usize, usize) {
        self.counts
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Finding> {
        let unread = |why: String| {
            whole(
                path,
                Fault::new(0..0, format!("the file cannot be read: {why}"), "a file"),
                true,
            )
        };
        self.desk.input.files.read(path).map_err(unread)
    }

    fn draw(&self, source: &Source, for_feed: bool) -> Result<Drawn, Finding> {
        let bytes = match &source.bytes {
            Some(bytes) => std::borrow::Cow::Borrowed(bytes.as_slice()),
            None => std::borrow::Cow::Owned(self.read(&source.path)?),
        };
        if hash::of(&[&bytes]) != source.sha {
            let fault = Fault::new(
                0..0,
                "the file was changed while the site was built",
                "a file at rest; build again",
            );
            return Err(whole(&source.path, fault, true));
        }
        Ok(self.desk.draw(source, &bytes, for_feed))
    }

    fn page(&self, page: &Page) -> Result<Vec<u8>, Finding> {
        let drawn;
        let body = match page.body.map(|number| &self.sources[number]) {
            None => None,
            Some(Source {
                drawn: Some((html, _)),
                ..
            }) => Some(html.as_str()),
            Some(source) => {
                drawn = self.draw(source, false)?.html;
                Some(drawn.as_str())
            }
        };
        let html = self.theme.draw(page.template, &self.site, &page.context, body);
        html.map(String::into_bytes).map_err(|mistake| Finding {
            path: mistake.path,
            line: mistake.line,
            column: usize::from(mistake.line > 0),
            fault: mistake.fault,
            grave: true,
        })
    }

    fn picture(&self, shown: &Shown) -> Result<Vec<u8>, Finding> {
        let failed = |why: String| {
            let fault = Fault::new(0..0, format!("the picture {why}"), "a picture at rest");
            whole(&shown.from, fault, true)
        };
        self.desk.pictures.file(shown).map_err(failed)
    }

    fn feed_bodies(&self) -> Result<&[String], Finding> {
        let bodies = self.feed_bodies.get_or_init(|| {
            let drawn = parallel::map(&self.feed.posts, |item| {
                Ok(self.draw(&self.sources[item.number], true)?.html)
            });
            drawn.into_iter().collect()
        });
        bodies.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }

    /// Draws one page by each template of the person's own, so that a mistake in one is told before anything is written.
    fn try_theme(&mut self) {
        if self.theme.own.is_empty() {
            return;
        }
        let mut tried = BTreeSet::new();
        let mut findings = Vec::new();
        for made in self.made.iter().flat_map(BTreeMap::values) {
            if let How::Page(page) = &made.how
                && tried.insert(page.template)
                && let Err(finding) = self.page(page)
            {
                findings.push(finding);
            }
        }
        if !findings.is_empty() {
            self.made = None;
            self.findings.extend(findings);
        }
    }
}
