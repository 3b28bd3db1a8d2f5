//! PDFs that mean harm, or were cut short: refused in words, never a panic, never without end.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

use common::sample;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pivot_typeset::{reader, resume};

/// A PDF of these objects, from number 1 on; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", i + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(table, "{place:010} 00000 n ");
    }
    let _ = write!(
        table,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.extend(table.bytes());
    file
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

const CATALOG: &[u8] = b"<< /Type /Catalog /Pages 2 0 R >>";
const PAGES: &[u8] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>";
const FONT: &str =
    "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>";

/// A PDF of one page with this content and these further objects, from number 5 on.
fn page(resources: &str, content: Vec<u8>, more: &[Vec<u8>]) -> Vec<u8> {
    let page = format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {FONT} {resources} >> >>");
    let mut objects = vec![CATALOG.to_vec(), PAGES.to_vec(), page.into_bytes(), content];
    objects.extend_from_slice(more);
    pdf(&objects)
}

fn drawn(content: &str) -> Vec<u8> {
    page("", stream("", content.as_bytes()), &[])
}

fn deflated(of: u8, length: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let some = vec![of; 1 << 16];
    for _ in 0..length >> 16 {
        packed.write_all(&some).unwrap();
    }
    packed.finish().unwrap()
}

/// What is said of a PDF that is refused.
fn refused(file: &[u8]) -> String {
    reader::read(file).expect_err("it is refused")
}

/// The pieces of its first page: text, left edge, base line, width, size.
fn pieces(file: &[u8]) -> Vec<(String, f64, f64, f64, f64)> {
    let reading = reader::read(file).unwrap();
    let runs = reading.pages[0].runs.iter();
    runs.map(|run| (run.text.clone(), run.x, run.y, run.width, run.size))
        .collect()
}

/// Before anything hostile: that these files are read when they are sound. A letter is half its size wide here, as Helvetica's
/// widths are not in the file. The page is 100 points tall: y = 80 is 20 from the top.
#[test]
fn operators_move_letters_as_they_should() {
    let one = |text: &str, x: f64, y: f64, width: f64, size: f64| (text.to_owned(), x, y, width, size);
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 20 80 Td (ab) Tj ET")),
        [one("ab", 20.0, 20.0, 10.0, 10.0)]
    );
    // A matrix of 2 doubles place, size and width.
    assert_eq!(
        pieces(&drawn("q 2 0 0 2 0 0 cm BT /F 10 Tf 10 30 Td (ab) Tj ET Q")),
        [one("ab", 20.0, 40.0, 20.0, 20.0)]
    );
    // TD sets the leading to 12, T* and ' step down by it.
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 20 92 Td 0 -12 TD (a) Tj T* (b) Tj (c) ' ET")),
        [
            one("a", 20.0, 20.0, 5.0, 10.0),
            one("b", 20.0, 32.0, 5.0, 10.0),
            one("c", 20.0, 44.0, 5.0, 10.0)
        ]
    );
    // -300 thousandths of 10 are a gap of 3: a space. -2000 are 20: another piece, which begins at 20 + 5 + 20.
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 20 80 Td [(a) -300 (b) -2000 (c)] TJ ET")),
        [
            one("a b", 20.0, 20.0, 13.0, 10.0),
            one("c", 53.0, 20.0, 5.0, 10.0)
        ]
    );
    // Tz 50 halves widths; Tw widens the space, Tc every letter: (5 + 1) + (5 + 1 + 2) + 5 is 19, halved 9.5.
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 50 Tz 1 Tc 2 Tw 20 80 Td (a b) Tj ET")),
        [one("a b", 20.0, 20.0, 9.5, 10.0)]
    );
    // \" sets word and letter gap: (5 + 1) + (5 + 1 + 2) + 5.
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 12 TL 20 92 Td 2 1 (a b) \" ET")),
        [one("a b", 20.0, 20.0, 19.0, 10.0)]
    );
    // Letters outside ASCII by the encoding of the font: E9 is é in WinAnsi, 80 is the euro.
    assert_eq!(
        pieces(&drawn("BT /F 10 Tf 1 0 0 1 20 80 Tm <E980> Tj ET"))[0].0,
        "é€"
    );
    // A form moves its own space by its matrix.
    let form = stream(
        &format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Matrix [1 0 0 1 5 6] /Resources << {FONT} >>"
        ),
        b"BT /F 10 Tf 15 74 Td (f) Tj ET",
    );
    let within = page("/XObject << /X 5 0 R >>", stream("", b"/X Do"), &[form]);
    assert_eq!(pieces(&within), [one("f", 20.0, 20.0, 5.0, 10.0)]);
}

/// A page turned by a quarter is read as it is shown.
#[test]
fn turned_pages_are_read_upright() {
    let turned = |degrees: i32, content: &str| {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Rotate {degrees} /Resources << {FONT} >> >>"
        );
        let content = stream("", content.as_bytes());
        let file = pdf(&[CATALOG.to_vec(), PAGES.to_vec(), page.into_bytes(), content]);
        let reading = reader::read(&file).unwrap();
        let page = reading.pages[0].clone();
        let run = page.runs[0].clone();
        (page.width, page.height, run.text, run.x, run.y)
    };
    // The page is 200 × 100. Turned by 90 to the right, its left edge is on top: what runs up at x = 30 runs right, 30 from the top.
    assert_eq!(
        turned(90, "BT /F 10 Tf 0 1 -1 0 30 20 Tm (ab) Tj ET"),
        (100.0, 200.0, "ab".into(), 20.0, 30.0)
    );
    // By 180, the lower right corner is the upper left one: what runs left at (150, 20) is 50 from the left, 20 from the top.
    assert_eq!(
        turned(180, "BT /F 10 Tf -1 0 0 -1 150 20 Tm (ab) Tj ET"),
        (200.0, 100.0, "ab".into(), 50.0, 20.0)
    );
    // By 270, its right edge is on top: what runs down at x = 170 runs right, 30 from the top, from 100 - 80 = 20.
    assert_eq!(
        turned(270, "BT /F 10 Tf 0 -1 1 0 170 80 Tm (ab) Tj ET"),
        (100.0, 200.0, "ab".into(), 20.0, 30.0)
    );
}

#[test]
fn what_is_no_pdf_is_refused() {
    for text in [&b""[..], b"hello", b"\xff\xd8\xff", b"<html>", &[0; 5000]] {
        assert!(refused(text).contains("no PDF"), "{}", refused(text));
    }
    assert!(refused(b"%PDF-1.7\n%%EOF").contains("damaged"));
    let large = vec![b' '; 50_000_001];
    assert!(refused(&large).contains("larger than 50 MB"));
}

#[test]
fn what_is_cut_short_is_refused() {
    let whole = resume::pdf(&sample()).unwrap().bytes;
    assert!(reader::read(&whole).is_ok());
    for parts in 1..40 {
        let cut = &whole[..whole.len() * parts / 40];
        let why = refused(cut);
        assert!(
            why.contains("damaged") || why.contains("no PDF"),
            "{parts}: {why}"
        );
    }
}

/// Bytes that were changed at random end in a reading or in words.
#[test]
fn changed_bytes_never_panic() {
    let whole = resume::pdf(&sample()).unwrap().bytes;
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..200 {
        let mut changed = whole.clone();
        for _ in 0..1 + random(8) {
            let at = random(changed.len());
            changed[at] = random(256) as u8;
        }
        match reader::read(&changed) {
            Ok(_) => read += 1,
            Err(why) => {
                assert!(!why.is_empty());
                refused += 1;
            }
        }
    }
    assert!(read > 10 && refused > 10, "{read} read, {refused} refused");
}

#[test]
fn circles_are_noticed() {
    let file = |pages: &[u8]| pdf(&[CATALOG.to_vec(), pages.to_vec()]);
    let why = refused(&file(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"));
    assert!(why.contains("circle") || why.contains("damaged"), "{why}");
    let file = pdf(&[
        CATALOG.to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 /Parent 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>".to_vec(),
    ]);
    let why = refused(&file);
    assert!(why.contains("circle") || why.contains("damaged"), "{why}");
    // A form that draws itself.
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
        b"/X Do",
    );
    let why = refused(&page("/XObject << /X 5 0 R >>", stream("", b"/X Do"), &[form]));
    assert!(why.contains("circle"), "{why}");
    // References to themselves, and to what is not there.
    for content in [&b"5 0 R"[..], b"9 0 R"] {
        let file = page("", stream("", b"BT /F 10 Tf (a) Tj ET"), &[content.to_vec()]);
        assert!(reader::read(&file).is_ok());
    }
    // Tags within themselves.
    let file = pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 4 0 R >>".to_vec(),
        PAGES.to_vec(),
        b"<< /Type /Page /Parent 2 0 R >>".to_vec(),
        b"<< /Type /StructTreeRoot /K [5 0 R] /RoleMap << /A /B /B /A >> >>".to_vec(),
        b"<< /Type /StructElem /S /A /K [5 0 R] >>".to_vec(),
    ]);
    assert!(refused(&file).contains("circle"));
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let bomb = deflated(b' ', 40 << 20);
    assert!(bomb.len() < 1 << 20);
    let why = refused(&page("", stream("/Filter /FlateDecode", &bomb), &[]));
    assert!(why.contains("32 MiB"), "{why}");
    // Packed twice.
    let mut twice = ZlibEncoder::new(Vec::new(), Compression::best());
    twice.write_all(&bomb).unwrap();
    let twice = twice.finish().unwrap();
    let why = refused(&page(
        "",
        stream("/Filter [/FlateDecode /FlateDecode]", &twice),
        &[],
    ));
    assert!(why.contains("32 MiB"), "{why}");
    // Within bounds each, together too much: five times 30 MiB.
    let content = deflated(b' ', 30 << 20);
    let parts = (5..10).map(|i| format!("{i} 0 R ")).collect::<String>();
    let page = format!("<< /Type /Page /Parent 2 0 R /Contents [{parts}] >>").into_bytes();
    let mut objects = vec![CATALOG.to_vec(), PAGES.to_vec(), page, b"null".to_vec()];
    objects.extend((5..10).map(|_| stream("/Filter /FlateDecode", &content)));
    let why = refused(&pdf(&objects));
    assert!(why.contains("128 MiB"), "{why}");
}

/// Ten forms, each of which draws the next ten times: ten thousand million letters.
#[test]
fn what_draws_without_end_is_refused() {
    let forms: Vec<Vec<u8>> = (0..10)
        .map(|i| {
            let resources = format!("/Resources << {FONT} /XObject << /X {} 0 R >> >>", i + 6);
            let content = if i < 9 {
                "/X Do ".repeat(10)
            } else {
                "BT /F 1 Tf (aaaaaaaaaa) Tj ET".into()
            };
            stream(
                &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"),
                content.as_bytes(),
            )
        })
        .collect();
    let why = refused(&page("/XObject << /X 5 0 R >>", stream("", b"/X Do"), &forms));
    assert!(why.contains("steps"), "{why}");
    let why = refused(&drawn(&"q ".repeat(1000)));
    assert!(why.contains("saves the state"), "{why}");
}

#[test]
fn many_pages_are_refused() {
    let kids = (4..1004).map(|i| format!("{i} 0 R ")).collect::<String>();
    let pages = format!("<< /Type /Pages /Kids [{kids}] /Count 1000 >>").into_bytes();
    let mut objects = vec![CATALOG.to_vec(), pages, b"null".to_vec()];
    objects.extend((0..1000).map(|_| b"<< /Type /Page /Parent 2 0 R >>".to_vec()));
    assert!(refused(&pdf(&objects)).contains("more than 500 pages"));
    assert!(
        refused(&pdf(&[
            CATALOG.to_vec(),
            b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec()
        ]))
        .contains("no page")
    );
}

/// Odd values in a sound file: what is left is read.
#[test]
fn odd_values_do_no_harm() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    for content in [
        "BT /F 999999999999999999 Tf 999999999999999999 -999999999999999999 Td (a) Tj ET BT /F 10 Tf 20 80 Td (b) Tj ET",
        "Q Q Q EMC EMC BT /F 10 Tf 20 80 Td (b) Tj ET",
        "BT /Nothing 10 Tf (a) Tj /F 10 Tf 20 80 Td (b) Tj ET",
        "(a) Tj BT Td Tm TJ ' \" Tf cm Do gs /F 10 Tf 20 80 Td (b) Tj ET",
        "BT /F 10 Tf 20 80 Td (b) Tj ET BI /W 1 /H 1 ID x EI",
        "/X Do /P << /MCID 999999999999 /ActualText 7 >> BDC BT /F 10 Tf 20 80 Td (b) Tj ET EMC",
        "0 0 0 0 0 0 cm BT /F 0 Tf () Tj ET 1 0 0 1 0 0 cm BT /F 10 Tf 1 0 0 1 20 80 Tm (b) Tj ET",
    ] {
        let reading = reader::read(&drawn(content)).unwrap_or_else(|why| panic!("{content}: {why}"));
        assert!(
            reading.pages[0].runs.iter().any(|run| run.text.ends_with('b')),
            "{content}: {reading:?}"
        );
    }
    let _ = reader::read(&drawn(&format!("{deep} TJ")));
    for boxes in [
        "[0 0 0 0]",
        "[999999999999999999 0 1 1]",
        "[/a /b /c /d]",
        "[0 0]",
        "5",
    ] {
        let pages =
            format!("<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox {boxes} /Rotate 999999999999999999 >>")
                .into_bytes();
        let file = pdf(&[
            CATALOG.to_vec(),
            pages,
            b"<< /Type /Page /Parent 2 0 R >>".to_vec(),
        ]);
        let reading = reader::read(&file).unwrap();
        assert_eq!(
            (reading.pages[0].width, reading.pages[0].height),
            (612.0, 792.0),
            "{boxes}"
        );
    }
}

/// A file whose index names one large object many times asks for more memory than there is while it is opened. The process of its
/// own ends, and this one says so.
#[test]
fn a_reader_that_breaks_is_told() {
    let large = format!("[{}]", "[] ".repeat(1 << 20));
    let count = 2_000;
    let index = (0..count).map(|i| format!("{} 0 ", i + 10)).collect::<String>();
    let content = [index.as_bytes(), large.as_bytes()].concat();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&content).unwrap();
    let packed = packed.finish().unwrap();
    let objects = stream(
        &format!(
            "/Type /ObjStm /N {count} /First {} /Filter /FlateDecode",
            index.len()
        ),
        &packed,
    );
    let file = page("", stream("", b""), &[objects]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pdf");
    std::fs::write(&path, &file).unwrap();
    let program = env!("CARGO_BIN_EXE_pivot-typeset");
    let order = format!("{{\"format\": \"pivot.typeset/1\", \"read\": {path:?}}}");
    let mut child = Command::new(program)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(order.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let why = said["error"].as_str().unwrap();
    assert!(
        why.contains("more memory") || why.contains("longer than"),
        "{why}"
    );
}
