//! The feeds: Atom (RFC 4287) and JSON Feed 1.1, with whole posts and whole addresses; and the sitemap.

use std::io::Cursor;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

/// So many posts, the latest, stand in a feed.
pub(super) const POSTS_MAX: usize = 50;

/// What a feed tells of the site.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Feed {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) author: String,
    pub(super) language: String,
    pub(super) home: String,
    pub(super) atom: String,
    pub(super) json: String,
    pub(super) icon: String,
    pub(super) posts: Vec<Item>,
}

/// A post in a feed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    /// The address of its page: also what it is known by for ever.
    pub(super) url: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) published: String,
    pub(super) updated: String,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    /// Where it was published first.
    pub(super) canonical: Option<String>,
    /// The number of its source.
    #[serde(skip)]
    pub(super) number: usize,
    /// The key of its body.
    pub(super) key: String,
}

/// Whether XML 1.0 can hold `c` at all.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| is_xml(*c)).collect()
}

type Xml = Writer<Cursor<Vec<u8>>>;

fn element(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> std::io::Result<()> {
    let attributes: Vec<(&str, String)> = attributes
        .iter()
        .map(|(name, value)| (*name, plain(value)))
        .collect();
    let pairs = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    let element = xml.create_element(name).with_attributes(pairs);
    if text.is_empty() {
        element.write_empty()?;
    } else {
        element.write_text_content(BytesText::new(&plain(text)))?;
    }
    Ok(())
}

/// The Atom feed; `bodies` are the posts' HTML in their order.
pub(super) fn atom(feed: &Feed, bodies: &[String]) -> Vec<u8> {
    let mut xml = Writer::new(Cursor::new(Vec::new()));
    // Writing to memory does not fail.
    let _ = write_atom(&mut xml, feed, bodies);
    xml.into_inner().into_inner()
}

fn write_atom(xml: &mut Xml, feed: &Feed, bodies: &[String]) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let top = xml.create_element("feed").with_attributes([
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xml:lang", feed.language.as_str()),
    ]);
    top.write_inner_content(|xml| {
        element(xml, "title", &[], &feed.title)?;
        if !feed.description.is_empty() {
            element(xml, "subtitle", &[], &feed.description)?;
        }
        element(xml, "id", &[], &feed.home)?;
        element(
            xml,
            "link",
            &[
                ("rel", "self"),
                ("type", "application/atom+xml"),
                ("href", &feed.atom),
            ],
            "",
        )?;
        element(
            xml,
            "link",
            &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)],
            "",
        )?;
        let updated = feed
            .posts
            .iter()
            .map(|post| post.updated.as_str())
            .max_by_key(|at| moment(at));
        element(xml, "updated", &[], updated.unwrap_or("1970-01-01T00:00:00Z"))?;
        xml.create_element("author")
            .write_inner_content(|xml| element(xml, "name", &[], &feed.author))?;
        for (post, body) in feed.posts.iter().zip(bodies) {
            let mut entry = xml.create_element("entry");
            if let Some(language) = &post.language {
                entry = entry.with_attribute(("xml:lang", language.as_str()));
            }
            entry.write_inner_content(|xml| {
                element(xml, "title", &[], &post.title)?;
                element(xml, "id", &[], &post.url)?;
                element(
                    xml,
                    "link",
                    &[("rel", "alternate"), ("type", "text/html"), ("href", &post.url)],
                    "",
                )?;
                element(xml, "published", &[], &post.published)?;
                element(xml, "updated", &[], &post.updated)?;
                for tag in &post.tags {
                    element(xml, "category", &[("term", tag)], "")?;
                }
                if !post.summary.is_empty() {
                    element(xml, "summary", &[], &post.summary)?;
                }
                element(xml, "content", &[("type", "html")], body)
            })?;
        }
        Ok(())
    })?;
    xml.write_event(Event::Text(BytesText::new("\n")))
}

/// The moment of an RFC 3339 time, for comparing.
fn moment(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'static str,
    title: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'f str,
    favicon: &'f str,
    authors: [JsonAuthor<'f>; 1],
    language: &'f str,
    items: Vec<JsonItem<'f>>,
}

#[derive(Serialize)]
struct JsonAuthor<'f> {
    name: &'f str,
}

#[derive(Serialize)]
struct JsonItem<'f> {
    id: &'f str,
    url: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'f str>,
    title: &'f str,
    content_html: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'f str,
    date_published: &'f str,
    date_modified: &'f str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'f [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'f str>,
}

/// The JSON Feed.
pub(super) fn json(feed: &Feed, bodies: &[String]) -> Vec<u8> {
    let items = feed.posts.iter().zip(bodies).map(|(post, body)| JsonItem {
        id: &post.url,
        url: &post.url,
        external_url: post.canonical.as_deref(),
        title: &post.title,
        content_html: body,
        summary: &post.summary,
        date_published: &post.published,
        date_modified: &post.updated,
        tags: &post.tags,
        language: post.language.as_deref(),
    });
    let whole = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &feed.json,
        description: &feed.description,
        favicon: &feed.icon,
        authors: [JsonAuthor { name: &feed.author }],
        language: &feed.language,
        items: items.collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The sitemap: addresses, each with when its page was last changed, where that is known.
pub(super) fn sitemap<'p>(pages: impl Iterator<Item = (String, Option<&'p str>)>) -> Vec<u8> {
    let mut xml = Writer::new(Cursor::new(Vec::new()));
    let write = || -> std::io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let top = xml
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
        top.write_inner_content(|xml| {
            for (url, changed) in pages {
                xml.create_element("url").write_inner_content(|xml| {
                    element(xml, "loc", &[], &url)?;
                    changed.map_or(Ok(()), |at| element(xml, "lastmod", &[], at))
                })?;
            }
            Ok(())
        })?;
        xml.write_event(Event::Text(BytesText::new("\n")))
    };
    // Writing to memory does not fail.
    let _ = write();
    xml.into_inner().into_inner()
}
