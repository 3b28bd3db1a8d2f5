//! A CSV table, read row by row in memory that does not grow with the file.
//!
//! RFC 4180 as people write it: commas, quotes doubled inside quotes, any of the three line ends, a byte-order mark; empty lines
//! are no rows. `csv-core` does the parsing; lines are counted here, for it says only where a row ends.

use std::io::Read;

use csv_core::ReadRecordResult;

use super::fault::{Column, Fault, Side, plain, quote};

/// Why reading ends before the table does.
#[derive(Debug)]
pub(crate) enum Stop {
    Fault(Box<Fault>),
    Read(std::io::Error),
}

/// A table whose header was read.
pub(crate) struct Table<'r> {
    side: Side,
    source: &'r mut dyn Read,
    parser: csv_core::Reader,
    buffer: Vec<u8>,
    /// The unread part of the buffer.
    unread: std::ops::Range<usize>,
    ended: bool,
    lines: Lines,
    row_bytes: usize,
    record: Vec<u8>,
    ends: Vec<usize>,
    columns: Vec<String>,
}

/// Counts lines and quotes of what was consumed.
#[derive(Debug, Default)]
struct Lines {
    ended: u64,
    after_return: bool,
    quotes: u64,
}

impl Lines {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => self.ended += 1,
                b'"' => self.quotes += 1,
                _ => {}
            }
            self.after_return = *byte == b'\r';
        }
    }

    fn now(&self) -> u64 {
        self.ended + 1
    }
}

/// A row of as many fields as the header has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'t> {
    pub(crate) line: u64,
    text: &'t str,
    ends: &'t [usize],
}

impl<'t> Row<'t> {
    /// So many fields.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, field: usize) -> &'t str {
        let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[field]]
    }
}

const MOST_COLUMNS: usize = 4096;

impl<'r> Table<'r> {
    /// Reads the header. A row, header or not, is at most `row_bytes` long.
    pub(crate) fn open(side: Side, source: &'r mut dyn Read, row_bytes: usize) -> Result<Table<'r>, Stop> {
        let mut table = Table {
            side,
            source,
            parser: csv_core::Reader::new(),
            buffer: vec![0; 1 << 16],
            unread: 0..0,
            ended: false,
            lines: Lines::default(),
            row_bytes,
            record: vec![0; 1 << 10],
            ends: vec![0; 16],
            columns: Vec::new(),
        };
        table.skip_mark()?;
        let Some((line, bytes, fields)) = table.record()? else {
            return Err(Stop::Fault(table.fault(
                None,
                "the file is empty",
                "a header such as `id,value`, and rows",
            )));
        };
        table.columns = table.header(line, bytes, fields).map_err(Stop::Fault)?;
        Ok(table)
    }

    /// Names of the columns, without spaces around them.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(crate) fn side(&self) -> Side {
        self.side
    }

    /// A fault of this table.
    pub(crate) fn fault(
        &self,
        line: Option<u64>,
        what: impl Into<String>,
        expected: impl Into<String>,
    ) -> Box<Fault> {
        Box::new(Fault {
            side: self.side,
            line,
            column: None,
            what: what.into(),
            expected: expected.into(),
            hint: None,
        })
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: usize) -> Option<Column> {
        Some(Column {
            number: field + 1,
            name: self
                .columns
                .get(field)
                .map(|name| plain(name))
                .unwrap_or_default(),
        })
    }

    /// The next row, or what is wrong with it; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Result<Row<'_>, Box<Fault>>>, Stop> {
        let Some((line, bytes, fields)) = self.record()? else {
            return Ok(None);
        };
        if fields != self.columns.len() {
            let what = format!(
                "{}, and the header has {}",
                count(fields, "field"),
                self.columns.len()
            );
            let mut fault = self.fault(Some(line), what, "one field for each column");
            fault.hint = Some("a field that contains a comma stands in double quotes".into());
            return Ok(Some(Err(fault)));
        }
        if let Some(field) = self.no_text(bytes, fields) {
            let mut fault = self.fault(Some(line), "these bytes are no UTF-8", "text in UTF-8");
            fault.column = self.column(field);
            return Ok(Some(Err(fault)));
        }
        let text = std::str::from_utf8(&self.record[..bytes]).unwrap_or_default();
        Ok(Some(Ok(Row {
            line,
            text,
            ends: &self.ends[..fields],
        })))
    }

    /// The first field that is not UTF-8.
    fn no_text(&self, bytes: usize, fields: usize) -> Option<usize> {
        let ends = &self.ends[..fields];
        match std::str::from_utf8(&self.record[..bytes]) {
            Ok(text) => ends.iter().position(|end| !text.is_char_boundary(*end)),
            Err(error) => Some(
                ends.partition_point(|end| *end <= error.valid_up_to())
                    .min(fields - 1),
            ),
        }
    }

    fn header(&self, line: u64, bytes: usize, fields: usize) -> Result<Vec<String>, Box<Fault>> {
        if let Some(field) = self.no_text(bytes, fields) {
            let mut fault = self.fault(
                Some(line),
                "the header is no UTF-8",
                "a header such as `id,value`, in UTF-8",
            );
            fault.column = self.column(field);
            if self.record.starts_with(&[0xff, 0xfe]) || self.record.starts_with(&[0xfe, 0xff]) {
                fault.hint = Some("this looks like UTF-16: save the file as UTF-8".into());
            }
            return Err(fault);
        }
        let row = Row {
            line,
            text: std::str::from_utf8(&self.record[..bytes]).unwrap_or_default(),
            ends: &self.ends[..fields],
        };
        let mut names: Vec<String> = Vec::with_capacity(fields);
        let mut seen = std::collections::BTreeMap::new();
        for field in 0..fields {
            let name = row.get(field).trim().to_owned();
            let wrong = |what: String, hint: Option<&str>| {
                let mut fault = self.fault(Some(line), what, "a header that names each column once");
                fault.column = Some(Column {
                    number: field + 1,
                    name: plain(&name),
                });
                fault.hint = hint.map(str::to_owned);
                fault
            };
            if name.is_empty() {
                let hint = "pandas writes its index so: use to_csv(…, index=False)";
                return Err(wrong(
                    "this column has no name".into(),
                    (field == 0).then_some(hint),
                ));
            }
            if let Some(before) = seen.insert(name.clone(), field + 1) {
                return Err(wrong(format!("column {before} has this name too"), None));
            }
            names.push(name);
        }
        if fields == 1 && row.text.contains([';', '\t', '|']) {
            let mut fault = self.fault(Some(line), "the header is one column", "columns parted by commas");
            fault.hint = Some(format!("{} looks parted by something else", quote(row.text)));
            return Err(fault);
        }
        Ok(names)
    }

    /// Reads more, where there is more.
    fn fill(&mut self) -> Result<(), Stop> {
        self.unread = 0..0;
        while !self.ended && self.unread.is_empty() {
            match self.source.read(&mut self.buffer) {
                Ok(0) => self.ended = true,
                Ok(n) => self.unread = 0..n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Stop::Read(e)),
            }
        }
        Ok(())
    }

    /// Passes a byte-order mark at the beginning.
    fn skip_mark(&mut self) -> Result<(), Stop> {
        while !self.ended && self.unread.end < 3 {
            match self.source.read(&mut self.buffer[self.unread.end..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.unread.end += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Stop::Read(e)),
            }
        }
        // The source is asked again at the true end: nothing is lost by forgetting that it gave nothing.
        self.ended = false;
        if self.buffer[self.unread.clone()].starts_with("\u{feff}".as_bytes()) {
            self.unread.start = 3;
        }
        Ok(())
    }

    /// Passes the line ends before a row.
    fn skip_empty_lines(&mut self) -> Result<(), Stop> {
        loop {
            if self.unread.is_empty() {
                self.fill()?;
            }
            let bytes = &self.buffer[self.unread.clone()];
            let ends = bytes.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            self.lines.pass(&bytes[..ends]);
            self.unread.start += ends;
            if ends == 0 || !self.unread.is_empty() {
                return Ok(());
            }
        }
    }

    /// Reads a record: its first line, its bytes and its fields.
    fn record(&mut self) -> Result<Option<(u64, usize, usize)>, Stop> {
        self.skip_empty_lines()?;
        let (line, quotes) = (self.lines.now(), self.lines.quotes);
        let (mut bytes, mut fields) = (0, 0);
        loop {
            if self.unread.is_empty() {
                self.fill()?;
            }
            let input = &self.buffer[self.unread.clone()];
            let (result, read, written, ended) =
                self.parser
                    .read_record(input, &mut self.record[bytes..], &mut self.ends[fields..]);
            self.lines.pass(&input[..read]);
            self.unread.start += read;
            bytes += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    if self.record.len() >= self.row_bytes {
                        let what =
                            format!("the row that begins here is longer than {} bytes", self.row_bytes);
                        let mut fault = self.fault(Some(line), what, "shorter rows");
                        fault.hint = Some(
                            "a quote that is opened and never closed makes one row of all that follows"
                                .into(),
                        );
                        return Err(Stop::Fault(fault));
                    }
                    let longer = (self.record.len() * 2).min(self.row_bytes);
                    self.record.resize(longer, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if self.ends.len() >= MOST_COLUMNS {
                        let what = format!("the row that begins here has more than {MOST_COLUMNS} fields");
                        return Err(Stop::Fault(self.fault(Some(line), what, "fewer columns")));
                    }
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::Record => {
                    let open = (self.lines.quotes - quotes) % 2 == 1;
                    if open && self.ended && self.unread.is_empty() && self.lines.now() > line + 1 {
                        let what = "a quote is opened in the row that begins here, and never closed";
                        return Err(Stop::Fault(self.fault(Some(line), what, "a closing quote")));
                    }
                    return Ok(Some((line, bytes, fields)));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }
}

/// `1 field`, `3 fields`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
