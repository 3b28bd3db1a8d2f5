//! Events of Markdown become HTML. A document is written part by part, of which a Markdown file has one and a notebook one for
//! each cell; ids, levels of headings, footnotes and equations go through the whole of it.

mod notes;
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pivot_domain::fault::Fault;
use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::before::{self, Ready};
use super::maths::{self, Formula, Wrong};
use super::{Around, Dropped, Heading, Measured, Rendered, escape, highlight, raw, words};

/// From places in a part to places in the file.
pub(super) type At<'a> = &'a dyn Fn(Range<usize>) -> Range<usize>;

/// A stretch of Markdown, read.
pub(super) struct Part<'t> {
    events: Vec<(Event<'t>, Range<usize>)>,
    source: &'t str,
}

impl<'t> Part<'t> {
    /// `ready` is `source` with its formulas made ready.
    pub(super) fn new(ready: &'t Ready<'_>, source: &'t str) -> Self {
        let parser = Parser::new_ext(&ready.text, before::OPTIONS | Options::ENABLE_MATH);
        let mut events: Vec<(Event<'t>, Range<usize>)> = Vec::with_capacity(source.len() / 24);
        for (event, at) in parser.into_offset_iter() {
            let event = match event {
                Event::InlineMath(latex) if maths::is_money(&latex, &ready.text[at.end..]) => {
                    // What the reader took for a formula is text again, with its signs.
                    Event::Text(CowStr::Borrowed(&ready.text[at.clone()]))
                }
                Event::DisplayMath(latex) if ready.inline.binary_search(&at.start).is_ok() => {
                    Event::InlineMath(latex)
                }
                event => event,
            };
            // Text comes in pieces; those that stand together are one.
            if let (Event::Text(text), Some((Event::Text(before), place))) = (&event, events.last_mut())
                && place.end == at.start
                && **before == ready.text[place.clone()]
                && **text == ready.text[at.clone()]
            {
                place.end = at.end;
                *before = CowStr::Borrowed(&ready.text[place.clone()]);
                continue;
            }
            events.push((event, at));
        }
        Part { events, source }
    }

    fn top_level(&self) -> Option<HeadingLevel> {
        let levels = self.events.iter().filter_map(|(event, _)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level),
            _ => None,
        });
        levels.min()
    }
}

/// HTML that grows, and places in it that are Pivot's own.
#[derive(Default)]
struct Out {
    html: String,
    /// Whether there is HTML of a person in it.
    raw: bool,
    marks: Vec<Mark>,
}

/// A place in the HTML.
enum Mark {
    /// A tag of Pivot's own begins here.
    Own(usize),
    /// What stands here is whole and Pivot's own.
    Kept(Range<usize>),
}

/// A footnote.
#[derive(Default)]
struct Note {
    number: usize,
    references: usize,
    definition: Option<(Out, Range<usize>)>,
}

/// The table that is open.
#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    /// Whether the cell that is open is a heading.
    heading: bool,
}

/// Writes a document.
pub(super) struct Writer<'a> {
    pub(super) around: &'a Around<'a>,
    pub(super) rendered: Rendered,
    pub(super) faults: Vec<Fault>,
    formulas: BTreeMap<(usize, usize), Result<String, Wrong>>,
    /// How many levels headings go down.
    shift: u8,
    level: u8,
    ids: BTreeSet<String>,
    /// Targets of links with `#`, for when all ids are known.
    local: Vec<(String, Range<usize>)>,
    notes: BTreeMap<(usize, String), Note>,
    noted: usize,
    outs: Vec<Out>,
    prose: String,
    /// What closes the links that are open.
    links: Vec<&'static str>,
    table: Table,
    /// Names of the footnotes whose definitions are open.
    defining: Vec<(String, Range<usize>)>,
    part: usize,
    /// Pictures that a cell of a notebook brings along.
    pub(super) attachments: BTreeMap<String, Measured>,
}

impl<'a> Writer<'a> {
    /// Looks over all parts first: at the highest heading, and at the formulas, which refer to each other.
    pub(super) fn new(around: &'a Around<'a>, parts: &[Part<'_>]) -> Self {
        let mut places = Vec::new();
        let mut formulas = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            for (index, (event, _)) in part.events.iter().enumerate() {
                let (latex, display) = match event {
                    Event::InlineMath(latex) => (latex, false),
                    Event::DisplayMath(latex) => (latex, true),
                    _ => continue,
                };
                places.push((number, index));
                formulas.push(Formula { latex, display });
            }
        }
        let formulas = if formulas.is_empty() {
            Vec::new()
        } else {
            maths::convert(&formulas)
        };
        let top = parts.iter().filter_map(Part::top_level).min();
        Writer {
            around,
            rendered: Rendered::default(),
            faults: Vec::new(),
            formulas: places.into_iter().zip(formulas).collect(),
            shift: u8::from(top == Some(HeadingLevel::H1)),
            level: 1,
            ids: BTreeSet::new(),
            local: Vec::new(),
            notes: BTreeMap::new(),
            noted: 0,
            outs: Vec::new(),
            prose: String::new(),
            links: Vec::new(),
            table: Table::default(),
            defining: Vec::new(),
            part: 0,
            attachments: BTreeMap::new(),
        }
    }

    /// Writes a part. Parts come in the order in which [`Writer::new`] saw them; `number` is its place there.
    pub(super) fn part(&mut self, number: usize, part: &Part<'_>, at: At<'_>) {
        self.part = number;
        self.outs.push(Out::default());
        for (event, _) in &part.events {
            if let Event::Start(Tag::FootnoteDefinition(name)) = event {
                self.notes.entry((number, name.to_string())).or_default();
            }
        }
        let mut index = 0;
        while index < part.events.len() {
            index = self.event(part, index, at);
        }
        let words = words::count(&self.prose);
        self.rendered.words = self.rendered.words.saturating_add(words);
        self.prose.clear();
        while let Some(out) = self.outs.pop() {
            let html = self.done(out, part.source, at);
            self.rendered.html.push_str(&html);
        }
    }

    /// The document, with its footnotes at the end.
    pub(super) fn finish(mut self) -> (Rendered, Vec<Fault>) {
        self.write_notes();
        for (target, at) in std::mem::take(&mut self.local) {
            let id = percent_decoded(&target[1..]);
            if !id.is_empty() && !self.ids.contains(&id) {
                let fault = Fault::new(
                    at,
                    format!("there is no `{target}` in this text"),
                    "the id of a heading here",
                );
                self.faults
                    .push(fault.nearest(&id, self.ids.iter().map(String::as_str)));
            }
        }
        self.rendered.anchors = self.ids.into_iter().collect();
        self.faults.sort_by_key(|f| (f.at.start, f.at.end));
        (self.rendered, self.faults)
    }

    fn out(&mut self) -> &mut String {
        if self.outs.is_empty() {
            self.outs.push(Out::default());
        }
        let last = self.outs.len() - 1;
        &mut self.outs[last].html
    }

    fn put(&mut self, html: &str) {
        self.out().push_str(html);
    }

    /// Puts what is whole and Pivot's own.
    fn keep(&mut self, html: &str) {
        let from = self.out().len();
        self.put(html);
        let to = self.out().len();
        if let Some(out) = self.outs.last_mut() {
            out.marks.push(Mark::Kept(from..to));
        }
    }

    /// Says that a tag of Pivot's own comes.
    fn own(&mut self) {
        let at = self.out().len();
        if let Some(out) = self.outs.last_mut() {
            out.marks.push(Mark::Own(at));
        }
    }

    fn class(&self, name: &str) -> String {
        if self.around.absolute {
            String::new()
        } else {
            format!(" class=\"{name}\"")
        }
    }

    /// Writes the event at `index`; says which is next.
    fn event(&mut self, part: &Part<'_>, index: usize, at: At<'_>) -> usize {
        let (event, range) = &part.events[index];
        match event {
            Event::Start(tag) => return self.start(part, index, tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                if let Some(found) = text.find("$$") {
                    let place = range.start + found..range.start + found + 2;
                    let fault = Fault::new(
                        at(place),
                        "this `$$` begins or ends no formula",
                        "a formula between `$$` and `$$`",
                    );
                    self.faults
                        .push(fault.hint("an empty line ends a formula; `\\$\\$` shows two dollar signs"));
                }
                self.prose.push_str(text);
                escape::text(self.out(), text);
            }
            Event::Code(text) => {
                self.prose.push_str(text);
                self.put("<code>");
                escape::text(self.out(), text);
                self.put("</code>");
            }
            Event::InlineMath(latex) => self.formula(index, latex, false, range, at),
            Event::DisplayMath(latex) => self.formula(index, latex, true, range, at),
            Event::Html(html) | Event::InlineHtml(html) => {
                for (what, place) in raw::dropped(html) {
                    let place = range.start + place..range.start + place + what.len() + 1;
                    self.rendered.dropped.push(Dropped { what, at: at(place) });
                }
                self.put(html);
                if let Some(out) = self.outs.last_mut() {
                    out.raw = true;
                }
            }
            Event::FootnoteReference(name) => self.refer(name, range, at),
            Event::SoftBreak => {
                self.prose.push(' ');
                self.put("\n");
            }
            Event::HardBreak => {
                self.prose.push(' ');
                self.put("<br>\n");
            }
            Event::Rule => self.put("<hr>\n"),
            Event::TaskListMarker(done) => {
                let html = if *done {
                    "<input type=\"checkbox\" disabled checked aria-label=\"done\">"
                } else {
                    "<input type=\"checkbox\" disabled aria-label=\"not done\">"
                };
                self.keep(html);
            }
        }
        index + 1
    }

    fn start(&mut self, part: &Part<'_>, index: usize, tag: &Tag<'_>, at: At<'_>) -> usize {
        let events = &part.events;
        let range = &events[index].1;
        match tag {
            Tag::Paragraph => {
                if let Some(next) = self.figure(part, index, at) {
                    return next;
                }
                self.put("<p>");
            }
            Tag::Heading { level, .. } => self.heading(events, index, *level, at),
            Tag::BlockQuote(_) => self.put("<blockquote>\n"),
            Tag::CodeBlock(kind) => return self.code(events, index, kind),
            Tag::List(Some(1)) => self.put("<ol>\n"),
            Tag::List(Some(start)) => self.put(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.put("<ul>\n"),
            Tag::Item => {
                let marker = |at: usize| matches!(events.get(at), Some((Event::TaskListMarker(_), _)));
                let paragraph = matches!(events.get(index + 1), Some((Event::Start(Tag::Paragraph), _)));
                if marker(index + 1) || (paragraph && marker(index + 2)) {
                    let class = self.class("task");
                    self.put(&format!("<li{class}>"));
                } else {
                    self.put("<li>");
                }
            }
            Tag::FootnoteDefinition(name) => {
                self.outs.push(Out::default());
                self.defining.push((name.to_string(), at(range.clone())));
            }
            Tag::Table(alignments) => {
                self.table = Table {
                    alignments: alignments.clone(),
                    ..Table::default()
                };
                if self.around.absolute {
                    self.put("<table>");
                } else {
                    self.put(
                        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>",
                    );
                }
            }
            Tag::TableHead => {
                self.table.head = true;
                self.put("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.put("<tr>");
            }
            Tag::TableCell => {
                let class = match self.table.alignments.get(self.table.column) {
                    Some(Alignment::Right) => self.class("right"),
                    Some(Alignment::Center) => self.class("centre"),
                    _ => String::new(),
                };
                // A heading that says nothing is a plain cell.
                let empty = matches!(events.get(index + 1), Some((Event::End(TagEnd::TableCell), _)));
                self.table.heading = self.table.head && !empty;
                if self.table.heading {
                    self.put(&format!("<th scope=\"col\"{class}>"));
                } else {
                    self.put(&format!("<td{class}>"));
                }
            }
            Tag::Emphasis => self.put("<em>"),
            Tag::Strong => self.put("<strong>"),
            Tag::Strikethrough => self.put("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let mail = *link_type == LinkType::Email;
                let target = if mail {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                let text = plain(events, index);
                self.open_link(&target, title, &text, at(range.clone()));
            }
            Tag::Image { dest_url, .. } => {
                let end = end_of(events, index);
                let alt = plain(events, index);
                let html = self.picture(dest_url, Some(&alt), &at(range.clone()));
                self.keep(&html);
                self.prose.push(' ');
                return end + 1;
            }
            _ => {}
        }
        index + 1
    }

    fn end(&mut self, tag: &TagEnd) {
        if !matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        ) {
            self.prose.push('\n');
        }
        match tag {
            TagEnd::Paragraph => self.put("</p>\n"),
            TagEnd::Heading(level) => {
                let level = self.lowered(*level);
                self.put(&format!("</h{level}>\n"));
            }
            TagEnd::BlockQuote(_) => self.put("</blockquote>\n"),
            TagEnd::List(true) => self.put("</ol>\n"),
            TagEnd::List(false) => self.put("</ul>\n"),
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let (Some(out), Some((name, range))) = (self.outs.pop(), self.defining.pop()) {
                    let note = self.notes.entry((self.part, name.clone())).or_default();
                    if note.definition.is_none() {
                        note.definition = Some((out, range));
                    } else {
                        let what = format!("the footnote `{name}` is there twice");
                        self.faults
                            .push(Fault::new(range, what, "one line for each footnote"));
                    }
                }
            }
            TagEnd::Table => {
                self.put(if self.around.absolute {
                    "</tbody></table>\n"
                } else {
                    "</tbody></table></div>\n"
                });
            }
            TagEnd::TableHead => {
                self.table.head = false;
                self.put("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => {
                self.table.column += 1;
                self.put(if self.table.heading { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Strikethrough => self.put("</del>"),
            TagEnd::Link => {
                let close = self.links.pop().unwrap_or_default();
                self.put(close);
            }
            _ => {}
        }
    }

    fn lowered(&self, level: HeadingLevel) -> u8 {
        (level as u8 + self.shift).clamp(2, 6)
    }

    fn heading(
        &mut self,
        events: &[(Event<'_>, Range<usize>)],
        index: usize,
        level: HeadingLevel,
        at: At<'_>,
    ) {
        let range = at(events[index].1.clone());
        let level = self.lowered(level);
        if level > self.level + 1 {
            let above = if self.level == 1 {
                "the page’s title stands above it".to_owned()
            } else {
                format!("the heading above it has {} `#`", self.level - self.shift)
            };
            let expected = format!("a heading with at most {} `#`", self.level + 1 - self.shift);
            let what = format!(
                "this heading has {} `#`, and {above}: a level is left out",
                level - self.shift
            );
            self.faults.push(Fault::new(range.clone(), what, expected));
        }
        self.level = level;
        let text = plain(events, index);
        let id = self.new_id(&text);
        self.own();
        self.put(&format!("<h{level} id=\""));
        escape::attribute(self.out(), &id);
        self.put("\">");
        self.rendered.headings.push(Heading {
            level,
            id,
            text,
            at: range.start,
        });
    }

    /// An id of its own for a heading: small letters, digits, `-` and `_`; `-1` where there is one already.
    fn new_id(&mut self, text: &str) -> String {
        let mut id = String::new();
        for c in text.trim().chars() {
            if c.is_alphanumeric() || matches!(c, '-' | '_') {
                id.extend(c.to_lowercase());
            } else if c.is_whitespace() {
                id.push('-');
            }
        }
        if id.is_empty() {
            id.push_str("section");
        }
        // Names that footnotes and equations have.
        let taken = |id: &str| ["fn-", "fnref-", "eq-"].iter().any(|own| id.starts_with(own));
        let base = if taken(&id) { format!("h-{id}") } else { id };
        let mut id = base.clone();
        let mut number = 0;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    fn code(
        &mut self,
        events: &[(Event<'_>, Range<usize>)],
        index: usize,
        kind: &CodeBlockKind<'_>,
    ) -> usize {
        let end = end_of(events, index);
        let mut code = String::new();
        for (event, _) in &events[index + 1..end] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', '\t', ',', '{']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        self.code_block(&code, language, "code");
        self.prose.push('\n');
        end + 1
    }

    /// Puts a block of code.
    pub(super) fn code_block(&mut self, code: &str, language: &str, class: &str) {
        if self.around.absolute {
            self.put("<pre><code>");
            escape::text(self.out(), code);
            self.put("</code></pre>\n");
            return;
        }
        self.put(&format!("<pre class=\"{class}\" tabindex=\"0\"><code"));
        if !language.is_empty() {
            self.put(" class=\"language-");
            escape::attribute(self.out(), &language.to_lowercase());
            self.put("\"");
        }
        // A browser leaves out a line break that comes first.
        self.put(if code.starts_with('\n') { ">\n" } else { ">" });
        let html = highlight::highlight(code, language);
        self.put(&html);
        self.put("</code></pre>\n");
    }

    fn formula(&mut self, index: usize, latex: &str, display: bool, range: &Range<usize>, at: At<'_>) {
        self.rendered.maths = true;
        self.prose.push(' ');
        let made = self.formulas.remove(&(self.part, index));
        let linked = !self.links.is_empty();
        match made {
            Some(Ok(mathml)) => {
                self.ids.extend(maths::ids(&mathml).map(str::to_owned));
                let mathml = if linked { without_links(&mathml) } else { mathml };
                let html = match (display, self.around.absolute || linked) {
                    (true, false) => format!("<span class=\"maths\" tabindex=\"0\">{mathml}</span>"),
                    _ => mathml,
                };
                self.keep(&html);
            }
            Some(Err(wrong)) => {
                let delimiter = range.len().saturating_sub(latex.len()) / 2;
                // Within a quotation the reader took signs out, and places with them.
                let exact = range.len() == latex.len() + 2 * delimiter && delimiter > 0;
                let from = range.start + delimiter;
                let place = match exact {
                    true => {
                        (from + wrong.at.start).min(range.end)
                            ..(from + wrong.at.end.max(wrong.at.start + 1)).min(range.end)
                    }
                    false => range.clone(),
                };
                self.faults
                    .push(Fault::new(at(place), wrong.what, wrong.expected));
                self.put("<code>");
                escape::text(self.out(), latex);
                self.put("</code>");
            }
            None => {}
        }
    }

    /// Puts HTML that is whole and clean, of a notebook's outputs.
    pub(super) fn whole(&mut self, html: &str) {
        self.rendered.html.push_str(html);
    }

    /// Puts a block of code beside the parts.
    pub(super) fn whole_code(&mut self, code: &str, language: &str, class: &str) {
        self.outs.push(Out::default());
        self.code_block(code, language, class);
        if let Some(out) = self.outs.pop() {
            self.rendered.html.push_str(&out.html);
        }
    }
}

/// The end of what begins at `index`.
fn end_of(events: &[(Event<'_>, Range<usize>)], index: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (event, _)) in events.iter().enumerate().skip(index) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    events.len().saturating_sub(1)
}

/// The text within what begins at `index`, formulas as they are written.
fn plain(events: &[(Event<'_>, Range<usize>)], index: usize) -> String {
    let mut out = String::new();
    for (event, _) in &events[index..end_of(events, index).max(index)] {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                out.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// A formula without its links, for a link around it.
fn without_links(mathml: &str) -> String {
    raw::walk(mathml, &mut |element| match element.name {
        "a" => raw::Change::Without,
        _ => raw::Change::Stays,
    })
    .replace("</a>", "")
}

/// `%C3%A9` is `é`, as a browser reads the part of an address behind `#`.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (bytes[at], digit(at + 1), digit(at + 2)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
