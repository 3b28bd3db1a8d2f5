//! Pictures as a NumPy array of shape `(n, height, width)` or `(n, height, width, channels)`.

use pivot_labs::npy::Array;

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
    array: Array,
}

impl Pictures {
    /// Reads an array. `name` is said in faults.
    ///
    /// # Errors
    /// It is no array of bytes, or of another shape, or its pictures are larger than 1024 by 1024.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let array = Array::read(bytes).map_err(|why| Fault::wrong(format!("{name}: {why}")))?;
        let sides = 1..=1024;
        let (count, height, width, channels) = match array.shape[..] {
            [count, height, width] => (count, height, width, 1),
            [count, height, width, channels @ (1 | 3)] => (count, height, width, channels),
            _ => (0, 0, 0, 0),
        };
        if !sides.contains(&height) || !sides.contains(&width) {
            return Err(Fault::wrong(format!(
                "{name} has the shape {:?}; expected (n, height, width) or (n, height, width, 3), sides from 1 to 1024",
                array.shape
            )));
        }
        Ok(Pictures {
            count,
            height,
            width,
            channels,
            array,
        })
    }

    /// The bytes of a picture: row by row, the channels of a pixel together.
    ///
    /// # Panics
    /// There is no such picture.
    pub fn picture(&self, place: usize) -> &[u8] {
        self.array.row(place)
    }

    /// Whether pictures of both are of one size.
    pub fn same_size(&self, other: &Pictures) -> bool {
        (self.height, self.width, self.channels) == (other.height, other.width, other.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shape: &[usize], bytes: &[u8]) -> Result<Pictures, Fault> {
        let array = Array {
            shape: shape.to_vec(),
            bytes: bytes.to_vec(),
        };
        Pictures::read("p.npy", &array.write())
    }

    #[test]
    fn shapes_of_pictures() {
        let grey = read(&[2, 1, 2], &[1, 2, 3, 4]).unwrap();
        assert_eq!((grey.count, grey.channels, grey.picture(1)), (2, 1, &[3, 4][..]));
        let colour = read(&[1, 1, 1, 3], &[1, 2, 3]).unwrap();
        assert_eq!((colour.count, colour.channels), (1, 3));
        assert!(!grey.same_size(&colour));
        for shape in [&[4][..], &[2, 2], &[1, 1, 2, 2], &[1, 4, 1, 1, 1]] {
            let fault = read(shape, &[1, 2, 3, 4]).unwrap_err().to_string();
            assert!(fault.starts_with("p.npy has the shape"), "{fault}");
        }
        assert!(read(&[0, 0, 5], &[]).is_err());
        assert!(
            Pictures::read("p.npy", b"no array")
                .unwrap_err()
                .to_string()
                .starts_with("p.npy: ")
        );
    }
}
