//! Pictures as a NumPy array: format 1.0, `|u1`, C order, of shape `(n, height, width)` or `(n, height, width, channels)`.

use crate::fault::Fault;

/// Pictures of one size, a byte for each value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// How many there are.
    pub count: usize,
    /// Rows of a picture.
    pub height: usize,
    /// Columns of a picture.
    pub width: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
    /// Picture by picture, row by row, the channels of a pixel together.
    values: Vec<u8>,
}

impl Pictures {
    /// Reads an array. `name` is said in faults.
    ///
    /// # Errors
    /// It is no such array, or has other bytes than its shape says.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let wrong = |why: &str| {
            Fault::wrong(format!(
                "{name} {why}; expected NumPy's format 1.0 of bytes (`|u1`) in C order, of shape (n, height, width) or \
                 (n, height, width, channels)"
            ))
        };
        let rest = bytes
            .strip_prefix(b"\x93NUMPY\x01\x00")
            .ok_or_else(|| wrong("is no NumPy array of format 1.0"))?;
        let (length, rest) = rest.split_at_checked(2).ok_or_else(|| wrong("ends in its header"))?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let (header, values) = rest.split_at_checked(length).ok_or_else(|| wrong("ends in its header"))?;
        let header = std::str::from_utf8(header).map_err(|_| wrong("has a header that is no text"))?;
        let shape = shape(header).ok_or_else(|| wrong("has another type, order or shape"))?;
        let (count, height, width, channels) = match shape[..] {
            [count, height, width] => (count, height, width, 1),
            [count, height, width, channels @ (1 | 3)] => (count, height, width, channels),
            _ => return Err(wrong("has another shape")),
        };
        let sides = 1..=1024;
        if !sides.contains(&height) || !sides.contains(&width) {
            return Err(wrong("has pictures without a size, or larger than 1024 by 1024"));
        }
        if count.checked_mul(height * width * channels) != Some(values.len()) {
            return Err(wrong("has more or fewer bytes than its shape says"));
        }
        Ok(Pictures {
            count,
            height,
            width,
            channels,
            values: values.to_vec(),
        })
    }

    /// The bytes of a picture: row by row, the channels of a pixel together.
    ///
    /// # Panics
    /// There is no such picture.
    pub fn picture(&self, place: usize) -> &[u8] {
        let size = self.height * self.width * self.channels;
        &self.values[place * size..(place + 1) * size]
    }

    /// Whether pictures of both are of one size.
    pub fn same_size(&self, other: &Pictures) -> bool {
        (self.height, self.width, self.channels) == (other.height, other.width, other.channels)
    }
}

/// The shape in a header like `{'descr': '|u1', 'fortran_order': False, 'shape': (60, 28, 28), }`.
fn shape(header: &str) -> Option<Vec<usize>> {
    let after = |key: &str| header.split_once(key).map(|(_, rest)| rest.trim_start());
    let descr = after("'descr':")?;
    if !descr.starts_with("'|u1'") || !after("'fortran_order':")?.starts_with("False") {
        return None;
    }
    let (inside, _) = after("'shape':")?.strip_prefix('(')?.split_once(')')?;
    let parts = inside.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(header: &str, values: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(values);
        bytes
    }

    #[test]
    fn what_numpy_writes_is_read() {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }   \n";
        let pictures = Pictures::read("p.npy", &array(header, &[1, 2, 3, 4])).unwrap();
        assert_eq!((pictures.count, pictures.channels), (2, 1));
        assert_eq!(pictures.picture(1), [3, 4]);
        let header = "{'shape': (1, 1, 1, 3), 'fortran_order': False, 'descr': '|u1'}\n";
        assert_eq!(Pictures::read("p.npy", &array(header, &[1, 2, 3])).unwrap().channels, 3);
    }

    #[test]
    fn hostile_arrays_are_refused() {
        let good = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }";
        let huge = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({}, 9, 9), }}", usize::MAX);
        for bytes in [
            Vec::new(),
            b"\x93NUMPY\x02\x00".to_vec(),
            b"\x93NUMPY\x01\x00\xff".to_vec(),
            b"\x93NUMPY\x01\x00\xff\xff".to_vec(),
            array(good, &[1, 2, 3]),
            array(good, &[1, 2, 3, 4, 5]),
            array(&good.replace("u1", "i1"), &[1, 2, 3, 4]),
            array(&good.replace("False", "True"), &[1, 2, 3, 4]),
            array(&good.replace("(2, 1, 2)", "(2, 0, 2)"), &[]),
            array(&good.replace("(2, 1, 2)", "(4,)"), &[1, 2, 3, 4]),
            array(&good.replace("(2, 1, 2)", "(2, 1, 2"), &[1, 2, 3, 4]),
            array(&huge, &[1]),
        ] {
            let fault = Pictures::read("p.npy", &bytes).unwrap_err();
            assert!(fault.to_string().contains("p.npy"), "{fault}");
        }
    }
}
