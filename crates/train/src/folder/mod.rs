//! The folder of a lab: tables, pictures and text, read with their faults in words.

mod pictures;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

pub use pictures::Pictures;
pub use table::Table;

use crate::fault::Fault;

/// A file of a lab has at most so many bytes.
const LARGEST: u64 = 2 << 30;

/// The folder of a lab's data.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at a path.
    ///
    /// # Errors
    /// There is none.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        if path.is_dir() {
            return Ok(Folder { path: path.into() });
        }
        Err(Fault::wrong(format!(
            "there is no folder {}; `pivot lab get` makes the folder of a lab",
            path.display()
        )))
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// It is not there, cannot be read, or has more than 2 GiB.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let path = self.path(name);
        let length = fs::metadata(&path)
            .map_err(|why| Fault::reading(&path, &why))?
            .len();
        if length > LARGEST {
            return Err(Fault::wrong(format!(
                "{} has {length} bytes; at most {LARGEST} are read",
                path.display()
            )));
        }
        fs::read(&path).map_err(|why| Fault::reading(&path, &why))
    }

    /// A file as text.
    ///
    /// # Errors
    /// As [`Folder::bytes`], or it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<String, Fault> {
        let path = self.path(name);
        String::from_utf8(self.bytes(name)?).map_err(|why| {
            let place = why.utf8_error().valid_up_to();
            Fault::wrong(format!(
                "{} is not UTF-8: byte {} cannot be read",
                path.display(),
                place + 1
            ))
        })
    }

    /// A CSV table.
    ///
    /// # Errors
    /// As [`Folder::bytes`], or [`Table::read`]'s.
    pub fn table(&self, name: &str) -> Result<Table, Fault> {
        Table::read(&self.path(name).display().to_string(), &self.bytes(name)?)
    }

    /// An array of pictures.
    ///
    /// # Errors
    /// As [`Folder::bytes`], or [`Pictures::read`]'s.
    pub fn pictures(&self, name: &str) -> Result<Pictures, Fault> {
        Pictures::read(&self.path(name).display().to_string(), &self.bytes(name)?)
    }
}
