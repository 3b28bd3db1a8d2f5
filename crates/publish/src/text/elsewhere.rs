//! Markdown for another site: links and pictures by whole addresses, figures filled in, formulas in the other site's own form.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{Around, Target, before, maths};

/// A body as dev.to and other sites of the Forem take it, and what is lost or changed on the way, in sentences. `text` is the whole file,
/// `from` the byte where its body begins; `around` answers with whole addresses.
pub fn elsewhere(text: &str, from: usize, around: &Around<'_>) -> (String, Vec<String>) {
    let body = text.get(from..).unwrap_or_default();
    let ready = before::ready(body);
    let parser = Parser::new_ext(&ready.text, before::OPTIONS | Options::ENABLE_MATH);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut notes = Vec::new();
    let mut note = |said: &str| {
        if !notes.iter().any(|n| n == said) {
            notes.push(said.to_owned());
        }
    };
    // What is within a link or picture that is replaced as a whole.
    let mut within: Option<(Range<usize>, String)> = None;
    for (event, at) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link {
                link_type, dest_url, ..
            }) => {
                if let Some(key) = figure_key(&dest_url)
                    && let Some(figure) = around.record.figures.get(key)
                {
                    // Its evidence is a page of the person's site.
                    let said = typed(body, &at).filter(|text| !text.is_empty());
                    let said = said.unwrap_or_else(|| figure.text.clone());
                    let to = figure.evidence.last().map(|id| (around.evidence)(id));
                    let whole = match to {
                        Some(to) => format!("[{said}]({to})"),
                        None => said,
                    };
                    within = Some((at, whole));
                } else if let Target::Inside(to) = (around.link)(&dest_url) {
                    changes.extend(address(body, &at, &dest_url, &to, link_type));
                } else if dest_url.starts_with('#') {
                    note(
                        "links within the page may lead nowhere there: other sites name their headings otherwise",
                    );
                }
            }
            Event::Start(Tag::Image {
                link_type, dest_url, ..
            }) => match (around.picture)(&dest_url) {
                Some(measured) => changes.extend(address(body, &at, &dest_url, &measured.url, link_type)),
                None => note("a picture has no address that others could see"),
            },
            Event::End(TagEnd::Link) => changes.extend(within.take()),
            Event::InlineMath(latex) => {
                let typed = &body[at.clone()];
                if typed.starts_with('$')
                    && !typed.starts_with("$$")
                    && maths::is_money(&latex, &ready.text[at.end..])
                {
                    continue;
                }
                changes.push((
                    at,
                    format!("{{% katex inline %}}{}{{% endkatex %}}", latex.trim()),
                ));
            }
            Event::DisplayMath(latex) => {
                let inline = ready.inline.binary_search(&at.start).is_ok();
                changes.push((at, formula(&latex, inline)));
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                note("HTML of your own may look otherwise there");
            }
            Event::FootnoteReference(_) => note("footnotes may look otherwise there"),
            _ => {}
        }
    }
    (changed(body, changes).trim().to_owned() + "\n", notes)
}

fn formula(latex: &CowStr<'_>, inline: bool) -> String {
    let latex = latex.trim();
    if inline {
        format!("{{% katex inline %}}{latex}{{% endkatex %}}")
    } else {
        format!("\n{{% katex %}}\n{latex}\n{{% endkatex %}}\n")
    }
}

/// The key of a figure that a link's target is.
fn figure_key(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    matches!(scheme, "score" | "rank" | "hours" | "commits" | "posts").then_some(target)
}

/// What stands between the brackets of a link.
fn typed(body: &str, at: &Range<usize>) -> Option<String> {
    let link = body.get(at.clone())?.strip_prefix('[')?;
    let end = link.rfind("](")?;
    Some(link[..end].trim().to_owned())
}

/// The address within a link or picture, replaced. One that is defined elsewhere in the file is left to a reader of Markdown.
fn address(
    body: &str,
    at: &Range<usize>,
    target: &str,
    to: &str,
    kind: LinkType,
) -> Option<(Range<usize>, String)> {
    if kind != LinkType::Inline {
        return None;
    }
    let whole = &body[at.clone()];
    let open = whole.rfind("](")? + 2;
    let found = whole[open..].find(target)? + open;
    let start = at.start + found;
    Some((start..start + target.len(), to.to_owned()))
}

/// The text with these parts replaced, which do not overlap; of two that do, the first counts.
fn changed(text: &str, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(at, _)| (at.start, at.end));
    let (mut made, mut done) = (String::with_capacity(text.len()), 0);
    for (at, new) in changes {
        if at.start >= done {
            made.push_str(&text[done..at.start]);
            made.push_str(&new);
            done = at.end;
        }
    }
    made + &text[done..]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::record::{Figure, Record};
    use crate::text::Measured;

    fn rewritten(text: &str) -> (String, Vec<String>) {
        let figure = Figure {
            value: 0.9123,
            text: "0.9123".into(),
            what: "Garments, accuracy".into(),
            on: jiff::civil::date(2027, 1, 4),
            evidence: vec!["lab-1".into()],
        };
        let record = Record {
            figures: BTreeMap::from([("score:garments".to_owned(), figure)]),
            evidence: BTreeMap::new(),
            history: BTreeMap::new(),
        };
        let around = Around {
            record: &record,
            evidence: &|id| format!("https://a.example/evidence/{id}/"),
            picture: &|path| {
                (path == "curve.png").then(|| Measured {
                    url: "https://a.example/pictures/curve-1.png".into(),
                    ..Measured::default()
                })
            },
            link: &|target| match target {
                "../other.md" => Target::Inside("https://a.example/posts/other/".into()),
                _ => Target::Outside,
            },
            file: &|name| name.to_owned(),
            absolute: true,
        };
        elsewhere(text, 0, &around)
    }

    #[test]
    fn addresses_are_whole_and_figures_filled_in() {
        let (text, notes) = rewritten(
            "See [the other](../other.md \"title\"), [out](https://x.example), and ![a curve](curve.png).\n\n\
             It has []( score:garments ) or [0.91](score:garments).\n",
        );
        assert_eq!(
            text,
            "See [the other](https://a.example/posts/other/ \"title\"), [out](https://x.example), and \
             ![a curve](https://a.example/pictures/curve-1.png).\n\n\
             It has [0.9123](https://a.example/evidence/lab-1/) or [0.91](https://a.example/evidence/lab-1/).\n"
        );
        assert_eq!(notes, [] as [&str; 0]);
    }

    #[test]
    fn formulas_take_the_other_sites_form_and_money_stays() {
        let (text, _) = rewritten(
            "It costs $5 and $6. With $x_1^2$ and \\(y_2\\):\n\n$$\na_b = c\n$$\n\n`$x$` and\n\n```\n$$z$$\n```\n",
        );
        assert_eq!(
            text,
            "It costs $5 and $6. With {% katex inline %}x_1^2{% endkatex %} and {% katex inline %}y_2{% endkatex %}:\n\n\
             \n{% katex %}\na_b = c\n{% endkatex %}\n\n\n`$x$` and\n\n```\n$$z$$\n```\n"
        );
    }

    #[test]
    fn what_gets_lost_is_told_once() {
        let (_, notes) =
            rewritten("![x](none.png) ![y](none.png) <b>bold</b> [up](#top) note[^1]\n\n[^1]: there\n");
        assert_eq!(notes.len(), 4, "{notes:?}");
    }
}
