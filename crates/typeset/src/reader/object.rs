//! Looking into dictionaries: references are followed, what is of another kind is not there.

use lopdf::{Dictionary, Document, Object, Stream};

pub(super) fn get<'d>(document: &'d Document, from: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    from.get_deref(key, document).ok()
}

pub(super) fn dictionary<'d>(
    document: &'d Document,
    from: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    get(document, from, key).and_then(|object| object.as_dict().ok())
}

pub(super) fn array<'d>(document: &'d Document, from: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
    get(document, from, key)
        .and_then(|object| object.as_array().ok())
        .map(Vec::as_slice)
}

pub(super) fn stream<'d>(document: &'d Document, from: &'d Dictionary, key: &[u8]) -> Option<&'d Stream> {
    get(document, from, key).and_then(|object| object.as_stream().ok())
}

pub(super) fn name(document: &Document, from: &Dictionary, key: &[u8]) -> Option<String> {
    let name = get(document, from, key)?.as_name().ok()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// A finite number.
pub(super) fn number(document: &Document, from: &Dictionary, key: &[u8]) -> Option<f64> {
    let number = get(document, from, key)?.as_float().ok()?;
    Some(f64::from(number)).filter(|number| number.is_finite())
}

pub(super) fn text(document: &Document, from: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(get(document, from, key)?).ok()
}
