//! All files of the site, each with the key of what goes into it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::contexts::{Site, day_of};
use super::super::desk::Desk;
use super::super::feed::{self, Feed, Item};
use super::super::front::Kind;
use super::super::links::Leads;
use super::super::pages::{Maker, Page};
use super::super::pictures::{self, Shown};
use super::super::sources::Source;
use super::super::theme::Theme;
use super::super::{Card, Entry, hash, parallel};
use super::draw::is_shown;
use super::{How, Made};
use crate::text;

/// The font of formulas, where a page has some.
pub(super) const MATHS_FONT: &str = "maths.woff2";

/// The pictures that the shown sources show or link to, and those of their front matter.
pub(super) fn shown_pictures(desk: &Desk<'_>, sources: &[Source]) -> Vec<Shown> {
    let mut paths = BTreeSet::new();
    for source in sources.iter().filter(|source| is_shown(&desk.input, source)) {
        let body = source.text.body.iter();
        paths.extend(
            body.clone()
                .flat_map(|body| &body.images)
                .filter_map(|image| source.beside(&image.path)),
        );
        paths.extend(body.flat_map(|body| &body.links).filter_map(|link| {
            match desk.leads(source, &link.target) {
                Leads::Picture(path) => Some(path),
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

pub(super) fn is_card(path: &str) -> bool {
    path.starts_with("cards/") && path.ends_with(".png")
}

/// The pictures for previews that the site can use.
pub(super) fn cards(maker: &Maker<'_, '_>) -> Vec<Card> {
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
    for number in maker.order.posts.iter().chain(&maker.order.projects) {
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
                    source.text.front.title(),
                    "Post",
                    date.unwrap_or_default(),
                ));
            }
            Kind::Project => {
                let file = format!("cards/projects/{}.png", source.slug);
                all.push(card(file, source.text.front.title(), "Project", String::new()));
            }
        }
    }
    all
}

pub(super) fn feed_of(maker: &Maker<'_, '_>) -> Feed {
    let (desk, settings) = (maker.desk, maker.desk.input.settings);
    let out = |number: &&usize| {
        let post = maker.sources[**number].post();
        post.is_some_and(|post| {
            !post.draft && post.date.is_some_and(|date| date <= desk.input.now.datetime())
        })
    };
    let posts = maker
        .order
        .posts
        .iter()
        .filter(out)
        .take(feed::POSTS_MAX)
        .filter_map(|number| {
            let source = &maker.sources[*number];
            let (post, body) = (source.post()?, source.text.body.as_ref()?);
            let published = maker.instant(post.date?);
            Some(Item {
                url: desk.url(source.page(), true),
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
pub(super) fn files(
    maker: &Maker<'_, '_>,
    theme: &Theme,
    site: &Site,
    style: &str,
    feed: &Feed,
    pages: Vec<Page>,
    (cards, shown, entries): (&[Card], &[Shown], &[Entry]),
) -> BTreeMap<String, Made> {
    let (desk, sources) = (maker.desk, maker.sources);
    let mut all: BTreeMap<String, Made> = BTreeMap::new();
    let bytes = |bytes: Vec<u8>| Made {
        key: hash::of(&[&bytes]),
        how: How::Bytes(bytes),
    };
    let open = pages
        .iter()
        .filter(|page| !page.hidden && page.path != "404.html");
    let (map, rows) = parallel::both(
        || feed::sitemap(open.map(|page| (desk.url(&page.path, true), page.changed.as_deref()))),
        || maker.row_keys(),
    );
    all.insert("sitemap.xml".to_owned(), bytes(map));
    let around = hash::of_json(&[desk.input.program.as_bytes(), theme.key.as_bytes()], site);
    let keys = parallel::map(&pages, |page| {
        let body = page.body.and_then(|number| sources[number].text.body.as_ref());
        let body = body.map_or("", |body| body.key.as_str());
        let parts = [around.as_bytes(), page.template.as_bytes(), body.as_bytes()];
        maker.key(page, &parts, &rows)
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
    if sources.iter().any(|source| {
        is_shown(&desk.input, source) && source.text.body.as_ref().is_some_and(|body| body.maths)
    }) {
        all.insert(MATHS_FONT.to_owned(), bytes(text::MATHS_FONT.to_vec()));
    }
    for shown in shown {
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
                how: How::Picture(shown.clone()),
            },
        );
    }
    for (number, source) in sources
        .iter()
        .enumerate()
        .filter(|(_, source)| is_shown(&desk.input, source))
    {
        for name in source.text.body.iter().flat_map(|body| &body.files) {
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
    let used: BTreeSet<&str> = cards.iter().map(|card| card.file.as_str()).collect();
    for entry in entries {
        let is_static = entry.path.starts_with("theme/static/") && is_plain(&entry.path);
        let place = if is_static {
            entry.path["theme/".len()..].to_owned()
        } else {
            entry.path.clone()
        };
        if is_static || used.contains(entry.path.as_str()) {
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
pub(super) fn is_plain(path: &str) -> bool {
    path.len() <= 300
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        })
}
