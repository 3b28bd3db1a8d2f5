use pivot_publish::text::markdown;

use crate::{fault, html, render, with};

#[test]
fn prose_lists_tables_and_quotations() {
    assert_eq!(
        html("A *b* **c** ~~d~~ `e<f`\\\nnext"),
        "<p>A <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code><br>\nnext</p>\n"
    );
    assert_eq!(html("- a\n- b\n"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    assert_eq!(
        html("3. a\n4. b\n"),
        "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"
    );
    assert_eq!(
        html("> a\n\n---\n"),
        "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n"
    );
    assert_eq!(
        html("| |b|\n|---|--:|\n|1|2|\n"),
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr><td></td>\
         <th scope=\"col\" class=\"right\">b</th></tr></thead><tbody>\n<tr><td>1</td><td class=\"right\">2</td></tr>\n</tbody></table></div>\n"
    );
    assert_eq!(
        html("- [x] a\n- [ ] b\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"done\">a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"not done\">b</li>\n</ul>\n"
    );
}

#[test]
fn headings_begin_below_the_title_and_leave_no_level_out() {
    let (rendered, faults) = render("# A b!\n\n## C\n\n# A b!\n\n### D `e`\n");
    let made: Vec<(u8, &str, &str)> = rendered
        .headings
        .iter()
        .map(|h| (h.level, h.id.as_str(), h.text.as_str()))
        .collect();
    // One `#` is level 2, for level 1 is the page's title; so three are 4, and 3 is left out.
    assert_eq!(
        made,
        [
            (2, "a-b", "A b!"),
            (3, "c", "C"),
            (2, "a-b-1", "A b!"),
            (4, "d-e", "D e")
        ]
    );
    assert_eq!(rendered.headings[1].at, 8);
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].what,
        "this heading has 3 `#`, and the heading above it has 1 `#`: a level is left out"
    );
    assert_eq!(faults[0].expected, "a heading with at most 2 `#`");
    assert!(
        rendered
            .html
            .starts_with("<h2 id=\"a-b\">A b!</h2>\n<h3 id=\"c\">C</h3>\n")
    );
    // Without a single `#` levels are as they are written.
    assert!(html("## A\n\n### B\n").starts_with("<h2 id=\"a\">A</h2>\n<h3"));
    assert_eq!(
        fault("### A\n").1,
        "this heading has 3 `#`, and the page’s title stands above it: a level is left out"
    );
    assert_eq!(
        render("## fn-1\n\n## 深層 Ü\n")
            .0
            .headings
            .iter()
            .map(|h| h.id.clone())
            .collect::<Vec<_>>(),
        ["h-fn-1", "深層-ü"]
    );
}

#[test]
fn footnotes_stand_at_the_end_and_lead_back() {
    let made = html("A[^x] b[^y] c[^x].\n\n[^y]: Why.\n[^x]: See *it*.\n");
    assert_eq!(
        made,
        "<p>A<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> b<sup><a href=\"#fn-2\" id=\"fnref-2\">2</a></sup> \
         c<sup><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup>.</p>\n<section aria-label=\"Footnotes\"><ol>\n\
         <li id=\"fn-1\"><p>See <em>it</em>. <a href=\"#fnref-1\" aria-label=\"Back to the text\">↩\u{fe0e}</a></p></li>\n\
         <li id=\"fn-2\"><p>Why. <a href=\"#fnref-2\" aria-label=\"Back to the text\">↩\u{fe0e}</a></p></li>\n</ol></section>\n"
    );
    let (place, what) = fault("A.\n\n[^x]: Lost.\n");
    assert!(place.starts_with("[^x]"), "{place}");
    assert_eq!(what, "nothing refers to the footnote `x`");
    assert!(render("A.\n\n[^x]: Lost.\n").0.html.contains("Lost."));
}

#[test]
fn formulas_come_through_whole_by_both_delimiters() {
    let x = "<math><msub><mi>x</mi><mn>1</mn></msub></math>";
    for text in ["$x_1$", r"\(x_1\)", r"\( x_1 \)"] {
        assert_eq!(html(text), format!("<p>{x}</p>\n"), "{text}");
    }
    let shown = x.replace("<math>", "<math display=\"block\">");
    for text in ["$$x_1$$", "$$\nx_1\n$$", r"\[x_1\]", "\\[\nx_1\n\\]"] {
        assert_eq!(
            html(text),
            format!("<p><span class=\"maths\" tabindex=\"0\">{shown}</span></p>\n"),
            "{text}"
        );
    }
    // Lines that look like a list, a heading or emphasis are the formula's.
    let made = html("\\[\na_1*b_2\n- c*d\n+ e\n\\]\n\nand *so* on");
    assert!(
        !made.contains("<li>") && made.matches("<math").count() == 1 && made.contains("<em>so</em>"),
        "{made}"
    );
    let made = html("$$\n\\begin{aligned}\na &= b \\\\[2pt]\n  &= c_1 + d_1\n\\end{aligned}\n$$\n");
    assert!(
        made.contains("<mtable") && made.matches("<mtr>").count() == 2,
        "{made}"
    );
    // A backslash before a sign is Markdown's in prose and LaTeX's in a formula.
    let made = html(r"\_a\_ \(\{a\}\) \\(b\\)");
    assert!(
        made.starts_with("<p>_a_ <math>") && made.ends_with("\\(b\\)</p>\n"),
        "{made}"
    );
    assert!(render("$x$").0.maths && !render("x").0.maths);
}

#[test]
fn money_is_text() {
    for text in [
        "$5 and $6",
        "between $5-$10 a month",
        "It costs $5 for a whole day and 7$ for two.",
        r"\$5 or \$6",
        "a $ b $ c",
    ] {
        let (rendered, faults) = render(text);
        assert!(faults.is_empty() && !rendered.maths, "{text}: {faults:?}");
        assert_eq!(rendered.html, format!("<p>{}</p>\n", text.replace("\\$", "$")));
    }
    assert!(render("$5$ and $n$ and $2 + 3$").0.html.matches("<math>").count() == 3);
}

#[test]
fn a_wrong_formula_is_shown_as_written_and_named_at_its_place() {
    let text = "One.\n\nThen $a + \\frca{1}{2}$ it <is>.";
    let (place, what) = fault("One.\n\nThen $a + \\frca{1}{2}$ it.");
    assert_eq!(place, "\\frca");
    assert!(what.contains("frca"), "{what}");
    assert!(render(text).0.html.contains("<code>a + \\frca{1}{2}</code>"));
    let (place, _) = fault("x\n\n\\[\n a + \\nope\n\\]");
    assert_eq!(place, "\\nope");
    let (place, what) = fault("Here $$ is\n\none.");
    assert_eq!(
        (place.as_str(), what.as_str()),
        ("$$", "this `$$` begins or ends no formula")
    );
}

#[test]
fn links_lead_inside_outside_or_nowhere() {
    assert_eq!(
        html("[a](other/ \"T\")"),
        "<p><a href=\"/repo/posts/other/\" title=\"T\">a</a></p>\n"
    );
    assert_eq!(
        html("<https://e.org/?a=1&b> <x@e.org>"),
        "<p><a href=\"https://e.org/?a=1&amp;b\">https://e.org/?a=1&amp;b</a> <a href=\"mailto:x@e.org\">x@e.org</a></p>\n"
    );
    assert_eq!(
        fault("a [b](gone/)"),
        (
            "[b](gone/)".into(),
            "this link leads nowhere: there is no `gone/`".into()
        )
    );
    for target in [
        "javascript:alert(1)",
        "JAVA&#115;cript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
    ] {
        let (rendered, faults) = render(&format!("[b](<{target}>)"));
        assert_eq!(
            (rendered.html.as_str(), faults.len()),
            ("<p>b</p>\n", 1),
            "{target}"
        );
    }
    assert_eq!(
        html("## A b\n\n[c](#a-b)"),
        "<h2 id=\"a-b\">A b</h2>\n<p><a href=\"#a-b\">c</a></p>\n"
    );
    let (_, faults) = render("## Results\n\n[c](#result)");
    assert_eq!(faults[0].hint.as_deref(), Some("did you mean `results`?"));
    let targets: Vec<String> = render("[a](other/) [b](#x) [c](score:garments)")
        .0
        .links
        .into_iter()
        .map(|l| l.target)
        .collect();
    assert_eq!(targets, ["other/", "#x", "score:garments"]);
}

#[test]
fn figures_are_held_against_the_record() {
    let (rendered, faults) =
        render("I got [0.97](score:garments), [](score:garments), and was [12th](rank:titanic).");
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(rendered.figures, ["score:garments", "rank:titanic"]);
    let link = "<a href=\"/repo/evidence/last/\" title=\"Garments, accuracy, 2026-12-01\" class=\"figure\">";
    assert!(
        rendered
            .html
            .starts_with(&format!("<p>I got {link}0.97</a>, {link}0.9731</a>, and was")),
        "{}",
        rendered.html
    );
    let (place, what) = fault("I got [0.98](score:garments).");
    assert_eq!(place, "[0.98](score:garments)");
    assert_eq!(
        what,
        "the text says “0.98”, and the record 0.9731, see /repo/evidence/last/"
    );
    let (_, faults) = render("[1](score:garment)");
    assert_eq!(faults[0].hint.as_deref(), Some("did you mean `score:garments`?"));
}

#[test]
fn pictures_want_words_and_a_file() {
    let img = |alt: &str| {
        format!(
            "<img src=\"/repo/p/1.png\" srcset=\"/repo/p/1-480.png 480w, /repo/p/1-960.png 960w, /repo/p/1.png 1600w\" \
             sizes=\"(max-width: 46rem) 100vw, 46rem\" width=\"1600\" height=\"900\" alt=\"{alt}\" loading=\"lazy\" decoding=\"async\">"
        )
    };
    assert_eq!(
        html("![The loss \"falls\"](loss.png \"Loss & steps\")"),
        format!(
            "<figure>{}<figcaption>Loss &amp; steps</figcaption></figure>\n",
            img("The loss &quot;falls&quot;")
        )
    );
    assert_eq!(html("a ![b](loss.png \"T\")"), format!("<p>a {}</p>\n", img("b")));
    assert_eq!(html("![-](<a b.png>)"), format!("<p>{}</p>\n", img("")));
    assert_eq!(
        fault("![](loss.png)").1,
        "the picture `loss.png` has no words for those who do not see it"
    );
    assert_eq!(
        fault("![a](gone.png)"),
        ("![a](gone.png)".into(), "there is no picture `gone.png`".into())
    );
    assert!(fault("![a](https://e.org/a.png)").1.contains("another host"));
    assert!(fault("![a](gone.png \"T\")").1.contains("gone.png"));
}

#[test]
fn code_is_in_colours_and_reached_by_keyboard() {
    assert_eq!(
        html("```rust,ignore\nlet a = \"<b>\";\n```"),
        "<pre class=\"code\" tabindex=\"0\"><code class=\"language-rust\"><span class=\"k\">let</span> a = \
         <span class=\"s\">\"&lt;b&gt;\"</span>;\n</code></pre>\n"
    );
    assert_eq!(
        html("    a\n"),
        "<pre class=\"code\" tabindex=\"0\"><code>a\n</code></pre>\n"
    );
}

#[test]
fn html_of_a_person_is_cleaned() {
    let text = "<details open><summary>More</summary>\n\n**b** <kbd onclick=\"x()\">Ctrl</kbd><script>alert(1)</script> $x$\n\n</details>\n";
    let (rendered, faults) = render(text);
    assert!(faults.is_empty());
    assert_eq!(
        rendered.html.replace('\n', ""),
        "<details open=\"\"><summary>More</summary><p><strong>b</strong> <kbd>Ctrl</kbd> <math><mi>x</mi></math></p></details>"
    );
    let dropped: Vec<(&str, &str)> = rendered
        .dropped
        .iter()
        .map(|d| (d.what.as_str(), &text[d.at.clone()]))
        .collect();
    assert_eq!(dropped, [("script", "<script")]);
    // Links and pictures of it are looked at like others.
    let made = html("<a href=\"other/\">a</a> <img src=\"loss.png\" alt=\"b\" onerror=\"x\">");
    assert!(
        made.starts_with("<p><a href=\"/repo/posts/other/\">a</a> <img src=\"/repo/p/1.png\""),
        "{made}"
    );
    assert_eq!(
        fault("<a href=\"gone/\">a</a>"),
        (
            "gone/".into(),
            "this link leads nowhere: there is no `gone/`".into()
        )
    );
    assert!(fault("<img src=\"loss.png\">").1.contains("no words"));
    // What is left open is closed, and nobody writes what is Pivot's own.
    assert!(html("a <b>b").starts_with("<p>a <b>b</b></p>"));
    assert_eq!(
        html("<pivot-kept n=\"0\"></pivot-kept> $x$")
            .matches("<math>")
            .count(),
        1
    );
    for (text, gone) in [
        (
            "<svg onload=alert(1)><a xlink:href=\"javascript:x\">y</a></svg>z",
            "svg",
        ),
        ("<iframe src=\"https://e.org\"></iframe>z", "iframe"),
        ("<style>*{display:none}</style>z", "style"),
        ("<p style=\"position:fixed\">z</p>", "position"),
        ("<a href=\"jAvascript:alert(1)\">z</a>", "alert"),
        ("<h1>z</h1>", "h1"),
        ("<form action=\"/\"><input name=q>z</form>", "form"),
        ("<math><mtext><script>x</script></mtext></math>z", "script"),
    ] {
        let made = render(text).0.html;
        assert!(made.contains('z') && !made.contains(gone), "{text}: {made}");
    }
    assert!(fault(&"<div>".repeat(300)).1.contains("256"));
    // An id that is there already is the heading's.
    let made = html("<b id=\"a\">x</b> <i id=\"c\">y</i>\n\n## A\n");
    assert!(
        made.contains("<b>x</b> <i id=\"c\">y</i>") && made.contains("<h2 id=\"a\">"),
        "{made}"
    );
}

#[test]
fn words_are_prose() {
    assert_eq!(render("## One two\n\nThree `four` *fi*ve <https://e.org/x>\n\n```\nnot these words\n```\n\n- six\n\n$x$ 7 [](rank:titanic)").0.words, 7);
}

#[test]
fn places_are_those_of_the_file() {
    let text = "+++\ntitle = \"ü\"\n+++\n\n[a](gone/)\n";
    let from = text.rfind("+++\n").unwrap() + 4;
    let (rendered, faults) = with(false, |around| markdown(text, from, around));
    assert_eq!(&text[faults[0].at.clone()], "[a](gone/)");
    assert_eq!(&text[rendered.links[0].at.clone()], "[a](gone/)");
    assert_eq!(faults[0].place(text), (5, 1));
}

#[test]
fn feeds_get_what_needs_no_style() {
    let (rendered, _) = with(true, |around| {
        markdown(
            "| a |\n|--:|\n| 1 |\n\n```rust\nlet a = 1;\n```\n\n$$x$$ [1](score:garments) ![a](loss.png)\n\n- [x] b",
            0,
            around,
        )
    });
    assert!(
        !rendered.html.contains("class=")
            && !rendered.html.contains("srcset")
            && !rendered.html.contains("tabindex"),
        "{}",
        rendered.html
    );
}
