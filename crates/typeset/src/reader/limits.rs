//! How much a PDF may ask of its reader.

use lopdf::{DecompressError, Error, Stream};

/// A file has at most so many bytes.
pub(super) const FILE: u64 = 50_000_000;
/// A stream of a file becomes at most so many bytes.
pub(super) const STREAM: usize = 32 << 20;
/// All streams together become at most so many bytes.
const STREAMS: usize = 128 << 20;
/// A file has at most so many objects.
pub(super) const OBJECTS: usize = 500_000;
/// A file has at most so many pages.
pub(super) const PAGES: usize = 500;
/// Page trees, structure trees and forms go at most so deep.
pub(super) const DEPTH: usize = 64;
/// Its pages take at most so many steps to draw.
const STEPS: usize = 2_000_000;

/// What is left of that.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    steps: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Budget {
            bytes: STREAMS,
            steps: STEPS,
        }
    }

    /// Takes one step: a drawn letter, an operator, a node of a tree.
    pub(super) fn step(&mut self) -> Result<(), String> {
        self.steps = self.steps.checked_sub(1).ok_or_else(|| {
            format!("it takes more than {STEPS} steps to read; a resume takes some ten thousand")
        })?;
        Ok(())
    }

    /// The content of a stream; `None` where it cannot be unpacked.
    pub(super) fn unpack(&mut self, stream: &Stream) -> Result<Option<Vec<u8>>, String> {
        match stream.get_plain_content_with_limit(STREAM.min(self.bytes)) {
            Ok(content) => {
                self.bytes -= content.len().min(self.bytes);
                Ok(Some(content))
            }
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => Err(too_large()),
            Err(_) => Ok(None),
        }
    }
}

/// What is said of a stream that becomes too large.
pub(super) fn too_large() -> String {
    format!(
        "what is packed in it is larger than {} MiB a piece or {} MiB in all",
        STREAM >> 20,
        STREAMS >> 20
    )
}
