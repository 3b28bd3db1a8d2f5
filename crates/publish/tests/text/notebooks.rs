use base64::Engine;
use pivot_domain::fault::Fault;
use pivot_publish::text::{Rendered, notebook};
use serde_json::{Value, json};

use crate::harmless::harmless;
use crate::with;

fn read(cells: &Value) -> (Option<String>, Rendered, Vec<Fault>, String) {
    let text = json!({"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": cells});
    let text = serde_json::to_string_pretty(&text).unwrap();
    let (front, rendered, faults) = with(false, |around| notebook(text.as_bytes(), around));
    harmless(&rendered.html).unwrap();
    (front, rendered, faults, text)
}

fn words(source: &str) -> Value {
    json!({"cell_type": "markdown", "metadata": {}, "source": source.split_inclusive('\n').collect::<Vec<_>>()})
}

fn code(source: &str, outputs: &Value) -> Value {
    json!({"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": outputs})
}

/// A PNG of 2 × 1 pixels with a note in it.
fn png() -> Vec<u8> {
    crate::pictures::png(2, 1)
}

#[test]
fn words_code_and_outputs_become_one_text() {
    let cells = json!([
        words("+++\ntitle = \"A\"\n+++"),
        words("# One\n\n[a](other/) $x$[^n]\n\n[^n]: Note."),
        code(
            "print(1)",
            &json!([
                {"output_type": "stream", "name": "stdout", "text": ["\u{1b}[31m1\u{1b}[0m\n", "2\n"]},
                {"output_type": "stream", "name": "stderr", "text": "a warning"},
            ])
        ),
        words("## Two\n\n## One"),
    ]);
    let (front, rendered, faults, _) = read(&cells);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(front.as_deref(), Some("title = \"A\"\n"));
    let ids: Vec<(u8, &str)> = rendered
        .headings
        .iter()
        .map(|h| (h.level, h.id.as_str()))
        .collect();
    assert_eq!(ids, [(2, "one"), (3, "two"), (3, "one-1")]);
    assert!(rendered.html.contains(
        "<pre class=\"code\" tabindex=\"0\"><code class=\"language-python\"><span class=\"b\">print</span>(<span class=\"n\">1</span>)</code></pre>\n\
         <div class=\"outputs\">\n<pre class=\"code out\" tabindex=\"0\"><code>1\n2</code></pre>\n</div>\n"
    ), "{}", rendered.html);
    assert!(rendered.html.ends_with("</section>\n") && rendered.maths);
    // One, a, Two, One and the footnote's Note.
    assert_eq!(rendered.words, 5);
}

#[test]
fn pictures_become_files_named_by_what_is_in_them() {
    let picture = base64::engine::general_purpose::STANDARD.encode(png());
    let output =
        json!([{"output_type": "display_data", "data": {"image/png": picture, "text/plain": "<Figure>"}}]);
    let (_, rendered, faults, _) = read(&json!([
        code("#| fig-alt: Loss falls\nplot()", &output),
        code("#| alt: x\nplot()", &output)
    ]));
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(rendered.files.len(), 1);
    let name = &rendered.files[0].name;
    assert!(name.ends_with(".png") && name.len() == 20, "{name}");
    assert!(!rendered.files[0].bytes.windows(6).any(|w| w == b"secret"));
    let img = format!(
        "<p><img src=\"/repo/files/{name}\" width=\"2\" height=\"1\" alt=\"Loss falls\" loading=\"lazy\" decoding=\"async\"></p>"
    );
    assert!(
        rendered.html.contains(&img) && !rendered.html.contains("fig-alt"),
        "{}",
        rendered.html
    );
    let back: Rendered = serde_json::from_str(&serde_json::to_string(&rendered).unwrap()).unwrap();
    assert_eq!(back, rendered);
    let (_, _, faults, _) = read(&json!([code("plot()", &output)]));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].what.contains("no words"));
    // A picture in a cell of words.
    let cell = json!({"cell_type": "markdown", "metadata": {}, "source": "![b](attachment:a.png)",
        "attachments": {"a.png": {"image/png": picture}}});
    let (_, rendered, faults, _) = read(&json!([cell]));
    assert!(
        faults.is_empty() && rendered.html.contains("alt=\"b\""),
        "{faults:?}"
    );
}

#[test]
fn outputs_of_every_kind() {
    let show = |data: Value| {
        read(&json!([code(
            "x",
            &json!([{"output_type": "execute_result", "data": data}])
        )]))
        .1
        .html
    };
    let table = show(
        json!({"text/html": "<style scoped>td{}</style><div onclick=\"x\"><table border=\"1\" class=\"dataframe\"><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table></div>", "text/plain": "no"}),
    );
    assert!(table.contains("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Output\"><div><table><thead><tr><td></td><th>a</th></tr></thead>"), "{table}");
    // SVG, and a library that draws by script: the text beside it.
    for data in [
        json!({"image/svg+xml": "<svg><script>x</script></svg>", "text/plain": "beside"}),
        json!({"text/html": "<div id=\"a\"></div><script>draw()</script>", "text/plain": "beside"}),
        json!({"image/png": "no base64!", "text/plain": "beside"}),
        json!({"text/latex": "\\nope", "text/plain": "beside"}),
    ] {
        let made = show(data);
        assert!(
            made.contains("<code>beside</code>") && !made.contains("script"),
            "{made}"
        );
    }
    assert!(
        show(json!({"text/latex": ["$\\displaystyle ", "x^2$"]}))
            .contains("<p class=\"maths\" tabindex=\"0\"><math display=\"block\"><msup>")
    );
    let error = json!([{"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": ["\u{1b}[0;31mKeyError\u{1b}[0m", "line <2>"]}]);
    let made = read(&json!([code("x", &error)])).1.html;
    assert!(
        made.contains(
            "<pre class=\"code out wrong\" tabindex=\"0\"><code>KeyError\nline &lt;2&gt;</code></pre>"
        ),
        "{made}"
    );
    let long = json!([{"output_type": "stream", "name": "stdout", "text": "0123456789\n".repeat(10_000)}]);
    let made = read(&json!([code("x", &long)])).1.html;
    assert!(
        made.len() < 40_000 && made.contains("more lines are left out"),
        "{}",
        made.len()
    );
}

#[test]
fn tags_keep_things_away() {
    let output = json!([{"output_type": "stream", "name": "stdout", "text": "shown"}]);
    let tagged = |tag: &str| {
        let mut cell = code("code", &output);
        cell["metadata"] = json!({"tags": [tag]});
        read(&json!([cell])).1.html
    };
    assert_eq!(tagged("remove_cell"), "");
    assert_eq!(tagged("hide"), "");
    assert!(!tagged("hide-input").contains(">code<") && tagged("hide-input").contains("shown"));
    assert!(tagged("remove_output").contains(">code<") && !tagged("remove_output").contains("shown"));
}

#[test]
fn faults_have_their_place_in_the_file() {
    let (_, _, faults, text) = read(&json!([words("first\n"), words("one\n\nsee [a](gone/)\n")]));
    assert_eq!(&text[faults[0].at.clone()], "[a](gone/)");
    // Where a sign before it is escaped in JSON, the line.
    let (_, _, faults, text) = read(&json!([words("a\n\"see\" [a](gone/)\n")]));
    assert!(
        text[faults[0].at.clone()].starts_with("\"\\\"see"),
        "{:?}",
        &text[faults[0].at.clone()]
    );
}

#[test]
fn what_is_no_notebook_is_said_in_words() {
    let fault = |text: &str| {
        let (_, rendered, mut faults) = with(false, |around| notebook(text.as_bytes(), around));
        assert_eq!((rendered.html.as_str(), faults.len()), ("", 1));
        faults.remove(0)
    };
    assert_eq!(
        fault("{\"nbformat\": 3, \"worksheets\": []}").what,
        "this notebook has the format 3"
    );
    let wrong = fault("{\"nbformat\": 4,\n \"cells\": oops}");
    assert!(wrong.what.starts_with("this is no notebook: "), "{}", wrong.what);
    assert!(wrong.at.start >= 26, "{:?}", wrong.at);
    assert!(fault("[1]").what.starts_with("this is no notebook"));
    assert!(
        fault(&format!(
            "{{\"nbformat\": 4, \"metadata\": {}{}}}",
            "[".repeat(5000),
            "]".repeat(5000)
        ))
        .what
        .contains("recursion")
    );
    let (front, _, faults, _) = read(&json!([words("---\ntitle: a\n---\n")]));
    assert!(front.is_none() && faults[0].what.contains("`---`"));
}
