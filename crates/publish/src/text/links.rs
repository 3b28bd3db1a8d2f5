//! Where a link may lead.

/// Schemes whose links are figures of the record.
pub(super) const FIGURES: [&str; 5] = ["score", "rank", "hours", "commits", "posts"];
/// Schemes that a page may have links to.
pub(super) const WEB: [&str; 4] = ["https", "http", "mailto", "tel"];

/// The scheme of a target, small, as a browser finds it: it passes over spaces and control signs. `None` for a path.
pub(super) fn scheme(target: &str) -> Option<String> {
    let mut name = String::new();
    for c in target
        .chars()
        .filter(|c| !(c.is_control() || c.is_whitespace() || *c == '\u{feff}'))
    {
        match c {
            ':' => return (!name.is_empty()).then_some(name),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '-' | '.' => name.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    None
}

/// Whether a target names a host without a scheme: `//example.org/x`. Browsers take `\` for `/`.
pub(super) fn names_host(target: &str) -> bool {
    let mut signs = target.chars().filter(|c| !(c.is_control() || c.is_whitespace()));
    matches!((signs.next(), signs.next()), (Some('/' | '\\'), Some('/' | '\\')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_what_a_browser_would_find() {
        for (target, found) in [
            ("https://a", Some("https")),
            ("score:garments", Some("score")),
            (" java\nscript\t:alert(1)", Some("javascript")),
            ("JavaScript:x", Some("javascript")),
            ("a/b:c", None),
            ("#a:b", None),
            ("?a:b", None),
            ("page", None),
            (":x", None),
        ] {
            assert_eq!(scheme(target).as_deref(), found, "{target:?}");
        }
        assert!(names_host("//a") && names_host("/\t/a") && names_host("\\/a") && !names_host("/a/b"));
    }
}
