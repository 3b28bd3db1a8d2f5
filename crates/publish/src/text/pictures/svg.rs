//! SVG: its size, and that it runs nothing and leads nowhere.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Whether bytes are an SVG, as far as their beginning says.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let head = head
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(head)
        .trim_ascii_start();
    head.starts_with(b"<") && head.windows(4).any(|w| w == b"<svg")
}

/// Width and height in pixels. Refused is what runs, leads elsewhere or loads something.
pub(super) fn measure(bytes: &[u8]) -> Result<(u32, u32), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is an SVG that is not written in UTF-8")?;
    let mut reader = Reader::from_str(text);
    let mut size = None;
    let mut style = false;
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|e| {
            let said: String = e.to_string().chars().take(120).collect();
            format!("is no SVG that can be read: {said}")
        })?;
        match event {
            Event::Start(element) => {
                depth += 1;
                if depth > 256 {
                    return Err("is an SVG with more than 256 elements within each other".into());
                }
                style = element.local_name().as_ref() == "style";
                look(&element, &mut size)?;
            }
            Event::Empty(element) => look(&element, &mut size)?,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                style = false;
            }
            Event::Text(said) if style => loads(&said)?,
            Event::CData(said) if style => loads(&said)?,
            Event::PI(said) if said.starts_with("xml-stylesheet") => {
                return Err(refused("a style from elsewhere"));
            }
            Event::DocType(said) if said.contains("<!ENTITY") => return Err(refused("entities of its own")),
            Event::Eof => break,
            _ => {}
        }
    }
    size.flatten()
        .ok_or_else(|| "is an SVG without `width` and `height` or `viewBox`, so nobody knows its size".into())
}

fn refused(what: &str) -> String {
    format!("is an SVG with {what}, which a page does not show: save it as PNG, or without that")
}

/// Looks at an element; the first says the size.
fn look(element: &BytesStart<'_>, size: &mut Option<Option<(u32, u32)>>) -> Result<(), String> {
    let name = element.local_name().as_ref().to_ascii_lowercase();
    if matches!(
        name.as_str(),
        "script"
            | "foreignobject"
            | "iframe"
            | "object"
            | "embed"
            | "handler"
            | "listener"
            | "audio"
            | "video"
    ) {
        return Err(refused(&format!("the element `{name}`")));
    }
    let (mut width, mut height, mut view) = (None, None, None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|e| format!("is no SVG that can be read: {e}"))?;
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = attribute.value.clone().into_owned();
        let plain: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        let plain = plain.to_ascii_lowercase();
        if key.starts_with("on") {
            return Err(refused(&format!("`{key}`, which runs something")));
        }
        let pictures = [
            "data:image/png",
            "data:image/jpeg",
            "data:image/gif",
            "data:image/webp",
        ];
        let leads = matches!(key.as_str(), "href" | "src")
            && !plain.starts_with('#')
            && !pictures.iter().any(|p| plain.starts_with(p));
        // An entity may spell what is not seen here.
        if leads
            || plain.contains("javascript:")
            || (matches!(key.as_str(), "href" | "src" | "values" | "to" | "from") && plain.contains('&'))
        {
            return Err(refused("a link to somewhere else"));
        }
        loads(&value)?;
        match key.as_str() {
            "width" => width = length(&value),
            "height" => height = length(&value),
            "viewbox" => view = Some(value),
            _ => {}
        }
    }
    if size.is_none() {
        if name != "svg" {
            return Err("is no SVG: its first element is another".into());
        }
        let view: Vec<f64> = view
            .unwrap_or_default()
            .split([' ', ','])
            .filter_map(|n| n.parse().ok())
            .collect();
        let (wide, high) = match view[..] {
            [_, _, wide, high] => (Some(wide), Some(high)),
            _ => (None, None),
        };
        let ratio = wide
            .zip(high)
            .filter(|(w, h)| *w > 0.0 && *h > 0.0)
            .map(|(w, h)| h / w);
        let both = match (width, height) {
            (Some(width), Some(height)) => Some((width, height)),
            (Some(width), None) => ratio.map(|r| (width, width * r)),
            (None, Some(height)) => ratio.map(|r| (height / r, height)),
            (None, None) => wide.zip(high),
        };
        let whole = |n: f64| (n.is_finite() && (0.5..1e6).contains(&n)).then(|| n.round() as u32);
        *size = Some(both.and_then(|(w, h)| whole(w).zip(whole(h))));
    }
    Ok(())
}

/// Refuses a style that loads something.
fn loads(style: &str) -> Result<(), String> {
    let plain: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_ascii_lowercase().replace(['"', '\''], "");
    let outside = plain
        .match_indices("url(")
        .any(|(at, _)| !plain[at + 4..].starts_with('#') && !plain[at + 4..].starts_with("data:image/"));
    if outside || plain.contains("@import") {
        return Err(refused("a style that loads something"));
    }
    Ok(())
}

/// A length in pixels: CSS has 96 of them to an inch, which is 72 points, 6 picas, 2.54 centimetres.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text
        .find(|c: char| c.is_ascii_alphabetic() || c == '%')
        .unwrap_or(text.len());
    let number: f64 = text[..end].trim().parse().ok()?;
    let pixels = match text[end..].trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    Some(number * pixels)
}
