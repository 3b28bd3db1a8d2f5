//! Arrays of bytes as NumPy saves them: format 1.0, type `|u1`, C order. `numpy.load` reads what is written here.
//!
//! The format: `\x93NUMPY`, the version as two bytes, the length of the header as two bytes (little endian), the header (a Python
//! dictionary in ASCII, filled up with spaces so that the data begins at a multiple of 64), the data
//! (numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

use std::fmt;

/// Bytes in rows: the last place of the shape runs fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    /// Rows, then height, width and, for colour, channels.
    pub shape: Vec<usize>,
    /// As many as the product of the shape.
    pub bytes: Vec<u8>,
}

/// Why a file is no such array: a clause without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

const MAGIC: &[u8] = b"\x93NUMPY";

/// Before the header: magic, version, length.
const PREFIX: usize = 10;

/// Longer headers belong to types that are not read here.
const MOST_HEADER: usize = 4096;

/// More dimensions than any lab has.
const MOST_DIMENSIONS: usize = 8;

fn fault<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault(what.into()))
}

impl Array {
    /// The array as a file.
    ///
    /// # Panics
    /// The bytes are not as many as the shape says.
    pub fn write(&self) -> Vec<u8> {
        assert_eq!(
            self.bytes.len(),
            self.shape.iter().product::<usize>(),
            "as many bytes as the shape says"
        );
        // A tuple of one has a comma behind it.
        let shape = match self.shape.as_slice() {
            [one] => format!("({one},)"),
            more => format!(
                "({})",
                more.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
            ),
        };
        let mut header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}");
        while !(PREFIX + header.len() + 1).is_multiple_of(64) {
            header.push(' ');
        }
        header.push('\n');
        let mut file = Vec::with_capacity(PREFIX + header.len() + self.bytes.len());
        file.extend(MAGIC);
        file.extend([1, 0]);
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(&self.bytes);
        file
    }

    /// Reads a file; memory is what the file has.
    ///
    /// # Errors
    /// It is no NumPy file, of another version, type or order, or its length is not what its shape says.
    pub fn read(file: &[u8]) -> Result<Array, Fault> {
        let Some(rest) = file.strip_prefix(MAGIC) else {
            return fault("this is no NumPy file: it does not begin with \\x93NUMPY; save it by numpy.save");
        };
        let [major, minor, low, high, rest @ ..] = rest else {
            return fault(format!(
                "the file ends after {} bytes, within its head",
                file.len()
            ));
        };
        if *major != 1 {
            return fault(format!(
                "this is version {major}.{minor} of NumPy's format, and 1.0 is expected"
            ));
        }
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if length > MOST_HEADER {
            return fault(format!(
                "the header is {length} bytes long, and {MOST_HEADER} are the most"
            ));
        }
        let Some((header, bytes)) = rest.split_at_checked(length) else {
            return fault(format!(
                "the file ends within its header, which should be {length} bytes long"
            ));
        };
        let shape = shape_of(header)?;
        let Some(size) = shape.iter().try_fold(1_usize, |size, n| size.checked_mul(*n)) else {
            return fault(format!("the shape {shape:?} is larger than any memory"));
        };
        if size != bytes.len() {
            return fault(format!(
                "the shape {shape:?} needs {size} bytes, and {} follow the header",
                bytes.len()
            ));
        }
        Ok(Array {
            shape,
            bytes: bytes.to_vec(),
        })
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(0)
    }

    /// The bytes of a row: a picture. `row` is below [`Array::rows`].
    pub fn row(&self, row: usize) -> &[u8] {
        let size = self.shape.iter().skip(1).product::<usize>();
        &self.bytes[row * size..(row + 1) * size]
    }
}

/// The shape that a header states, if type and order are ours.
fn shape_of(header: &[u8]) -> Result<Vec<usize>, Fault> {
    let Ok(text) = std::str::from_utf8(header) else {
        return fault("the header is no text");
    };
    let kind = value_of(text, "descr")?.trim_matches(['\'', '"']);
    if !matches!(kind, "|u1" | "<u1" | "u1") {
        return fault(format!(
            "the numbers are of type `{}`, and bytes (`|u1`) are expected; convert by .astype(\"uint8\")",
            kind.chars().take(20).collect::<String>()
        ));
    }
    if value_of(text, "fortran_order")? != "False" {
        return fault("the array is in Fortran's order; save numpy.ascontiguousarray(...)");
    }
    let tuple = value_of(text, "shape")?;
    let Some(inner) = tuple.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else {
        return fault("the header has a shape that is no tuple");
    };
    let mut shape = Vec::new();
    for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        match part.parse() {
            Ok(n) if digits && shape.len() < MOST_DIMENSIONS => shape.push(n),
            Ok(_) if digits => {
                return fault(format!("the shape has more than {MOST_DIMENSIONS} dimensions"));
            }
            _ => return fault("the shape has a part that is no whole number"),
        }
    }
    Ok(shape)
}

/// What stands behind `'key':` up to the comma that ends it.
fn value_of<'t>(text: &'t str, key: &str) -> Result<&'t str, Fault> {
    let behind = ['\'', '"']
        .iter()
        .find_map(|quote| text.split_once(&format!("{quote}{key}{quote}")));
    let Some(value) = behind.and_then(|(_, rest)| rest.trim_start().strip_prefix(':')) else {
        return fault(format!("the header does not state `{key}`"));
    };
    let value = value.trim_start();
    let end = match value.starts_with('(') {
        true => value.find(')').map(|place| place + 1),
        false => value.find([',', '}']),
    };
    Ok(value[..end.unwrap_or(value.len())].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Array {
        Array {
            shape: vec![2, 2, 3],
            bytes: (0..12).collect(),
        }
    }

    /// The head is 10 bytes; the dictionary of 62 bytes and a line end make 73, so spaces fill up to 128.
    #[test]
    fn a_file_has_numpys_form() {
        let file = small().write();
        assert_eq!(&file[..10], b"\x93NUMPY\x01\x00\x76\x00");
        let header = std::str::from_utf8(&file[10..128]).unwrap();
        assert_eq!(
            header.trim_end(),
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 3), }"
        );
        assert!(header.ends_with('\n'));
        assert_eq!(&file[128..], (0..12).collect::<Vec<u8>>());
    }

    #[test]
    fn what_is_written_is_read() {
        for shape in [vec![12], vec![2, 6], vec![12, 1, 1], vec![2, 2, 3]] {
            let array = Array {
                shape,
                bytes: (0..12).collect(),
            };
            assert_eq!(Array::read(&array.write()).unwrap(), array);
        }
        assert_eq!(small().row(1), [6, 7, 8, 9, 10, 11]);
        assert_eq!(small().rows(), 2);
    }

    fn refused(file: &[u8]) -> String {
        Array::read(file).unwrap_err().to_string()
    }

    fn with(from: &str, to: &str) -> Vec<u8> {
        let file = small().write();
        let header = std::str::from_utf8(&file[10..128]).unwrap().replacen(from, to, 1);
        let mut changed = file[..8].to_vec();
        changed.extend((header.len() as u16).to_le_bytes());
        changed.extend(header.as_bytes());
        changed.extend(&file[128..]);
        changed
    }

    #[test]
    fn faults_are_said_in_words() {
        assert!(refused(b"PK\x03\x04").contains("no NumPy file"));
        assert!(refused(b"\x93NUMPY\x01").contains("within its head"));
        assert!(refused(b"\x93NUMPY\x02\x00\x01\x00{").contains("version 2.0"));
        assert!(refused(b"\x93NUMPY\x01\x00\xff\xff{").contains("65535 bytes long"));
        assert!(refused(b"\x93NUMPY\x01\x00\x40\x00{").contains("within its header"));
        assert!(refused(&with("|u1", "<f8")).contains("`<f8`"));
        assert!(refused(&with("False", "True")).contains("Fortran"));
        assert!(refused(&with("'shape'", "'form'")).contains("`shape`"));
        assert!(refused(&with("(2, 2, 3)", "(2, 2, 4)")).contains("needs 16 bytes, and 12 follow"));
        assert!(refused(&with("(2, 2, 3)", "(2, -2, 3)")).contains("no whole number"));
        assert!(
            refused(&with("(2, 2, 3)", "(4294967296, 4294967296, 2)")).contains("larger than any memory")
        );
        assert!(refused(&with("(2, 2, 3)", "(1,1,1,1,1,1,1,1,1)")).contains("more than 8"));
        assert!(refused(&with("(2, 2, 3)", "7")).contains("no tuple"));
    }

    /// Every file cut short, and every file with a byte changed: an answer, never a panic.
    #[test]
    fn no_file_panics() {
        let file = small().write();
        for end in 0..file.len() {
            assert!(Array::read(&file[..end]).is_err());
        }
        for place in 0..file.len() {
            for byte in [0, b'\'', b'(', b')', b',', b'9', 0xff] {
                let mut changed = file.clone();
                changed[place] = byte;
                let _ = Array::read(&changed);
            }
        }
    }
}
