//! A file of a set that is being read: unpacked where it is packed, its faults named by its name.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::Open;
use super::fault::{Error, Fault};

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// An opened file.
pub(super) struct Input {
    name: String,
    reader: Box<dyn Read>,
}

impl Input {
    /// Opens the file of this name. What begins as gzip is unpacked while it is read.
    pub(super) fn open(name: &str, open: Open<'_>) -> Result<Input, Error> {
        let name = name.to_owned();
        match open(&name).and_then(unpacked) {
            Ok(reader) => Ok(Input { name, reader }),
            Err(error) => Err(Error::Read { file: name, error }),
        }
    }

    /// A fault of this file.
    pub(super) fn fault(&self, what: impl Into<String>, expected: impl Into<String>) -> Error {
        fault(&self.name, what, expected)
    }

    /// Its name, and what reads it.
    pub(super) fn parts(self) -> (String, Box<dyn Read>) {
        (self.name, self.reader)
    }

    /// Reads `most` bytes, or what there is. Memory grows with what comes, not with what is asked for.
    pub(super) fn take(&mut self, most: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        match (&mut self.reader).take(most).read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(failed(&self.name, error)),
        }
    }

    /// Reads exactly this many bytes.
    pub(super) fn exactly(&mut self, count: u64, of: &str) -> Result<Vec<u8>, Error> {
        let bytes = self.take(count)?;
        if bytes.len() as u64 == count {
            return Ok(bytes);
        }
        let expected = format!("{count} bytes of {of}");
        Err(self.fault(format!("it ends after {} of them", bytes.len()), expected))
    }

    /// Holds that nothing follows. This also has gzip's own checksum looked at.
    pub(super) fn ends(&mut self, after: &str) -> Result<(), Error> {
        match self.take(1)?.is_empty() {
            true => Ok(()),
            false => Err(self.fault(format!("more follows after {after}"), "the end of the file")),
        }
    }
}

/// The bytes of a file, without gzip around them.
pub(super) fn unpacked(mut reader: Box<dyn Read>) -> io::Result<Box<dyn Read>> {
    let mut start = Vec::new();
    (&mut reader).take(GZIP.len() as u64).read_to_end(&mut start)?;
    let is_packed = start == GZIP;
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(start).chain(reader));
    Ok(match is_packed {
        true => Box::new(MultiGzDecoder::new(whole)),
        false => Box::new(whole),
    })
}

pub(super) fn fault(file: &str, what: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Fault(Fault {
        file: file.to_owned(),
        entry: None,
        what: what.into(),
        expected: expected.into(),
    })
}

/// What an error of reading means: the file's doing, or the world's.
pub(super) fn failed(file: &str, error: io::Error) -> Error {
    const WHOLE: &str = "the whole file as it was published";
    match error.kind() {
        ErrorKind::UnexpectedEof => fault(file, "it is cut short", WHOLE),
        // So flate2 and tar call what they cannot make sense of.
        ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::Other => {
            fault(file, format!("it is damaged ({error})"), WHOLE)
        }
        _ => Error::Read {
            file: file.to_owned(),
            error,
        },
    }
}
