//! SHA-256 of several parts, each with its length, so that no two lists of parts look alike.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The hash of `parts` in hexadecimal digits.
pub(super) fn of(parts: &[&[u8]]) -> String {
    hex(&digest(parts))
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The hash of what `value` is as JSON, after `parts`.
pub(super) fn of_json<T: Serialize + ?Sized>(parts: &[&[u8]], value: &T) -> String {
    // What is hashed here are plain structures of this crate: they are always JSON.
    let json = serde_json::to_vec(value).unwrap_or_default();
    let mut all = parts.to_vec();
    all.push(&json);
    of(&all)
}

/// The hash of what `value` is in the form of `postcard`, after `parts`: for what is hashed with every build. Two values of one type
/// that differ have different forms.
pub(super) fn of_value<T: Serialize + ?Sized>(parts: &[&[u8]], value: &T) -> String {
    let form = form(value);
    let mut all = parts.to_vec();
    all.push(&form);
    of(&all)
}

/// The first half of the hash of what `value` is, for a place in another hash.
pub(super) fn number<T: Serialize + ?Sized>(value: &T) -> u128 {
    let hash = digest(&[&form(value)]);
    hash.iter()
        .take(16)
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// What `value` is as bytes. Only a list or a map that does not say how long it is has no form of `postcard`: of it, the JSON.
fn form<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value)
        .or_else(|_| serde_json::to_vec(value))
        .unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_ne!(of(&[b"ab"]), of(&[b"ab", b""]));
        // SHA-256 of no bytes at all, as published.
        assert!(of(&[]).starts_with("e3b0c44298fc1c14"));
    }
}
