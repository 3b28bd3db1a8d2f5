//! An advertisement: its text, whether it came as text or as HTML, and the skills that it demands.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use pivot_domain::Fault;
use pivot_domain::demand::says_wish;
use pivot_domain::skills::Skills;
use serde::{Deserialize, Serialize};

use super::layout::clean;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// An advertisement as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its title: the page's or the first line.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What it demands, each skill once, in the order in which they are named.
    pub demands: Vec<Demand>,
}

/// A line of an advertisement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The heading that it stands under; empty before the first.
    pub section: String,
    /// What it says.
    pub text: String,
}

impl Line {
    /// Whether it is only a wish: it says so, or stands under a heading that does.
    pub fn is_wish(&self) -> bool {
        says_wish(&self.section) || says_wish(&self.text)
    }

    /// Whether it stands where a company says what it offers, and what it is.
    pub fn is_offer(&self) -> bool {
        let section = self.section.to_lowercase();
        OFFERS.iter().any(|o| section.starts_with(o))
    }
}

/// A skill that is demanded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// The id of the skill.
    pub skill: String,
    /// Its name.
    pub name: String,
    /// Whether one can do without it: "a plus", "nice to have".
    pub optional: bool,
    /// The words that it was found by.
    pub words: String,
    /// The line in which they stand.
    pub line: String,
}

/// Sections that say what the person would get.
const OFFERS: [&str; 8] = [
    "benefits",
    "what we offer",
    "we offer",
    "perks",
    "about us",
    "who we are",
    "our company",
    "how to apply",
];

/// Reads an advertisement.
///
/// # Errors
/// More than [`LARGEST`] bytes, no UTF-8, or nothing in it.
pub fn read(bytes: &[u8]) -> Result<Posting, Fault> {
    if bytes.len() > LARGEST {
        let what = format!("the posting has {} bytes", bytes.len());
        return Err(Fault::new(0..0, what, format!("at most {LARGEST} bytes")).hint("save its text alone"));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        Fault::new(at..at, "these bytes are no UTF-8", "a text or HTML file in UTF-8")
    })?;
    let (title, plain) = if is_html(text) {
        of_html(text)
    } else {
        (String::new(), text.to_owned())
    };
    let mut posting = Posting {
        title: clean(&title),
        ..Posting::default()
    };
    let mut section = String::new();
    for line in plain.lines() {
        let (marked, line) = match line.trim().strip_prefix('#') {
            Some(rest) => (true, clean(rest.trim_start_matches('#'))),
            None => (false, clean(line)),
        };
        if line.is_empty() {
            continue;
        }
        if posting.title.is_empty() {
            posting.title = line.trim_end_matches(':').to_owned();
        }
        if marked || is_heading(&line) {
            section = line.trim_end_matches(':').to_owned();
        }
        let section = section.clone();
        posting.lines.push(Line { section, text: line });
    }
    if posting.lines.is_empty() {
        return Err(Fault::new(
            0..text.len(),
            "the posting says nothing",
            "the text of an advertisement",
        ));
    }
    posting.demands = demands(&posting.lines);
    Ok(posting)
}

/// Whether a line of plain text is a heading: short, with a colon at its end.
fn is_heading(line: &str) -> bool {
    line.ends_with(':') && line.split_whitespace().count() <= 8 && !line.starts_with(['-', '*', '•'])
}

/// The skills that lines name; one that is demanded somewhere is no wish.
fn demands(lines: &[Line]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = Vec::new();
    for line in lines {
        if line.is_offer() {
            continue;
        }
        let optional = line.is_wish();
        for found in Skills::built_in().find(&line.text) {
            match demands.iter_mut().find(|d| d.skill == found.skill.id) {
                Some(known) => known.optional &= optional,
                None => demands.push(Demand {
                    skill: found.skill.id.clone(),
                    name: found.skill.name.clone(),
                    optional,
                    words: found.words.clone(),
                    line: line.text.clone(),
                }),
            }
        }
    }
    demands
}

fn is_html(text: &str) -> bool {
    let begin: String = text
        .trim_start()
        .chars()
        .take(2000)
        .collect::<String>()
        .to_lowercase();
    begin.starts_with("<!doctype html")
        || [
            "<html", "<body", "<p>", "<p ", "<div", "<ul", "<li", "<br", "<h1", "<h2", "<head",
        ]
        .iter()
        .any(|tag| begin.contains(tag))
}

/// How often a text may have been turned into entities.
const ENTITIES: usize = 4;

/// The text of HTML as a service sends it, perhaps turned into entities once or twice: a line for each block, headings marked by
/// `# `. Scripts, styles and what is not shown are left out, and no `<` is left that a reader could take for a tag.
pub fn plain(html: &str) -> String {
    let (_, mut text) = of_html(html);
    for _ in 0..ENTITIES {
        if !has_tags(&text) && !text.contains("&lt;") && !text.contains("&amp;") {
            break;
        }
        // By lines, since those that are found stay.
        text = text.lines().map(|line| of_html(line).1 + "\n").collect();
    }
    untagged(&text)
}

/// The same of a text that should be no HTML: its lines stay.
pub fn plain_lines(text: &str) -> String {
    if has_tags(text) {
        plain(text)
    } else {
        untagged(text)
    }
}

/// Whether there is a tag that is no mere mention: `<p>`, `<br/>`, or one that closes.
fn has_tags(text: &str) -> bool {
    const OPEN: [&str; 14] = [
        "p", "br", "div", "ul", "ol", "li", "img", "a", "span", "h1", "h2", "h3", "iframe", "svg",
    ];
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.trim_start_matches('/');
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let closes = name.len() < rest.len() && name.starts_with(|c: char| c.is_ascii_alphabetic());
        let after = name[end..].chars().next();
        let opens = OPEN.contains(&name[..end].to_ascii_lowercase().as_str())
            && after.is_some_and(|c| c.is_whitespace() || c == '>' || c == '/');
        closes || opens
    })
}

/// Its lines cleaned, without the empty ones; what could begin a tag can no more.
fn untagged(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(clean) {
        // Nothing but the mark: a heading that holds blocks.
        if line.trim_matches('#').is_empty() {
            continue;
        }
        if !plain.is_empty() {
            plain.push('\n');
        }
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            let begins = |next: &char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?');
            match c {
                '<' if letters.peek().is_some_and(begins) => plain.push('\u{2039}'),
                c => plain.push(c),
            }
        }
    }
    plain
}

/// Title and text of a page: a line for each block, headings marked by `#`; scripts, styles and what is not shown are left out.
fn of_html(text: &str) -> (String, String) {
    let sink = Sink(RefCell::new(Page::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    // The sink runs no script, so one go reads all of it.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let page = tokenizer.sink.0.into_inner();
    (page.title, page.text)
}

#[derive(Default)]
struct Page {
    title: String,
    text: String,
    /// Elements that are open and not shown.
    hidden: Vec<String>,
    in_title: bool,
}

struct Sink(RefCell<Page>);

/// Elements of which nothing is shown.
const HIDDEN: [&str; 10] = [
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "textarea",
];
/// Elements that stand in lines of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "dt",
    "dd",
    "dl",
    "blockquote",
    "pre",
    "hr",
    "body",
];

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if page.in_title => page.title.push_str(&text),
            Token::CharacterTokens(text) if page.hidden.is_empty() => {
                // A line break in the source is a space.
                let text: String = text
                    .chars()
                    .map(|c| if c.is_whitespace() { ' ' } else { c })
                    .collect();
                page.text.push_str(&text);
            }
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let start = tag.kind == TagKind::StartTag;
                if name == "title" && page.hidden.is_empty() {
                    page.in_title = start && page.title.is_empty();
                    if start {
                        return TokenSinkResult::RawData(RawKind::Rcdata);
                    }
                } else if HIDDEN.contains(&name.as_str()) {
                    if !start {
                        if let Some(at) = page.hidden.iter().rposition(|h| *h == name) {
                            page.hidden.truncate(at);
                        }
                    } else if !tag.self_closing {
                        // Deeper than this nothing is shown anyway.
                        if page.hidden.len() < 64 {
                            page.hidden.push(name.clone());
                        }
                        match name.as_str() {
                            "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                            "style" | "noscript" | "iframe" => {
                                return TokenSinkResult::RawData(RawKind::Rawtext);
                            }
                            "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                            _ => {}
                        }
                    }
                } else if page.hidden.is_empty() {
                    let heading = name.len() == 2
                        && name.starts_with('h')
                        && name.ends_with(|c: char| ('1'..='6').contains(&c));
                    if heading && start {
                        page.text.push_str("\n# ");
                    } else if heading || BLOCKS.contains(&name.as_str()) {
                        page.text.push('\n');
                    }
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
