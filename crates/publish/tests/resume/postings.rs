//! Advertisements: text or HTML, what they demand.

use pivot_publish::resume::posting::{LARGEST, Posting, read};
use proptest::prelude::*;

const PAGE: &str = r#"<!doctype html><html><head><title>ML engineer &amp; more</title><style>p{content:"Rust"}</style>
<script>document.write("<p>Kotlin</p>")</script></head><body><nav onclick="x()">Jobs</nav>
<h1>Machine learning engineer</h1><p>We use Python
and <b>Py</b>Torch.</p><h2>Must have</h2><ul><li>SQL<li>Docker &mdash; daily</ul>
<h2>Nice to have</h2><ul><li>Spark, SQL</li></ul><p>Terraform is a plus.</p>
<h2>What we offer</h2><p>Swift bicycles, an Excel course and a C# book.</p>
<noscript>Scala</noscript><svg><text>Ruby on Rails</text></svg><template>Hadoop</template><!-- PHP --></body></html>"#;

fn demands(posting: &Posting) -> Vec<(&str, bool)> {
    posting
        .demands
        .iter()
        .map(|d| (d.skill.as_str(), d.optional))
        .collect()
}

#[test]
fn a_page_is_read_as_its_text() {
    let posting = read(PAGE.as_bytes()).unwrap();
    assert_eq!(posting.title, "ML engineer & more");
    let must = ["machine-learning", "python", "pytorch", "sql", "docker"].map(|s| (s, false));
    assert_eq!(
        demands(&posting),
        [must.as_slice(), &[("spark", true), ("terraform", true)]].concat()
    );
    assert_eq!(posting.demands[2].line, "We use Python and PyTorch.");
    assert!(
        posting
            .lines
            .iter()
            .all(|l| !l.text.contains("Kotlin") && !l.text.contains("Rust"))
    );
    assert_eq!(posting.lines[4].section, "Must have");
}

#[test]
fn a_text_is_read_with_its_sections() {
    let text = "Backend developer\n\nRequirements:\n- Go and PostgreSQL\n\nBonus:\n- Kubernetes\n- Go\n\nBenefits:\n- a Java coffee machine\n";
    let posting = read(text.as_bytes()).unwrap();
    assert_eq!(posting.title, "Backend developer");
    // What is demanded somewhere is no wish; what is offered is no demand.
    assert_eq!(
        demands(&posting),
        [("go", false), ("postgresql", false), ("kubernetes", true)]
    );
}

#[test]
fn what_says_nothing_is_refused() {
    let told = |bytes: &[u8]| read(bytes).unwrap_err().what;
    assert_eq!(told(b" \n"), "the posting says nothing");
    assert_eq!(
        told(b"<html><script>x</script></html>"),
        "the posting says nothing"
    );
    assert_eq!(told(b"\xff"), "these bytes are no UTF-8");
    assert_eq!(told(&vec![b'a'; LARGEST + 1]), "the posting has 2097153 bytes");
    // As deep and as broken as it likes.
    for deep in [
        "<div>",
        "<svg>",
        "<p",
        "<script>",
        "<!--",
        "&#x110000;",
        "<title>",
    ] {
        let text = format!("<html>Python {}", deep.repeat(100_000));
        assert_eq!(read(text.as_bytes()).unwrap().demands.len(), 1, "{deep}");
    }
}

proptest! {
    /// Any bytes: read or refused; lines without controls.
    #[test]
    fn any_page_is_read_or_refused(text in "(<[a-z/!]{0,9}>?|[A-Za-z &;#\"'=]|\\PC|Python|\n){0,60}") {
        if let Ok(posting) = read(text.as_bytes()) {
            for line in &posting.lines {
                prop_assert!(!line.text.contains(char::is_control) && !line.text.is_empty());
            }
        }
    }
}
