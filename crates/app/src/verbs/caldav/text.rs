//! The text of an event: whether two say the same, and one that keeps what the person wrote into it.

/// What is ours of an event that the person wrote in too.
const TIMES: [&str; 5] = ["DTSTART", "DTEND", "DURATION", "DTSTAMP", "SEQUENCE"];

/// The content lines of a text, unfolded (RFC 5545, 3.1).
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The name of the property in a line, in capitals.
fn name(line: &str) -> String {
    line.split([':', ';'])
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase()
}

/// Whether two texts say the same: the moment at which they were written aside, and whatever order a server keeps.
pub(super) fn same(a: &str, b: &str) -> bool {
    let sorted = |text| {
        let aside = [
            "DTSTAMP",
            "PRODID",
            "CALSCALE",
            "VERSION",
            "CREATED",
            "LAST-MODIFIED",
        ];
        let mut lines = lines(text);
        lines.retain(|line| !aside.contains(&name(line).as_str()));
        lines.sort_unstable();
        lines
    };
    sorted(a) == sorted(b)
}

/// `theirs` with the times of `ours`: what else the person wrote stays. `None` where there is no event in it.
pub(super) fn with_times(theirs: &str, ours: &str) -> Option<String> {
    let sequence = |lines: &[String]| {
        let line = lines.iter().find(|line| name(line) == "SEQUENCE");
        line.and_then(|line| line.rsplit(':').next()?.trim().parse::<u32>().ok())
    };
    let (theirs, ours) = (lines(theirs), lines(ours));
    // A calendar program takes a change that has no higher number for an old one.
    let number = sequence(&theirs)
        .map_or(0, |n| n.saturating_add(1))
        .max(sequence(&ours).unwrap_or(0));
    let mut times: Vec<String> = ours
        .into_iter()
        .filter(|line| TIMES.contains(&name(line).as_str()) && name(line) != "SEQUENCE")
        .collect();
    times.push(format!("SEQUENCE:{number}"));
    let (mut within, mut depth, mut done) = (false, 0, false);
    let mut text = String::new();
    for line in theirs {
        match (name(&line).as_str(), line.to_ascii_uppercase().as_str()) {
            ("BEGIN", "BEGIN:VEVENT") if !done => (within, depth) = (true, 0),
            ("BEGIN", _) if within => depth += 1,
            ("END", _) if within && depth > 0 => depth -= 1,
            ("END", _) if within => (within, done) = (false, true),
            (property, _) if within && depth == 0 && TIMES.contains(&property) => continue,
            _ => {}
        }
        let begins = within && line.eq_ignore_ascii_case("BEGIN:VEVENT");
        push(&mut text, &line);
        if begins {
            for line in std::mem::take(&mut times) {
                push(&mut text, &line);
            }
        }
    }
    done.then_some(text)
}

/// Adds a line, folded at 75 octets.
fn push(text: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(c);
        width += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270104T000000Z\r\nSEQUENCE:1\r\nDTSTART:20270106T180000Z\r\nDTEND:20270106T190000Z\r\nSUMMARY:A\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_order_and_a_moment_of_writing_make_no_difference() {
        let other = OURS
            .replace("SUMMARY:A\r\n", "")
            .replace("UID:1\r\n", "SUMMA\r\n RY:A\r\nUID:1\r\n");
        assert!(same(OURS, &other.replace("20270104T000000Z", "20270105T000000Z")));
        assert!(!same(OURS, &OURS.replace("SUMMARY:A", "SUMMARY:B")));
        assert!(!same(OURS, &OURS.replace("T180000Z", "T173000Z")));
    }

    /// The person gave a note and an alarm with a DURATION of its own, and a length instead of an end.
    #[test]
    fn what_the_person_wrote_stays() {
        let theirs = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSEQUENCE:4\nDTSTART;TZID=X:20270105T180000\nDURATION:PT1H\nDESCRIPTION:Met Ada\nBEGIN:VALARM\nDURATION:PT5M\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(
            with_times(theirs, OURS).as_deref(),
            Some(
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTAMP:20270104T000000Z\r\nDTSTART:20270106T180000Z\r\nDTEND:20270106T190000Z\r\nSEQUENCE:5\r\nUID:1\r\nDESCRIPTION:Met Ada\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            )
        );
        assert_eq!(with_times("BEGIN:VCALENDAR\nEND:VCALENDAR\n", OURS), None);
    }
}
