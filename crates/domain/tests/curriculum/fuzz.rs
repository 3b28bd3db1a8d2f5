//! The reader on damaged files: it never panics, every fault lies inside the text, and it says the same twice.

use pivot_domain::curriculum::{built_in, check_dates, parse};
use proptest::prelude::*;

/// Pieces that are likely to change the meaning of a file.
const PIECES: [&str; 20] = [
    "\"",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    ",",
    "#",
    "\u{0}",
    "é",
    "-1",
    "1e400",
    "99999999999999999999",
    "[[task]]\n",
    "[task]\n",
    "after = [\"1.1\"]\n",
    "\\u",
    "'''",
    "2027-13-40",
];

fn check(text: &str) {
    let (curriculum, faults) = parse(text);
    assert_eq!(curriculum.is_some(), faults.is_empty());
    for fault in &faults {
        assert!(
            fault.at.start <= fault.at.end && fault.at.end <= text.len(),
            "{fault:?}"
        );
        let (line, column) = fault.place(text);
        assert!(line >= 1 && line <= text.matches('\n').count() + 1 && column >= 1);
    }
    if let Some(curriculum) = &curriculum {
        check_dates(curriculum, jiff::civil::date(2027, 1, 4));
    }
    assert_eq!(parse(text), (curriculum, faults));
}

/// An edit: where (a share of the text), how much is taken away, what is put there.
fn edit() -> impl Strategy<Value = (f64, usize, String)> {
    let piece = prop_oneof![
        prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        "\\PC{0,3}",
        any::<char>().prop_map(String::from)
    ];
    (0.0..1.0, 0usize..12, piece)
}

/// A built-in, cut to some length from some line on so that a case is quick, and edited.
fn damaged() -> impl Strategy<Value = String> {
    (
        0usize..2,
        0.0..1.0,
        0usize..60,
        prop::collection::vec(edit(), 0..6),
    )
        .prop_map(|(which, from, lines, edits)| {
            let all: Vec<&str> = built_in()[which].1.lines().collect();
            let first = (from * all.len() as f64) as usize;
            let mut chars: Vec<char> = all[..20]
                .iter()
                .chain(all[first..].iter().take(lines))
                .flat_map(|l| l.chars().chain(['\n']))
                .collect();
            for (share, taken, piece) in edits {
                let at = (share * chars.len() as f64) as usize;
                let end = (at + taken).min(chars.len());
                chars.splice(at..end, piece.chars());
            }
            chars.into_iter().collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pieces_of_built_ins(text in damaged()) {
        check(&text);
    }

    #[test]
    fn anything(text in "\\PC{0,80}") {
        check(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn whole_built_ins(which in 0usize..2, cut in 0.0..1.2, edits in prop::collection::vec(edit(), 0..4)) {
        let mut bytes = built_in()[which].1.as_bytes().to_vec();
        for (share, taken, piece) in edits {
            let at = (share * bytes.len() as f64) as usize;
            let end = (at + taken).min(bytes.len());
            bytes.splice(at..end, piece.bytes());
        }
        bytes.truncate((cut * bytes.len() as f64) as usize);
        check(&String::from_utf8_lossy(&bytes));
    }
}
