//! Time to make HTML of a post, of code and of formulas: `cargo bench -p pivot-publish --bench text`.

use divan::counter::BytesCount;
use pivot_publish::record::Record;
use pivot_publish::text::{Around, Target, highlight, markdown};

fn main() {
    divan::main();
}

const CODE: &str = "\
def train(model, data, epochs=3):
    \"\"\"One pass after the other.\"\"\"
    for epoch in range(epochs):
        total = 0.0  # of the whole pass
        for x, y in data:
            loss = model.step(x, y, rate=1e-3)
            total += loss
        print(f\"epoch {epoch}: {total / len(data):.4f}\")
    return model
";

const FORMULA: &str = r"\mathcal{L}(\theta) = -\frac{1}{N} \sum_{i=1}^{N} \left( y_i \log \hat{y}_i + (1 - y_i) \log (1 - \hat{y}_i) \right)";

/// Some 3.5 KB: six paragraphs, two blocks of code, three formulas, a list and a table.
fn post() -> String {
    let words = "The loss fell fast at first and then hardly at all, so I looked at what the network *saw*: a [picture](https://example.org/a) \
                 in ten was `dark`, and those it had **never** learned to tell apart. ";
    let mut text = String::from("## What I tried\n\n");
    for _ in 0..6 {
        text.push_str(words);
        text.push_str("With $\\alpha = 0.1$ it went on.\n\n");
    }
    text.push_str(&format!("```python\n{CODE}```\n\n## What came out\n\n$$\n{FORMULA}\n$$\n\n```rust\nfn main() {{\n    println!(\"{{}}\", 1 + 2);\n}}\n```\n\n"));
    text.push_str("- one\n- two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n");
    text
}

fn with<T>(work: impl Fn(&Around<'_>) -> T) -> T {
    let record = Record::default();
    work(&Around {
        record: &record,
        evidence: &|id| format!("/evidence/{id}/"),
        picture: &|_| None,
        link: &|_| Target::Outside,
        file: &|name| name.to_owned(),
        absolute: false,
    })
}

/// A whole post.
#[divan::bench]
fn a_post(bencher: divan::Bencher<'_, '_>) {
    let text = post();
    bencher
        .counter(BytesCount::of_str(text.as_str()))
        .bench_local(|| with(|around| markdown(divan::black_box(&text), 0, around)));
}

/// The same with a line of HTML in it, for which all of it is cleaned.
#[divan::bench]
fn a_post_with_html(bencher: divan::Bencher<'_, '_>) {
    let text = format!("{}\n\nPress <kbd>Ctrl</kbd>.\n", post());
    bencher
        .counter(BytesCount::of_str(text.as_str()))
        .bench_local(|| with(|around| markdown(divan::black_box(&text), 0, around)));
}

/// A megabyte of Python.
#[divan::bench]
fn code(bencher: divan::Bencher<'_, '_>) {
    let code = CODE.repeat(1_000_000 / CODE.len());
    bencher
        .counter(BytesCount::of_str(code.as_str()))
        .bench_local(|| highlight::highlight(divan::black_box(&code), "python"));
}

/// A hundred formulas.
#[divan::bench]
fn formulas(bencher: divan::Bencher<'_, '_>) {
    let text = format!("$${FORMULA}$$\n\n").repeat(100);
    bencher.bench_local(|| with(|around| markdown(divan::black_box(&text), 0, around)));
}
