//! What is to be told of posts and projects.

use pivot_domain::fault::Fault;

use super::super::desk::Desk;
use super::super::sources::Source;
use super::super::{Finding, check};
use super::draw::hidden;

/// Everything to be told of the sources.
pub(super) fn told(desk: &Desk<'_>, sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let is_draft = hidden(&desk.input, source) == Some("a draft");
        let faults = source.faults.iter().map(|fault| (fault.clone(), !is_draft));
        let notes = if source.faults.is_empty() && hidden(&desk.input, source).is_none() {
            check::notes(desk, source)
        } else {
            Vec::new()
        };
        let all: Vec<(Fault, bool)> = faults
            .chain(notes.into_iter().map(|note| (note, false)))
            .collect();
        if all.is_empty() {
            continue;
        }
        let read = match (&source.bytes, all.iter().any(|(fault, _)| fault.at != (0..0))) {
            (Some(bytes), _) => Some(bytes.clone()),
            (None, true) => desk.input.files.read(&source.path).ok(),
            (None, false) => None,
        };
        let text = read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        findings.extend(all.into_iter().map(|(fault, grave)| {
            let place = text
                .as_deref()
                .filter(|_| fault.at != (0..0))
                .map(|text| fault.place(text));
            let (line, column) = place.unwrap_or_default();
            Finding {
                path: source.path.clone(),
                line,
                column,
                fault,
                grave,
            }
        }));
    }
    findings
}
