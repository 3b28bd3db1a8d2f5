//! Hidden answers: packed and masked, so that nobody sees them by accident, neither in a pager nor by a search through files.
//! Whoever wants to see them can: this is no encryption, and the statement of a lab says so.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use sha2::{Digest, Sha256};

/// What a file of hidden answers begins with.
const MAGIC: &[u8; 8] = b"pivhold1";
/// Bytes of salt after it.
const SALT: usize = 16;
/// The largest answers that are unpacked: 512 MiB.
const LARGEST: u64 = 512 << 20;

/// Packs and masks answers. The salt comes from the answers and `name`, so that the same answers give the same bytes.
pub fn hide(name: &str, answers: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(answers);
    let salt: Vec<u8> = hash.finalize().iter().copied().take(SALT).collect();
    let mut packed = Vec::new();
    // Reading from memory does not fail.
    let _ = DeflateEncoder::new(answers, Compression::best()).read_to_end(&mut packed);
    mask(&salt, &mut packed);
    [MAGIC.as_slice(), &salt, &packed].concat()
}

/// The answers of a file that [`hide`] made.
///
/// # Errors
/// Why it is none, as the end of a sentence that begins with the file's name.
pub fn reveal(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let damaged = || "holds no answers, or was damaged".to_owned();
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
    let (salt, packed) = rest.split_at_checked(SALT).ok_or_else(damaged)?;
    let mut packed = packed.to_vec();
    mask(salt, &mut packed);
    let mut answers = Vec::new();
    DeflateDecoder::new(packed.as_slice())
        .take(LARGEST + 1)
        .read_to_end(&mut answers)
        .map_err(|_| damaged())?;
    if answers.len() as u64 > LARGEST {
        return Err("holds more answers than can be read".into());
    }
    Ok(answers)
}

/// Adds the stream that belongs to a salt; twice is nothing.
fn mask(salt: &[u8], bytes: &mut [u8]) {
    for (number, block) in bytes.chunks_mut(32).enumerate() {
        let mut hash = Sha256::new();
        hash.update(salt);
        hash.update((number as u64).to_le_bytes());
        for (byte, key) in block.iter_mut().zip(hash.finalize()) {
            *byte ^= key;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_comes_back_and_cannot_be_read() {
        let answers: String = (0..2000).map(|n| format!("{n},public,ankle boot\n")).collect();
        let hidden = hide("garments", answers.as_bytes());
        assert_eq!(reveal(&hidden).unwrap(), answers.as_bytes());
        assert_eq!(hide("garments", answers.as_bytes()), hidden, "the same bytes");
        for word in ["ankle", "public", "boot", "1999"] {
            let seen = hidden.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!seen, "{word}");
        }
        // Neither does unpacking alone show it.
        let mut plain = Vec::new();
        let unpacked = DeflateDecoder::new(&hidden[MAGIC.len() + SALT..]).read_to_end(&mut plain);
        assert!(unpacked.is_err() || !plain.windows(5).any(|w| w == b"ankle"));
        assert_eq!(reveal(&hide("x", b"")).unwrap(), b"");
    }

    #[test]
    fn what_is_no_answers_is_said() {
        let whole = hide("x", b"id,usage,value\n1,public,2\n");
        for bytes in [&b""[..], b"id,value\n", &whole[..10], &whole[..whole.len() - 4]] {
            assert!(reveal(bytes).unwrap_err().contains("damaged"), "{bytes:?}");
        }
        let mut turned = whole.clone();
        *turned.last_mut().unwrap() ^= 0xff;
        // A damaged stream may still unpack to something; its hash is held against what was made.
        assert_ne!(
            reveal(&turned).ok().as_deref(),
            Some(&b"id,usage,value\n1,public,2\n"[..])
        );
    }
}
