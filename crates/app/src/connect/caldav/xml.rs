//! Answers of WebDAV as a small tree, and what of it is asked for.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use crate::connect::http::Trouble;

/// Elements within each other, at most.
const DEPTH: usize = 32;
/// Elements of an answer, at most: a calendar of 20,000 events has about ten for each.
const ELEMENTS: usize = 500_000;

/// Where a name is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// `DAV:`.
    Dav,
    /// `urn:ietf:params:xml:ns:caldav`.
    CalDav,
    /// Any other.
    Other,
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Node {
    space: Space,
    name: String,
    /// Its own text, without that of the elements in it.
    pub(super) text: String,
    children: Vec<Node>,
}

impl Node {
    fn new(space: Space, name: &str) -> Node {
        Node {
            space,
            name: name.to_owned(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// Whether it is of that name.
    pub(super) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// The elements of that name right within it.
    pub(super) fn all<'n>(&'n self, space: Space, name: &'static str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.is(space, name))
    }

    /// The first of them.
    pub(super) fn one(&self, space: Space, name: &'static str) -> Option<&Node> {
        self.all(space, name).next()
    }

    /// Whether an element of that name is anywhere within it, or itself.
    pub(super) fn has(&self, space: Space, name: &str) -> bool {
        self.is(space, name) || self.children.iter().any(|child| child.has(space, name))
    }

    /// Its text without the space around it.
    pub(super) fn plain(&self) -> &str {
        self.text.trim()
    }
}

/// Reads an answer. Entities of a document's own are not known, and so never expanded.
///
/// # Errors
/// It is no whole XML, or beyond any measure.
pub(super) fn read(body: &[u8]) -> Result<Node, Trouble> {
    let silent = |what: &str| Trouble::Silent(format!("it answered with {what}"));
    let text = std::str::from_utf8(body).map_err(|_| silent("XML that is no UTF-8"))?;
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Node> = Vec::new();
    let mut count = 0;
    loop {
        let Ok((namespace, event)) = reader.read_resolved_event() else {
            return Err(silent("what is no XML, or ends in the middle"));
        };
        let closed = match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let local = tag.local_name();
                let node = Node::new(space(&namespace), local.as_ref());
                count += 1;
                if open.len() >= DEPTH || count > ELEMENTS {
                    return Err(silent("XML beyond any measure"));
                }
                if matches!(event, Event::Start(_)) {
                    open.push(node);
                    None
                } else {
                    Some(node)
                }
            }
            Event::Text(text) => {
                push(&mut open, &text);
                None
            }
            Event::CData(text) => {
                push(&mut open, &text);
                None
            }
            Event::GeneralRef(name) => {
                let number = name.resolve_char_ref().ok().flatten().map(String::from);
                let known = match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => "\u{fffd}",
                };
                push(&mut open, number.as_deref().unwrap_or(known));
                None
            }
            Event::End(_) => open.pop(),
            Event::Eof => return Err(silent("what is no XML, or ends in the middle")),
            _ => None,
        };
        if let Some(node) = closed {
            match open.last_mut() {
                Some(parent) => parent.children.push(node),
                None => return Ok(node),
            }
        }
    }
}

fn push(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn space(namespace: &ResolveResult<'_>) -> Space {
    match namespace {
        ResolveResult::Bound(name) if name.as_ref() == "DAV:" => Space::Dav,
        ResolveResult::Bound(name) if name.as_ref() == "urn:ietf:params:xml:ns:caldav" => Space::CalDav,
        _ => Space::Other,
    }
}

/// One `response` of a 207.
#[derive(Clone, Debug)]
pub(super) struct Response {
    /// Its `href` as the server wrote it.
    pub(super) href: String,
    /// The code of the whole, where it has one.
    pub(super) status: Option<u16>,
    /// Properties that were found.
    found: Vec<Node>,
}

impl Response {
    /// A property that was found.
    pub(super) fn property(&self, space: Space, name: &str) -> Option<&Node> {
        self.found.iter().find(|node| node.is(space, name))
    }

    /// The address in a property: `current-user-principal`, `calendar-home-set`.
    pub(super) fn address(&self, space: Space, name: &str) -> Option<&str> {
        let href = self.property(space, name)?.one(Space::Dav, "href")?.plain();
        (!href.is_empty()).then_some(href)
    }
}

/// A `multistatus`: its responses, and its `sync-token`.
///
/// # Errors
/// It is something else: a page, for one.
pub(super) fn multistatus(body: &[u8]) -> Result<(Vec<Response>, Option<String>), Trouble> {
    let root = read(body)?;
    if !root.is(Space::Dav, "multistatus") {
        return Err(Trouble::Silent(
            "it answered with XML of another form than was expected: a multistatus".into(),
        ));
    }
    let mut responses = Vec::new();
    for response in root.all(Space::Dav, "response") {
        let Some(href) = response.one(Space::Dav, "href") else {
            continue;
        };
        let mut found = Vec::new();
        for part in response.all(Space::Dav, "propstat") {
            let good = part
                .one(Space::Dav, "status")
                .is_none_or(|s| code(s.plain()) == Some(200));
            if let Some(properties) = part.one(Space::Dav, "prop").filter(|_| good) {
                found.extend(properties.children.iter().cloned());
            }
        }
        responses.push(Response {
            href: href.plain().to_owned(),
            status: response.one(Space::Dav, "status").and_then(|s| code(s.plain())),
            found,
        });
    }
    let token = root.one(Space::Dav, "sync-token").map(|t| t.plain().to_owned());
    Ok((responses, token.filter(|t| !t.is_empty())))
}

/// `HTTP/1.1 404 Not Found`.
fn code(status: &str) -> Option<u16> {
    status.split_whitespace().nth(1)?.parse().ok()
}

/// Text as it stands in an element.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;

    /// Prefixes are a server's own choice; a property that was not found is none.
    #[test]
    fn a_multistatus_by_any_prefix() {
        let text = r#"<?xml version="1.0"?><x:multistatus xmlns:x="DAV:" xmlns="urn:ietf:params:xml:ns:caldav">
            <x:response><x:href>/a/1.ics</x:href>
              <x:propstat><x:prop><x:getetag>&quot;1&#x26;2&quot;</x:getetag><calendar-data><![CDATA[BEGIN:X]]></calendar-data></x:prop>
                <x:status>HTTP/1.1 200 OK</x:status></x:propstat>
              <x:propstat><x:prop><x:displayname/></x:prop><x:status>HTTP/1.1 404 Not Found</x:status></x:propstat></x:response>
            <x:response><x:href>/a/2.ics</x:href><x:status>HTTP/1.1 404 Not Found</x:status></x:response>
            <x:sync-token>t</x:sync-token></x:multistatus>"#;
        let (responses, token) = multistatus(text.as_bytes()).unwrap();
        assert_eq!(token.as_deref(), Some("t"));
        let first = &responses[0];
        assert_eq!(first.property(Space::Dav, "getetag").unwrap().plain(), "\"1&2\"");
        assert_eq!(
            first.property(Space::CalDav, "calendar-data").unwrap().text,
            "BEGIN:X"
        );
        assert!(first.property(Space::Dav, "displayname").is_none());
        assert_eq!(responses[1].status, Some(404));
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let deep = "<a>".repeat(100_000);
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        for text in [
            "",
            "<a",
            "<a><b></a>",
            "{}",
            "<html><body>no</body></html>",
            &deep,
            bomb,
        ] {
            assert!(matches!(multistatus(text.as_bytes()), Err(Trouble::Silent(_))));
        }
        assert!(matches!(multistatus(&[0xff, 0xfe]), Err(Trouble::Silent(_))));
        // An entity of the document's own is a sign, and nothing else.
        assert_eq!(read(bomb.as_bytes()).unwrap().text, "\u{fffd}");
    }
}
