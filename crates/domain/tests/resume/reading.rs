//! Reading a résumé as JSON, its faults, and the words in it.
use pivot_domain::resume::{Found, LARGEST, Resume, parse};
use proptest::prelude::*;

const WHOLE: &str = r#"{
  "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
  "basics": {
    "name": "Ada Lovelace", "label": "Web developer", "image": null, "url": "https://ada.example",
    "summary": "Ten years of services in Python.",
    "location": { "city": "London", "countryCode": "GB" },
    "profiles": [{ "network": "Kaggle", "username": "ada", "url": "https://kaggle.example/ada" }]
  },
  "work": [{
    "company": "Engines Ltd", "position": "Back-end developer", "startDate": 2016, "endDate": null,
    "summary": "Services.", "highlights": ["Moved the models to\n PyTorch", "Docker, Kubernetes"]
  }],
  "volunteer": [{ "organization": "Code club", "highlights": ["Taught C++"] }],
  "education": [{ "institution": "Example University", "area": "Mathematics", "studyType": "BSc", "score": 4.0,
    "courses": ["MA101 Linear  Algebra"] }],
  "certificates": [{ "name": "Practical Deep Learning for Coders", "issuer": "fast.ai" }],
  "skills": [{ "name": "Data", "level": "Senior", "keywords": ["NumPy", "scikit-learn", "C#"] }],
  "projects": [{ "name": "Blog", "description": "It was fast. AI came later.", "keywords": null, "roles": [] }],
  "languages": [{ "language": "English", "fluency": "Native" }],
  "meta": { "version": "v1.0.0", "anything": [1, [2, { "x": true }]] }
}"#;

#[test]
fn a_whole_resume_is_read() {
    let resume = parse(WHOLE.as_bytes()).unwrap();
    assert_eq!(resume.basics.name, "Ada Lovelace");
    assert_eq!(resume.basics.profiles[0].network, "Kaggle");
    let work = &resume.work[0];
    // A field of older versions, a year that is a number, and an end that is not there.
    assert_eq!(
        (
            work.name.as_str(),
            work.start_date.as_str(),
            work.end_date.as_str()
        ),
        ("Engines Ltd", "2016", "")
    );
    assert_eq!(resume.education[0].study_type, "BSc");
    assert_eq!(resume.projects[0].keywords, Vec::<String>::new());
    assert_eq!(parse(b" { } ").unwrap(), Resume::default());
    // A mark of the byte order before the text.
    let marked = [b"\xef\xbb\xbf", WHOLE.as_bytes()].concat();
    assert_eq!(parse(&marked).unwrap(), resume);
}

/// `line:column what; expected`, as a person sees it, a line for each fault.
fn fault(text: &str) -> String {
    let faults = parse(text.as_bytes()).unwrap_err();
    let told = faults.iter().map(|fault| {
        let (line, column) = fault.place(text);
        format!("{line}:{column} {}; expected {}", fault.what, fault.expected)
    });
    told.collect::<Vec<_>>().join("\n")
}

/// Half of a letter that takes two escapes.
const LONE: &str =
    "invalid unicode escape sequence. 'd800 (unpaired high surrogate)' is not a valid UTF8 character";

#[test]
fn faults_have_a_place() {
    let json = "JSON: texts and names in quotes, a comma between two values and none after the last";
    let example = "an object as on jsonresume.org, such as { \"skills\": [{ \"name\": \"Python\" }] }";
    let cases = [
        ("", format!("1:1 this is no JSON Resume; expected {example}")),
        (
            "\n  [1, 2]",
            format!("2:3 this is no JSON Resume; expected {example}"),
        ),
        (
            "Ada Lovelace",
            format!("1:1 this is no JSON Resume; expected {example}"),
        ),
        (
            "{\n  \"skills\": [\n    { \"name\": \"Python\" },\n  ]\n}",
            format!("3:25 this is not JSON: trailing commas are not allowed; expected {json}"),
        ),
        (
            "{ \"skills\": [",
            format!("1:13 this is not JSON: unterminated array; expected {json}"),
        ),
        (
            "{} {}",
            format!("1:4 this is not JSON: text cannot contain more than one JSON value; expected {json}"),
        ),
        (
            "{\n  \"skills\": \"Python\"\n}",
            "2:13 `skills` is the text `Python`; expected a list in [ ]".into(),
        ),
        (
            "{ \"work\": [{\n \"position\": [\"x\"] }] }",
            "2:14 `work[0].position` is a list; expected a text in quotes".into(),
        ),
        (
            "{ \"basics\": { \"name\": true } }",
            "1:23 `basics.name` is `true`; expected a text in quotes".into(),
        ),
        (
            "{ \"work\": [], \"work\": [] }",
            "1:15 `work` comes twice; expected each field once".into(),
        ),
        // What only the stricter of two readers refuses.
        (
            "{ \"basics\": { \"name\": \"Ada\n\" } }",
            format!("1:26 this is not JSON: control character (\\u0000-\\u001F) found while parsing a string; expected {json}"),
        ),
        (
            "{ \"x\": 01 }",
            format!("1:9 this is not JSON: expected comma; expected {json}"),
        ),
        // All of them in one go; the reader before this took a list for an object, field by field.
        (
            "{ \"basics\": [\"Ada\"], \"work\": [\n[\"Acme\"], 5] }",
            "1:13 `basics` is a list; expected an object in { }\n2:1 `work[0]` is a list; expected an object in { }\n\
             2:11 `work[1]` is the number `5`; expected an object in { }"
                .into(),
        ),
        (
            "{ \"basics\": { \"name\": \"\\ud800 A\" } }",
            format!("1:24 this is not JSON: {LONE}; expected {json}"),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text), expected, "{text}");
    }
}

/// The place is right in a line with letters of several bytes, and after a mark of the byte order.
#[test]
fn a_place_counts_characters() {
    let text = "\u{feff}{\n\"é\": 1, \"skills\": 5 }";
    // Before the value stand `"é": 1, "skills": `: 18 characters.
    assert_eq!(
        fault(text),
        "2:19 `skills` is the number `5`; expected a list in [ ]"
    );
}

#[test]
fn what_is_no_text_and_what_is_too_large_is_refused() {
    let latin = b"{ \"basics\": { \"name\": \"Andr\xe9\" } }";
    let faults = parse(latin).unwrap_err();
    assert_eq!(
        (faults[0].at.start, faults[0].what.as_str()),
        (27, "these bytes are no UTF-8")
    );
    let mut large = vec![b' '; LARGEST];
    large[0] = b'{';
    large[LARGEST - 1] = b'}';
    assert_eq!(parse(&large).unwrap(), Resume::default(), "as large as may be");
    large.push(b' ');
    assert_eq!(parse(&large).unwrap_err()[0].what, "the file has 5242881 bytes");
    // As deep as it likes: it is refused and does not use up the stack.
    for deep in ["[", "{\"work\":"] {
        let text = format!("{{ \"work\": {}", deep.repeat(100_000));
        assert!(parse(text.as_bytes()).is_err());
    }
}

/// What is found of a list: word, section.
fn found(words: &[&str]) -> Vec<(String, &'static str)> {
    let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    let found = parse(WHOLE.as_bytes()).unwrap().find(&[&words]);
    found[0].iter().map(|f| (f.word.clone(), f.section)).collect()
}

#[test]
fn words_are_whole_and_in_any_case() {
    let of = |words: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        words.iter().map(|(w, s)| ((*w).to_owned(), *s)).collect()
    };
    assert_eq!(
        found(&[
            "python",
            "NUMPY",
            "pytorch",
            "docker",
            "kaggle",
            "Torch",
            "Data science"
        ]),
        of(&[
            ("python", "basics"),
            ("NUMPY", "skills"),
            ("pytorch", "work"),
            ("docker", "work"),
            ("kaggle", "profiles")
        ])
    );
    // A phrase over any space or one sign; a name of an employer or school is no skill.
    assert_eq!(
        found(&[
            "linear algebra",
            "scikit learn",
            "back end developer",
            "Engines",
            "Example University",
            "web developer"
        ]),
        of(&[
            ("linear algebra", "courses"),
            ("scikit learn", "skills"),
            ("back end developer", "work"),
            ("web developer", "basics")
        ])
    );
    assert_eq!(
        found(&["practical deep learning for coders", "fast.ai"]),
        of(&[("practical deep learning for coders", "certificates")]),
        "\"fast. AI\" is two sentences, and an issuer is no certificate"
    );
    assert_eq!(
        found(&["C", "C+", "C++", "c#"]),
        of(&[("C++", "volunteer"), ("c#", "skills")])
    );
}

#[test]
fn what_stands_around_a_word_is_shown_in_a_line() {
    let words = ["pytorch".to_owned(), "second".to_owned()];
    let text = r#"{ "work": [{ "summary": "The first year, and what came of it:\n\tPyTorch\u001b[2J in the second year, with others" }] }"#;
    let found = parse(text.as_bytes()).unwrap().find(&[&words]);
    assert_eq!(
        found,
        [[
            Found {
                word: "pytorch".into(),
                section: "work",
                excerpt: "…, and what came of it: PyTorch [2J in the second year,…".into()
            },
            Found {
                word: "second".into(),
                section: "work",
                excerpt: "…it: PyTorch [2J in the second year, with others".into()
            }
        ]]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Damaged files: read or refused, with a place inside the text.
    #[test]
    fn damaged_files_have_a_fault_inside(cut in 0.0..1.0, taken in 0usize..9, piece in "[\\PC\u{0}\"{}\\[\\],:]{0,4}") {
        let mut chars: Vec<char> = WHOLE.chars().collect();
        let at = (cut * chars.len() as f64) as usize;
        let end = (at + taken).min(chars.len());
        chars.splice(at..end, piece.chars());
        let text: String = chars.into_iter().collect();
        match parse(text.as_bytes()) {
            Ok(resume) => {
                let words = ["python".to_owned(), "c++".to_owned()];
                for found in resume.find(&[&words]).concat() {
                    prop_assert!(!found.excerpt.contains(char::is_control) && found.excerpt.chars().count() < 80);
                }
            }
            Err(faults) => for fault in faults {
                prop_assert!(fault.at.start <= fault.at.end && fault.at.end <= text.len());
                prop_assert!(text.is_char_boundary(fault.at.start));
            }
        }
    }

    /// A word that stands among others is found, and one that is part of another is not.
    #[test]
    fn a_word_is_found_where_it_stands(before in "[a-z]{0,8}", after in "[a-z]{0,8}") {
        let words = ["gradient".to_owned()];
        let whole = format!("{{ \"skills\": [{{ \"name\": \"{before} Gradient, {after}\" }}] }}");
        prop_assert_eq!(parse(whole.as_bytes()).unwrap().find(&[&words])[0].len(), 1);
        prop_assume!(before != "gradient" && after != "gradient");
        let part = format!("{{ \"skills\": [{{ \"name\": \"{before} x{before}gradient gradient{after}x\" }}] }}");
        prop_assert_eq!(parse(part.as_bytes()).unwrap().find(&[&words])[0].len(), 0);
    }
}
