//! A request becomes the bytes of one picture: a form's file or the body as it is, within limits of size, time and parts.
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};

use super::fault::Fault;
use crate::reading;

/// Parts of a form that are looked at. The page's form has two.
const PARTS_MAX: usize = 16;

/// Of a body that is too large, so many times the limit is read and thrown away: a browser shows the answer only when it has sent all.
const DRAINED: usize = 4;

const CHOOSE: &str = "Choose a picture first, then send it.";

/// The bytes of the picture that a request carries.
///
/// # Errors
/// Where it carries none, is too large or too slow, or says that it is another kind than it is.
pub async fn read(request: Request, bytes_max: usize, patience: Duration) -> Result<Bytes, Fault> {
    let (parts, body) = request.into_parts();
    let too_large = || {
        Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("That is more than {}.", bytes(bytes_max)),
            "Choose a smaller file, or save the picture with fewer pixels.",
        )
    };
    if said_length(&parts.headers).is_some_and(|length| length > bytes_max.saturating_mul(DRAINED)) {
        return Err(too_large());
    }
    let body = tokio::time::timeout(patience, collect(body, bytes_max))
        .await
        .map_err(|_| {
            Fault::new(
                StatusCode::REQUEST_TIMEOUT,
                format!(
                    "The picture did not arrive within {} seconds.",
                    patience.as_secs()
                ),
                "Send it again over a faster connection, or choose a smaller file.",
            )
        })?
        .map_err(|()| {
            Fault::new(
                StatusCode::BAD_REQUEST,
                "The connection broke before all of it had arrived.",
                "Please send it again.",
            )
        })?
        .ok_or_else(too_large)?;
    let said = parts
        .headers
        .get(CONTENT_TYPE)
        .and_then(|said| said.to_str().ok())
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if said == "multipart/form-data" {
        return file(Request::from_parts(parts, Body::from(body))).await;
    }
    agrees(&said, &body)?;
    Ok(body)
}

/// A number of bytes in words.
pub fn bytes(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn said_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A whole body; `None` where it is larger than allowed, `Err` where it broke off.
async fn collect(mut body: Body, bytes_max: usize) -> Result<Option<Bytes>, ()> {
    let mut kept = Vec::new();
    let mut read = 0usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| ())?.into_data() else {
            continue;
        };
        read = read.saturating_add(data.len());
        if read <= bytes_max {
            kept.extend_from_slice(&data);
        } else {
            kept = Vec::new();
            if read > bytes_max.saturating_mul(DRAINED) {
                return Ok(None);
            }
        }
    }
    Ok((read <= bytes_max).then(|| kept.into()))
}

/// The first file of a form that has anything in it.
async fn file(mut request: Request) -> Result<Bytes, Fault> {
    // The body lies here already, and is no larger than allowed.
    DefaultBodyLimit::disable().apply(&mut request);
    let malformed = |_| {
        Fault::new(
            StatusCode::BAD_REQUEST,
            "The form cannot be read: it is not what its header says, or was cut off.",
            "Send it by the page's form, or the picture alone as the body.",
        )
    };
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| malformed(()))?;
    let mut empty = false;
    for _ in 0..PARTS_MAX {
        let Some(part) = form.next_field().await.map_err(|_| malformed(()))? else {
            return Err(if empty {
                Fault::from(reading::Bad::Empty)
            } else {
                Fault::new(StatusCode::BAD_REQUEST, "There was no file in the form.", CHOOSE)
            });
        };
        // A form sends a file that was not chosen as one without name and bytes.
        let Some(name) = part.file_name().map(str::to_owned) else {
            continue;
        };
        let bytes = part.bytes().await.map_err(|_| malformed(()))?;
        if !bytes.is_empty() {
            return Ok(bytes);
        }
        empty |= !name.is_empty();
    }
    Err(Fault::new(
        StatusCode::BAD_REQUEST,
        format!("The form has more than {PARTS_MAX} parts, and no picture among the first of them."),
        "Send one picture in a form.",
    ))
}

/// A program that says it sends a JPEG and sends a PNG is told so. (The kind that a form says is the browser's guess from a name.)
fn agrees(said: &str, body: &[u8]) -> Result<(), Fault> {
    let Some(said) = said.strip_prefix("image/") else {
        return Ok(());
    };
    let Ok(kind) = reading::kind(body) else {
        return Ok(());
    };
    if said == "*"
        || said == "jpg" && kind == image::ImageFormat::Jpeg
        || kind.to_mime_type() == format!("image/{said}")
    {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!(
            "The header says image/{said}, but the picture is a {}.",
            reading::name(kind)
        ),
        "Send the kind that it is, or application/octet-stream.",
    ))
}
