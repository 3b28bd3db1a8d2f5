//! A file sent to the storage that Kaggle names, and sent on where the connection broke.
//!
//! Protocol: resumable uploads of Google's storage, as Kaggle's own program speaks them: `PUT` of the bytes; how much has come is asked
//! with `Content-Range: bytes */N` and no body, and told by 308 and `Range: bytes=0-K`. The address is the permission: no login is sent.

use std::thread::sleep;
use std::time::Duration;

use crate::connect::http::{Answer, Http, Login, Patience, Request, Trouble};

/// So often it is asked how much has come.
const TRIES: u32 = 8;
/// Bytes in a second below which a connection is given up.
const SLOWEST: u64 = 16 * 1024;

fn expired() -> Trouble {
    Trouble::Silent("the place for the file is no longer there".into())
}

fn trouble(answer: Answer) -> Trouble {
    let status = answer.status;
    match answer.good(|_| None) {
        Err(trouble) => trouble,
        Ok(_) => Trouble::Silent(format!("its storage answered {status}")),
    }
}

/// Sends all bytes to an address. It may be repeated: what is at the address is one file, and nothing is submitted by it.
pub(super) fn put(patience: Patience, address: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let all = bytes.len();
    let http = Http::new(Patience {
        whole: patience.whole + Duration::from_secs(all as u64 / SLOWEST),
        ..patience
    });
    let (mut there, mut left, mut pause) = (0, TRIES, patience.pause);
    loop {
        let mut request =
            Request::write("PUT", address, &Login::None).sending("application/octet-stream", &bytes[there..]);
        if there > 0 {
            request = request.with("content-range", format!("bytes {there}-{}/{all}", all - 1));
        }
        let mut last = match http.ask(&request) {
            Ok(answer) => match answer.status {
                200 | 201 => return Ok(()),
                404 | 410 => return Err(expired()),
                308 | 408 | 429 | 500..=599 => trouble(answer),
                _ => return Err(trouble(answer)),
            },
            Err(trouble) => trouble,
        };
        there = loop {
            if left == 0 {
                return Err(last);
            }
            left -= 1;
            sleep(pause.min(patience.longest));
            pause *= 2;
            let request =
                Request::write("PUT", address, &Login::None).with("content-range", format!("bytes */{all}"));
            last = match http.ask(&request) {
                Ok(answer) => match answer.status {
                    200 | 201 => return Ok(()),
                    404 | 410 => return Err(expired()),
                    308 => match has(&answer) {
                        there if there < all => break there,
                        _ => Trouble::Silent("its storage has the file and does not take it".into()),
                    },
                    408 | 429 | 500..=599 => trouble(answer),
                    _ => return Err(trouble(answer)),
                },
                Err(trouble) => trouble,
            };
        };
    }
}

/// How many bytes have come, by `Range: bytes=0-K`; none where it says nothing.
fn has(answer: &Answer) -> usize {
    let last = answer.header("range").and_then(|range| range.rsplit_once('-'));
    last.and_then(|(_, last)| last.trim().parse::<usize>().ok())
        .map_or(0, |last| last.saturating_add(1))
}
