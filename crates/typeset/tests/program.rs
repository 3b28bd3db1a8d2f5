//! The program as it is run: a document in, files and lines of JSON out.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use common::sample;
use pivot_publish::resume::reading::Reading;
use serde_json::{Value, json};

/// Exit status, and the lines.
fn run(document: &[u8]) -> (i32, Vec<Value>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pivot-typeset"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(document);
    let ended = child.wait_with_output().unwrap();
    let lines = String::from_utf8(ended.stdout).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (ended.status.code().unwrap(), lines)
}

fn resume(out: &Path) -> Vec<u8> {
    let order = json!({"format": "pivot.typeset/1", "resume": sample(), "out": out, "file": "resume.pdf"});
    order.to_string().into_bytes()
}

fn card(file: &str, title: &str) -> Value {
    json!({"file": file, "title": title, "kind": "post", "date": "2026-11-28", "site": "ada.example.org", "author": "Ada"})
}

fn cards(out: &Path, cards: &[Value]) -> Vec<u8> {
    json!({"format": "pivot.typeset/1", "cards": cards, "out": out})
        .to_string()
        .into_bytes()
}

#[test]
fn a_resume_is_written_and_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("new/folder");
    let (status, lines) = run(&resume(&out));
    let pdf = fs::read(out.join("resume.pdf")).unwrap();
    assert_eq!(status, 0);
    assert_eq!(
        lines,
        [json!({"file": "resume.pdf", "pages": 1, "bytes": pdf.len()})]
    );

    let order = json!({"format": "pivot.typeset/1", "read": out.join("resume.pdf")});
    let (status, lines) = run(order.to_string().as_bytes());
    assert_eq!((status, lines.len()), (0, 1));
    let reading: Reading = serde_json::from_value(lines[0].clone()).unwrap();
    assert_eq!(reading, pivot_typeset::reader::read(&pdf).unwrap());
    assert_eq!(reading.pages[0].runs[0].text, "Ada Example");

    // Another process writes the same bytes, over the old file and without a trace of the new one.
    fs::write(out.join("resume.pdf"), "old").unwrap();
    assert_eq!(run(&resume(&out)).0, 0);
    assert_eq!(fs::read(out.join("resume.pdf")).unwrap(), pdf);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn faults_are_one_line_and_leave_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("resume.pdf"), "old").unwrap();
    let mut sheet = sample();
    sheet.name = "魚".into();
    let order =
        json!({"format": "pivot.typeset/1", "resume": sheet, "out": dir.path(), "file": "resume.pdf"});
    let (status, lines) = run(order.to_string().as_bytes());
    assert_eq!((status, lines.len()), (2, 1));
    assert!(
        lines[0]["error"]
            .as_str()
            .unwrap()
            .contains("魚 (U+9B5A) in the name")
    );
    assert_eq!(fs::read(dir.path().join("resume.pdf")).unwrap(), b"old");

    let file = dir.path().join("resume.pdf");
    let inside = file.join("folder");
    for (document, status, says) in [
        (b"".to_vec(), 2, "cannot be read"),
        (
            b"{\"format\": \"pivot.typeset/9\", \"read\": \"a\"}".to_vec(),
            2,
            "one version",
        ),
        (
            json!({"format": "pivot.typeset/1", "read": file})
                .to_string()
                .into(),
            2,
            "no PDF",
        ),
        (
            json!({"format": "pivot.typeset/1", "read": inside})
                .to_string()
                .into(),
            2,
            "resume.pdf/folder",
        ),
        (
            json!({"format": "pivot.typeset/1", "read": dir.path()})
                .to_string()
                .into(),
            2,
            "it is no file",
        ),
        // A file stands where the folder should be: the world's fault.
        (resume(&inside), 3, "cannot be written"),
    ] {
        let (found, lines) = run(&document);
        let said = lines[0]["error"].as_str().unwrap().to_owned();
        assert_eq!((found, lines.len()), (status, 1), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

/// Width, height and, row by row, red, green and blue.
fn pixels(file: &Path) -> (usize, usize, Vec<[u8; 3]>) {
    let mut decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(file).unwrap()));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let size = info.line_size / info.width as usize;
    let pixels = bytes
        .chunks_exact(size)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    (info.width as usize, info.height as usize, pixels)
}

/// The card: margins of 84 pixels, the title from row 140 down to 440 and what hangs below its last line, the rule at 500.
#[test]
fn no_title_leaves_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let long =
        "What I learned in the months in which I moved from web services into deep learning ".repeat(6);
    let titles = [
        "Fishes",
        "Counting salmon in river video",
        &long,
        &"W".repeat(400),
        &"Wg ".repeat(150),
        "#import \"@preview/x:0.1.0\": * $x^2$ *bold* _it_ \\ // <a>",
        "",
        "🐟🐟🐟",
        "שלום עולם Привет Ωμέγα",
    ];
    let list: Vec<Value> = titles
        .iter()
        .enumerate()
        .map(|(i, title)| card(&format!("{i}.png"), title))
        .collect();
    let mut list = list;
    list.push(
        json!({"file": "wide.png", "title": "a", "kind": "k".repeat(300), "date": "d".repeat(300),
        "site": "s".repeat(300), "author": "a ".repeat(150)}),
    );
    let (status, lines) = run(&cards(dir.path(), &list));
    assert_eq!((status, lines.len()), (0, list.len()), "{lines:?}");
    assert_eq!(lines[0], json!({"file": "0.png"}));
    assert_eq!(lines[7], json!({"file": "7.png", "without": ["🐟 (U+1F41F)"]}));
    for line in &lines {
        let name = line["file"].as_str().unwrap();
        let (width, height, pixels) = pixels(&dir.path().join(name));
        assert_eq!((width, height), (1200, 630));
        let paper = [0xf7, 0xf4, 0xee];
        let inked = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.flat_map(|y| x.clone().map(move |x| (x, y)))
                .filter(|&(x, y)| pixels[y * width + x] != paper)
                .count()
        };
        assert_eq!(
            inked(0..80, 14..630) + inked(1120..1200, 14..630),
            0,
            "{name}: the margins are empty"
        );
        assert_eq!(
            inked(0..1200, 460..498),
            0,
            "{name}: nothing reaches down to the rule"
        );
        assert_eq!(
            inked(0..1200, 580..630),
            0,
            "{name}: nothing reaches the lower edge"
        );
        let drawn = inked(84..1116, 130..460) > 0;
        assert_eq!(
            drawn,
            !["6.png", "7.png"].contains(&name),
            "{name}: the title is drawn"
        );
    }
    // The same bytes again, whoever else is drawn with it.
    let first = fs::read(dir.path().join("1.png")).unwrap();
    assert_eq!(run(&cards(dir.path(), &list[1..2])).0, 0);
    assert_eq!(fs::read(dir.path().join("1.png")).unwrap(), first);
}

/// More cards than are laid out at a time are told in their order.
#[test]
fn many_cards_keep_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let list: Vec<Value> = (0..18)
        .map(|i| card(&format!("{i}.png"), &format!("Post {i}")))
        .collect();
    let (status, lines) = run(&cards(dir.path(), &list));
    assert_eq!(status, 0);
    let told: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..18).map(|i| format!("{i}.png")).collect();
    assert_eq!(told, expected);
    assert_ne!(
        fs::read(dir.path().join("0.png")).unwrap(),
        fs::read(dir.path().join("17.png")).unwrap()
    );
}
