//! The words of a text.
//!
//! A word is a run of letters, digits and `_`, with the `+` and `#` at its end (`C++`, `C#`). The words of a phrase follow each
//! other with spaces or one sign between them, and not both: `fast.ai` is found in "Fast AI" and in "fast.ai", not in
//! "it was fast. AI came later".

/// A word of a text.
pub(crate) struct Token {
    /// In lower case.
    pub(crate) lower: String,
    /// Its place in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What stands between it and the word before does not part them.
    pub(crate) joined: bool,
}

/// The words of a text in their order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens: Vec<Token> = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(inside).map(|i| from + i) {
        let mut end = text[start..]
            .find(|c| !inside(c))
            .map_or(text.len(), |i| start + i);
        let signs = text[end..]
            .find(|c| !matches!(c, '+' | '#'))
            .unwrap_or(text.len() - end);
        // `C++17` is C++ and a number.
        let version =
            &text[end..end + signs] == "++" && text[end + signs..].starts_with(|c: char| c.is_ascii_digit());
        if version || !text[end + signs..].starts_with(inside) {
            end += signs;
        }
        let gap = &text[from..start];
        tokens.push(Token {
            lower: text[start..end].to_lowercase(),
            start,
            end,
            joined: gap.chars().all(char::is_whitespace) || gap.chars().count() == 1,
        });
        from = end;
    }
    tokens
}

/// The words of a text in small letters, a space around each, and a line break where two do not follow each other. A phrase stands in
/// a text where its spaced words stand in those of the text.
///
/// ```
/// use pivot_domain::words::spaced;
///
/// assert_eq!(spaced("It was fast. AI came"), " it was fast \n ai came ");
/// assert!(spaced("Fast.AI, part 1").contains(&spaced("fast ai")));
/// ```
pub fn spaced(text: &str) -> String {
    let mut spaced = String::from(" ");
    for (i, token) in tokens(text).into_iter().enumerate() {
        if i > 0 && !token.joined {
            spaced.push_str("\n ");
        }
        spaced.push_str(&token.lower);
        spaced.push(' ');
    }
    spaced
}
