//! A statement in Markdown as HTML. Whoever wrote it: no HTML of theirs, no picture, no link but to the web.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::html::push_html;
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// No more of a statement is shown, in bytes; the file has the rest.
const SHOWN: usize = 256 * 1024;

/// A statement, beneath a heading of the second level. The heading that says the lab's title again is left out.
pub(super) fn shown(text: &str, title: &str) -> Markup {
    let end = (0..=SHOWN.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    let mut made = String::new();
    let parser = Parser::new_ext(without_title(&text[..end], title), Options::ENABLE_TABLES);
    push_html(&mut made, Safe::default().events(parser).into_iter());
    html! {
        div.statement { (PreEscaped(made)) }
        @if end < text.len() { p.note { "It goes on in the lab’s " code { "statement.md" } ": no more than 256 KiB are shown here." } }
    }
}

/// The text without its first line where that is the title as a heading.
fn without_title<'t>(text: &'t str, title: &str) -> &'t str {
    let text = text.trim_start_matches(['\u{feff}', '\n', '\r']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.strip_prefix("# ") {
        Some(said) if said.trim() == title => rest,
        _ => text,
    }
}

/// Where a link may lead: to the web.
fn leads_out(to: &str) -> bool {
    let to = to.to_ascii_lowercase();
    to.starts_with("https://") || to.starts_with("http://")
}

/// Takes out of a text what a page does not want.
#[derive(Default)]
struct Safe {
    /// Of each link that is open, whether it is one.
    links: Vec<bool>,
}

impl Safe {
    fn events<'t>(&mut self, parser: impl Iterator<Item = Event<'t>>) -> Vec<Event<'t>> {
        parser.flat_map(|event| self.event(event)).collect()
    }

    /// An event as it is shown. [`Event::Html`] is made here alone, of constants.
    fn event<'t>(&mut self, event: Event<'t>) -> Vec<Event<'t>> {
        let own = |text: &'static str| Event::Html(text.into());
        match event {
            Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let is_one = leads_out(&dest_url);
                self.links.push(is_one);
                let link = Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                };
                is_one.then_some(Event::Start(link)).into_iter().collect()
            }
            Event::End(TagEnd::Link) => {
                let is_one = self.links.pop() == Some(true);
                is_one.then_some(Event::End(TagEnd::Link)).into_iter().collect()
            }
            // What a picture shows is said by its words.
            Event::Start(Tag::Image { .. }) => vec![Event::Text("[picture: ".into())],
            Event::End(TagEnd::Image) => vec![Event::Text("]".into())],
            Event::Start(Tag::Heading { level, .. }) => vec![Event::Start(Tag::Heading {
                level: beneath(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })],
            Event::End(TagEnd::Heading(level)) => vec![Event::End(TagEnd::Heading(beneath(level)))],
            // What may be wider than the page can be scrolled by the keyboard too.
            Event::Start(Tag::CodeBlock(_)) => vec![own("<pre tabindex=\"0\"><code>")],
            Event::End(TagEnd::CodeBlock) => vec![own("</code></pre>\n")],
            // How columns are set would be a style within the page.
            Event::Start(Tag::Table(columns)) => vec![
                own("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">"),
                Event::Start(Tag::Table(vec![Alignment::None; columns.len()])),
            ],
            Event::End(TagEnd::Table) => vec![Event::End(TagEnd::Table), own("</div>\n")],
            other => vec![other],
        }
    }
}

/// A heading's level beneath the page's own two.
fn beneath(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        shown(text, "Mine").into_string()
    }

    #[test]
    fn markdown_becomes_html() {
        let made = of(
            "# Mine\n\nTell *a* from `b`.\n\n## Data\n\n- [web](https://example.org/?a=1&b=2)\n\n```python\nif a < b:\n```\n\n|a|b|\n|-:|-|\n|1|2|\n",
        );
        for wanted in [
            "<p>Tell <em>a</em> from <code>b</code>.</p>",
            "<h3>Data</h3>",
            "<a href=\"https://example.org/?a=1&amp;b=2\">web</a>",
            "<pre tabindex=\"0\"><code>if a &lt; b:\n</code></pre>",
            "<td>1</td><td>2</td>",
        ] {
            assert!(made.contains(wanted), "{wanted}: {made}");
        }
        assert!(!made.contains("Mine") && !made.contains("style="), "{made}");
        assert!(of("# Other\n").contains("<h3>Other</h3>"));
    }

    /// Nothing that somebody writes becomes an element, an attribute or a link of another kind.
    #[test]
    fn what_is_hostile_is_text() {
        let made = of(
            "<script>alert(1)</script>\n\nA <img src=x onerror=alert(1)> b\n\n<style>*{display:none}</style>\n\n\
             [a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](&#106;avascript:alert(1)) [d](data:text/html,x) [e](/do/undo) [f](//evil.example)\n\n\
             ![p](https://evil.example/p.png) [![q](x)](javascript:1) <javascript:alert(1)> <a@b.example>\n\n\
             ```\"><script>alert(1)</script>\nx\n```\n\n[g](https://example.org/\"onclick=\"alert(1) \"t\\\" onclick=alert(1)\")\n\n\
             # h {#x .y onclick=alert(1)}\n",
        );
        for tag in made.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            let known = ["div class=\"statement\"", "p", "h3", "pre tabindex=\"0\"", "code"];
            let is_known = known.contains(&tag)
                || known
                    .iter()
                    .any(|k| tag.strip_prefix('/') == Some(k.split(' ').next().unwrap()))
                || tag == "/a"
                || tag.starts_with("a href=\"https://example.org/");
            assert!(is_known, "<{tag}>: {made}");
        }
        // The quote that would end the address is none any more.
        assert!(
            !made.contains("\"onclick") && !made.contains("evil.example/p.png"),
            "{made}"
        );
        assert!(made.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{made}");
        assert!(made.contains("[picture: p]"), "{made}");
    }

    /// What would nest without end is as long as what was written, some dozens of times.
    #[test]
    fn what_is_deep_ends() {
        for piece in [
            "> ", "- ", "[", "![", "[](", "*a ", "**", "`", "`` ` ", "<a ", "<!--", "|", "#", "1. ",
            "[a]: b\n", "&amp", "\\",
        ] {
            let made = of(&piece.repeat(SHOWN / piece.len()));
            assert!(made.len() < 64 * SHOWN, "{piece}: {}", made.len());
        }
    }

    #[test]
    fn a_long_one_is_cut_between_letters() {
        let made = of(&"é".repeat(SHOWN));
        assert!(made.len() < SHOWN + 400 && made.contains("It goes on"));
        assert!(!of("short").contains("It goes on"));
    }
}
