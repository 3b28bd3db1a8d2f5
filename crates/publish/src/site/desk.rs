//! Where texts are drawn: what they ask of the site around them is answered here, and the answers are kept, since a body needs
//! to be drawn again only where an answer changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::fault::Fault;

use super::address::Base;
use super::index::{Asked, Body, What};
use super::links::{Leads, Map, evidence_page};
use super::pictures::{self, Pictures};
use super::sources::Source;
use super::{Input, front, hash};
use crate::text::{self, Around, File, Measured, Rendered, Target};

/// What all texts are drawn by.
pub(super) struct Desk<'a> {
    pub(super) input: Input<'a>,
    pub(super) base: Base,
    pub(super) map: Map,
    pub(super) pictures: Pictures<'a>,
    /// Hash of what every body depends on.
    pub(super) around: String,
}

/// A body that was drawn.
pub(super) struct Drawn {
    pub(super) html: String,
    pub(super) files: Vec<File>,
    pub(super) body: Body,
    pub(super) faults: Vec<Fault>,
}

/// The answer for a link to another site.
const OUTSIDE: &str = "outside";
/// A text's beginning, for lists, has at most so many characters.
const LEAD_CHARS_MAX: usize = 180;

impl Desk<'_> {
    /// Draws the body of `source`, whose file holds `bytes`; for a feed with whole addresses.
    pub(super) fn draw(&self, source: &Source, bytes: &[u8], for_feed: bool) -> Drawn {
        let asked: RefCell<BTreeSet<Asked>> = RefCell::default();
        let told: RefCell<Vec<(String, String)>> = RefCell::default();
        let ask = |what: What, of: &str| {
            let answer = self.answer(source, what, of);
            // What leads elsewhere does so whatever becomes of this site.
            if answer == OUTSIDE {
                return;
            }
            asked.borrow_mut().insert(Asked {
                what,
                of: of.to_owned(),
                answer,
            });
        };
        let evidence = |id: &str| self.url(&evidence_page(id), for_feed);
        let picture = |path: &str| {
            ask(What::Picture, path);
            let full = source.beside(path)?;
            match self.measured(&full, for_feed) {
                Ok(measured) => Some(measured),
                Err(why) if self.pictures.has(&full) => {
                    let why = format!("the picture `{}` {why}", pivot_domain::read::shorten(path));
                    told.borrow_mut().push((path.to_owned(), why));
                    None
                }
                Err(_) => None,
            }
        };
        let link = |target: &str| {
            ask(What::Link, target);
            match self.leads(source, target) {
                Leads::Outside => Target::Outside,
                Leads::Inside(page, rest) if page.is_empty() && rest.starts_with('#') => Target::Inside(rest),
                Leads::Inside(page, rest) => Target::Inside(format!("{}{rest}", self.url(&page, for_feed))),
                Leads::Picture(path) => match self.pictures.get(&path) {
                    Ok(picture) => {
                        Target::Inside(self.url(&pictures::place(&path, &picture, None), for_feed))
                    }
                    Err(why) => {
                        told.borrow_mut()
                            .push((target.to_owned(), format!("the picture `{path}` {why}")));
                        Target::Missing
                    }
                },
                Leads::LeftOut => Target::Inside(self.url("posts/", for_feed)),
                Leads::Nowhere(why) => {
                    told.borrow_mut().push((target.to_owned(), why));
                    Target::Missing
                }
            }
        };
        let page = source.page();
        let file = |name: &str| self.url(&format!("{page}{name}"), for_feed);
        let around = Around {
            record: self.input.record,
            evidence: &evidence,
            picture: &picture,
            link: &link,
            file: &file,
            absolute: for_feed,
        };
        let (rendered, mut faults) = if source.notebook {
            let (_, rendered, faults) = text::notebook(bytes, &around);
            (rendered, faults)
        } else {
            // A file that is no text has a fault of its own.
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            let from = front::split(text).map_or(0, |(_, body)| body);
            text::markdown(text, from, &around)
        };
        better(&rendered, told.into_inner(), &mut faults);
        let mut asked = asked.into_inner();
        for key in &rendered.figures {
            asked.insert(Asked {
                what: What::Figure,
                of: key.clone(),
                answer: self.answer(source, What::Figure, key),
            });
        }
        self.drawn(source, rendered, asked, faults)
    }

    fn drawn(
        &self,
        source: &Source,
        rendered: Rendered,
        asked: BTreeSet<Asked>,
        faults: Vec<Fault>,
    ) -> Drawn {
        let asked: Vec<Asked> = asked.into_iter().collect();
        let key = hash::of_json(
            &[
                self.around.as_bytes(),
                source.text.sha.as_bytes(),
                source.page().as_bytes(),
            ],
            &asked,
        );
        let body = Body {
            words: rendered.words,
            headings: rendered.headings,
            links: rendered.links,
            images: rendered.images,
            figures: rendered.figures,
            maths: rendered.maths,
            anchors: rendered.anchors,
            dropped: rendered.dropped,
            files: rendered.files.iter().map(|file| file.name.clone()).collect(),
            lead: lead(&rendered.html),
            asked,
            key,
        };
        Drawn {
            html: rendered.html,
            files: rendered.files,
            body,
            faults,
        }
    }

    /// Whether what is known of a body still holds: every question it asked has the same answer.
    pub(super) fn holds(&self, source: &Source, body: &Body) -> bool {
        body.asked
            .iter()
            .all(|asked| self.answer(source, asked.what, &asked.of) == asked.answer)
    }

    /// The address of a path of the site.
    pub(super) fn url(&self, path: &str, whole: bool) -> String {
        if whole {
            self.base.whole(path)
        } else {
            self.base.inside(path)
        }
    }

    /// Where a link of `source` leads.
    pub(super) fn leads(&self, source: &Source, target: &str) -> Leads {
        self.map
            .leads(&source.path, target, &self.base, |path| self.pictures.has(path))
    }

    fn answer(&self, source: &Source, what: What, of: &str) -> String {
        match what {
            What::Link => match self.leads(source, of) {
                Leads::Picture(path) => format!("picture {:?}", self.pictures.get(&path).map(|p| p.sha)),
                Leads::Outside => OUTSIDE.to_owned(),
                leads => format!("{leads:?}"),
            },
            What::Picture => match source.beside(of).map(|path| (self.pictures.get(&path), path)) {
                Some((Ok(picture), path)) => pictures::place(&path, &picture, None),
                _ => "none".to_owned(),
            },
            What::Figure => hash::of_json(&[], &self.input.record.figures.get(of)),
        }
    }

    /// The picture at `path` of the folder, with the addresses that its files have in the site.
    pub(super) fn measured(&self, path: &str, whole: bool) -> Result<Measured, String> {
        let picture = self.pictures.get(path)?;
        let url = |width| self.url(&pictures::place(path, &picture, width), whole);
        Ok(Measured {
            width: picture.width,
            height: picture.height,
            variants: picture
                .variants
                .iter()
                .map(|(width, _)| (*width, url(Some(*width))))
                .collect(),
            url: url(None),
        })
    }
}

/// So many faults of one text are told.
const FAULTS_MAX: usize = 100;

/// Puts what was told here, which knows why, in the place of what a text says of the same link or picture.
fn better(rendered: &Rendered, told: Vec<(String, String)>, faults: &mut Vec<Fault>) {
    let told: BTreeMap<String, String> = told.into_iter().collect();
    let links = rendered.links.iter().map(|link| (&link.target, &link.at));
    let images = rendered.images.iter().map(|image| (&image.path, &image.at));
    let mut new: Vec<Fault> = links
        .chain(images)
        .filter_map(|(of, at)| {
            let expected = "a page or picture of the site, or an address such as https://…";
            Some(Fault::new(at.clone(), told.get(of)?.clone(), expected))
        })
        .collect();
    new.sort_by_key(|fault| (fault.at.start, fault.at.end));
    new.dedup();
    // Links do not overlap: of those that begin before a fault ends, the last one ends last.
    faults.retain(|fault| {
        let before = new.partition_point(|of| of.at.start < fault.at.end);
        before
            .checked_sub(1)
            .is_none_or(|last| new[last].at.end <= fault.at.start)
    });
    faults.append(&mut new);
    faults.sort_by_key(|fault| fault.at.start);
    if faults.len() > FAULTS_MAX {
        let more = faults.len() - FAULTS_MAX;
        let at = faults[FAULTS_MAX].at.clone();
        faults.truncate(FAULTS_MAX);
        faults.push(Fault::new(
            at,
            format!("there are {more} more faults from here on"),
            "a text with fewer",
        ));
    }
}

/// The beginning of the first paragraph of some HTML, as plain text.
fn lead(html: &str) -> String {
    let Some(start) = html.find("<p>") else {
        return String::new();
    };
    let rest = &html[start + 3..];
    let paragraph = &rest[..rest.find("</p>").unwrap_or(rest.len())];
    let mut plain = String::new();
    let mut parts = paragraph.split('<');
    plain.push_str(parts.next().unwrap_or_default());
    let mut depth = 0usize;
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        // A formula without its signs is no text, and a footnote's number is none either.
        if ["math", "sup"].iter().any(|name| tag.starts_with(name)) {
            depth += 1;
        } else if ["/math", "/sup"].contains(&tag) {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            plain.push_str(text);
        }
    }
    let plain = plain
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= LEAD_CHARS_MAX {
        return plain;
    }
    let cut: String = plain.chars().take(LEAD_CHARS_MAX).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::lead;

    #[test]
    fn the_lead_is_plain() {
        assert_eq!(
            lead("<h2>x</h2><p>One &amp; <em>two</em><sup><a>1</a></sup> &lt;b&gt;.</p><p>x</p>"),
            "One & two <b>."
        );
        assert_eq!(lead("<p>With <math><mi>x</mi></math> in it</p>"), "With in it");
        assert_eq!(lead("<p>a<b"), "a");
        assert_eq!(lead(""), "");
        let long = format!("<p>{}</p>", "word ".repeat(100));
        assert!(lead(&long).chars().count() <= 181 && lead(&long).ends_with("word…"));
    }
}
