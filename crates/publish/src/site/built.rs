//! Finished pages as a browser reads them: what holds of every page, and whether every link inside leads somewhere. A theme of
//! one's own can break all of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::address::Base;
use super::links::normal;
use super::slug::decoded;

/// Something wrong on a finished page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Troubled {
    /// The file: `posts/first/index.html`.
    pub path: String,
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
}

/// What a page is made of.
#[derive(Default)]
struct Look {
    ids: BTreeSet<String>,
    twice: Vec<String>,
    /// Addresses of links and of what is loaded, with whether it is loaded.
    to: Vec<(String, bool)>,
    headings: Vec<u8>,
    what: Vec<String>,
    seen: BTreeSet<&'static str>,
    title: bool,
}

struct Sink(RefCell<Look>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = &token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().tag(tag);
            return match &*tag.name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                _ => TokenSinkResult::Continue,
            };
        }
        if let Token::ParseError(error) = token {
            self.0
                .borrow_mut()
                .what
                .push(format!("the page is no good HTML: {error}"));
        }
        TokenSinkResult::Continue
    }
}

impl Look {
    fn tag(&mut self, tag: &Tag) {
        let value = |name: &str| {
            tag.attrs
                .iter()
                .find(|a| &*a.name.local == name)
                .map(|a| a.value.to_string())
        };
        if let Some(id) = value("id")
            && !self.ids.insert(id.clone())
        {
            self.twice.push(id);
        }
        if let Some(handler) = tag.attrs.iter().find(|a| a.name.local.starts_with("on")) {
            self.what
                .push(format!("<{}> has a script in `{}`", tag.name, handler.name.local));
        }
        let mut load = |value: Option<String>| self.to.extend(value.map(|to| (to, true)));
        load(value("src"));
        load(value("poster"));
        for set in [value("srcset"), value("imagesrcset")].into_iter().flatten() {
            for part in set.split(',') {
                load(part.split_whitespace().next().map(str::to_owned));
            }
        }
        match &*tag.name {
            "html" if value("lang").is_some_and(|lang| !lang.is_empty()) => {
                self.seen.insert("a language");
            }
            "title" => self.title = true,
            "main" => _ = self.seen.insert("a main part"),
            "meta" if value("name").as_deref() == Some("description") => {
                self.seen.insert("a description");
            }
            "link" => {
                let rel = value("rel").unwrap_or_default();
                if rel == "canonical" {
                    self.seen.insert("a canonical address");
                } else {
                    let loaded = !matches!(rel.as_str(), "alternate" | "next" | "prev");
                    self.to.extend(value("href").map(|to| (to, loaded)));
                }
            }
            "a" | "area" => self.to.extend(value("href").map(|to| (to, false))),
            "script" => self.what.push("there is a script".into()),
            "iframe" | "object" | "embed" | "form" => self.what.push(format!("there is <{}>", tag.name)),
            "img" => {
                if value("alt").is_none() {
                    self.what.push(format!(
                        "a picture has no words: {}",
                        value("src").unwrap_or_default()
                    ));
                }
                if value("width").is_none() || value("height").is_none() {
                    self.what.push(format!(
                        "a picture has no size: {}",
                        value("src").unwrap_or_default()
                    ));
                }
            }
            name => {
                if let Some(level) = name
                    .strip_prefix('h')
                    .and_then(|n| n.parse().ok())
                    .filter(|n| (1..=6).contains(n))
                {
                    self.headings.push(level);
                }
            }
        }
    }

    fn judge(&mut self) {
        for needed in [
            "a language",
            "a main part",
            "a description",
            "a canonical address",
        ] {
            if !self.seen.contains(needed) {
                self.what.push(format!("the page has not {needed}"));
            }
        }
        if !self.title {
            self.what.push("the page has no title".into());
        }
        let ones = self.headings.iter().filter(|level| **level == 1).count();
        if ones != 1 {
            self.what.push(format!(
                "the page has {ones} headings of the first level, not one"
            ));
        }
        for pair in self.headings.windows(2) {
            if pair[1] > pair[0] + 1 {
                self.what.push(format!(
                    "a heading of level {} follows one of level {}",
                    pair[1], pair[0]
                ));
            }
        }
        for id in std::mem::take(&mut self.twice) {
            self.what.push(format!("the id `{id}` stands twice"));
        }
    }
}

/// Reads the HTML of `page`.
fn look(page: &[u8]) -> Look {
    let queue = BufferQueue::default();
    queue.push_back(String::from_utf8_lossy(page).as_ref().into());
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// What is wrong on the finished files of a site at the address `base`: `files` are all of them, by path.
pub fn check_pages(base: &str, files: &BTreeMap<String, Vec<u8>>) -> Vec<Troubled> {
    let mut all = Vec::new();
    let Ok(base) = Base::parse(base) else {
        return vec![Troubled {
            path: String::new(),
            what: format!("`{base}` is no base address"),
        }];
    };
    let pages: BTreeMap<&str, Look> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| {
            let mut page = look(bytes);
            page.judge();
            (path.as_str(), page)
        })
        .collect();
    for (path, page) in &pages {
        let mut what: Vec<String> = page.what.clone();
        for (to, loaded) in &page.to {
            what.extend(leads(&base, path, to, *loaded, files, &pages));
        }
        all.extend(what.into_iter().map(|what| Troubled {
            path: (*path).to_owned(),
            what,
        }));
    }
    all.sort();
    all.dedup();
    all
}

/// What is wrong with an address on the page `path`.
fn leads(
    base: &Base,
    path: &str,
    to: &str,
    loaded: bool,
    files: &BTreeMap<String, Vec<u8>>,
    pages: &BTreeMap<&str, Look>,
) -> Option<String> {
    if to.starts_with("data:") && loaded {
        return None;
    }
    let own = to
        .strip_prefix(base.origin())
        .filter(|rest| rest.starts_with('/'));
    let local = match own {
        Some(rest) => rest,
        None if to.starts_with("//")
            || to
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|first| first.contains(':')) =>
        {
            let web = ["https:", "http:", "mailto:", "tel:"]
                .iter()
                .any(|scheme| to.starts_with(scheme));
            return match (loaded, web) {
                (true, _) => Some(format!("another host is asked for `{to}`")),
                (false, false) => Some(format!("`{to}` is no address of the web")),
                (false, true) => None,
            };
        }
        None => to,
    };
    let (rest, anchor) = local
        .split_once('#')
        .map_or((local, None), |(rest, anchor)| (rest, Some(anchor)));
    let rest = rest.split('?').next().unwrap_or_default();
    let target = if rest.is_empty() {
        path.to_owned()
    } else {
        let inner = if rest.starts_with('/') {
            let Some(inner) = rest.strip_prefix(base.path()) else {
                return Some(format!("`{to}` is outside of the site"));
            };
            decoded(inner).and_then(|inner| normal("", &inner))
        } else {
            decoded(rest).and_then(|inner| normal(super::links::folder(path), &inner))
        };
        match inner {
            None => return Some(format!("`{to}` leaves the site")),
            Some(inner) if rest.ends_with('/') && inner.is_empty() => "index.html".to_owned(),
            Some(inner) if rest.ends_with('/') => format!("{inner}/index.html"),
            Some(inner) => inner,
        }
    };
    if !files.contains_key(&target) {
        return Some(format!("`{to}` leads nowhere"));
    }
    let anchor = decoded(anchor.filter(|anchor| !anchor.is_empty())?)?;
    let page = pages.get(target.as_str())?;
    (!page.ids.contains(&anchor)).then(|| format!("`{to}`: there is no such place"))
}
