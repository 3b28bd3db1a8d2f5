//! What a PDF's metadata (XMP) claim: its title, and the standards that it keeps.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

const UA: &str = "http://www.aiim.org/pdfua/ns/id/";
const ARCHIVE: &str = "http://www.aiim.org/pdfa/ns/id/";
const DUBLIN: &str = "http://purl.org/dc/elements/1.1/";

/// What was claimed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Claims {
    /// The title; empty where there is none.
    pub(super) title: String,
    /// `PDF/UA-1`, `PDF/A-2a`.
    pub(super) standards: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    UaPart,
    ArchivePart,
    ArchiveLevel,
    Title,
}

fn field(namespace: &ResolveResult<'_>, local: &str) -> Option<Field> {
    let ResolveResult::Bound(namespace) = namespace else {
        return None;
    };
    match (namespace.0, local) {
        (UA, "part") => Some(Field::UaPart),
        (ARCHIVE, "part") => Some(Field::ArchivePart),
        (ARCHIVE, "conformance") => Some(Field::ArchiveLevel),
        (DUBLIN, "title") => Some(Field::Title),
        _ => None,
    }
}

/// Reads them, as elements or as attributes. Of a broken text, what stands before the fault.
pub(super) fn read(xml: &[u8]) -> Claims {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = NsReader::from_str(&xml);
    let (mut ua, mut part, mut level, mut title) = (None, None, None, None);
    let mut within: Option<(Field, usize)> = None;
    let mut depth = 0_usize;
    let mut words = String::new();
    loop {
        let mut set = |field: Field, text: &str| {
            let text = text.trim().to_owned();
            let place = match field {
                Field::UaPart => &mut ua,
                Field::ArchivePart => &mut part,
                Field::ArchiveLevel => &mut level,
                Field::Title => &mut title,
            };
            if !text.is_empty() && place.is_none() {
                *place = Some(text);
            }
        };
        let Ok((namespace, event)) = reader.read_resolved_event() else {
            break;
        };
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let starts = matches!(event, Event::Start(_));
                let found = field(&namespace, tag.local_name().as_ref());
                for attribute in tag.attributes().flatten() {
                    let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
                    if let Some(field) = field(&namespace, local.as_ref()) {
                        set(field, &attribute.value);
                    }
                }
                if starts {
                    depth += 1;
                    if within.is_none() {
                        within = found.map(|field| (field, depth));
                    }
                }
            }
            Event::Text(text) if within.is_some() => words.push_str(&text),
            Event::GeneralRef(name) if within.is_some() => words.push_str(match &*name {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => "\u{fffd}",
            }),
            Event::End(_) => {
                if let Some((field, _)) = within {
                    set(field, &words);
                    words.clear();
                }
                if within.is_some_and(|(_, of)| of == depth) {
                    within = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut standards = Vec::new();
    if let Some(ua) = ua {
        standards.push(format!("PDF/UA-{ua}"));
    }
    if let Some(part) = part {
        standards.push(format!(
            "PDF/A-{part}{}",
            level.unwrap_or_default().to_lowercase()
        ));
    }
    Claims {
        title: title.unwrap_or_default(),
        standards,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_elements_or_attributes() {
        let elements = br#"<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
            xmlns:ua="http://www.aiim.org/pdfua/ns/id/" xmlns:a="http://www.aiim.org/pdfa/ns/id/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Ada &amp; Bob
            </rdf:li></rdf:Alt></dc:title><ua:part>1</ua:part><a:part>2</a:part><a:conformance>A</a:conformance>
            </rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let claims = read(elements);
        assert_eq!(claims.title, "Ada & Bob");
        assert_eq!(claims.standards, ["PDF/UA-1", "PDF/A-2a"]);
        let attributes = br#"<d xmlns:p="http://www.aiim.org/pdfa/ns/id/" p:part="3" p:conformance="B"/>"#;
        assert_eq!(read(attributes).standards, ["PDF/A-3b"]);
    }

    /// Only the namespace counts, and nothing is expanded or fetched.
    #[test]
    fn what_is_no_claim_is_none() {
        for text in [
            &b"<pdfuaid:part>1</pdfuaid:part>"[..],
            b"<a xmlns:p='http://example.org/'><p:part>1</p:part></a>",
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;",
            b"\xff\xfe<",
            b"",
        ] {
            assert_eq!(read(text), Claims::default());
        }
    }
}
