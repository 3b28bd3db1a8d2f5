//! Tables as people and enemies write them: each fault with its line and column, and memory that stays within its bounds.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::io::{self, Read};

use pivot_labs::metrics::Metric;
use pivot_labs::metrics::boxes::Protocol;
use pivot_labs::score::{Error, Fault, Limits, Parameters, Side, score};

fn of(metric: &str, parameters: &Parameters, truth: &str, said: &str) -> Result<f64, Error> {
    let metric = Metric::named(metric).unwrap();
    score(
        metric,
        parameters,
        &mut truth.as_bytes(),
        &mut said.as_bytes(),
        &Limits::default(),
    )
    .map(|s| s.value)
}

fn value(metric: &str, truth: &str, said: &str) -> f64 {
    with(metric, &Parameters::default(), truth, said)
}

fn with(metric: &str, parameters: &Parameters, truth: &str, said: &str) -> f64 {
    of(metric, parameters, truth, said).unwrap_or_else(|e| panic!("{metric}: {e:?}"))
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
}

/// Each fault as `side line column: what`.
fn shown(error: Error) -> Vec<String> {
    let Error::Faults { faults, .. } = error else {
        panic!("no fault of a table: {error:?}");
    };
    let line = |f: &Fault| f.line.map_or("-".to_owned(), |line| line.to_string());
    let column = |f: &Fault| f.column.as_ref().map_or("-".to_owned(), |c| c.number.to_string());
    faults
        .iter()
        .map(|f| format!("{} {} {}: {}", f.side, line(f), column(f), f.what))
        .collect()
}

fn faults(metric: &str, truth: &str, said: &str) -> Vec<String> {
    shown(of(metric, &Parameters::default(), truth, said).unwrap_err())
}

#[test]
fn rows_meet_by_id_in_any_order_and_any_dress() {
    let truth = "id,value\n1,10\n2,20\n\"a, \"\"b\"\"\",30\n";
    near(
        value("mae", truth, "id,value\n2,22\n1,11\n\"a, \"\"b\"\"\",33\n"),
        2.0,
    );
    // A byte-order mark, \r\n, \r alone, empty lines, spaces around names and numbers, quotes that nobody needs, no end of line.
    near(
        value(
            "mae",
            truth,
            "\u{feff} id , value \r\n\r\n 2 , 22 \r\n\"1\",\"11\"\r\n\"a, \"\"b\"\"\",33",
        ),
        2.0,
    );
    near(
        value("mae", truth, "id,value\r2,22\r1,11\r\"a, \"\"b\"\"\",33\r"),
        2.0,
    );
    // A field of two lines.
    near(
        value(
            "edit-distance",
            "id,text\n1,\"one\ntwo\"\n",
            "id,text\n1,\"one\n\ntwo\"\n",
        ),
        1.0,
    );
}

#[test]
fn every_fault_has_its_line_and_column() {
    let truth = "id,value\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\n";
    let said = "value,id\n1,a\n\n1,nobody\nabc,b\nnan,c\n-inf,d\n1,a\n5,e,5\n7,\n,f\n";
    assert_eq!(
        faults("rmse", truth, said),
        [
            "predictions 4 2: the truth has no id `nobody`",
            "predictions 5 1: `abc` is no number",
            "predictions 6 1: `nan` is no number",
            "predictions 7 1: `-inf` is not finite",
            "predictions 8 2: the id `a` stands in line 2 too",
            "predictions 9 -: 3 fields, and the header has 2",
            "predictions 10 2: the id is empty",
            "predictions 11 1: the field is empty",
        ]
    );
    // Lines are those of the file, whatever ends them, and a quoted field may hold some.
    for end in ["\n", "\r\n", "\r"] {
        let said = format!("id,value{end}a,1{end}\"b\",\"2{end}{end}\"{end}c,x{end}d,4{end}e,5{end}f,6{end}");
        assert_eq!(
            faults("rmse", truth, &said),
            ["predictions 6 2: `x` is no number"],
            "{end:?}"
        );
    }
    let twice = faults("rmse", "id,value\na,1\nb,x\na,2\n", "id,value\na,1\n");
    assert_eq!(
        twice,
        [
            "truth 3 2: `x` is no number",
            "truth 4 1: the id `a` stands in line 2 too",
            "predictions - -: 1 id of the truth has no row: `b` (line 3 of the truth)",
        ]
    );
}

#[test]
fn rows_that_are_missing_are_one_fault() {
    let truth = "id,value\na,1\nb,2\nc,3\nd,4\ne,5\n";
    assert_eq!(
        faults("mae", truth, "id,value\nc,3\n"),
        [
            "predictions - -: 4 ids of the truth have no row: `a` (line 2 of the truth), `b` (line 3 of the truth), `d` (line 5 of the truth), …"
        ]
    );
    assert_eq!(
        faults("mae", "id,value\n", "id,value\n"),
        ["truth - -: the truth has a header and no rows"]
    );
}

#[test]
fn headers() {
    let good = "id,value\na,1\n";
    for (truth, said, expected) in [
        ("", good, "truth - -: the file is empty"),
        ("\n\r\n", good, "truth - -: the file is empty"),
        (
            good,
            "ids,value\na,1\n",
            "predictions 1 -: there is no column `id`",
        ),
        (good, "a,1\n", "predictions 1 -: there is no column `id`"),
        (good, "id\na\n", "predictions 1 -: there is no column to score"),
        (
            good,
            ",id,value\n0,a,1\n",
            "predictions 1 1: this column has no name",
        ),
        (
            good,
            "id,value,id\na,1,a\n",
            "predictions 1 3: column 1 has this name too",
        ),
        (
            good,
            "id;value\na;1\n",
            "predictions 1 -: the header is one column",
        ),
        (
            good,
            "id,valeu,other\na,1,2\n",
            "predictions 1 -: there is no column `value`",
        ),
        (
            "id,x,y\na,1,2\n",
            good,
            "truth 1 -: there are several columns to score",
        ),
    ] {
        assert_eq!(faults("rmse", truth, said), [expected], "{truth:?} {said:?}");
    }
    let Err(Error::Faults { faults, .. }) =
        of("rmse", &Parameters::default(), good, "id,valeu,other\na,1,2\n")
    else {
        panic!("a column that is not there");
    };
    assert_eq!(faults[0].hint.as_deref(), Some("the nearest is `valeu`"));
    // One column each: their names may differ. Of several the named one, or the one that the truth names.
    near(value("mae", good, "id,guess\na,2\n"), 1.0);
    near(value("mae", good, "id,other,value\na,9,2\n"), 1.0);
    let named = Parameters {
        column: Some("y".into()),
        id: Some("k".into()),
        weight: Some("w".into()),
        ..Parameters::default()
    };
    near(
        with(
            "mae",
            &named,
            "k,x,y,w\na,0,1,3\nb,0,1,1\n",
            "k,y,z\na,2,9\nb,6,9\n",
        ),
        2.0,
    );
}

#[test]
fn bytes_that_are_no_text() {
    let read = |bytes: &[u8]| {
        let (mut truth, mut said) = (&b"id,value\na,1\nb,2\n"[..], bytes);
        shown(
            score(
                Metric::Mae,
                &Parameters::default(),
                &mut truth,
                &mut said,
                &Limits::default(),
            )
            .unwrap_err(),
        )
    };
    assert_eq!(
        read(b"id,value\na,1\nb,\xff2\n"),
        ["predictions 3 2: these bytes are no UTF-8"]
    );
    // A character cut in two by a comma is no character.
    assert_eq!(
        read(b"id,value\na,1\nb\xc3,\xa92\n"),
        ["predictions 3 1: these bytes are no UTF-8"]
    );
    assert_eq!(
        read(b"\xff\xfei\0d\0,\0v\0\n\0"),
        ["predictions 1 1: the header is no UTF-8"]
    );
    assert_eq!(
        read(b"id,value\na,1\nb,\"2\n\n\n"),
        ["predictions 3 -: a quote is opened in the row that begins here, and never closed"]
    );
}

#[test]
fn weights() {
    let weight = || Parameters {
        weight: Some("w".into()),
        ..Parameters::default()
    };
    let said = "id,value\na,1\nb,1\n";
    near(
        with("accuracy", &weight(), "id,value,w\na,1,3\nb,0,1\n", said),
        0.75,
    );
    let zero = of("accuracy", &weight(), "id,value,w\na,1,0\nb,0,0\n", said).unwrap_err();
    assert!(matches!(zero, Error::Undefined(why) if why.to_string() == "all weights are zero"));
    let wrong = of("accuracy", &weight(), "id,value,w\na,1,-1\nb,0,nan\n", said).unwrap_err();
    assert_eq!(
        shown(wrong),
        ["truth 2 3: `-1` is negative", "truth 3 3: `nan` is no number"]
    );
}

#[test]
fn classes_and_which_is_positive() {
    near(
        value("f1", "id,v\na,1\nb,0\nc,1\n", "id,v\na,1.0\nb,1\nc,0\n"),
        0.5,
    );
    near(value("auc", "id,v\na,True\nb,False\n", "id,v\na,3\nb,-2\n"), 1.0);
    assert_eq!(
        faults("f1", "id,v\na,1\nb,0\n", "id,v\na,1\nb,2\n"),
        ["predictions 3 2: `2` may be the positive class or the other"]
    );
    assert_eq!(
        faults("auc", "id,v\na,0\nb,-1\n", "id,v\na,1\nb,2\n"),
        ["truth 3 2: `-1` is a third class, beside 1 and `0`"]
    );
    let cat = Parameters {
        positive: Some("cat".into()),
        ..Parameters::default()
    };
    near(
        with(
            "f1",
            &cat,
            "id,v\na,cat\nb,dog\nc,owl\n",
            "id,v\na,cat\nb,cat\nc,cow\n",
        ),
        2.0 / 3.0,
    );
    // The same class, whether whole numbers were written as such or not.
    near(
        value("accuracy", "id,v\na,1\nb,2.0\n", "id,v\na,1.0\nb,02\n"),
        1.0,
    );
    assert_eq!(
        faults("accuracy", "id,v\na,1\n", "id,v\na,NaN\n"),
        ["predictions 2 2: `NaN` is no class"]
    );
    assert_eq!(
        faults("quadratic-weighted-kappa", "id,v\na,1\n", "id,v\na,good\n"),
        ["predictions 2 2: `good` is no number"]
    );
}

#[test]
fn probabilities_of_one_class_and_of_many() {
    assert_eq!(
        faults("log-loss", "id,v\na,1\n", "id,v\na,1.5\n"),
        ["predictions 2 2: `1.5` is out of range"]
    );
    let truth = "id,animal\n1,cat\n2,owl\n";
    let said = "id,owl,dog,cat\n2,0.5,0.25,0.25\n1,0,0.5,0.5\n";
    near(value("log-loss", truth, said), 2_f64.ln());
    near(value("perplexity", truth, said), 2.0);
    near(value("bits-per-character", truth, said), 1.0);
    // Row 1: 0.25 + 0.25; row 2: 0.25 + 0.0625 + 0.0625.
    near(value("brier", truth, said), (0.5 + 0.375) / 2.0);
    assert_eq!(
        faults("log-loss", "id,animal\n1,cta\n2,owl\n", said),
        ["truth 2 2: the predictions have no column for class `cta`"]
    );
    assert_eq!(
        faults("brier", truth, "id,owl,dog,cat\n2,0.5,0.25,0.5\n1,0,2,0\n"),
        [
            "predictions 2 2: the probabilities of this row add up to 1.25",
            "predictions 3 3: `2` is out of range"
        ]
    );
    assert_eq!(
        faults("brier", truth, "id,1,1.0\n2,0,1\n"),
        ["predictions 1 3: class `1` has a column already"]
    );
}

#[test]
fn tokens_and_characters() {
    let half = "-0.6931471805599453";
    near(
        value(
            "perplexity",
            "id,text\n1,a b\n",
            &format!("id,logs\n1,{half} {half}\n"),
        ),
        2.0,
    );
    // Two tokens of a bit each for four characters.
    near(
        value(
            "bits-per-character",
            "id,text\n1,\"été \"\n",
            &format!("id,logs\n1,{half} {half}\n"),
        ),
        0.5,
    );
    assert_eq!(
        faults("perplexity", "id,text\n1,a b\n", "id,logs\n1,-1\n"),
        ["predictions 2 2: 1 logarithms, and the truth has 2 tokens"]
    );
    assert_eq!(
        faults("perplexity", "id,text\n1,a\n", "id,logs\n1,0.5\n"),
        ["predictions 2 2: `0.5` is above 0: its probability would be above 1"]
    );
    assert_eq!(
        faults("bits-per-character", "id,text\n1,a\n", "id,logs\n1,-inf\n"),
        ["predictions 2 2: `-inf` is not finite"]
    );
}

#[test]
fn lists() {
    let k = |k, scores| Parameters {
        k: Some(k),
        scores,
        ..Parameters::default()
    };
    near(
        with(
            "map-at-k",
            &k(2, false),
            "id,v\n1,x y\n2,z\n",
            "id,v\n1,y w x\n2,w z\n",
        ),
        (0.5 + 0.5) / 2.0,
    );
    let l3 = 3_f64.log2();
    let wrong_way = (2.0 + 3.0 / l3) / (3.0 + 2.0 / l3);
    near(
        value("ndcg-at-k", "id,v\n1,x:3 y:2\n", "id,v\n1,y x\n"),
        wrong_way,
    );
    near(
        with("ndcg-at-k", &k(5, true), "id,v\n1,3 2\n", "id,v\n1,0.1 0.2\n"),
        wrong_way,
    );
    near(
        value("ndcg-at-k", "id,x,y\n1,3,2\n", "id,y,x\n1,0.2,0.1\n"),
        wrong_way,
    );
    // A number in each cell: the rows are the documents of one query.
    near(
        value("ndcg-at-k", "id,v\nx,3\ny,2\n", "id,v\nx,0.1\ny,0.2\n"),
        wrong_way,
    );
    assert_eq!(
        faults("map-at-k", "id,v\n1,\n", "id,v\n1,x\n"),
        ["truth 2 2: nothing is relevant to this row"]
    );
    assert_eq!(
        faults("ndcg-at-k", "id,x,y\n1,3,-2\n", "id,x,y\n1,1,1\n"),
        ["truth 2 3: `-2` is negative"]
    );
    assert_eq!(
        faults("ndcg-at-k", "id,x,y\n1,3,2\n", "id,x,y,z\n1,1,1,1\n"),
        ["predictions 1 4: the truth has no column `z`"]
    );
}

#[test]
fn pictures() {
    let runs = |text: &str| format!("id,v\n1,{text}\n");
    let masks = || Parameters {
        masks: true,
        ..Parameters::default()
    };
    near(
        with("dice", &masks(), &runs("1 4 10 2"), &runs("3 8")),
        6.0 / 14.0,
    );
    near(with("mean-iou", &masks(), &runs(""), &runs("")), 1.0);
    for (text, expected) in [
        ("5", "predictions 2 2: the run from 5 has no length"),
        ("0 3", "predictions 2 2: `0` is no pixel"),
        (
            "1 18446744073709551615",
            "predictions 2 2: `18446744073709551615` is no pixel",
        ),
        (
            "1 5 3 2",
            "predictions 2 2: the run from 3 begins before the run from 1 ends",
        ),
    ] {
        assert_eq!(
            shown(of("dice", &masks(), &runs("1 4"), &runs(text)).unwrap_err()),
            [expected]
        );
    }
    // Labels of pixels: class 0 has 1 of 3, class 1 has 1 of 2, class 2 has 1 of 2.
    near(
        value("mean-iou", &runs("0 0 1 2"), &runs("0 1 1 2")),
        (0.5 + 0.5 + 1.0) / 3.0,
    );
    near(value("dice", &runs("0 1 1 0"), &runs("1 1 0 0")), 0.5);
    assert_eq!(
        faults("dice", &runs("0 1"), &runs("0")),
        ["predictions 2 2: 1 pixels, and the truth has 2"]
    );

    let truth = "id,boxes\np,cat 0 0 10 10; dog 1 1 2 2\nq,\n";
    let said = "id,boxes\nq,\np,cat 0 0 10 10 0.9;\n";
    near(value("detection-map", truth, said), 0.5);
    let voc = Parameters {
        protocol: Some(Protocol::Voc),
        iou: Some(0.9),
        ..Parameters::default()
    };
    near(with("detection-map", &voc, truth, said), 0.5);
    assert_eq!(
        faults(
            "detection-map",
            truth,
            "id,boxes\nq,cat 0 0 0 10 0.9\np,cat 0 0 10 10\n"
        ),
        [
            "predictions 2 2: `cat 0 0 0 10 0.9` has no size: x2 must be above x1 and y2 above y1",
            "predictions 3 2: `cat 0 0 10 10` has 4 numbers after the class",
        ]
    );
}

#[test]
fn parameters_of_another_metric() {
    let wrong =
        |metric: &str, parameters: Parameters| match of(metric, &parameters, "id,v\n1,1\n", "id,v\n1,1\n") {
            Err(Error::Wish { what, .. }) => what,
            other => panic!("{other:?}"),
        };
    let beta = |beta| Parameters {
        beta: Some(beta),
        ..Parameters::default()
    };
    assert_eq!(wrong("auc", beta(2.0)), "auc has no parameter --beta");
    assert_eq!(wrong("f-beta", Parameters::default()), "f-beta needs a beta");
    for value in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(wrong("f-beta", beta(value)).contains("out of range"));
    }
    let none = Parameters {
        k: Some(0),
        ..Parameters::default()
    };
    assert_eq!(wrong("map-at-k", none), "--k 0 leaves no place");
}

/// A file without end: a piece that is repeated for ever. Reading it all would never come back.
struct Endless {
    head: &'static [u8],
    piece: &'static [u8],
    given: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(buffer);
        }
        for (i, byte) in buffer.iter_mut().enumerate() {
            *byte = self.piece[(self.given as usize + i) % self.piece.len()];
        }
        self.given += buffer.len() as u64;
        Ok(buffer.len())
    }
}

#[test]
fn files_without_end_come_to_one() {
    let limits = Limits {
        row_bytes: 1 << 16,
        held_bytes: 1 << 20,
        ..Limits::default()
    };
    let read = |head, piece, as_truth: bool| {
        let mut endless = Endless {
            head,
            piece,
            given: 0,
        };
        let mut other = &b"id,value\n1,1\n"[..];
        let (truth, said): (&mut dyn Read, &mut dyn Read) = if as_truth {
            (&mut endless, &mut other)
        } else {
            (&mut other, &mut endless)
        };
        let error = score(Metric::Mae, &Parameters::default(), truth, said, &limits).unwrap_err();
        assert!(endless.given < 1 << 22, "{} bytes were read", endless.given);
        let Error::Faults { faults, .. } = error else {
            panic!("{error:?}");
        };
        let last = faults.last().unwrap();
        (last.side, last.line, last.what.clone(), faults.len())
    };
    let long = "the row that begins here is longer than 65536 bytes".to_owned();
    let said = Side::Predictions;
    assert_eq!(read(b"id,value\n", b"x", false), (said, Some(2), long.clone(), 1));
    assert_eq!(read(b"", b"x", false), (said, Some(1), long.clone(), 1));
    assert_eq!(
        read(b"id,value\n1,1\n\"", b"1,1\n", false),
        (said, Some(3), long, 1)
    );
    let fields = "the row that begins here has more than 4096 fields".to_owned();
    assert_eq!(read(b"id,value\n", b",", false), (said, Some(2), fields, 1));
    // Twenty faults are enough.
    assert_eq!(
        read(b"id,value\n", b"2,1\n", false),
        (said, Some(21), "the truth has no id `2`".into(), 20)
    );
    assert_eq!(read(b"id,value\n", b"\xff,1\n", false).3, 20);
}

/// What a terminal would obey is not shown, and long names are cut.
#[test]
fn names_that_are_attacks() {
    let name = format!("\u{1b}[2J{}", "x".repeat(100));
    let Error::Faults { faults, .. } = of(
        "mae",
        &Parameters::default(),
        "id,v\na,1\n",
        &format!("id,{name}\na,\u{7}\n"),
    )
    .unwrap_err() else {
        panic!("no number");
    };
    let column = &faults[0].column.as_ref().unwrap().name;
    assert!(
        column.starts_with("·[2Jxx") && column.ends_with('…') && column.chars().count() == 41,
        "{column}"
    );
    assert_eq!(faults[0].what, "`·` is no number");
}

/// Work grows with the product of two fields: both have bounds that keep a row within a moment.
#[test]
fn fields_that_would_take_for_ever() {
    let text = "x".repeat((1 << 16) + 1);
    let said = format!("id,v\na,{text}\n");
    assert_eq!(
        faults("edit-distance", "id,v\na,x\n", &said),
        ["predictions 2 2: 65537 characters are too many to compare"]
    );
    let boxes = "c 0 0 1 1;".repeat(4097);
    assert_eq!(
        faults("detection-map", &format!("id,v\na,{boxes}\n"), "id,v\na,\n"),
        ["truth 2 2: these are too many boxes"]
    );
}

/// A truth of ever new ids is held only up to the limit.
#[test]
fn a_truth_that_is_too_large() {
    let truth: String = std::iter::once("id,value\n".to_owned())
        .chain((0..50_000).map(|i| format!("{i},1\n")))
        .collect();
    let limits = Limits {
        held_bytes: 1 << 20,
        ..Limits::default()
    };
    let said = &mut &b"id,value\n"[..];
    let error = score(
        Metric::Mae,
        &Parameters::default(),
        &mut truth.as_bytes(),
        said,
        &limits,
    )
    .unwrap_err();
    assert_eq!(shown(error).len(), 1);
    let few = Limits {
        rows: 9,
        ..Limits::default()
    };
    let said = &mut &b"id,value\n"[..];
    let error = score(
        Metric::Mae,
        &Parameters::default(),
        &mut truth.as_bytes(),
        said,
        &few,
    )
    .unwrap_err();
    assert_eq!(shown(error), ["truth 11 -: there are more than 9 rows"]);
}
