//! What leads out of a text or comes into it: links, figures, pictures, and those that a person wrote as HTML.

use std::ops::Range;

use pivot_domain::fault::Fault;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::raw::{self, Change};
use super::super::{Image, Link, Measured, Target, escape, figures, links};
use super::{At, Mark, Out, Part, Writer, end_of, plain};

impl Writer<'_> {
    /// Opens a link; `text` is what stands in it.
    pub(super) fn open_link(&mut self, target: &str, title: &str, text: &str, at: Range<usize>) {
        let scheme = links::scheme(target);
        if scheme.as_deref().is_some_and(|s| links::FIGURES.contains(&s)) {
            self.open_figure(target, text, at);
            return;
        }
        let Some(href) = self.leads_to(target, at) else {
            self.links.push("");
            return;
        };
        self.own();
        self.put("<a href=\"");
        escape::url(self.out(), &href);
        self.put("\"");
        if !title.is_empty() {
            self.put(" title=\"");
            escape::attribute(self.out(), title);
            self.put("\"");
        }
        self.put(">");
        self.links.push("</a>");
    }

    /// Where a link leads, if it leads anywhere.
    fn leads_to(&mut self, target: &str, at: Range<usize>) -> Option<String> {
        self.rendered.links.push(Link {
            target: target.to_owned(),
            at: at.clone(),
        });
        if target.starts_with('#') {
            self.local.push((target.to_owned(), at));
            return Some(target.to_owned());
        }
        if let Some(scheme) = links::scheme(target)
            && !links::WEB.contains(&scheme.as_str())
        {
            let what = format!("a page has no links to `{scheme}:`");
            let expected = "`https:`, `mailto:`, `tel:`, a path, or a figure as in `score:NAME`";
            let names = links::FIGURES.into_iter().chain(links::WEB);
            self.faults
                .push(Fault::new(at, what, expected).nearest(&scheme, names));
            return None;
        }
        match (self.around.link)(target) {
            Target::Outside => Some(target.to_owned()),
            Target::Inside(url) => Some(url),
            Target::Missing => {
                let what = format!("this link leads nowhere: there is no `{target}`");
                self.faults.push(Fault::new(
                    at,
                    what,
                    "a page or file of this site, or an address with `https://`",
                ));
                None
            }
        }
    }

    /// Opens the link of a figure, and fills it in where it is empty.
    fn open_figure(&mut self, key: &str, text: &str, at: Range<usize>) {
        self.rendered.links.push(Link {
            target: key.to_owned(),
            at: at.clone(),
        });
        let around = self.around;
        let Some(figure) = around.record.figures.get(key) else {
            let what = format!("the record has no figure `{key}`");
            let fault = Fault::new(at, what, "the key of a figure that journal and folder carry");
            self.faults
                .push(fault.nearest(key, around.record.figures.keys().map(String::as_str)));
            self.links.push("");
            return;
        };
        if !self.rendered.figures.iter().any(|k| k == key) {
            self.rendered.figures.push(key.to_owned());
        }
        let url = figure.evidence.last().map(|id| (around.evidence)(id));
        if !text.is_empty() && !figures::agrees(text, figure) {
            let shown = url.as_ref().map(|u| format!(", see {u}")).unwrap_or_default();
            let what = format!("the text says “{text}”, and the record {}{shown}", figure.text);
            let expected = format!(
                "{} ({}, {}), or fewer decimals of it",
                figure.text, figure.what, figure.on
            );
            let fault = Fault::new(at, what, expected);
            self.faults
                .push(fault.hint(format!("`[]({key})` is filled in from the record")));
        }
        match url {
            Some(url) => {
                let class = self.class("figure");
                self.own();
                self.put("<a href=\"");
                escape::url(self.out(), &url);
                self.put("\" title=\"");
                escape::attribute(self.out(), &format!("{}, {}", figure.what, figure.on));
                self.put("\"");
                self.put(&class);
                self.put(">");
                self.links.push("</a>");
            }
            None => self.links.push(""),
        }
        if text.is_empty() {
            self.prose.push_str(&figure.text);
            escape::text(self.out(), &figure.text);
        }
    }

    /// A paragraph that is one picture with a title becomes a figure with its words below; says which event is next.
    pub(super) fn figure(&mut self, part: &Part<'_>, index: usize, at: At<'_>) -> Option<usize> {
        let events = &part.events;
        let (Event::Start(Tag::Image { dest_url, title, .. }), range) = events.get(index + 1)? else {
            return None;
        };
        let end = end_of(events, index + 1);
        if title.is_empty() || !matches!(events.get(end + 1), Some((Event::End(TagEnd::Paragraph), _))) {
            return None;
        }
        let alt = plain(events, index + 1);
        let html = self.picture(dest_url, Some(&alt), &at(range.clone()));
        self.put("<figure>");
        self.keep(&html);
        self.put("<figcaption>");
        escape::text(self.out(), title);
        self.put("</figcaption></figure>\n");
        self.prose.push(' ');
        self.prose.push_str(title);
        self.prose.push('\n');
        Some(end + 2)
    }

    /// A picture as HTML. Where there is no such file its words are put in its place.
    pub(super) fn picture(&mut self, path: &str, alt: Option<&str>, at: &Range<usize>) -> String {
        let said = alt.unwrap_or_default().trim();
        let alt = if said == "-" { "" } else { said };
        self.rendered.images.push(Image {
            path: path.to_owned(),
            alt: alt.to_owned(),
            at: at.clone(),
        });
        if said.is_empty() {
            let what = format!("the picture `{path}` has no words for those who do not see it");
            let fault = Fault::new(at.clone(), what, "`![what it shows](path)`");
            self.faults
                .push(fault.hint("a picture that is decoration alone is written `![-](path)`"));
        }
        let attached = path
            .strip_prefix("attachment:")
            .and_then(|name| self.attachments.get(name));
        let measured = if let Some(attached) = attached {
            Some(attached.clone())
        } else if links::scheme(path).is_some() || links::names_host(path) {
            let what = "this picture lies with another host, whom each reader’s browser would have to ask";
            self.faults.push(Fault::new(
                at.clone(),
                what,
                "a file beside the text: save the picture there",
            ));
            None
        } else {
            let measured = (self.around.picture)(path);
            if measured.is_none() {
                let what = format!("there is no picture `{path}`");
                self.faults.push(Fault::new(
                    at.clone(),
                    what,
                    "the path of a picture, seen from this file",
                ));
            }
            measured
        };
        match measured {
            Some(measured) => image(&measured, alt, self.around.absolute),
            None => {
                let mut words = String::new();
                escape::text(&mut words, alt);
                words
            }
        }
    }

    /// HTML that is written to its end: cleaned where a person wrote of it, its links and pictures looked at.
    pub(super) fn done(&mut self, out: Out, source: &str, at: At<'_>) -> String {
        if !out.raw {
            return out.html;
        }
        if raw::is_too_deep(&out.html) {
            let what = "the HTML in this text has more than 256 elements within each other";
            self.faults.push(Fault::new(
                at(0..source.len()),
                what,
                "elements that are closed, `</div>` for each `<div>`",
            ));
            let mut words = String::from("<pre><code>");
            escape::text(&mut words, source);
            words.push_str("</code></pre>\n");
            return words;
        }
        let mut kept: Vec<&str> = Vec::new();
        let mut marked = String::with_capacity(out.html.len());
        let mut done = 0;
        for mark in &out.marks {
            match mark {
                Mark::Own(place) => {
                    // Behind the name of the tag: `<a`, `<h2`.
                    let name = 1 + out.html[place + 1..]
                        .bytes()
                        .take_while(u8::is_ascii_alphanumeric)
                        .count();
                    marked.push_str(&out.html[done..place + name]);
                    marked.push_str(" data-own=\"\"");
                    done = place + name;
                }
                Mark::Kept(range) => {
                    marked.push_str(&out.html[done..range.start]);
                    marked.push_str(&format!("<pivot-kept n=\"{}\"></pivot-kept>", kept.len()));
                    kept.push(&out.html[range.clone()]);
                    done = range.end;
                }
            }
        }
        marked.push_str(&out.html[done..]);
        let clean = raw::clean(&marked);
        let place = |what: &str| {
            let found = source.find(what).filter(|_| !what.is_empty());
            at(found.map_or(0..source.len(), |from| from..from + what.len()))
        };
        let mut used = vec![false; kept.len()];
        raw::walk(&clean, &mut |element| {
            let own = element.value("data-own").is_some();
            let written = |writer: &mut Self, href: Option<String>| {
                let mut with = String::new();
                let mut attributes = element.attributes.clone();
                attributes.retain(|(name, value)| match *name {
                    "data-own" | "href" => false,
                    "id" if !own => !value.starts_with("fn") && writer.ids.insert(value.clone()),
                    _ => true,
                });
                raw::start(&mut with, element.name, attributes.iter(), href.as_deref());
                Change::With(with)
            };
            match element.name {
                "pivot-kept" => {
                    let number = element.value("n").and_then(|n| n.parse::<usize>().ok());
                    // Each once: whoever writes `pivot-kept` gets nothing twice.
                    match number.filter(|n| used.get(*n) == Some(&false)) {
                        Some(number) => {
                            used[number] = true;
                            Change::With(kept[number].to_owned())
                        }
                        None => Change::Without,
                    }
                }
                "img" => {
                    let path = element.value("src").unwrap_or_default();
                    let alt = element.value("alt");
                    let decoration = alt.as_deref() == Some("");
                    let alt = if decoration { Some("-") } else { alt.as_deref() };
                    Change::With(self.picture(&path, alt, &place(&path)))
                }
                "a" if !own && element.value("href").is_some() => {
                    let target = element.value("href").unwrap_or_default();
                    let href = self.leads_to(&target, place(&target));
                    written(self, href)
                }
                _ if own || element.attributes.iter().any(|(name, _)| *name == "id") => {
                    written(self, element.value("href"))
                }
                _ => Change::Stays,
            }
        })
    }
}

/// A picture with its narrower variants; a browser takes the one that fits.
fn image(measured: &Measured, alt: &str, plain: bool) -> String {
    let mut out = String::from("<img src=\"");
    escape::url(&mut out, &measured.url);
    out.push('"');
    if !plain && !measured.variants.is_empty() {
        out.push_str(" srcset=\"");
        for (width, url) in &measured.variants {
            escape::url(&mut out, &url.replace(',', "%2C"));
            out.push_str(&format!(" {width}w, "));
        }
        escape::url(&mut out, &measured.url.replace(',', "%2C"));
        out.push_str(&format!(
            " {}w\" sizes=\"(max-width: 46rem) 100vw, 46rem\"",
            measured.width
        ));
    }
    out.push_str(&format!(
        " width=\"{}\" height=\"{}\" alt=\"",
        measured.width, measured.height
    ));
    escape::attribute(&mut out, alt);
    out.push_str("\" loading=\"lazy\" decoding=\"async\">");
    out
}
