use pivot_publish::text::{markdown, notebook};
use proptest::prelude::*;
use scraper::{Html, Node};

use crate::with;

/// Holds that HTML is whole (a browser's parser has nothing to mend in it) and harmless.
pub(crate) fn harmless(html: &str) -> Result<(), String> {
    let document = Html::parse_fragment(html);
    for node in document.tree.nodes() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        let name = element.name();
        if [
            "script",
            "iframe",
            "object",
            "embed",
            "style",
            "link",
            "meta",
            "base",
            "form",
            "svg",
            "h1",
            "pivot-kept",
        ]
        .contains(&name)
        {
            return Err(format!("has the element {name}"));
        }
        for (key, value) in element.attrs() {
            let plain: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            let plain = plain.to_lowercase();
            let runs = ["javascript:", "vbscript:", "data:"]
                .iter()
                .any(|s| plain.starts_with(s));
            if key.starts_with("on")
                || key == "data-own"
                || (matches!(key, "href" | "src" | "srcset" | "action") && runs)
            {
                return Err(format!("has {key}={value}"));
            }
        }
    }
    Ok(())
}

/// Ids are there once each.
fn ids_once(html: &str) -> Result<(), String> {
    let document = Html::parse_fragment(html);
    let mut seen = std::collections::BTreeSet::new();
    for node in document.tree.nodes() {
        if let Some(id) = node.value().as_element().and_then(|e| e.id())
            && !seen.insert(id.to_owned())
        {
            return Err(format!("has the id {id} twice"));
        }
    }
    Ok(())
}

/// Pieces that mean something, to be put together.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = [
        "# ",
        "## a\n",
        "\n\n",
        "\n",
        "- ",
        "> ",
        "1. ",
        "```\n",
        "```html\n",
        "`",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "*",
        "**",
        "_",
        "[",
        "](",
        ")",
        "](javascript:alert(1))",
        "](score:garments)",
        "![",
        "](loss.png \"t\")",
        "<script>",
        "</script>",
        "<b>",
        "</b>",
        "<a href=\"javascript:x\">",
        "<a href=other/ id=a>",
        "</a>",
        "<img src=x onerror=x>",
        "<img src=\"loss.png\" alt=\"",
        "\">",
        "<svg/onload=x>",
        "<math>",
        "<details>",
        "</details>",
        "<p>",
        "<table>",
        "<td>",
        "<!--",
        "-->",
        "<style>",
        "<pivot-kept n=\"0\">",
        "data-own",
        " id=\"fn-1\"",
        "[^a]",
        "[^a]: b\n",
        "| a | b |\n|---|--:|\n",
        "|",
        "- [x] ",
        "\\",
        "&lt;",
        "&#106;",
        "{",
        "}",
        "\\frac",
        "\\href{javascript:x}{y}",
        "\\label{a}",
        "\\text{<script>}",
        "\\begin{equation}",
        "\\end{equation}",
        "x",
        "é",
        "深",
        "\u{0}",
        "\u{1b}",
        "<div class=\"k code evil\" style=\"x\">",
        "</div>",
        "<h1>",
        "<h3>",
        "\t",
        "    ",
        "~~",
        "<textarea>",
        "<plaintext>",
        "<noscript>",
        "<template>",
        "<![CDATA[",
        "]]>",
        "<?x",
        "<!DOCTYPE x>",
        "&amp",
        "\u{feff}",
        "\r\n",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..40).prop_map(|p| p.concat())
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let (rendered, faults) = with(false, |around| markdown(text, 0, around));
    for check in [harmless, ids_once] {
        if let Err(why) = check(&rendered.html) {
            return Err(TestCaseError::fail(format!("{why}\n{}", rendered.html)));
        }
    }
    for fault in faults {
        prop_assert!(fault.at.start <= fault.at.end && fault.at.end <= text.len());
        prop_assert!(
            text.is_char_boundary(fault.at.start) && text.is_char_boundary(fault.at.end),
            "{fault:?}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_is_put_together_is_harmless(text in pieces()) {
        holds(&text)?;
    }

    #[test]
    fn whatever_is_written_is_harmless(text in "\\PC{0,200}") {
        holds(&text)?;
    }

    #[test]
    fn no_bytes_upset_a_notebook(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (_, _, faults) = with(false, |around| notebook(&bytes, around));
        prop_assert_eq!(faults.len(), 1);
    }

    #[test]
    fn whatever_a_notebook_holds_is_harmless(words in pieces(), code in pieces(), page in pieces()) {
        let text = serde_json::json!({
            "nbformat": 4, "metadata": {}, "cells": [
                {"cell_type": "markdown", "source": words, "metadata": {}},
                {"cell_type": "code", "source": code, "metadata": {}, "outputs": [
                    {"output_type": "execute_result", "data": {"text/html": page, "text/plain": "x"}},
                    {"output_type": "display_data", "data": {"text/latex": code, "text/plain": page}},
                    {"output_type": "stream", "name": "stdout", "text": [page]},
                    {"output_type": "error", "ename": page, "evalue": "x", "traceback": []},
                ]},
                {"cell_type": "markdown", "source": code, "metadata": {}},
            ]
        })
        .to_string();
        let (_, rendered, faults) = with(false, |around| notebook(text.as_bytes(), around));
        if let Err(why) = harmless(&rendered.html) {
            return Err(TestCaseError::fail(format!("{why}\n{}", rendered.html)));
        }
        for fault in faults {
            prop_assert!(fault.at.start <= fault.at.end && text.get(fault.at.clone()).is_some(), "{fault:?}");
        }
    }

    #[test]
    fn code_in_colours_is_the_code(code in pieces(), language in proptest::sample::select(vec![
        "rust", "python", "toml", "json", "bash", "console", "js", "html", "css", "sql", "yaml", "c", "cpp", "go", "java", "r", "julia",
        "diff", "dockerfile", "markdown", "make", "ruby", "lua",
    ])) {
        let made = pivot_publish::text::highlight::highlight(&code, language);
        let text: String = Html::parse_fragment(&format!("<pre>x{made}</pre>")).root_element().text().collect();
        // A parser takes `\r\n` for a line break and a zero for a sign of its own.
        let code = code.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
        prop_assert_eq!(text, format!("x{}", code));
    }
}

/// Depth and length that would take a parser down, or hold it for minutes.
#[test]
fn nothing_is_too_deep_or_too_long() {
    for piece in [
        "> ",
        "- ",
        "[",
        "![",
        "<b>",
        "<details>",
        "**",
        "`",
        "$",
        "\\(",
        "{",
        "<",
        "[^a]",
        "| ",
        "(",
        "&",
        "\\[",
        "<div>\n\n",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        let (rendered, _) = with(false, |around| markdown(&text, 0, around));
        assert!(
            !rendered.html.is_empty() && !rendered.html.contains("<script"),
            "{piece}"
        );
    }
}
