//! Any bytes are a definition of a lab, its answers and a submission, parted by zero bytes: a score, or faults with places. The same
//! bytes are hidden answers, a model, and what a folder says of its data.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_labs::lab::answers::Answers;
use pivot_labs::lab::form::of_set;
use pivot_labs::lab::held::{hide, reveal};
use pivot_labs::lab::judge::judge;
use pivot_labs::lab::kept;
use pivot_labs::lab::model::parameters;
use pivot_labs::lab::parse;

fuzz_target!(|bytes: &[u8]| {
    let _ = (reveal(bytes), parameters(bytes));
    assert_eq!(reveal(&hide("x", bytes)).as_deref(), Ok(bytes));
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (definition, truth, submission) = (part(), part(), part());
    let text = String::from_utf8_lossy(definition);
    let (kept, faults) = kept::parse(&text);
    assert_eq!(kept.is_none(), !faults.is_empty());
    let (lab, faults) = parse(&text);
    assert_eq!(lab.is_none(), !faults.is_empty());
    for fault in &faults {
        assert!(fault.at.start <= text.len() && fault.place(&text).0 >= 1 && !fault.what.is_empty());
    }
    let (Some(lab), Ok(answers)) = (lab, Answers::read(truth)) else {
        return;
    };
    assert_eq!(Answers::read(&answers.file()).as_ref().ok(), Some(&answers));
    let sample = answers.table(None);
    let Ok(form) = of_set(&lab, &sample, Some(&sample), &answers) else {
        return;
    };
    let Some(set) = lab.sets.first() else { return };
    if let Ok(judged) = judge(&lab, set, &answers, &form, submission) {
        assert!(judged.public.is_finite() && judged.private.is_finite());
        assert_eq!(judge(&lab, set, &answers, &form, submission).ok(), Some(judged));
    }
});
