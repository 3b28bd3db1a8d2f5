//! The site's base address, and the addresses of its pages: inside links bear the base's path, feeds the whole address.

use super::slug::encoded;

/// A base address such as `https://ada.github.io/repo/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    /// `https://ada.github.io`.
    origin: String,
    /// `/repo/`: begins and ends with `/`.
    path: String,
}

impl Base {
    /// Reads a base address; an error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Base, String> {
        const EXPECTED: &str = "an address such as \"https://ada.github.io/repo/\"";
        let bad = || {
            format!(
                "`{}` is no base address: expected {EXPECTED}",
                pivot_domain::read::shorten(text)
            )
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host_is_good = !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
            && host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
        let path_is_good = path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/' | b'%'))
            && !path.split('/').any(|part| part == "." || part == "..")
            && !path.contains("//")
            && !path.starts_with('/');
        if !matches!(scheme, "http" | "https") || !host_is_good || !path_is_good || text.len() > 500 {
            return Err(bad());
        }
        let path = if path.is_empty() || path.ends_with('/') {
            format!("/{path}")
        } else {
            format!("/{path}/")
        };
        Ok(Base {
            origin: format!("{scheme}://{}", host.to_ascii_lowercase()),
            path,
        })
    }

    /// A base that is none, for going on after a fault.
    pub(super) fn nowhere() -> Base {
        Base {
            origin: "https://example.invalid".to_owned(),
            path: "/".to_owned(),
        }
    }

    /// The address of `path` (`posts/first/`) as pages of the site link to it: `/repo/posts/first/`.
    pub(super) fn inside(&self, path: &str) -> String {
        format!("{}{}", self.path, encoded(path))
    }

    /// The whole address of `path`.
    pub(super) fn whole(&self, path: &str) -> String {
        format!("{}{}{}", self.origin, self.path, encoded(path))
    }

    /// `https://ada.github.io`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// `/repo/`.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_gives_both_addresses() {
        for (text, inside, whole) in [
            (
                "https://ada.github.io/repo/",
                "/repo/a/",
                "https://ada.github.io/repo/a/",
            ),
            (
                "https://ada.github.io/repo",
                "/repo/a/",
                "https://ada.github.io/repo/a/",
            ),
            ("https://Ada.dev", "/a/", "https://ada.dev/a/"),
            ("http://127.0.0.1:8000/", "/a/", "http://127.0.0.1:8000/a/"),
        ] {
            let base = Base::parse(text).unwrap();
            assert_eq!(
                (base.inside("a/").as_str(), base.whole("a/").as_str()),
                (inside, whole)
            );
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for bad in [
            "",
            "ada.github.io",
            "ftp://a/",
            "javascript://a/",
            "https:///x/",
            "https://a b/",
            "https://a/?q",
            "https://a/#f",
            "https://a/\"><script>/",
            "https://user@a/",
            "https://a/../b/",
            "https://a//b/",
        ] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }
}
