//! What comes from people who mean no good, or from broken programs, is answered with the right status and in words, and the next
//! picture is taken as before.
use std::io::{Read, Write};
use std::time::Duration;

use image::{ImageFormat, Luma};

use crate::made::{FORM, Made, answer, form, get, picture, post, red, request, sent, service};

/// The checksum of PNG (ISO 3309), bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}

/// A PNG whose header says another size than its pixels have.
fn resized(mut png: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

/// Ten million pixels of one colour in a few kilobytes.
fn packed() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(10_000, 1_000, Luma([0]))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn uploads_of_every_bad_kind() {
    let server = service(&Made::new(true), |options| {
        options.limits.pixels_max = 5_000_000;
        options.limits.bytes_max = 3_000_000;
    });
    let (png, jpeg) = (red(), picture([200, 50, 0], 200, 100, ImageFormat::Jpeg));
    let many: Vec<(&str, &str, &[u8])> = vec![("other", "", b""); 10_000];
    let no_file = b"--edge\r\ncontent-disposition: form-data; name=\"picture\"\r\n\r\nwords\r\n--edge--\r\n";
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("image/png", vec![], 400, "The file is empty."),
        (
            "text/plain",
            b"hello".to_vec(),
            415,
            "This is text; PNG, JPEG and WebP are taken.",
        ),
        (
            "image/gif",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(),
            415,
            "This is a GIF",
        ),
        ("application/pdf", b"%PDF-1.7\n".to_vec(), 415, "This is a PDF"),
        (
            "image/jpeg",
            png.clone(),
            415,
            "The header says image/jpeg, but the picture is a PNG.",
        ),
        (
            "image/png",
            jpeg.clone(),
            415,
            "The header says image/png, but the picture is a JPEG.",
        ),
        (
            "image/png",
            png[..png.len() / 2].to_vec(),
            422,
            "perhaps it was cut off",
        ),
        (
            "image/jpeg",
            jpeg[..jpeg.len() - 40].to_vec(),
            422,
            "perhaps it was cut off",
        ),
        // 100 megapixels, said by the header; and really there, ten millions of them in a few kilobytes.
        (
            "image/png",
            resized(png.clone(), 10_000, 10_000),
            413,
            "The picture has 10000 × 10000 pixels; at most 5 million are taken.",
        ),
        ("image/png", resized(png.clone(), 60_000, 60_000), 413, "pixels"),
        (
            "image/png",
            resized(png.clone(), u32::MAX >> 1, u32::MAX >> 1),
            422,
            "cannot be read",
        ),
        ("image/png", packed(), 413, "10000 × 1000 pixels"),
        ("image/png", resized(png.clone(), 0, 5), 422, "cannot be read"),
        // The header says 5 million pixels, 0.3 kB follow.
        ("image/png", resized(png.clone(), 2_500, 2_000), 422, "cut off"),
        ("image/png", vec![0x89; 3_000_001], 413, "That is more than 3 MB."),
        (FORM, form(&[]), 400, "There was no file in the form."),
        (FORM, no_file.to_vec(), 400, "There was no file in the form."),
        (
            FORM,
            form(&[("picture", "", b"")]),
            400,
            "There was no file in the form.",
        ),
        (
            FORM,
            form(&[("picture", "nothing.png", b"")]),
            400,
            "The file is empty.",
        ),
        (FORM, form(&many), 400, "more than 16 parts"),
        (FORM, b"no form".to_vec(), 400, "The form cannot be read"),
        (
            FORM,
            form(&[("picture", "red.png", &png)])[..200].to_vec(),
            400,
            "The form cannot be read",
        ),
        (
            "multipart/form-data",
            form(&[("picture", "red.png", &png)]),
            400,
            "The form cannot be read",
        ),
        (
            FORM,
            form(&[("picture", "a.gif", b"GIF89a")]),
            415,
            "This is a GIF",
        ),
    ];
    for (kind, body, status, words) in cases {
        let said = post(server.address(), kind, &body);
        assert_eq!(said.status, status, "{words}: {said:?}");
        let json = said.json();
        assert!(json["error"].as_str().unwrap().contains(words), "{words}: {json}");
        assert!(json["next"].as_str().is_some_and(|next| !next.is_empty()));
    }
    // More is unpacked than the header says: no more is read than it says.
    let bomb = resized(packed(), 2, 2);
    assert!(matches!(
        post(server.address(), "image/png", &bomb).status,
        200 | 422
    ));
    // A file that says it is a thousand times larger than what is taken is not even read.
    let head =
        "POST /classify HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 3000000000\r\n\r\n";
    assert_eq!(answer(sent(server.address(), head.as_bytes())).status, 413);
    // All of that, and the next picture is taken.
    assert_eq!(post(server.address(), "image/png", &red()).json()["label"], "red");
    assert_eq!(get(server.address(), "/health").status, 200);
    assert!(server.stop());
}

#[test]
fn wrong_ways_and_addresses() {
    let server = service(&Made::new(true), |_| ());
    let page = get(server.address(), "/classify");
    assert_eq!((page.status, page.header("allow")), (405, Some("POST")));
    assert!(page.body.contains("Send a picture to /classify by POST"));
    assert_eq!(get(server.address(), "/../etc/passwd").status, 404);
    assert_eq!(
        post(server.address(), "image/png", &[]).header("content-type"),
        Some("application/json")
    );
    assert!(server.stop());
}

#[test]
fn slow_senders_do_not_hold_it() {
    let server = service(&Made::new(true), |options| {
        options.limits.head = Duration::from_millis(300);
        options.limits.upload = Duration::from_millis(300);
    });
    // A head that never ends: the connection closes.
    let mut slow = sent(server.address(), b"GET / HTTP/1.1\r\nhost: he");
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).unwrap();
    assert!(
        !rest.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&rest)
    );
    // A body that never ends: told so.
    let mut slow = sent(
        server.address(),
        b"POST /classify HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 1000\r\n\r\n",
    );
    slow.write_all(&[0x89]).unwrap();
    let said = answer(slow);
    assert_eq!(said.status, 408);
    assert!(said.body.contains("did not arrive within"), "{said:?}");
    assert_eq!(post(server.address(), "image/png", &red()).status, 200);
    assert!(server.stop());
}

/// A request is cut off in the middle: nobody is there to be told, and the service goes on.
#[test]
fn who_leaves_in_the_middle() {
    let server = service(&Made::new(true), |_| ());
    let whole = request("POST /classify", &[("content-type", "image/png")], &red());
    for length in [1, 30, whole.len() - 5] {
        drop(sent(server.address(), &whole[..length]));
    }
    assert_eq!(post(server.address(), "image/png", &red()).status, 200);
    assert!(server.stop());
}
