//! `site`: the built site shows projects, each with a page that says enough, and leads to the posts.

use std::collections::BTreeMap;

use super::with::With;
use super::{Found, Look, Material, Read, text};

/// Where the projects' pages are.
pub(super) const PROJECTS: &str = "site/projects";
/// The page that lists them.
const LIST: &str = "site/projects/index.html";
/// How the address of the posts ends.
const POSTS: &str = "posts/";

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let build = "write projects/NAME.md, then pivot site build";
    let files = match look.at(0) {
        Material::Folder(files, _) if !files.is_empty() => files,
        Material::Refused(why) => return Found::missing(format!("`{PROJECTS}` {why}"), build),
        _ => return Found::missing("no site with projects is built", build),
    };
    let pages: BTreeMap<&str, Page> = files.iter().map(|f| (f.path.as_str(), page(f))).collect();
    let Some(list) = pages.get(LIST) else {
        return Found::missing(format!("there is no page `{LIST}`"), build);
    };
    let read = files.iter().find(|f| f.path == LIST);
    let by = |found: Found, of: &str| match read {
        Some(read) => found.by(read, of),
        None => found,
    };
    if !list.links.iter().any(|to| to.ends_with(POSTS)) {
        let found = format!("`{LIST}` does not lead to the posts");
        return by(
            Found::missing(found, "write a post in posts/, then pivot site build"),
            &list.text,
        );
    }
    let (least, wanted) = (with.least("words", 0), with.list("headings"));
    let mut whys = Vec::new();
    let mut good = Vec::new();
    for (path, page) in &pages {
        let Some(slug) = path
            .strip_prefix("site/projects/")
            .and_then(|rest| rest.strip_suffix("/index.html"))
        else {
            continue;
        };
        if !list
            .links
            .iter()
            .any(|to| to.ends_with(&format!("projects/{slug}/")))
        {
            whys.push(format!("`{LIST}` does not lead to {slug}"));
            continue;
        }
        let words = text::words(&page.text);
        let (missing, empty) = text::headings(&page.text, &wanted);
        if !words.reach(least) {
            whys.push(format!("{slug} has {}", words.short_of(least)));
        } else if let Some(name) = missing.first() {
            whys.push(format!("{slug} lacks the heading {name}"));
        } else if let Some(name) = empty.first() {
            whys.push(format!("{slug} has nothing below {name}"));
        } else {
            good.push((slug, *path, words.count()));
        }
    }
    let needed = with.least("projects", 1).max(1);
    if good.len() < needed {
        let have = text::count(good.len(), "project");
        let why = whys
            .first()
            .map_or(String::new(), |why| format!(": {}", text::short(why)));
        let found = format!("the site shows {have} as asked, of which it needs {needed}{why}");
        return by(
            Found::missing(found, "write on in projects/, then pivot site build"),
            &list.text,
        );
    }
    let names: Vec<String> = good
        .iter()
        .map(|(slug, _, n)| format!("{} ({n} words)", text::short(slug)))
        .collect();
    let shown = good
        .first()
        .and_then(|(_, path, _)| files.iter().find(|f| f.path == *path));
    let found = Found::met(format!(
        "the site shows {}, and leads to the posts",
        names.join(", ")
    ));
    match shown {
        Some(read) => found.by(read, pages[read.path.as_str()].text.as_str()),
        None => found,
    }
}

/// What a page says: its main text, headings as in Markdown, and where it leads.
struct Page {
    text: String,
    links: Vec<String>,
}

/// Reads a page as the build writes it. What is not within `<main>` (navigation, a foot) is no text of it.
fn page(read: &Read) -> Page {
    let html = text::lossy(&read.bytes);
    let mut page = Page {
        text: String::new(),
        links: Vec::new(),
    };
    let mut rest: &str = &html;
    let (mut main, mut hidden) = (false, false);
    while let Some(at) = rest.find('<') {
        let (said, tag) = rest.split_at(at);
        if main && !hidden {
            page.text.push_str(&plain(said));
        }
        // A quoted attribute may hold the sign that ends a tag.
        let end = end_of(tag);
        let (tag, after) = tag.split_at(end);
        rest = after;
        let inside = tag.trim_start_matches('<').trim_end_matches('>');
        let name: String = inside
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .collect::<String>()
            .to_lowercase();
        match name.as_str() {
            "main" => main = true,
            "/main" => main = false,
            "script" | "style" | "pre" => hidden = true,
            "/script" | "/style" | "/pre" => hidden = false,
            "a" => page.links.extend(attribute(inside, "href")),
            "h1" | "h2" | "h3" | "h4" if main => page.text.push_str("\n\n## "),
            _ => {}
        }
        let is_block = |name: &str| {
            matches!(
                name,
                "p" | "li" | "tr" | "td" | "div" | "section" | "br" | "dt" | "dd"
            )
        };
        if name.starts_with("/h") || is_block(name.trim_start_matches('/')) {
            page.text.push('\n');
        }
    }
    page
}

/// Where a tag ends, the sign included.
fn end_of(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}="))?;
    let value = &tag[at + name.len() + 2..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(plain(value))
}

/// The five entities that a writer of HTML uses.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
