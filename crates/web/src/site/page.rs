//! What is added to a page while it is served: the script that loads it anew, and what is wrong.

use maud::{Markup, PreEscaped, html};
use pivot_app::publish::site::Finding;
use pivot_app::words::count;

use super::Shown;
use crate::look;

/// Where open pages hear of a new version.
pub(super) const EVENTS: &str = "/_pivot/events";

/// A page of the site as it is sent: faults on top, and a script at its end, which the page's policy lets in by its number of this run.
pub(super) fn dressed(html: &str, shown: &Shown, nonce: &str) -> String {
    let mut html = allowing(html, nonce);
    let top = faults(shown).into_string();
    let at = body(&html).unwrap_or(0);
    html.insert_str(at, &top);
    let at = html.rfind("</body>").unwrap_or(html.len());
    html.insert_str(at, &script(&shown.version, nonce));
    html
}

/// A page for when there is nothing to show, or no such page.
pub(super) fn bare(title: &str, text: &str, shown: &Shown, nonce: &str) -> String {
    let page = html! {
        (maud::DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
            }
            body { main { h1 { (title) } p { (text) } } }
        }
    };
    dressed(&page.into_string(), shown, nonce)
}

/// Where a body begins, behind its tag. What a person wrote stands there as text: a `<body` is the page's own.
fn body(html: &str) -> Option<usize> {
    let at = html.find("<body")?;
    Some(at + html[at..].find('>')? + 1)
}

/// The page with its policy, where it has one, letting in the script of this run and its questions; nothing else.
fn allowing(html: &str, nonce: &str) -> String {
    const POLICY: &str = "http-equiv=\"content-security-policy\"";
    const CONTENT: &str = "content=\"";
    let lower = html.to_ascii_lowercase();
    let place = lower.find(POLICY).and_then(|at| {
        let from = lower[..at].rfind('<')?;
        let to = at + lower[at..].find('>')?;
        Some(from + lower[from..to].rfind(CONTENT)? + CONTENT.len())
    });
    let mut html = html.to_owned();
    if let Some(at) = place {
        // Of several directives of one name the first holds. The built-in theme lets a page ask its own host.
        let end = html[at..].find('"').map_or(html.len(), |n| at + n);
        let asks = if html[at..end].contains("connect-src") {
            ""
        } else {
            "connect-src 'self'; "
        };
        html.insert_str(at, &format!("script-src 'nonce-{nonce}'; {asks}"));
    }
    html
}

fn script(version: &str, nonce: &str) -> String {
    format!(
        "<script nonce=\"{nonce}\">new EventSource(\"{EVENTS}\").addEventListener(\"version\", (event) => \
         event.data && event.data !== \"{version}\" && location.reload());</script>\n"
    )
}

const STYLE: &str = "#pivot-faults{all:initial;display:block;box-sizing:border-box;color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;\
    background:light-dark(#fdecea,#3a1c18);color:light-dark(#6e1409,#ffc9bf);border-bottom:3px solid light-dark(#b02a1c,#ff9a8a);padding:.9rem 1.2rem;\
    max-height:60vh;overflow:auto}#pivot-faults p,#pivot-faults ul{margin:.2rem 0;color:inherit}#pivot-faults ul{padding-left:1.2rem}\
    #pivot-faults li{margin:.45rem 0}#pivot-faults strong{font-weight:650}#pivot-faults code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}";

/// What is wrong, above the last good state; nothing where nothing is.
fn faults(shown: &Shown) -> Markup {
    html! {
        @if !shown.faults.is_empty() || shown.trouble.is_some() {
            style { (PreEscaped(STYLE)) }
            section id="pivot-faults" role="alert" tabindex="0" aria-label="What is wrong" {
                p {
                    strong { @if shown.faults.is_empty() { "The site cannot be made." } @else { (count(shown.faults.len(), "fault")) "." } }
                    " Below is the site without what is wrong, or as it was before. It comes back by itself."
                }
                @if let Some((what, next)) = &shown.trouble {
                    p { (look::sentence(what)) @if let Some(next) = next { " " (look::sentence(next)) } }
                }
                @if !shown.faults.is_empty() { ul { @for finding in &shown.faults { li { (one(finding)) } } } }
            }
        }
    }
}

fn one(finding: &Finding) -> Markup {
    let fault = &finding.fault;
    html! {
        strong {
            code { (finding.path) }
            @if finding.line > 0 { ", line " (finding.line) ", column " (finding.column) }
            ": "
        }
        (look::coded(&look::sentence(&fault.what))) " Expected " (look::coded(&fault.expected)) "."
        @if let Some(hint) = &fault.hint { " " (look::coded(&look::sentence(hint))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_lets_in_the_script_of_this_run_alone() {
        let page = "<!doctype html><html><head><META content=\"default-src 'none'; script-src *\" HTTP-EQUIV=\"Content-Security-Policy\"></head>\
                    <body class=\"a\"><p>x</p></body></html>";
        let shown = Shown {
            version: "0123".into(),
            ..Shown::default()
        };
        let dressed = dressed(page, &shown, "n0");
        assert!(dressed.contains(
            "content=\"script-src 'nonce-n0'; connect-src 'self'; default-src 'none'; script-src *\""
        ));
        assert!(dressed.contains("<body class=\"a\"><p>x</p><script nonce=\"n0\">"));
        assert!(dressed.ends_with("</script>\n</body></html>"));
        // A page without a policy or a body is served too.
        assert!(super::dressed("<p>x", &shown, "n0").starts_with("<p>x<script"));
    }

    #[test]
    fn faults_stand_on_top_as_text() {
        let fault = pivot_app::domain::Fault::new(0..1, "`<b>` is none", "a title").hint("write one");
        let shown = Shown {
            faults: vec![Finding {
                path: "posts/<i>.md".into(),
                line: 3,
                column: 4,
                fault,
                grave: true,
            }],
            ..Shown::default()
        };
        let page = dressed("<body><p>x</p></body>", &shown, "n");
        for part in [
            "posts/&lt;i&gt;.md</code>, line 3, column 4: </strong>",
            "<code>&lt;b&gt;</code> is none. Expected a title. Write one.",
        ] {
            assert!(page.contains(part), "{page}");
        }
        assert!(!page.contains("<i>") && !page.contains("<b>"));
    }
}
