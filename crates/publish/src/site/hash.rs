//! SHA-256 of several parts, each with its length, so that no two lists of parts look alike.

use sha2::{Digest, Sha256};

/// The hash of `parts` in hexadecimal digits.
pub(super) fn of(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// The hash of what `value` is as JSON, after `parts`.
pub(super) fn of_json<T: serde::Serialize + ?Sized>(parts: &[&[u8]], value: &T) -> String {
    // What is hashed here are plain structures of this crate: they are always JSON.
    let json = serde_json::to_vec(value).unwrap_or_default();
    let mut all = parts.to_vec();
    all.push(&json);
    of(&all)
}

/// The hash of what `value` is in the form of `postcard`, after `parts`: for what is hashed with every build. Two values of one type
/// that differ have different forms.
pub(super) fn of_value<T: serde::Serialize + ?Sized>(parts: &[&[u8]], value: &T) -> String {
    // Only a list or a map that does not say how long it is has no such form.
    let Ok(form) = postcard::to_allocvec(value) else {
        return of_json(parts, value);
    };
    let mut all = parts.to_vec();
    all.push(&form);
    of(&all)
}

/// The first half of the hash of what `value` is in the form of `postcard`, for a place in another hash.
pub(super) fn number<T: serde::Serialize + ?Sized>(value: &T) -> u128 {
    let hash = of_value(&[], value);
    u128::from_str_radix(&hash[..32], 16).unwrap_or_default()
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
