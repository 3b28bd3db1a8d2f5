//! Signs that HTML would take for its own.

/// Text between elements.
pub(super) fn text(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let with = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            // HTML has no such sign, and a reader would see another one.
            0 => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(with);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// The value of an attribute between double quotes.
pub(super) fn attribute(out: &mut String, value: &str) {
    let mut from = 0;
    for (at, byte) in value.bytes().enumerate() {
        let with = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            0 => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&value[from..at]);
        out.push_str(with);
        from = at + 1;
    }
    out.push_str(&value[from..]);
}

/// A URL as the value of an attribute: what a URL cannot have is written as `%20`.
pub(super) fn url(out: &mut String, url: &str) {
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=b' ' | 127.. => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(
                        char::from_digit(u32::from(digit), 16)
                            .unwrap_or('0')
                            .to_ascii_uppercase(),
                    );
                }
            }
            _ => out.push(char::from(byte)),
        }
    }
}

/// A value of an attribute read back, as far as [`text`], [`attribute`] and ammonia write it.
pub(super) fn read(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_takes_for_its_own_is_escaped_and_read_back() {
        let mut out = String::new();
        text(&mut out, "a < b & \"c\" > d\0");
        assert_eq!(out, "a &lt; b &amp; \"c\" &gt; d\u{fffd}");
        out.clear();
        attribute(&mut out, "\"<&>'é");
        assert_eq!(out, "&quot;&lt;&amp;&gt;'é");
        assert_eq!(read(&out), "\"<&>'é");
        assert_eq!(read("&amp;lt;"), "&lt;");
    }

    #[test]
    fn a_url_has_only_what_a_url_may_have() {
        let mut out = String::new();
        url(&mut out, "/a b/é?x=1&y=\"2\"#z%20");
        assert_eq!(out, "/a%20b/%C3%A9?x=1&amp;y=%222%22#z%20");
    }
}
