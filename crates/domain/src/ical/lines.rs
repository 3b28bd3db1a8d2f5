//! Bytes become content lines, and lines become components (RFC 5545 §3.1, §3.4, §3.6).
//!
//! Only properties that matter to busy time or evidence are kept, so that memory follows what is used, not the file.

use super::Faults;

/// Components may nest this deep; the standard needs three.
const DEPTH_MAX: usize = 32;

/// Properties that some later stage reads.
const KEPT: [&str; 27] = [
    "CATEGORIES",
    "DESCRIPTION",
    "DTEND",
    "DTSTAMP",
    "DTSTART",
    "DURATION",
    "EXDATE",
    "EXRULE",
    "FREEBUSY",
    "METHOD",
    "NAME",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "UID",
    "URL",
    "X-LIC-LOCATION",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
];

/// Components that stand directly in a calendar, and so cannot hold one another.
const TOP: [&str; 6] = [
    "VEVENT",
    "VTODO",
    "VJOURNAL",
    "VFREEBUSY",
    "VTIMEZONE",
    "VAVAILABILITY",
];

/// One content line: `NAME;PARAMETER=VALUE:value`.
#[derive(Debug)]
pub(super) struct Property {
    /// 1-based line of the file on which it starts.
    pub(super) line: usize,
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without quotation marks.
    pub(super) params: Vec<(String, String)>,
    /// As written, unfolded, not unescaped.
    pub(super) value: String,
}

impl Property {
    /// The value of a parameter, by its name in capitals.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// `BEGIN:name` … `END:name`.
#[derive(Debug)]
pub(super) struct Component {
    /// 1-based line of its `BEGIN`.
    pub(super) line: usize,
    pub(super) name: String,
    /// Which of [`Document::calendars`] it stands in, if any.
    pub(super) calendar: Option<usize>,
    pub(super) properties: Vec<Property>,
    /// The `STANDARD` and `DAYLIGHT` parts of a `VTIMEZONE`; empty for anything else.
    pub(super) children: Vec<Component>,
}

impl Component {
    /// The first property of that name.
    pub(super) fn first(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|p| p.name == name)
    }

    /// All properties of that name, in the order of the file.
    pub(super) fn all(&self, name: &'static str) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(move |p| p.name == name)
    }

    /// The trimmed value of the first property of that name, unless it is empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.first(name).map(|p| p.value.trim()).filter(|v| !v.is_empty())
    }
}

/// What a file holds, before anything is interpreted.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) calendars: Vec<Component>,
    /// `VEVENT` and `VFREEBUSY`, in the order of the file.
    pub(super) events: Vec<Component>,
    pub(super) zones: Vec<Component>,
}

/// Reads a file; never fails as a whole.
pub(super) fn read(bytes: &[u8], faults: &mut Faults) -> Document {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || bytes.iter().take(64).any(|b| *b == 0)
    {
        faults.at(
            1,
            "the file is UTF-16 or binary, not UTF-8 text: save it as UTF-8",
        );
        return Document::default();
    }
    let mut reader = Reader {
        document: Document::default(),
        stack: Vec::new(),
        begun: false,
        faults,
    };
    let mut lines = Unfold { rest: bytes, line: 1 };
    while let Some((line, bytes)) = lines.next() {
        let text = String::from_utf8_lossy(&bytes);
        let Some((name, params, value)) = split(&text) else {
            continue;
        };
        match name.as_str() {
            "BEGIN" => reader.begin(line, value.trim().to_ascii_uppercase()),
            "END" => reader.end(line, &value.trim().to_ascii_uppercase()),
            _ if KEPT.contains(&name.as_str()) => {
                let property = Property {
                    line,
                    params: parameters(params),
                    value: value.to_owned(),
                    name,
                };
                reader.property(property);
            }
            _ => {}
        }
    }
    reader.finish()
}

struct Reader<'a> {
    document: Document,
    /// Open components; a `VCALENDAR` is only marked here and gathers its properties in the document.
    stack: Vec<Component>,
    begun: bool,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn begin(&mut self, line: usize, name: String) {
        self.begun = true;
        let closes = if name == "VCALENDAR" {
            Some(0)
        } else if TOP.contains(&name.as_str()) {
            self.stack.iter().position(|c| TOP.contains(&c.name.as_str()))
        } else {
            None
        };
        if let Some(depth) = closes {
            self.close_to(depth, true);
        }
        if self.stack.len() == DEPTH_MAX {
            self.faults
                .at(line, "components are nested too deeply; this one is passed over");
            return;
        }
        let component = |name| Component {
            line,
            name,
            calendar: None,
            properties: Vec::new(),
            children: Vec::new(),
        };
        if name == "VCALENDAR" {
            self.document.calendars.push(component(name.clone()));
        }
        let calendar = (name == "VCALENDAR" || self.stack.first().is_some_and(|c| c.name == "VCALENDAR"))
            .then(|| self.document.calendars.len() - 1);
        self.stack.push(Component {
            calendar,
            ..component(name)
        });
    }

    fn end(&mut self, line: usize, name: &str) {
        match self.stack.iter().rposition(|c| c.name == name) {
            Some(depth) => {
                self.close_to(depth + 1, true);
                self.close_to(depth, false);
            }
            None => self
                .faults
                .at(line, format!("END:{name} has no BEGIN; it is passed over")),
        }
    }

    fn property(&mut self, property: Property) {
        let Some(top) = self.stack.last_mut() else { return };
        match top.calendar {
            Some(index) if top.name == "VCALENDAR" => {
                self.document.calendars[index].properties.push(property);
            }
            _ => top.properties.push(property),
        }
    }

    /// Closes open components until `depth` are left, and hands over those that matter.
    fn close_to(&mut self, depth: usize, forced: bool) {
        while self.stack.len() > depth {
            let Some(component) = self.stack.pop() else { return };
            if forced && component.name != "VCALENDAR" {
                self.faults.of(
                    &component,
                    component.line,
                    format!("{} has no END of its own", component.name),
                );
            }
            match component.name.as_str() {
                "VEVENT" | "VFREEBUSY" => self.document.events.push(component),
                "VTIMEZONE" => self.document.zones.push(component),
                "STANDARD" | "DAYLIGHT" => {
                    if let Some(zone) = self.stack.last_mut().filter(|c| c.name == "VTIMEZONE") {
                        zone.children.push(component);
                    }
                }
                _ => {}
            }
        }
    }

    /// A component that the file breaks off in is left out: a rule cut short could repeat for ever.
    fn finish(self) -> Document {
        if let Some(open) = self.stack.iter().find(|c| c.name != "VCALENDAR") {
            self.faults.of(
                open,
                open.line,
                format!("the file ends inside this {}; it is left out", open.name),
            );
        }
        if !self.begun {
            self.faults
                .at(1, "this is no iCalendar text: it has no BEGIN line");
        }
        self.document
    }
}

/// Joins folded lines. Lines may end in CR LF, LF or CR, mixed; a line that starts with a space or a tab
/// continues the one before, also in the midst of a UTF-8 character, which is why it works on bytes.
struct Unfold<'a> {
    rest: &'a [u8],
    line: usize,
}

impl<'a> Unfold<'a> {
    fn next(&mut self) -> Option<(usize, Vec<u8>)> {
        self.skip_empty();
        if self.rest.is_empty() {
            return None;
        }
        let first = self.line;
        let mut whole = self.physical().to_vec();
        self.skip_empty();
        while matches!(self.rest.first(), Some(b' ' | b'\t')) {
            whole.extend_from_slice(&self.physical()[1..]);
            self.skip_empty();
        }
        Some((first, whole))
    }

    fn skip_empty(&mut self) {
        while matches!(self.rest.first(), Some(b'\r' | b'\n')) {
            self.physical();
        }
    }

    fn physical(&mut self) -> &'a [u8] {
        self.line += 1;
        let end = self
            .rest
            .iter()
            .position(|b| matches!(b, b'\r' | b'\n'))
            .unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix(b"\r\n").or(rest.get(1..)).unwrap_or_default();
        line
    }
}

/// Splits a line at the first colon outside quotation marks: name in capitals, parameters, value. A colon in
/// parentheses or before "//" is not meant, for some write `TZID=(UTC+07:00) Bangkok` and
/// `TZID=tzone://Microsoft/Utc` without them.
fn split(line: &str) -> Option<(String, &str, &str)> {
    let (mut quoted, mut enclosed) = (false, false);
    let colon = line
        .bytes()
        .enumerate()
        .position(|(at, b)| {
            quoted ^= b == b'"';
            enclosed = (enclosed || b == b'(') && b != b')';
            b == b':' && !quoted && !enclosed && !line.as_bytes()[at + 1..].starts_with(b"//")
        })
        .or_else(|| line.find(':'))?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let (name, params) = head.split_once(';').unwrap_or((head, ""));
    Some((name.trim().to_ascii_uppercase(), params, value))
}

/// `A=b;C="d;e"` becomes pairs.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .filter_map(|part| part.split_once('='))
    .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.replace('"', "")))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(usize, String)> {
        let mut unfold = Unfold { rest: text, line: 1 };
        std::iter::from_fn(|| unfold.next())
            .map(|(n, b)| (n, String::from_utf8_lossy(&b).into_owned()))
            .collect()
    }

    #[test]
    fn lines_unfold_under_every_line_end() {
        for end in ["\r\n", "\n", "\r"] {
            let text = ["A:1", "B", " :2", "\t3", "", "C:4"].join(end);
            let expected = [(1, "A:1"), (2, "B:23"), (6, "C:4")].map(|(n, t)| (n, t.to_owned()));
            assert_eq!(lines(text.as_bytes()), expected, "{end:?}");
        }
        assert_eq!(
            lines(b"A:1\r\nB:2\n C\rD:3"),
            [(1, "A:1".into()), (2, "B:2C".into()), (4, "D:3".into())]
        );
        // ü is C3 BC; the fold stands between its two bytes.
        assert_eq!(lines(b"A:f\xC3\r\n \xBCnf"), [(1, "A:fünf".into())]);
        // A file whose line ends went through a second conversion: every fold has an empty line before it.
        assert_eq!(
            lines(b"A:1\r\r\n 2\r\r\nB:3"),
            [(1, "A:12".into()), (5, "B:3".into())]
        );
    }

    #[test]
    fn a_line_splits_outside_quotation_marks() {
        let (name, params, value) = split("dtstart;tzid=\"(UTC+07:00) A; B\";X=1:20200101").expect("a colon");
        assert_eq!((name.as_str(), value), ("DTSTART", "20200101"));
        assert_eq!(
            parameters(params),
            [
                ("TZID".to_owned(), "(UTC+07:00) A; B".to_owned()),
                ("X".to_owned(), "1".to_owned())
            ]
        );
        for line in ["A;B=\"open:value", "A;B=(open:value", "A;B=(1:2):value"] {
            assert_eq!(split(line).map(|s| s.2), Some("value"), "{line}");
        }
        assert!(split("no colon at all").is_none());
    }

    #[test]
    fn unclosed_and_unopened_components_are_named() {
        let mut faults = Faults::default();
        let text =
            "BEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:X\nBEGIN:VEVENT\nUID:3";
        let document = read(text.as_bytes(), &mut faults);
        assert_eq!(
            document
                .events
                .iter()
                .filter_map(|e| e.text("UID"))
                .collect::<Vec<_>>(),
            ["1", "2"]
        );
        let lines: Vec<usize> = faults.into_vec().iter().map(|f| f.line).collect();
        assert_eq!(
            lines,
            [1, 3, 7, 8],
            "the event and the alarm in it, END:X, and the event that is cut off"
        );
    }

    #[test]
    fn depth_is_bounded() {
        let mut faults = Faults::default();
        let text = "BEGIN:A\n".repeat(100_000) + &"END:B\n".repeat(100_000);
        assert!(read(text.as_bytes(), &mut faults).events.is_empty());
        assert!(faults.into_vec().len() <= super::super::FAULTS_MAX + 1);
    }
}
