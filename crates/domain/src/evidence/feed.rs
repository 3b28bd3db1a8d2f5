//! `feed`: posts of an RSS or Atom file: title, address, date, and words enough.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::with::With;
use super::{Found, Look, Material, Read, text};

/// Where the blog's feed is looked for.
pub(super) const FILES: [&str; 3] = ["feed.xml", "blog/feed.xml", "site/feed.xml"];
/// Posts beyond these are not read.
const POSTS_MAX: usize = 10_000;
/// Deeper nesting is no feed.
const DEPTH_MAX: usize = 200;

/// A post.
#[derive(Clone, Debug, Default)]
struct Post {
    title: String,
    link: String,
    date: String,
    body: String,
}

/// Reads a feed. An error is the end of a sentence that begins with the file's name.
fn posts(read: &Read) -> Result<Vec<Post>, String> {
    let body = text::lossy(&read.bytes);
    let mut reader = Reader::from_str(&body);
    reader.config_mut().expand_empty_elements = true;
    let mut path: Vec<String> = Vec::new();
    let (mut posts, mut post, mut is_feed): (Vec<Post>, Option<Post>, bool) = (Vec::new(), None, false);
    loop {
        let at = reader.buffer_position();
        let line = || {
            1 + body.as_bytes()[..usize::try_from(at).unwrap_or(0).min(body.len())]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
        };
        let event = reader
            .read_event()
            .map_err(|e| format!("is no XML: line {}: {}", line(), text::short(&e.to_string())))?;
        match event {
            Xml::Start(tag) => {
                let name = tag.local_name().as_ref().to_lowercase();
                is_feed |= path.is_empty() && matches!(name.as_str(), "rss" | "feed" | "rdf");
                if matches!(name.as_str(), "item" | "entry") && post.is_none() {
                    post = Some(Post::default());
                } else if let (Some(post), "link") = (&mut post, name.as_str()) {
                    for attribute in tag.attributes().flatten() {
                        if attribute.key.as_ref() == "href" && post.link.is_empty() {
                            post.link = attribute.value.replace("&amp;", "&");
                        }
                    }
                }
                path.push(name);
                if path.len() > DEPTH_MAX {
                    return Err(format!("is nested deeper than any feed: line {}", line()));
                }
            }
            Xml::End(_) => {
                let name = path.pop().unwrap_or_default();
                if matches!(name.as_str(), "item" | "entry")
                    && let Some(post) = post.take()
                {
                    if posts.len() >= POSTS_MAX {
                        return Err(format!("has more than {POSTS_MAX} posts"));
                    }
                    posts.push(post);
                }
            }
            Xml::Text(of) => add(post.as_mut(), &path, &of),
            Xml::CData(of) => add(post.as_mut(), &path, &of),
            Xml::GeneralRef(of) => {
                let name: &str = &of;
                let sign = match name {
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "amp" => "&".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => of
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .map_or(" ".to_owned(), String::from),
                };
                add(post.as_mut(), &path, &sign);
            }
            Xml::Eof => break,
            _ => {}
        }
    }
    if !is_feed {
        return Err("is neither RSS nor Atom".into());
    }
    Ok(posts)
}

fn add(post: Option<&mut Post>, path: &[String], of: &str) {
    let Some(post) = post else { return };
    let inside = path
        .iter()
        .rposition(|name| matches!(name.as_str(), "item" | "entry"));
    let Some(field) = inside.and_then(|at| path.get(at + 1)) else {
        return;
    };
    match field.as_str() {
        "title" => post.title.push_str(of),
        "link" => post.link.push_str(of.trim()),
        "pubdate" | "published" | "date" => post.date.push_str(of.trim()),
        "updated" if post.date.is_empty() => post.date.push_str(of.trim()),
        "description" | "encoded" | "content" | "summary" => {
            post.body.push_str(of);
            // Elements of XHTML are no part of a word.
            if path.len() > inside.unwrap_or(0) + 2 {
                post.body.push(' ');
            }
        }
        _ => {}
    }
}

/// A text without HTML's tags, scripts and entities.
fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at + 1..];
        let lower: String = rest.chars().take(7).collect::<String>().to_lowercase();
        let end = ["script", "style"]
            .iter()
            .find(|t| lower.starts_with(**t))
            .map(|t| format!("</{t}"));
        if let Some(end) = end {
            rest = rest.to_ascii_lowercase().find(&end).map_or("", |at| &rest[at..]);
        }
        rest = rest.find('>').map_or("", |at| &rest[at + 1..]);
    }
    out.push_str(rest);
    out.replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replace("&lt;", " ")
        .replace("&gt;", " ")
}

/// RFC 3339, or the form of mail (RFC 2822) that RSS has; a date alone is its noon.
fn moment(text: &str, look: &Look<'_>) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| {
            jiff::fmt::rfc2822::DateTimeParser::new()
                .relaxed_weekday(true)
                .parse_timestamp(text)
                .ok()
        })
        .or_else(|| {
            text.parse::<Date>()
                .ok()
                .map(|d| look.context.zones.instant(d.at(12, 0, 0, 0)))
        })
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let next = format!(
        "save your blog's feed as {} (its address often ends in /feed, /rss or /feed.xml)",
        FILES[0]
    );
    let mut file = None;
    for (number, name) in FILES.iter().enumerate() {
        match look.at(number) {
            Material::File(read) => {
                file = Some(read);
                break;
            }
            Material::Refused(why) => return Found::missing(format!("`{name}` {why}"), next),
            _ => {}
        }
    }
    let Some(file) = file else {
        return Found::missing(
            format!("there is no file `{}`, nor `{}`", FILES[0], FILES[1]),
            next,
        );
    };
    let name = text::short(&file.path);
    let all = match posts(file) {
        Ok(all) => all,
        Err(why) => return Found::missing(format!("`{name}` {why}"), next).by(file, ""),
    };
    let least_words = with.least("words", 0);
    let asks_for_posts =
        with.count("items").is_some() || with.count("words").is_some() || with.count("days").is_some();
    if !asks_for_posts {
        let title = all.first().map(|p| p.title.clone()).unwrap_or_default();
        return Found::met(format!(
            "`{name}` is a feed with {}",
            text::count(all.len(), "post")
        ))
        .by(file, title);
    }
    let (mut good, mut seen, mut fault): (Vec<(Timestamp, String)>, BTreeSet<String>, Option<String>) =
        (Vec::new(), BTreeSet::new(), None);
    for post in &all {
        let title = text::short(post.title.trim());
        let body = plain(&post.body);
        let words = text::words(&body);
        let at = moment(&post.date, look);
        let web = post.link.starts_with("https://") || post.link.starts_with("http://");
        let why = if title.is_empty() {
            Some("a post has no title".into())
        } else if !web {
            Some(format!("the post “{title}” has no address"))
        } else if at.is_none() {
            Some(format!("the post “{title}” has no date that can be read"))
        } else if at > Some(look.context.now) {
            Some(format!("the post “{title}” is dated ahead of now"))
        } else if at < Some(look.context.start) {
            Some(format!("the post “{title}” is older than this pivot"))
        } else if !words.reach(least_words) {
            Some(format!(
                "the post “{title}” has {} (does the feed have whole posts?)",
                words.short_of(least_words)
            ))
        } else if !(seen.insert(post.link.clone())
            & seen.insert(text::excerpt(&body) + &body.len().to_string()))
        {
            Some(format!("the post “{title}” is there twice"))
        } else {
            None
        };
        match (why, at) {
            (None, Some(at)) => good.push((at, title)),
            (why, _) => {
                fault = fault.or(why);
            }
        }
    }
    good.sort();
    let least = with.least("items", 1).max(1);
    let excerpt: Vec<&str> = good
        .iter()
        .rev()
        .map(|(_, title)| title.as_str())
        .take(3)
        .collect();
    let excerpt = excerpt.join(" / ");
    let said = fault.map(|f| format!(": {f}")).unwrap_or_default();
    if let Some(days) = with.count("days").filter(|d| *d > 0) {
        let times = stretches(&good, days, least);
        let found = format!(
            "`{name}` has posts in {} of {days} days",
            text::count(times, "stretch").replace("stretchs", "stretches")
        );
        if times == 0 {
            return Found::missing(
                format!("`{name}` has no post that counts{said}"),
                "publish one, and save the feed again",
            )
            .by(file, excerpt);
        }
        return Found::met(found).by(file, excerpt).times(times);
    }
    if good.len() < least {
        let found = format!(
            "`{name}` has {} that count, of which it needs {least}{said}",
            text::count(good.len(), "post")
        );
        return Found::missing(found, "publish it, and save the feed again").by(file, excerpt);
    }
    Found::met(format!(
        "`{name}` has {}{}",
        text::count(good.len(), "post"),
        if least_words > 0 {
            format!(" of at least {least_words} words")
        } else {
            String::new()
        }
    ))
    .by(file, excerpt)
}

/// In how many stretches of so many days, counted from the first post, there are enough posts.
fn stretches(good: &[(Timestamp, String)], days: u32, least: usize) -> usize {
    let Some((first, _)) = good.first() else { return 0 };
    let length = SignedDuration::from_hours(24 * i64::from(days)).as_secs();
    let mut by: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for (at, _) in good {
        *by.entry(at.duration_since(*first).as_secs() / length)
            .or_default() += 1;
    }
    by.values().filter(|n| **n >= least).count()
}
