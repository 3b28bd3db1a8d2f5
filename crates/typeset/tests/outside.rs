//! The finished PDF by the eyes of others: poppler, MuPDF, qpdf, pypdf, pdfminer. `./test` installs what is missing; where one of
//! them is not there these tests fail.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use common::{facts, folder, sample, says_all, try_says_all};
use pivot_publish::resume::sheet::{Paper, Sheet};
use pivot_typeset::{reader, resume, world};
use typst::foundations::Dict;

/// What a program prints.
fn output(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|why| panic!("{program} cannot be started ({why}); `./test` installs it"));
    assert!(
        ran.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
    // `pdfinfo` prints titles of elements as they are stored: not all of what it prints is text.
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// A Python with the readers of `outside/requirements.txt`, installed once into the build folder.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers");
        let python = home.join("bin/python");
        let list = folder().join("outside/requirements.txt");
        let wanted = std::fs::read_to_string(&list).unwrap();
        let mark = home.join("installed.txt");
        if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
            return python;
        }
        output("python3", &["-m", "venv", "--clear", home.to_str().unwrap()]);
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ];
        output(
            python.to_str().unwrap(),
            &[&pip[..], &[list.to_str().unwrap()]].concat(),
        );
        std::fs::write(&mark, wanted).unwrap();
        python
    })
}

/// The text by each reader.
fn texts(pdf: &Path) -> Vec<(&'static str, String)> {
    let (pdf, script) = (pdf.to_str().unwrap(), folder().join("outside/read.py"));
    let (python, script) = (python().to_str().unwrap(), script.to_str().unwrap());
    vec![
        ("pdftotext", output("pdftotext", &["-q", pdf, "-"])),
        (
            "pdftotext -layout",
            output("pdftotext", &["-q", "-layout", pdf, "-"]),
        ),
        ("pdftotext -raw", output("pdftotext", &["-q", "-raw", pdf, "-"])),
        ("mutool", output("mutool", &["draw", "-q", "-F", "txt", pdf])),
        ("pypdf", output(python, &[script, "pypdf", pdf])),
        ("pdfminer", output(python, &[script, "pdfminer", pdf])),
    ]
}

struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.pdf"), bytes).unwrap();
        Written { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("a.pdf")
    }
}

fn written(sheet: &Sheet) -> Written {
    Written::new(&resume::pdf(sheet).unwrap().bytes)
}

#[test]
fn all_readers_find_the_same_order() {
    let two_pages = {
        let mut sheet = Sheet {
            paper: Paper::UsLetter,
            ..sample()
        };
        let more = sheet.sections[2].entries.clone();
        sheet.sections[2]
            .entries
            .extend(more.iter().cycle().take(8).cloned());
        sheet
    };
    for sheet in [sample(), two_pages] {
        let file = written(&sheet);
        let facts = facts(&sheet);
        for (reader, text) in texts(&file.path()) {
            says_all(reader, &text, &facts);
            let odd = |c: char| matches!(c, '\u{ad}' | '\u{e000}'..='\u{f8ff}' | '\u{fb00}'..='\u{fb06}' | '\u{fffd}');
            assert!(!text.contains(odd), "{reader}: {text}");
            assert_eq!(
                text.lines().find(|line| !line.trim().is_empty()).unwrap().trim(),
                sheet.name,
                "{reader}"
            );
        }
    }
}

/// What the traps are for: readers disagree over them, so the test above can fail.
#[test]
fn readers_stumble_over_the_traps() {
    let facts = |list: &[(&str, bool)]| {
        list.iter()
            .map(|&(text, d)| (text.to_owned(), d))
            .collect::<Vec<_>>()
    };
    let dates = facts(&[
        ("Senior web developer, Acme Ltd", false),
        ("Mar 2018 - Present", true),
        ("Web developer, Först & Söhne", false),
        ("Sep 2014 - Feb 2018", true),
    ]);
    for (name, facts) in [
        (
            "two-columns",
            facts(&[("Python, PyTorch, NumPy", false), ("Services under load", true)]),
        ),
        ("date-column", dates),
    ] {
        let template = std::fs::read_to_string(folder().join(format!("traps/{name}.typ"))).unwrap();
        let document = world::set(&template, Dict::new()).unwrap();
        let pdf = typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default()).unwrap();
        let file = Written::new(&pdf);
        let wrong = texts(&file.path())
            .into_iter()
            .filter(|(_, text)| try_says_all(text, &facts).is_err())
            .map(|(reader, _)| reader)
            .collect::<Vec<_>>();
        assert!(
            wrong.contains(&"pdftotext -layout") || wrong.contains(&"pdftotext"),
            "{name}: {wrong:?}"
        );
    }
}

#[test]
fn others_call_it_sound() {
    let file = written(&sample());
    let pdf = file.path();
    let pdf = pdf.to_str().unwrap();
    let info = output("pdfinfo", &[pdf]);
    let line = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {info}"))
            .trim()
            .to_owned()
    };
    assert_eq!(line("Title:"), "Ada Example - Resume");
    assert_eq!(line("Author:"), "Ada Example");
    assert_eq!(line("Tagged:"), "yes");
    assert_eq!(line("Encrypted:"), "no");
    assert_eq!(line("Pages:"), "1");
    assert_eq!(line("JavaScript:"), "no");
    assert!(line("Page size:").contains("(A4)"));

    let tags = output("pdfinfo", &["-struct-text", pdf]);
    for tag in [
        "Document",
        "H1",
        "H2",
        "H3",
        "L (block)",
        "LI (block)",
        "Lbl",
        "LBody",
        "Link",
    ] {
        assert!(tags.contains(tag), "no {tag} in {tags}");
    }

    assert!(
        !tags
            .lines()
            .any(|line| line.starts_with("  Span") || line.starts_with("  Link")),
        "{tags}"
    );

    // name, type, encoding, emb, sub, uni, object: the four last columns are yes, yes, yes and two numbers.
    let fonts = output("pdffonts", &[pdf]);
    let fonts: Vec<Vec<&str>> = fonts
        .lines()
        .skip(2)
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(fonts.len(), 2);
    for font in &fonts {
        assert_eq!(
            font[font.len() - 5..font.len() - 2],
            ["yes", "yes", "yes"],
            "{font:?}"
        );
    }
    assert_eq!(
        output("pdfimages", &["-list", pdf]).lines().count(),
        2,
        "a head of two lines and no picture"
    );
    assert!(output("qpdf", &["--check", pdf]).contains("No syntax or stream encoding errors"));
}

/// Our reader agrees with poppler on what others wrote: here what qpdf and MuPDF write anew.
#[test]
fn rewritten_files_read_the_same() {
    let file = written(&sample());
    let (pdf, dir) = (file.path(), file.folder.path());
    let ours = reader::read(&std::fs::read(&pdf).unwrap()).unwrap();
    let new = dir.join("b.pdf");
    let (from, to) = (pdf.to_str().unwrap(), new.to_str().unwrap());
    for arguments in [
        &["--object-streams=generate", from, to][..],
        &["--object-streams=disable", "--stream-data=uncompress", from, to],
        &["--linearize", from, to],
    ] {
        output("qpdf", arguments);
        assert_eq!(
            reader::read(&std::fs::read(&new).unwrap()).unwrap(),
            ours,
            "qpdf {arguments:?}"
        );
    }
    output("mutool", &["clean", "-d", "-g", from, to]);
    assert_eq!(reader::read(&std::fs::read(&new).unwrap()).unwrap(), ours);
}

#[test]
fn encryption_is_told() {
    let file = written(&sample());
    let (pdf, new) = (file.path(), file.folder.path().join("b.pdf"));
    let (from, to) = (pdf.to_str().unwrap(), new.to_str().unwrap());
    // With a password, nothing can be read; without one for opening, all of it.
    output("qpdf", &["--encrypt", "secret", "owner", "256", "--", from, to]);
    let closed = reader::read(&std::fs::read(&new).unwrap()).unwrap();
    assert!(closed.encrypted && closed.pages.is_empty());
    output("qpdf", &["--encrypt", "", "owner", "256", "--", from, to]);
    let open = reader::read(&std::fs::read(&new).unwrap()).unwrap();
    assert!(open.encrypted);
    assert_eq!(open.pages[0].runs[0].text, "Ada Example");
}
