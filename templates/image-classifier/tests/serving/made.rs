//! A classifier that is made up, a service with it, and how it is asked.
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use image_classifier::classifier::{Classifier, Heat, Said};
use image_classifier::serve::{Options, Server};

/// Says `red`, `green` or `blue` by the first pixel; its colours are the probabilities. It waits while its gate is closed.
pub struct Made {
    classes: [String; 3],
    open: Mutex<bool>,
    opened: Condvar,
}

impl Made {
    pub fn new(open: bool) -> Arc<Made> {
        let classes = ["red", "green", "blue"].map(String::from);
        Arc::new(Made {
            classes,
            open: Mutex::new(open),
            opened: Condvar::new(),
        })
    }

    pub fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl Classifier for Made {
    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn classify(&self, pictures: &[RgbImage]) -> Vec<Said> {
        // A test that failed with the gate closed still ends.
        let gate = self.open.lock().unwrap();
        drop(
            self.opened
                .wait_timeout_while(gate, Duration::from_secs(30), |open| !*open)
                .unwrap(),
        );
        let said = |picture: &RgbImage| {
            let colours = picture.get_pixel(0, 0).0.map(f32::from);
            let all = colours.iter().sum::<f32>().max(1.0);
            Said {
                probabilities: colours.iter().map(|colour| colour / all).collect(),
                heat: Heat {
                    width: 2,
                    height: 2,
                    cells: vec![0.0, 0.25, 0.5, 1.0],
                },
            }
        };
        pictures.iter().map(said).collect()
    }
}

/// A service on a free port, with these options changed.
pub fn service(made: &Arc<Made>, change: impl FnOnce(&mut Options)) -> Server {
    let mut options = Options::at(SocketAddr::from(([127, 0, 0, 1], 0)));
    change(&mut options);
    Server::start(made.clone(), options).expect("a free port")
}

/// A picture of one colour.
pub fn picture(colour: [u8; 3], width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb(colour))
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// Mostly red: 200 of 250 is 0.8.
pub fn red() -> Vec<u8> {
    picture([200, 50, 0], 20, 10, ImageFormat::Png)
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|fault| panic!("{fault}: {self:?}"))
    }
}

/// A connection with these bytes sent. Tests read from it within a minute, or fail.
pub fn sent(server: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// The answer that comes on a connection, which closes after it.
pub fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.into(),
        body: body.into(),
    }
}

/// A request as bytes.
pub fn request(line: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "{line} HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        bytes += &format!("{name}: {value}\r\n");
    }
    let mut bytes = (bytes + "\r\n").into_bytes();
    bytes.extend(body);
    bytes
}

/// Reads a page as a browser does, or the answer of a program's address.
pub fn get(server: SocketAddr, path: &str) -> Answer {
    answer(sent(
        server,
        &request(&format!("GET {path}"), &[("accept", "text/html,*/*;q=0.8")], b""),
    ))
}

/// Sends a body of a kind, as a program does.
pub fn post(server: SocketAddr, kind: &str, body: &[u8]) -> Answer {
    answer(sent(
        server,
        &request("POST /classify", &[("content-type", kind)], body),
    ))
}

/// A form with files: the name of the field, the name of the file, its bytes.
pub fn form(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, name, bytes) in files {
        body.extend(
            format!(
                "--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

/// The header that goes with [`form`].
pub const FORM: &str = "multipart/form-data; boundary=edge";
