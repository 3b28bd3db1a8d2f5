//! A file held against the sample that shows its form.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use pivot_labs::score::{Error, Fault, Fits, Limits, Side, fits};

const SAMPLE: &str = "id,value\n1,0\n2,0\n3,0\n";

fn held(sample: &str, file: &str) -> Result<Fits, Vec<Fault>> {
    match fits(&mut sample.as_bytes(), &mut file.as_bytes(), &Limits::default()) {
        Ok(fits) => Ok(fits),
        Err(Error::Faults { faults, .. }) => Err(faults),
        Err(other) => panic!("{other:?}"),
    }
}

fn what(faults: &[Fault]) -> Vec<(Option<u64>, &str)> {
    faults.iter().map(|f| (f.line, f.what.as_str())).collect()
}

#[test]
fn rows_may_come_in_any_order() {
    // 0.5, 1 and 0.0: three rows, two of them certain.
    let fits = held(SAMPLE, "id,value\r\n3,0.5\r\n1,1\r\n2,0.0\r\n").unwrap();
    assert_eq!(
        fits,
        Fits {
            rows: 3,
            certain: 2,
            no_numbers: 0
        }
    );
}

/// Each mistake with its line: two rows of 1, none of 3, one that nobody asked for.
#[test]
fn ids_are_those_of_the_sample() {
    let faults = held(SAMPLE, "id,value\n1,0.5\n1,0.5\n2,0.5\n9,0.5\n").unwrap_err();
    assert_eq!(
        what(&faults),
        [
            (Some(3), "the id `1` stands in line 2 too"),
            (Some(5), "the sample file has no id `9`"),
            (None, "1 id of the sample file has no row: `3`"),
        ]
    );
    assert!(faults.iter().all(|f| f.side == Side::Predictions));
}

#[test]
fn a_cell_has_a_value() {
    let faults = held(SAMPLE, "id,value\n1,\n2,NaN\n3,inf\n").unwrap_err();
    assert_eq!(
        what(&faults),
        [
            (Some(2), "the field is empty"),
            (Some(3), "`NaN` is no value"),
            (Some(4), "`inf` is not finite"),
        ]
    );
    assert_eq!(faults[0].column.as_ref().unwrap().name, "value");
    // The sample shows that a mask may be empty, and that words are what is asked for.
    let masks = "id,mask\n1,1 3 7 2\n2,\n";
    assert!(held(masks, "id,mask\n1,\n2,4 4\n").is_ok());
    assert_eq!(
        held("id,word\n1,cat\n", "id,word\n1,inf\n").unwrap(),
        Fits {
            rows: 1,
            ..Fits::default()
        }
    );
    // A text where the sample has numbers alone may be a list, and is counted.
    assert_eq!(held("id,v\n1,0\n", "id,v\n1,3 4\n").unwrap().no_numbers, 1);
}

#[test]
fn the_header_is_that_of_the_sample() {
    let faults = held(SAMPLE, "id,values\n1,0\n2,0\n3,0\n").unwrap_err();
    assert_eq!(what(&faults), [(Some(1), "the header is `id`, `values`")]);
    assert_eq!(faults[0].expected, "the header of the sample file: `id`, `value`");
    assert_eq!(faults[0].column.as_ref().unwrap().number, 2);
    let faults = held(SAMPLE, "no,id,value\n0,1,0\n").unwrap_err();
    assert!(faults[0].hint.as_ref().unwrap().contains("index=False"));
    // pandas' own header for an index has no name.
    let faults = held(SAMPLE, ",id,value\n0,1,0\n").unwrap_err();
    assert!(faults[0].hint.as_ref().unwrap().contains("index=False"));
    let faults = held(SAMPLE, "id,value\n1,2,3\n2,0\n3,0\n").unwrap_err();
    assert_eq!(faults[0].line, Some(2));
}

#[test]
fn faults_end_somewhere() {
    let many: String = (100..200).map(|id| format!("{id},0\n")).collect();
    let faults = held(SAMPLE, &format!("id,value\n{many}")).unwrap_err();
    assert_eq!(faults.len(), Limits::default().faults);
    assert_eq!(
        what(&held(SAMPLE, "").unwrap_err()),
        [(None, "the file is empty")]
    );
    let faults = held("", SAMPLE).unwrap_err();
    assert_eq!(faults[0].side, Side::Truth);
}
