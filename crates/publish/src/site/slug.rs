//! Names of pages: what stands between two `/` of an address, and is a folder of the built site.

use std::collections::BTreeMap;

/// What a slug looks like.
pub(super) const SLUG: &str =
    "a slug: letters a to z, digits and `-`, 1 to 80 of them, a letter or a digit first and last";
const CHARS_MAX: usize = 80;
/// Names with a meaning of their own: in the site, and on systems that cannot have a folder of that name.
const RESERVED: [&str; 28] = [
    "page", "index", "feed", "tags", "static", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4",
    "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "conin$",
];

/// Why `slug`, as a person wrote it, will not do; what is expected instead is [`SLUG`].
pub(super) fn fault(slug: &str) -> Option<String> {
    let shown = pivot_domain::read::shorten(slug);
    if RESERVED.contains(&slug) {
        return Some(format!("the slug `{shown}` is reserved"));
    }
    let good = (1..=CHARS_MAX).contains(&slug.len())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    (!good).then(|| format!("`{shown}` is no slug"))
}

/// The slug of a title, a tag or a file's name. Letters of every script stay; `+` and `#` are spelled out, or C, C++ and C#
/// were one. Empty where nothing is left.
pub(super) fn of(text: &str) -> String {
    let mut slug = String::new();
    let mut chars = 0;
    let mut push = |word: &str, joined: bool, slug: &mut String| {
        if !joined && !slug.is_empty() && !slug.ends_with('-') && chars < CHARS_MAX {
            slug.push('-');
            chars += 1;
        }
        for c in word.chars() {
            if chars < CHARS_MAX {
                slug.push(c);
                chars += 1;
            }
        }
    };
    let mut apart = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '+' => {
                push("plus", false, &mut slug);
                apart = true;
            }
            '#' => {
                push("sharp", false, &mut slug);
                apart = true;
            }
            // A mark over a letter that stands as a character of its own, and what is written within a word.
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            c if c.is_alphanumeric() => {
                push(c.encode_utf8(&mut [0; 4]), !apart, &mut slug);
                apart = false;
            }
            _ => apart = true,
        }
    }
    let slug = slug.trim_matches('-').to_owned();
    if RESERVED.contains(&slug.as_str()) {
        format!("{slug}-1")
    } else {
        slug
    }
}

/// Slugs of names that come again and again: each is made once.
#[derive(Default)]
pub(super) struct Slugs<'t>(BTreeMap<&'t str, String>);

impl<'t> Slugs<'t> {
    /// The slug of `name`.
    pub(super) fn of(&mut self, name: &'t str) -> &str {
        self.0.entry(name).or_insert_with(|| of(name))
    }

    /// All of them, by name.
    pub(super) fn all(self) -> BTreeMap<String, String> {
        self.0
            .into_iter()
            .map(|(name, slug)| (name.to_owned(), slug))
            .collect()
    }
}

/// A name that can stand as one part of a path: `id` itself where it can, else its slug and the beginning of its SHA-256.
pub(super) fn part(id: &str) -> String {
    let plain = id.len() <= CHARS_MAX
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.ends_with(|c: char| c.is_ascii_alphanumeric())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
        && !id.contains("..")
        && !RESERVED.contains(&id.split('.').next().unwrap_or_default());
    if plain {
        return id.to_owned();
    }
    let hash = super::hash::of(&[id.as_bytes()]);
    let slug: String = of(id).chars().filter(char::is_ascii).take(60).collect();
    format!("{}-{}", slug.trim_matches('-'), &hash[..8])
        .trim_start_matches('-')
        .to_owned()
}

/// A path as it stands in an address: what is not plain is percent-encoded, `/` stays.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// The reverse of [`encoded`]; `None` where what comes out is no text.
pub(super) fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        rest = tail;
        if b != b'%' {
            bytes.push(b);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok()?;
        if !digits.bytes().all(|d| d.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_of_titles() {
        for (text, slug) in [
            ("My first post", "my-first-post"),
            ("  What I learnt: lesson 1!  ", "what-i-learnt-lesson-1"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("C", "c"),
            ("Don't panic", "dont-panic"),
            ("Cafe\u{301} noir", "cafe-noir"),
            ("深層学習", "深層学習"),
            ("../../etc/passwd", "etc-passwd"),
            ("<script>", "script"),
            ("CON", "con-1"),
            ("!!!", ""),
        ] {
            assert_eq!(of(text), slug, "{text}");
        }
    }

    #[test]
    fn slugs_that_leave_the_folder_or_mean_something_else_are_refused() {
        for bad in [
            "",
            "../x",
            "/etc",
            "a/b",
            "a\\b",
            "A",
            "ä",
            "-a",
            "a-",
            "page",
            "nul",
            "a b",
            "a.b",
            &"a".repeat(81),
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
        for good in ["a", "2026", "my-first-post", &"a".repeat(80)] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn ids_become_parts_of_a_path_and_stay_apart() {
        assert_eq!(part("garments-3"), "garments-3");
        assert_eq!(part("lab.garments.3"), "lab.garments.3");
        for bad in [
            "..",
            "../x",
            "a/b",
            "",
            ".",
            "con",
            "con.txt",
            "A",
            "score:garments#3",
            "\u{202e}",
            "a..b",
        ] {
            let part = part(bad);
            assert!(
                part.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{part}"
            );
            assert!(part.len() >= 8, "{part}");
        }
        assert_ne!(part("a:b"), part("a;b"));
    }

    #[test]
    fn what_was_encoded_comes_back() {
        for path in ["posts/深層/a b", "a%b", "é", "tags/c-plus-plus/"] {
            assert_eq!(decoded(&encoded(path)).as_deref(), Some(path));
        }
        for bad in ["%", "%f", "%zz", "%ff"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
