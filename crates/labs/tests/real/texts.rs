//! Reviews of films, and a text whose characters are asked.

use std::collections::BTreeSet;

use pivot_labs::metrics::Metric;
use pivot_labs::score::{Limits, Parameters, score};

use super::{Files, archive, check_scores, check_usage, file, gzip, made, refused, rows, table};

const IMDB: &str = "aclImdb_v1.tar.gz";

pub(super) fn reviews() -> Vec<(String, u8, Vec<u8>)> {
    let mut entries = vec![("aclImdb/README".to_owned(), b'0', b"read me".to_vec())];
    for (part, count) in [("train", 30), ("test", 10)] {
        for (opinion, rating) in [("neg", 2), ("pos", 9)] {
            for n in 0..count {
                let text = format!("{part} {opinion} {n}, he said: \"so\"<br />\n");
                entries.push((
                    format!("aclImdb/{part}/{opinion}/{n}_{rating}.txt"),
                    b'0',
                    text.into(),
                ));
            }
        }
    }
    // None of these is a review with an opinion.
    for path in [
        "aclImdb/train/unsup/0_0.txt",
        "aclImdb/train/pos/._0_9.txt",
        "aclImdb/train/pos/more/0_9.txt",
        "aclImdb/train/urls_pos.txt",
        "other/train/pos/0_9.txt",
    ] {
        entries.push((path.to_owned(), b'0', b"no review".to_vec()));
    }
    entries
}

pub(super) fn imdb(entries: &[(String, u8, Vec<u8>)]) -> Files {
    let entries: Vec<(&str, u8, Vec<u8>)> = entries
        .iter()
        .map(|(path, kind, data)| (path.as_str(), *kind, data.clone()))
        .collect();
    Files::from([(IMDB, gzip(&archive(&entries)))])
}

#[test]
fn reviews_keep_their_opinion_and_lose_their_order() {
    let made = made("imdb", "reviews", &imdb(&reviews()), 1);
    let train = rows(file(&made, "train.csv"));
    assert_eq!(train.len(), 60);
    let check = |text: &str, part: &str, label: &str| {
        let opinion = if label == "1" { "pos" } else { "neg" };
        assert!(text.starts_with(&format!("{part} {opinion} ")), "{text}");
        assert!(text.ends_with(", he said: \"so\"<br />\n"), "{text}");
    };
    for row in &train {
        check(&row[1], "train", &row[2]);
    }
    let test = rows(file(&made, "test.csv"));
    for (asked, answer) in test.iter().zip(rows(&made.truth)) {
        assert_eq!(asked[0], answer[0]);
        check(&asked[1], "test", &answer[2]);
    }
    let labels: String = train.iter().map(|row| row[2].as_str()).collect();
    assert!(!labels.contains(&"0".repeat(25)), "mixed: {labels}");
    check_usage(&made, 20);
    check_scores(&made, Metric::Auc, 0.5, str::to_owned);
}

/// Whoever learned from a review of the test would know its answer.
#[test]
fn what_is_asked_is_not_learned_from() {
    let mut entries = reviews();
    let asked = entries
        .iter()
        .find(|e| e.0 == "aclImdb/test/pos/3_9.txt")
        .unwrap()
        .2
        .clone();
    entries
        .iter_mut()
        .find(|e| e.0 == "aclImdb/train/pos/7_9.txt")
        .unwrap()
        .2 = asked;
    let made = made("imdb", "reviews", &imdb(&entries), 1);
    let train = rows(file(&made, "train.csv"));
    assert_eq!(train.len(), 59);
    assert!(train.iter().all(|row| row[1].starts_with("train")));
    // Ids go on where those of the training rows end.
    assert_eq!(rows(&made.truth)[0][0], "60");
}

#[test]
fn reviews_that_are_none_are_refused() {
    let with = |path: &str, data: Vec<u8>| {
        let mut entries = reviews();
        entries.push((path.to_owned(), b'0', data));
        refused("imdb", "reviews", &imdb(&entries)).to_string()
    };
    assert!(
        with("aclImdb/test/neg/99_1.txt", vec![0xff, 0xfe])
            .contains("`aclImdb/test/neg/99_1.txt`: it is no UTF-8")
    );
    assert!(
        with("aclImdb/test/neg/99_1.txt", vec![b'a'; 262_145])
            .contains("it has 262145 bytes; at most 262144")
    );
    assert!(with("aclImdb/train/pos/0_9.txt", b"again".to_vec()).contains("it is there twice"));
    let train: Vec<_> = reviews().into_iter().filter(|e| e.0.contains("train")).collect();
    assert!(
        refused("imdb", "reviews", &imdb(&train))
            .what
            .contains("lacks reviews")
    );
}

const SHAKESPEARE: &str = "tiny-shakespeare.txt";

/// 5,050 characters: 4,040 to learn from, 1,010 for ten questions.
fn play() -> String {
    let line = "Before we proceed any further, hear me speak, said #.\n";
    let lines = (0..).map(|n| line.replace('#', &n.to_string()));
    lines
        .flat_map(|line| line.chars().collect::<Vec<_>>())
        .take(5050)
        .collect()
}

pub(super) fn shakespeare() -> Files {
    Files::from([(SHAKESPEARE, play().into_bytes())])
}

#[test]
fn the_next_character_is_asked() {
    let play = play();
    let made = made("tiny-shakespeare", "characters", &shakespeare(), 1);
    assert_eq!(file(&made, "train.txt"), &play.as_bytes()[..4040]);
    check_usage(&made, 10);
    let rest = &play[4040..];
    let header = String::from_utf8(file(&made, "sample_submission.csv").to_vec()).unwrap();
    let header: Vec<&str> = header.lines().next().unwrap().split(',').collect();
    let alphabet: BTreeSet<char> = play.chars().collect();
    assert_eq!(header.len(), 1 + alphabet.len());
    let mut places = Vec::new();
    for (asked, answer) in rows(file(&made, "test.csv")).iter().zip(rows(&made.truth)) {
        let place = rest.find(&asked[1]).unwrap();
        assert_eq!(asked[1].len(), 100);
        let next = rest[place + 100..].chars().next().unwrap();
        let name = match next {
            ' ' => "space".to_owned(),
            '\n' => "newline".to_owned(),
            ',' => "comma".to_owned(),
            '.' => "stop".to_owned(),
            letter => letter.to_string(),
        };
        assert_eq!(answer[2], name);
        assert!(header.contains(&name.as_str()));
        places.push(place);
    }
    // Each within its own 101 characters, so that no context shows another's answer.
    let mut pieces: Vec<usize> = places.iter().map(|place| place / 101).collect();
    assert!(!pieces.is_sorted(), "in another order than the text");
    pieces.sort_unstable();
    assert_eq!(pieces, (0..10).collect::<Vec<_>>());
    let truth = table(
        "next",
        rows(&made.truth)
            .into_iter()
            .map(|row| (row[0].clone(), row[2].clone())),
    );
    let value = score(
        Metric::BitsPerCharacter,
        &Parameters::default(),
        &mut &truth[..],
        &mut file(&made, "sample_submission.csv"),
        &Limits::default(),
    )
    .unwrap()
    .value;
    // A guess without knowledge: log2 of the size of the alphabet, to the digits of the file.
    assert!((value - (alphabet.len() as f64).log2()).abs() < 1e-3, "{value}");
}

#[test]
fn texts_that_are_none_are_refused() {
    let of = |bytes: Vec<u8>| {
        refused(
            "tiny-shakespeare",
            "characters",
            &Files::from([(SHAKESPEARE, bytes)]),
        )
        .to_string()
    };
    assert!(of(b"short".to_vec()).contains("it has 5 characters; at least 505 was expected"));
    assert!(of(vec![0xff; 1000]).contains("it is no UTF-8"));
    assert!(of(vec![b'a'; (4 << 20) + 1]).contains("it is too long; at most 4 MiB"));
    let letters: String = (0..1001).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
    assert!(of(letters.into_bytes()).contains("1001 different characters"));
}
