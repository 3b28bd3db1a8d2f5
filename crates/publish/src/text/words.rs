//! Words, counted as evidence counts them: `pivot evidence` and a post's page say the same.

/// Words of a text: what stands between spaces and has a letter, addresses left out; a sign of Chinese or Japanese script is a
/// word of its own.
pub(super) fn count(text: &str) -> u32 {
    let mut all: u32 = 0;
    for word in text.split_whitespace().filter(|w| !w.contains("://")) {
        let mut letters = false;
        for c in word.chars() {
            if matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}') {
                all = all.saturating_add(1);
            } else {
                letters |= c.is_alphabetic();
            }
        }
        all = all.saturating_add(u32::from(letters));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_evidence_counts_them() {
        assert_eq!(
            count("I trained 3 networks — see https://example.org/x, it's fun."),
            6
        );
        // Three signs and one word.
        assert_eq!(count("深層学 GPU"), 4);
        assert_eq!(count("1 2 3 — …"), 0);
    }
}
