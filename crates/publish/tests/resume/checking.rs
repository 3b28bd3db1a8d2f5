//! A finished PDF checked: one that is right, and each thing that can be wrong with it, one at a time.

use pivot_domain::resume::Document;
use pivot_publish::record::Record;
use pivot_publish::resume::check::{Asked, Finding, Given, Grade, Report, Rule};
use pivot_publish::resume::posting;
use pivot_publish::resume::reading::{Reading, Run};
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::resume::{check, sheet};
use proptest::prelude::*;

use crate::world::{ADA, document, options, printed, record};

/// A person's document, its sheet, the PDF as it should be, and today's figures.
fn world() -> (Document, Sheet, Reading, Record) {
    let record = record();
    let document = document(ADA);
    let sheet = sheet(&document, &options(&record));
    let reading = printed(&sheet);
    (document, sheet, reading, record)
}

/// The report on a PDF changed by `change`, with its sheet.
fn changed(change: impl FnOnce(&mut Reading)) -> Report {
    let (document, sheet, mut reading, record) = world();
    change(&mut reading);
    let given = Given {
        sheet: Some(&sheet),
        document: Some(&document),
        record: Some(&record),
        posting: None,
    };
    check(&reading, &given)
}

/// The faults of a rule: `page what | text`.
fn faults(report: &Report, rule: Rule) -> Vec<String> {
    let told = |f: &Finding| {
        format!(
            "{} {} | {}",
            f.page.unwrap_or(0),
            f.what,
            f.text.as_deref().unwrap_or("-")
        )
    };
    report
        .of(Grade::Fault)
        .filter(|f| f.rule == rule)
        .map(told)
        .collect()
}

/// Rules that are broken.
fn broken(report: &Report) -> Vec<Rule> {
    let mut rules: Vec<Rule> = report.of(Grade::Fault).map(|f| f.rule).collect();
    rules.dedup();
    rules
}

/// The piece whose text begins so.
fn run<'r>(reading: &'r mut Reading, text: &str) -> &'r mut Run {
    reading
        .pages
        .iter_mut()
        .flat_map(|p| &mut p.runs)
        .find(|r| r.text.starts_with(text))
        .unwrap()
}

#[test]
fn a_right_pdf_has_no_finding_against_it() {
    let report = changed(|_| {});
    assert!(report.holds());
    let other: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|f| f.grade != Grade::Passed)
        .collect();
    assert!(other.is_empty(), "{other:#?}");
    // Each rule is there, in its order.
    let rules: Vec<Rule> = report.findings.iter().map(|f| f.rule).collect();
    assert_eq!(rules.len(), 17);
    assert!(rules.is_sorted());
}

#[test]
fn a_name_that_is_not_the_first_line_is_told() {
    let report = changed(|reading| {
        let label = reading.pages[0].runs[1].clone();
        reading.pages[0].runs.insert(0, Run { y: 40.0, ..label });
    });
    assert_eq!(
        faults(&report, Rule::Name),
        ["1 the first line is not the name | Machine learning engineer"]
    );
    // Broken into letters.
    let report = changed(|reading| run(reading, "Ada Example").text = "A d a E x a m p l e".into());
    assert_eq!(faults(&report, Rule::Name).len(), 1);
}

#[test]
fn two_columns_are_told() {
    // The dates in a right-hand column, on the line of what they belong to.
    let report = changed(|reading| {
        let y = run(reading, "Web developer, Acme Ltd").y;
        let date = run(reading, "Mar 2018 - Present");
        (date.x, date.y) = (450.0, y);
    });
    assert_eq!(
        faults(&report, Rule::Columns),
        ["1 a date stands in a column at the right | Mar 2018 - Present"]
    );
    // The skills in a sidebar between the lines of the rest.
    let report = changed(|reading| {
        for (i, text) in ["Go (senior)", "Python", "Gardening"].iter().enumerate() {
            let skill = run(reading, text);
            (skill.x, skill.y) = (400.0, 307.0 + 14.0 * i as f64);
        }
    });
    let told = faults(&report, Rule::Columns);
    assert!(
        told.iter()
            .any(|t| t.contains("there is a second column, which begins here | Go (senior)")),
        "{told:?}"
    );
    // A centred head is no column.
    let report = changed(|reading| {
        for run in reading.pages[0].runs.iter_mut().take(8) {
            run.x = (595.0 - run.width) / 2.0;
        }
    });
    assert!(report.holds(), "{:?}", broken(&report));
}

#[test]
fn another_order_is_told() {
    // Dates behind all bullets, as a cell at the right comes out.
    let report = changed(|reading| {
        let runs = &mut reading.pages[0].runs;
        let at = runs.iter().position(|r| r.text == "Mar 2018 - Present").unwrap();
        let to = runs.iter().position(|r| r.text == "Led three people").unwrap();
        let date = runs.remove(at);
        runs.insert(to, date);
    });
    assert_eq!(
        faults(&report, Rule::Order),
        [
            "1 this stands elsewhere than it should | Services for logistics.",
            "1 this stands elsewhere than it should | Wrote billing services in Go",
            "1 this stands elsewhere than it should | Moved reports from SQL to Spark on AWS",
            "1 this stands elsewhere than it should | Led three people"
        ]
    );
    assert_eq!(
        faults(&report, Rule::Columns).len(),
        1,
        "the text goes back up the page"
    );
}

#[test]
fn what_is_lost_is_told() {
    let report = changed(|reading| {
        reading.pages[0]
            .runs
            .retain(|r| !r.text.starts_with("Led three") && r.text != "ada@example.org");
    });
    let lost = report
        .of(Grade::Fault)
        .filter(|f| f.rule == Rule::Facts)
        .map(|f| f.expected.clone())
        .collect::<Vec<_>>();
    assert_eq!(lost, ["ada@example.org", "Led three people"]);
    assert_eq!(
        faults(&report, Rule::Contact).len(),
        2,
        "the address, and that there is none at all"
    );
    assert!(broken(&report).contains(&Rule::Contact) && !report.holds());
}

#[test]
fn other_dashes_between_dates_are_told() {
    for dash in ["–", "—", "−"] {
        let report = changed(|reading| run(reading, "Mar 2018 -").text = format!("Mar 2018 {dash} Present"));
        let told = faults(&report, Rule::Dates);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[1].contains("another dash") && told[1].ends_with(&format!("Mar 2018 {dash} Present")));
    }
    // In a sentence of the person's own it is told and left alone.
    let record = record();
    let text = ADA.replace(
        "Led three people",
        "Led three people 2019–2021, most – but not all – well",
    );
    let sheet = sheet(&document(&text), &options(&record));
    let report = check(
        &printed(&sheet),
        &Given {
            sheet: Some(&sheet),
            ..Given::default()
        },
    );
    assert!(report.holds());
    let told: Vec<&Finding> = report.of(Grade::Warning).collect();
    assert_eq!((told.len(), told[0].rule), (1, Rule::Dates));
}

#[test]
fn dates_that_cannot_be_read_and_wrong_orders_are_told() {
    let (_, mut sheet, _, _) = world();
    let experience = sheet
        .sections
        .iter_mut()
        .find(|s| s.title == "Experience")
        .unwrap();
    experience.entries[0].dates = "since spring".into();
    experience.entries.reverse();
    let report = check(
        &printed(&sheet),
        &Given {
            sheet: Some(&sheet),
            ..Given::default()
        },
    );
    assert_eq!(
        faults(&report, Rule::Dates),
        ["1 the dates of `Web developer, Acme Ltd` cannot be read | since spring"]
    );
    let (_, mut sheet, _, _) = world();
    let experience = sheet
        .sections
        .iter_mut()
        .find(|s| s.title == "Experience")
        .unwrap();
    experience.entries.reverse();
    let report = check(
        &printed(&sheet),
        &Given {
            sheet: Some(&sheet),
            ..Given::default()
        },
    );
    assert_eq!(
        faults(&report, Rule::NewestFirst),
        ["0 under Experience, `2014 - Feb 2018` stands before `Mar 2018 - Present` | -"]
    );
    // The same without the sheet: headings and lines of dates say it.
    let report = check(&printed(&sheet), &Given::default());
    assert_eq!(faults(&report, Rule::NewestFirst).len(), 1);
}

#[test]
fn what_is_wrong_with_the_file_is_told() {
    type Change = Box<dyn Fn(&mut Reading)>;
    let cases: Vec<(Change, Rule, &str)> = vec![
        (
            Box::new(|r| run(r, "Maps").text = "Maps \u{f0e0}".into()),
            Rule::Letters,
            "1 here is U+F0E0: a letter for private use, as icons have | Maps \u{f0e0}",
        ),
        (
            Box::new(|r| run(r, "Maps").text = "Ma\u{ad}ps".into()),
            Rule::Letters,
            "1 here is U+00AD: a soft hyphen, which breaks a word in two | Ma\u{ad}ps",
        ),
        (
            Box::new(|r| run(r, "Finds").text = "\u{fb01}nds".into()),
            Rule::Letters,
            "1 here is U+FB01: a ligature in place of its letters | \u{fb01}nds",
        ),
        (
            Box::new(|r| r.encrypted = true),
            Rule::Encryption,
            "0 the file is encrypted | -",
        ),
        (
            Box::new(|r| r.pages[0].images = 2),
            Rule::Images,
            "1 2 pictures are on page 1: what they show cannot be read | -",
        ),
        (
            Box::new(|r| r.fonts[0].embedded = false),
            Rule::Fonts,
            "0 the font Libertinus Serif is not in the file | -",
        ),
        (
            Box::new(|r| r.fonts[0].unicode = false),
            Rule::Fonts,
            "0 the font Libertinus Serif does not say which letter is which | -",
        ),
        (
            Box::new(|r| r.tagged = false),
            Rule::Tags,
            "0 the text is not tagged | -",
        ),
        (
            Box::new(|r| r.title = String::new()),
            Rule::Tags,
            "0 the file has no title | -",
        ),
        (
            Box::new(|r| r.title = "main.typ".into()),
            Rule::Tags,
            "0 the file has another title | main.typ",
        ),
        (
            Box::new(|r| r.language = String::new()),
            Rule::Tags,
            "0 the file does not say its language | -",
        ),
        (
            Box::new(|r| r.headings[1].0 = 3),
            Rule::Tags,
            "0 a heading of level 3 follows one of level 1 | Summary",
        ),
        (
            Box::new(|r| r.links.clear()),
            Rule::Links,
            "0 a link of the resume is not in the PDF | -",
        ),
        (
            Box::new(|r| r.links.push("file:///etc/passwd".into())),
            Rule::Links,
            "0 a link leads to no address of the web | file:///etc/passwd",
        ),
        (
            Box::new(|r| r.pages.clear()),
            Rule::Pages,
            "0 the file has no pages | -",
        ),
        (
            Box::new(|r| run(r, "Education").text = "Education and more".into()),
            Rule::Headings,
            "0 a heading is not a line of its own | -",
        ),
    ];
    for (change, rule, wanted) in cases {
        let report = changed(change);
        let told = faults(&report, rule);
        assert!(told.iter().any(|t| t == wanted), "{wanted} is not in {told:?}");
        assert!(!report.holds());
    }
    // Three pages and no claims are to be looked at.
    let report = changed(|r| {
        r.pages.extend([r.pages[0].clone(), r.pages[0].clone()]);
        r.claims.clear();
    });
    let told: Vec<Rule> = report.of(Grade::Warning).map(|f| f.rule).collect();
    assert_eq!(told, [Rule::Pages, Rule::Claims]);
}

/// Any PDF: what needs the sheet says so, and has not passed.
#[test]
fn without_a_sheet_the_rest_is_not_done() {
    let (_, _, reading, _) = world();
    let report = check(&reading, &Given::default());
    assert!(report.holds());
    let not_done: Vec<Rule> = report.of(Grade::NotDone).map(|f| f.rule).collect();
    assert_eq!(
        not_done,
        [Rule::Name, Rule::Order, Rule::Facts, Rule::Links, Rule::Figures]
    );
    assert!(report.of(Grade::NotDone).all(|f| !f.what.is_empty()));
    // A picture of a resume.
    let report = check(
        &Reading {
            pages: vec![Default::default()],
            ..Reading::default()
        },
        &Given::default(),
    );
    assert!(broken(&report).contains(&Rule::Name));
    let passed: Vec<Rule> = report.of(Grade::Passed).map(|f| f.rule).collect();
    assert_eq!(
        passed,
        [Rule::Letters, Rule::Pages, Rule::Encryption, Rule::Images]
    );
}

#[test]
fn figures_that_changed_are_told() {
    let claim = |key: &str, shown: &str, text: &str| {
        let text = format!(
            r#"{{ "projects": [{{ "name": "Roofs", "highlights": ["{text}"],
                "x-pivot": {{ "evidence": ["e-roofs"], "figures": {{ "{key}": "{shown}" }} }} }}] }}"#
        );
        let (document, record) = (document(&text), record());
        check(
            &Reading::default(),
            &Given {
                document: Some(&document),
                record: Some(&record),
                ..Given::default()
            },
        )
    };
    assert_eq!(
        faults(&claim("score:roofs", "0.81", "Dice 0.81"), Rule::Figures),
        Vec::<String>::new()
    );
    assert_eq!(
        faults(&claim("score:roofs", "0.84", "Dice 0.84"), Rule::Figures),
        ["0 `score:roofs` was 0.84 when /projects/0 was made, and is 0.81 now | -"]
    );
    assert_eq!(
        faults(&claim("score:lost", "0.84", "Dice 0.84"), Rule::Figures),
        ["0 `score:lost` was 0.84 when /projects/0 was made, and is in the journal no more | -"]
    );
    // The text has another number than it rests on.
    let report = claim("score:roofs", "0.81", "Dice 0.815");
    assert_eq!(
        report
            .of(Grade::Warning)
            .filter(|f| f.rule == Rule::Figures)
            .count(),
        1
    );
}

#[test]
fn demands_are_covered_claimed_or_missing() {
    let text = ADA.replace(
        "\"name\": \"Maps\",",
        "\"name\": \"Maps\", \"x-pivot\": { \"evidence\": [\"e-roofs\", \"e-word\", \"e-lost\"] },",
    );
    let record = record();
    let document = document(&text);
    // Kubernetes is nowhere; PHP is in the document and was left out of the sheet.
    let mut sheet = sheet(&document, &options(&record));
    for section in &mut sheet.sections {
        section.entries.retain(|e| !e.heading.starts_with("Junior"));
    }
    let posting = posting::read(b"PyTorch, Go, Kubernetes and PHP. Spark is a plus.").unwrap();
    let given = Given {
        sheet: Some(&sheet),
        document: Some(&document),
        record: Some(&record),
        posting: Some(&posting),
    };
    let demands = check(&printed(&sheet), &given).demands.unwrap();
    let told = |list: &[Asked]| -> Vec<String> {
        list.iter()
            .map(|a| format!("{} {:?} {:?}", a.name, a.evidence, a.places))
            .collect()
    };
    assert_eq!(
        told(&demands.covered),
        ["PyTorch [\"e-roofs\"] [\"/skills/1\", \"/projects/0\"]"],
        "what a word alone carries covers nothing"
    );
    assert_eq!(
        told(&demands.claimed),
        ["Go [] [\"/work/1\", \"/skills/0\"]", "Spark [] [\"/work/1\"]"]
    );
    assert_eq!(
        told(&demands.missing),
        ["Kubernetes [] []", "PHP [] [\"/work/0\"]"]
    );
}

proptest! {
    /// Any reading: no panic, and each rule has a finding that is graded.
    #[test]
    fn any_pdf_is_checked(
        runs in proptest::collection::vec(("\\PC{0,12}|2018 – 2019|Mar 2018 - Present|Experience", any::<f64>(), any::<f64>(), any::<f64>(), any::<f64>()), 0..20),
        title in "\\PC{0,5}", links in proptest::collection::vec("\\PC{0,8}", 0..3), with_sheet in any::<bool>()
    ) {
        let (_, sheet, mut reading, _) = world();
        reading.pages[0].runs = runs.into_iter().map(|(text, x, y, width, size)| Run { text, x, y, width, size }).collect();
        reading.title = title;
        reading.links = links;
        let report = check(&reading, &Given { sheet: with_sheet.then_some(&sheet), ..Given::default() });
        let mut rules: Vec<Rule> = report.findings.iter().map(|f| f.rule).collect();
        rules.dedup();
        prop_assert_eq!(rules.len(), 17);
        for finding in &report.findings {
            prop_assert!(!finding.what.is_empty());
        }
    }
}
