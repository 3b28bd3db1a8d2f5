//! By what a file is known: its length and its SHA-256, and for a packed file the same of what is packed in it.
//!
//! Packing the same bytes again gives another file (Debian's copy of Fashion-MNIST has another name in its heads), so the
//! content's own checksum is as good as that of the published file.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::input::unpacked;

/// By what a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal<'a> {
    /// Its length in bytes, as published.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits, as published.
    pub sha256: &'a str,
    /// Length and SHA-256 of what is packed in it, where those are known too.
    pub unpacked: Option<(u64, &'a str)>,
}

/// What a file is instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its length in bytes, or of as much of it as was read.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

impl Seal<'_> {
    /// The longest file that can hold: no more of one needs to be read.
    pub fn most(&self) -> u64 {
        // The same content may be packed a little worse, or not at all.
        let loose = self.unpacked.map(|(bytes, _)| bytes.max(self.bytes + 4096));
        loose.unwrap_or(self.bytes)
    }

    /// Whether a file is the one that is meant. `open` opens it from its beginning; it is asked a second time where the file as
    /// it is does not hold, but its content may. Memory does not grow with the file.
    ///
    /// # Errors
    /// The file could not be opened or read. A damaged packed file is no such error: it does not hold.
    pub fn holds(
        &self,
        open: &mut dyn FnMut() -> io::Result<Box<dyn Read>>,
    ) -> io::Result<Result<(), Broken>> {
        let (bytes, sha256) = digest(&mut open()?, self.most())?;
        let is = |(length, hash): (u64, &str)| bytes == length && sha256.eq_ignore_ascii_case(hash);
        if is((self.bytes, self.sha256)) || self.unpacked.is_some_and(is) {
            return Ok(Ok(()));
        }
        if let Some((length, hash)) = self.unpacked
            && let Ok((inner, inner_hash)) = digest(&mut unpacked(open()?)?, length)
            && inner == length
            && inner_hash.eq_ignore_ascii_case(hash)
        {
            return Ok(Ok(()));
        }
        Ok(Err(Broken { bytes, sha256 }))
    }
}

/// Length and SHA-256 of what is read, given up after one byte more than `most`.
fn digest(reader: &mut dyn Read, most: u64) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let room = (most + 1 - bytes).min(buffer.len() as u64) as usize;
        let count = match reader.read(&mut buffer[..room]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        bytes += count as u64;
    }
    let hex = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((bytes, hex))
}
