//! Made data: the same bytes for a seed, nothing that gives an answer away, and baselines in the order of what they know.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use pivot_labs::baselines::{self, CONSTANT, LINEAR, NEAREST, NGRAM, REGIONS};
use pivot_labs::made::{Made, RECIPES, Size, make};
use pivot_labs::metrics::Metric;
use pivot_labs::npy::Array;
use pivot_labs::score::{Limits, Parameters, score};
use sha2::{Digest, Sha256};

/// The metric of the lab that has this data.
fn metric(recipe: &str) -> Metric {
    match recipe {
        "shops" => Metric::Rmse,
        "reviews" => Metric::Auc,
        "characters" => Metric::BitsPerCharacter,
        "boxes" => Metric::DetectionMap,
        _ => Metric::Accuracy,
    }
}

const OF_CLASSES: [&str; 3] = ["budget", "garments", "shapes"];

/// The whole set of seed 1, made once for all tests.
fn whole(recipe: &str) -> &'static Made {
    static SETS: [OnceLock<Made>; RECIPES.len()] = [const { OnceLock::new() }; RECIPES.len()];
    let place = RECIPES.iter().position(|name| *name == recipe).unwrap();
    SETS[place].get_or_init(|| make(recipe, 1, Size::Whole).unwrap())
}

/// The recipes that draw their answers. Those of `convolution` are computed from its questions, and it has no `train.csv`.
fn drawn() -> impl Iterator<Item = &'static &'static str> {
    RECIPES.iter().filter(|recipe| **recipe != "convolution")
}

/// A CSV file as its header and rows.
fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

fn rows(made: &Made, path: &str) -> Vec<Vec<String>> {
    table(made.file(path).unwrap()).1
}

/// A CSV file of these columns of rows.
fn written(header: &[&str], rows: &[Vec<String>], columns: &[usize]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(columns.iter().map(|c| &row[*c])).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What a submission scores on all questions.
fn scored(recipe: &str, made: &Made, submission: &[u8]) -> f64 {
    let (header, answers) = table(&made.truth);
    let truth = written(&["id", &header[2]], &answers, &[0, 2]);
    let found = score(
        metric(recipe),
        &Parameters::default(),
        &mut truth.as_slice(),
        &mut &submission[..],
        &Limits::default(),
    );
    found.unwrap_or_else(|e| panic!("{recipe}: {e:?}")).value
}

/// SHA-256 over the names, lengths and bytes of all files and the truth; the first 16 digits.
fn digest(made: &Made) -> String {
    let mut sum = Sha256::new();
    let truth = ("truth", &made.truth);
    for (path, bytes) in made
        .files
        .iter()
        .map(|f| (f.path.as_str(), &f.bytes))
        .chain([truth])
    {
        sum.update(format!("{path} {}\n", bytes.len()));
        sum.update(bytes);
    }
    sum.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What seed 1 gives, kept here so that no change goes unnoticed: whoever has fetched a lab would have other data than is scored.
#[test]
fn a_seed_gives_the_same_bytes_for_ever() {
    let tiny: Vec<String> = RECIPES
        .iter()
        .map(|recipe| format!("{recipe} {}", digest(&make(recipe, 1, Size::Tiny).unwrap())))
        .collect();
    assert_eq!(
        tiny,
        [
            "boxes 57ed3b46253ed420",
            "budget 83dbd836404199b9",
            "characters 5aa01a31f25236ba",
            "convolution 432189f0da49d81c",
            "garments 5e0a0e03058691ed",
            "reviews 614bad88c1bf91e4",
            "shapes 42f86e3d69c484a0",
            "shops eb1b1afe677fe0ba",
        ]
    );
    for recipe in RECIPES {
        assert_ne!(
            digest(&make(recipe, 1, Size::Tiny).unwrap()),
            digest(&make(recipe, 2, Size::Tiny).unwrap()),
            "{recipe}: another seed is another set"
        );
    }
}

#[test]
fn whole_sets_keep_their_bytes_and_are_small() {
    let mut digests = Vec::new();
    for recipe in RECIPES {
        let made = whole(recipe);
        let size: usize = made.files.iter().map(|file| file.bytes.len()).sum();
        assert!(size < 17_000_000, "{recipe} has {size} bytes");
        digests.push(format!("{recipe} {}", digest(made)));
    }
    assert_eq!(
        digests,
        [
            "boxes d3647192363e1298",
            "budget bb84970d1917947d",
            "characters bfca394913c81e1b",
            "convolution 6308f93700d400ca",
            "garments d7d0e3034960d5cc",
            "reviews 17bbd35b55bd8ccf",
            "shapes 99c8ec034e15d57a",
            "shops e73a0fc78cca1acb",
        ]
    );
}

#[test]
fn what_is_not_made_is_said() {
    let said = |name| make(name, 1, Size::Tiny).unwrap_err().to_string();
    assert_eq!(
        said("garment"),
        "no data is made by the name `garment`; did you mean `garments`?"
    );
    assert!(said("zzz").contains("there are boxes, budget"));
}

/// Ids are those of the questions everywhere, in one order, each once and none of the training data.
#[test]
fn ids_agree() {
    for recipe in RECIPES {
        let made = make(recipe, 3, Size::Tiny).unwrap();
        let ids = |rows: Vec<Vec<String>>| rows.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        let asked = ids(rows(&made, "test.csv"));
        assert_eq!(ids(table(&made.truth).1), asked, "{recipe}");
        assert_eq!(ids(rows(&made, "sample_submission.csv")), asked, "{recipe}");
        let mut all: Vec<String> = asked;
        if made.file("train.csv").is_some() {
            all.extend(ids(rows(&made, "train.csv")));
        }
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{recipe}");
    }
}

#[test]
fn pictures_belong_to_their_rows() {
    for recipe in ["boxes", "budget", "garments", "shapes"] {
        let made = make(recipe, 3, Size::Tiny).unwrap();
        for part in ["train", "test"] {
            let pictures = Array::read(made.file(&format!("{part}.npy")).unwrap()).unwrap();
            assert_eq!(
                pictures.rows(),
                rows(&made, &format!("{part}.csv")).len(),
                "{recipe}"
            );
            let shape = match recipe {
                "boxes" => &[64, 64, 3][..],
                "shapes" => &[32, 32, 3],
                _ => &[28, 28],
            };
            assert_eq!(&pictures.shape[1..], shape, "{recipe}");
        }
    }
}

/// Nothing that is asked stands in what is learned, answer or no answer.
#[test]
fn no_question_is_among_what_is_learned() {
    for recipe in drawn() {
        let made = whole(recipe);
        let all: Vec<Vec<u8>> = if made.file("train.npy").is_some() {
            let arrays = ["train.npy", "test.npy"].map(|path| Array::read(made.file(path).unwrap()).unwrap());
            let each = |array: &Array| {
                (0..array.rows())
                    .map(|row| array.row(row).to_vec())
                    .collect::<Vec<_>>()
            };
            arrays.iter().flat_map(each).collect()
        } else if *recipe == "characters" {
            // A question is the beginning of a paragraph: one of 100 characters begins none of those to learn from.
            let text = String::from_utf8(made.file("train.txt").unwrap().to_vec()).unwrap();
            let questions = rows(made, "test.csv").into_iter().map(|row| row[1].clone());
            let paragraphs = text.lines().map(str::to_owned);
            let starts = paragraphs.chain(questions).filter(|text| text.len() >= 100);
            starts.map(|text| text.as_bytes()[..100].to_vec()).collect()
        } else {
            // What is known of a row: neither its id nor its answer.
            let known = |path: &str, answers: usize| {
                let rows = rows(made, path).into_iter();
                rows.map(move |row| row[1..row.len() - answers].join("\n").into_bytes())
            };
            known("train.csv", 1).chain(known("test.csv", 0)).collect()
        };
        let different: BTreeSet<&Vec<u8>> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{recipe}");
        assert!(all.len() > 1000, "{recipe}: {}", all.len());
    }
}

/// The answers of a table as numbers whose size says something: classes by their order, boxes by how many.
fn numbers(recipe: &str, answers: &[String]) -> Vec<f64> {
    let mut classes: Vec<&String> = answers.iter().collect();
    classes.sort_unstable();
    classes.dedup();
    let number = |answer: &String| match recipe {
        "boxes" => answer.split(';').count() as f64,
        "shops" => answer.parse().unwrap(),
        _ => classes.binary_search(&answer).unwrap() as f64,
    };
    answers.iter().map(number).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>()
    };
    product(a, mean_a, b, mean_b) / (product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b)).sqrt()
}

/// Of `n` independent rows a correlation has the deviation 1/√n: none of an answer with its place, with the answer before it, or with
/// its part is beyond four and a half of them (one in 100,000; there are some forty).
#[test]
fn neither_place_nor_neighbour_nor_part_tells_an_answer() {
    for recipe in drawn() {
        let made = whole(recipe);
        let (_, truth) = table(&made.truth);
        let asked: Vec<String> = truth.iter().map(|row| row[2].clone()).collect();
        let asked = numbers(recipe, &asked);
        let public: Vec<f64> = truth
            .iter()
            .map(|row| f64::from(u8::from(row[1] == "public")))
            .collect();
        let mut all = vec![("test", asked.clone())];
        if made.file("train.csv").is_some() {
            let train = rows(made, "train.csv");
            let learned: Vec<String> = train.iter().map(|row| row.last().unwrap().clone()).collect();
            all.push(("train", numbers(recipe, &learned)));
        }
        for (part, answers) in all {
            let bound = 4.5 / (answers.len() as f64).sqrt();
            let places: Vec<f64> = (0..answers.len()).map(|place| place as f64).collect();
            let by_place = correlation(&places, &answers);
            assert!(by_place.abs() < bound, "{recipe} {part}: {by_place} by place");
            let by_neighbour = correlation(&answers[1..], &answers[..answers.len() - 1]);
            assert!(
                by_neighbour.abs() < bound,
                "{recipe} {part}: {by_neighbour} by neighbour"
            );
        }
        let by_part = correlation(&public, &asked);
        assert!(
            by_part.abs() < 4.5 / (asked.len() as f64).sqrt(),
            "{recipe}: {by_part} by part"
        );
        // Three of ten are public.
        let share = public.iter().sum::<f64>() / public.len() as f64;
        assert!((share - 0.3).abs() < 0.001, "{recipe}: {share} public");
    }
}

#[test]
fn classes_are_balanced() {
    for recipe in OF_CLASSES {
        let made = whole(recipe);
        let truth = table(&made.truth).1;
        for labels in [rows(made, "train.csv"), truth] {
            let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
            labels
                .iter()
                .for_each(|row| *counts.entry(row.last().unwrap()).or_default() += 1);
            assert_eq!(counts.len(), 10, "{recipe}");
            assert!(
                counts.values().all(|n| *n == labels.len() / 10),
                "{recipe}: {counts:?}"
            );
        }
    }
    // Of 5000 reviews half are liked, with a deviation of √5000 / 2 = 35.
    let made = whole("reviews");
    let liked = rows(made, "train.csv").iter().filter(|row| row[2] == "1").count();
    assert!((2325..2675).contains(&liked), "{liked}");
}

/// Each character that is asked for was seen, and has a column.
#[test]
fn the_alphabet_is_whole() {
    for size in [Size::Tiny, Size::Whole] {
        let made = make("characters", 1, size).unwrap();
        let text = String::from_utf8(made.file("train.txt").unwrap().to_vec()).unwrap();
        let seen: BTreeSet<String> = text.chars().map(pivot_labs::made::characters::name).collect();
        let (header, _) = table(made.file("sample_submission.csv").unwrap());
        assert_eq!(header[1..].iter().cloned().collect::<BTreeSet<_>>(), seen);
        assert!(table(&made.truth).1.iter().all(|row| seen.contains(&row[2])));
    }
}

/// The answers as a submission.
fn perfect(recipe: &str, made: &Made) -> Vec<u8> {
    let (_, truth) = table(&made.truth);
    match recipe {
        "characters" => {
            let (header, _) = table(made.file("sample_submission.csv").unwrap());
            let names: Vec<&str> = header.iter().map(String::as_str).collect();
            let rows: Vec<Vec<String>> = truth
                .iter()
                .map(|row| {
                    let sure = |name: &&str| if **name == row[2] { "1" } else { "0" }.to_owned();
                    std::iter::once(row[0].clone())
                        .chain(names[1..].iter().map(sure))
                        .collect()
                })
                .collect();
            written(&names, &rows, &(0..names.len()).collect::<Vec<_>>())
        }
        "boxes" => {
            let rows: Vec<Vec<String>> = truth
                .iter()
                .map(|row| vec![row[0].clone(), format!("{} 1", row[2].replace(';', " 1;"))])
                .collect();
            written(&["id", "boxes"], &rows, &[0, 1])
        }
        _ => written(&["id", "value"], &truth, &[0, 2]),
    }
}

#[test]
fn the_truth_is_perfect_and_the_sample_is_poor() {
    for recipe in RECIPES {
        let made = make(recipe, 4, Size::Tiny).unwrap();
        let perfect = scored(recipe, &made, &perfect(recipe, &made));
        let sample = scored(recipe, &made, made.file("sample_submission.csv").unwrap());
        let (best, poor) = match metric(recipe) {
            Metric::Rmse => (0.0, sample > 20.0),
            Metric::BitsPerCharacter => (0.0, sample > 4.5),
            Metric::Auc => (1.0, (sample - 0.5).abs() < 1e-9),
            // One of ten classes; a box that is rarely right.
            _ => (1.0, sample < 0.11),
        };
        assert!(
            (perfect - best).abs() < 1e-9,
            "{recipe}: the truth scores {perfect}"
        );
        assert!(poor, "{recipe}: the sample scores {sample}");
    }
}

/// What a baseline scores on all questions of the whole set of seed 1.
fn reached(recipe: &str, made: &Made, baseline: &str) -> f64 {
    let files = |path: &str| made.file(path).map(<[u8]>::to_vec);
    let submission =
        baselines::predict(recipe, baseline, &files).unwrap_or_else(|e| panic!("{recipe} {baseline}: {e}"));
    scored(recipe, made, &submission)
}

/// Baselines of a lab from the worst to the best, each better than the one before by this much.
fn in_order(recipe: &str, order: &[&str], by: f64) -> Vec<f64> {
    let made = whole(recipe);
    let values: Vec<f64> = order.iter().map(|name| reached(recipe, made, name)).collect();
    let lower = matches!(metric(recipe), Metric::Rmse | Metric::BitsPerCharacter);
    for (pair, names) in values.windows(2).zip(order.windows(2)) {
        let better = if lower {
            pair[0] - pair[1]
        } else {
            pair[1] - pair[0]
        };
        assert!(better > by, "{recipe}: {names:?} reach {pair:?}");
    }
    values
}

#[test]
fn a_constant_is_chance_and_pixels_are_more() {
    for recipe in ["garments", "budget"] {
        let values = in_order(recipe, &[CONSTANT, LINEAR, NEAREST], 0.05);
        assert!((values[0] - 0.1).abs() < 1e-9, "{recipe}: {values:?}");
        assert!(values[2] < 0.82, "{recipe} leaves room: {values:?}");
    }
    let values = in_order("shapes", &[CONSTANT, NEAREST, LINEAR], 0.02);
    assert!(
        (values[0] - 0.1).abs() < 1e-9 && values[2] < 0.4,
        "shapes: {values:?}"
    );
}

#[test]
fn a_mean_is_worse_than_what_adds_up() {
    for name in [NEAREST, LINEAR] {
        let values = in_order("shops", &[CONSTANT, name], 2.0);
        // Three times the noise, which is 3.01.
        assert!(values[1] > 9.0, "shops leave room: {values:?}");
    }
}

#[test]
fn words_are_worth_something_and_not_all() {
    let values = in_order("reviews", &[CONSTANT, NEAREST, LINEAR], 0.03);
    assert!((values[0] - 0.5).abs() < 1e-9 && values[2] < 0.85, "{values:?}");
}

#[test]
fn memory_of_five_characters_is_worth_something_and_not_all() {
    let values = in_order("characters", &[CONSTANT, NGRAM], 1.0);
    // Nobody gets below 0.517.
    assert!(values[1] > 0.517 * 1.4, "{values:?}");
}

#[test]
fn colours_find_some_boxes() {
    let values = in_order("boxes", &[CONSTANT, REGIONS], 0.1);
    assert!(values[1] < 0.4, "{values:?}");
    let made = whole("boxes");
    assert!(reached("boxes", made, NEAREST) < 0.05);
}

#[test]
fn a_baseline_answers_twice_the_same() {
    for recipe in RECIPES {
        let made = make(recipe, 2, Size::Tiny).unwrap();
        let files = |path: &str| made.file(path).map(<[u8]>::to_vec);
        for name in baselines::names(recipe) {
            let twice = [(); 2].map(|()| baselines::predict(recipe, name, &files).unwrap());
            assert_eq!(twice[0], twice[1], "{recipe} {name}");
        }
    }
}

/// A folder in which one file is another, or gone: the fault in words.
fn refused(recipe: &str, name: &str, path: &str, bytes: Option<&[u8]>) -> String {
    // What has no lab of its own has the folder of another.
    let made = make(recipe, 2, Size::Tiny)
        .or_else(|_| make("garments", 2, Size::Tiny))
        .unwrap();
    let files = |asked: &str| match asked == path {
        true => bytes.map(<[u8]>::to_vec),
        false => made.file(asked).map(<[u8]>::to_vec),
    };
    baselines::predict(recipe, name, &files).unwrap_err().to_string()
}

/// Lab, baseline, the file that is wrong and what stands in it, what is said.
type Case<'c> = (&'c str, &'c str, &'c str, Option<&'c [u8]>, &'c str);

#[test]
fn faults_of_a_folder_are_said() {
    let known = |path: &str| {
        make("garments", 2, Size::Tiny)
            .unwrap()
            .file(path)
            .unwrap()
            .to_vec()
    };
    let cases: [Case<'_>; 12] = [
        (
            "serving",
            CONSTANT,
            "",
            None,
            "lab `serving` has no simple baselines",
        ),
        (
            "shops",
            "best",
            "",
            None,
            "it has constant, nearest-neighbour, linear",
        ),
        (
            "garments",
            LINEAR,
            "train.npy",
            None,
            "train.npy is not there; `pivot lab get` writes it",
        ),
        (
            "garments",
            CONSTANT,
            "train.csv",
            Some(b"id,label\n"),
            "train.csv has no rows",
        ),
        (
            "garments",
            CONSTANT,
            "train.csv",
            Some(b"id,class\n1,boot\n"),
            "train.csv has no column `label`",
        ),
        (
            "garments",
            CONSTANT,
            "train.csv",
            Some(b"id,label\n1\n"),
            "train.csv: CSV error",
        ),
        (
            "garments",
            NEAREST,
            "train.npy",
            Some(b"PK"),
            "train.npy: this is no NumPy file",
        ),
        (
            "garments",
            NEAREST,
            "test.npy",
            Some(&known("train.npy")),
            "test.npy has 120 pictures, and its table 60 rows",
        ),
        (
            "shops",
            LINEAR,
            "test.csv",
            Some(b"id\n1\n"),
            "train.csv has 8 columns that test.csv lacks",
        ),
        (
            "reviews",
            LINEAR,
            "train.csv",
            Some(b"id,text,label\n1,good,yes\n"),
            "row 1: `yes` in column `label` is no number",
        ),
        (
            "characters",
            NGRAM,
            "train.txt",
            Some(b"\xff"),
            "train.txt is not in UTF-8",
        ),
        (
            "characters",
            NGRAM,
            "train.txt",
            Some("€".as_bytes()),
            "`u+20ac`, and sample_submission.csv no column for it",
        ),
    ];
    for (recipe, name, path, bytes, expected) in cases {
        let said = refused(recipe, name, path, bytes);
        assert!(said.contains(expected), "{recipe} {name}: {said}");
    }
}
