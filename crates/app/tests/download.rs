//! Downloads from a server on this machine that behaves as servers do: well, badly, and not at all.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pivot_app::connect::download::{InMemory, Patience, Trouble, Web, cached, fetch, opener, size, take};
use pivot_app::labs::real::{File, Seal, convert, set};

/// 200,000 bytes that do not repeat, and their SHA-256 as `sha256sum` gives it: the decimal numbers from 100000, parted by spaces.
fn content() -> Vec<u8> {
    let text: String = (100_000..130_000).map(|n| format!("{n} ")).collect();
    text.into_bytes()[..200_000].to_vec()
}

const SHA256: &str = "38fb14420be0302f1a085315777c4d606e0d2cbe7844559e3dc981320b447b72";

fn wanted<'a>(addresses: &'a [&'a str]) -> File<'a> {
    File {
        name: "numbers.txt",
        addresses,
        seal: Seal {
            bytes: 200_000,
            sha256: SHA256,
            unpacked: None,
        },
    }
}

/// Long enough for a busy machine: only the test of a silent server waits for the end of it.
fn patience() -> Patience {
    Patience {
        answer: Duration::from_secs(30),
        silence: Duration::from_secs(30),
        whole: Duration::from_secs(120),
        tries: 3,
        pause: Duration::ZERO,
    }
}

/// Names and values of a request's head, names in small letters.
type Head = BTreeMap<String, String>;
type Reply = Box<dyn FnOnce(&mut TcpStream, &Head) + Send>;

/// A server that answers each connection by the next reply, and then no more.
struct Server {
    address: String,
    heads: Arc<Mutex<Vec<Head>>>,
}

impl Server {
    fn start(replies: Vec<Reply>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/numbers.txt", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        thread::spawn(move || {
            let mut replies = VecDeque::from(replies);
            while let Some(reply) = replies.pop_front() {
                let (mut stream, _) = listener.accept().unwrap();
                let head = head(&stream);
                seen.lock().unwrap().push(head.clone());
                reply(&mut stream, &head);
            }
        });
        Server { address, heads }
    }

    fn asked(&self) -> Vec<Head> {
        self.heads.lock().unwrap().clone()
    }
}

fn head(stream: &TcpStream) -> Head {
    let mut head = Head::new();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        match line.split_once(": ") {
            Some((name, value)) => head.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => head.insert(String::new(), line),
        };
    }
    head
}

/// A client that has gone is no fault of the server's.
fn send(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Reply {
    let bytes = [
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").as_bytes(),
        body,
    ]
    .concat();
    Box::new(move |stream, _| send(stream, &bytes))
}

fn whole() -> Reply {
    answer(
        "200 OK",
        "Content-Length: 200000\r\nETag: \"one\"\r\n",
        &content(),
    )
}

/// Says that all of it comes, and breaks off.
fn cut(after: usize) -> Reply {
    answer(
        "200 OK",
        "Content-Length: 200000\r\nETag: \"one\"\r\n",
        &content()[..after],
    )
}

/// The part that is asked for.
fn ranged() -> Reply {
    Box::new(|stream, head| {
        let from = head["range"].strip_prefix("bytes=").unwrap();
        let from: usize = from.strip_suffix('-').unwrap().parse().unwrap();
        let body = &content()[from..];
        let head = format!(
            "HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Length: {}\r\nContent-Range: bytes {from}-199999/200000\r\nETag: \"one\"\r\n\r\n",
            body.len()
        );
        send(stream, &[head.as_bytes(), body].concat());
    })
}

fn get(addresses: &[&str], cache: &Path) -> Result<Vec<u8>, Trouble> {
    fetch(&wanted(addresses), cache, &Web, &patience(), &mut |_| {}).map(|path| {
        assert_eq!(path, cache.join("numbers.txt"));
        fs::read(path).unwrap()
    })
}

fn names(cache: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(cache)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What came of the only address.
fn why(trouble: Trouble) -> String {
    match trouble {
        Trouble::Nowhere { tried, .. } if tried.len() == 1 => tried[0].1.clone(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_file_comes_whole_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let cache = dir.path().join("made/when/missing");
    let server = Server::start(vec![whole()]);
    let mut told = Vec::new();
    let addresses = [server.address.as_str()];
    let path = fetch(&wanted(&addresses), &cache, &Web, &patience(), &mut |progress| {
        assert_eq!((progress.file, progress.of), ("numbers.txt", 200_000));
        told.push(progress.done);
    })
    .unwrap();
    assert_eq!(fs::read(path).unwrap(), content());
    assert!(told.is_sorted() && told.first() == Some(&0) && told.last() == Some(&200_000));
    assert_eq!(names(&cache), ["numbers.txt"]);
    let asked = server.asked();
    assert!(!asked[0].contains_key("range") && !asked[0].contains_key("if-range"));
    assert_eq!(asked[0]["accept-encoding"], "identity");
    // The server answers no more, and nobody asks it.
    assert_eq!(get(&addresses, &cache).unwrap(), content());
    assert!(cached(&wanted(&[]), &cache).unwrap().is_some());
    let mut text = String::new();
    opener(&cache)("numbers.txt")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.starts_with("100000 100001 "));
}

#[test]
fn a_cut_connection_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![cut(70_000), ranged()]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    let asked = server.asked();
    assert_eq!(asked[1]["range"], "bytes=70000-");
    assert_eq!(asked[1]["if-range"], "\"one\"");
    assert_eq!(names(dir.path()), ["numbers.txt"]);
}

#[test]
fn what_came_is_kept_for_the_next_run() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![cut(50_000), cut(60_000), cut(70_000), ranged()]);
    // The server has no part for who asks for one: it begins anew each time.
    let trouble = get(&[&server.address], dir.path()).unwrap_err();
    assert!(
        trouble
            .next()
            .contains("(70.0 kB are kept, and it goes on from there)"),
        "{}",
        trouble.next()
    );
    assert!(trouble.next().contains("--from"));
    let said = why(trouble);
    assert!(said.contains("connection"), "{said}");
    assert_eq!(names(dir.path()), ["numbers.txt.part", "numbers.txt.part.tag"]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    let asked = server.asked();
    assert_eq!(
        (asked[3]["range"].as_str(), asked[3]["if-range"].as_str()),
        ("bytes=70000-", "\"one\"")
    );
    assert_eq!(names(dir.path()), ["numbers.txt"]);
}

#[test]
fn all_that_came_needs_only_its_name() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt.part"), content()).unwrap();
    assert_eq!(get(&[], dir.path()).unwrap(), content());
    assert_eq!(names(dir.path()), ["numbers.txt"]);
}

#[test]
fn a_server_without_parts_gives_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![cut(70_000), whole()]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    assert_eq!(server.asked()[1]["range"], "bytes=70000-");
}

#[test]
fn a_length_need_not_be_said() {
    let dir = tempfile::tempdir().unwrap();
    let body = content();
    let (first, second) = body.split_at(123_456);
    let chunked = [
        format!("{:x}\r\n", first.len()).as_bytes(),
        first,
        format!("\r\n{:x}\r\n", second.len()).as_bytes(),
        second,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let server = Server::start(vec![
        // Ends with the connection, too early.
        answer("200 OK", "", &content()[..1000]),
        answer("200 OK", "Transfer-Encoding: chunked\r\n", &chunked),
    ]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
}

/// A part of another file, or of an older state of it, is found by the checksum; then all of it is asked for.
#[test]
fn a_wrong_beginning_is_thrown_away() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt.part"), vec![b'x'; 1000]).unwrap();
    let server = Server::start(vec![ranged(), whole()]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    let asked = server.asked();
    assert_eq!(asked[0]["range"], "bytes=1000-");
    assert!(
        !asked[0].contains_key("if-range"),
        "nothing is known of where it is from"
    );
    assert!(!asked[1].contains_key("range"));
    // Longer than the file, and as the server says so.
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt.part"), vec![b'x'; 200_000]).unwrap();
    let server = Server::start(vec![whole()]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt.part"), vec![b'x'; 1000]).unwrap();
    let server = Server::start(vec![
        answer("416 Range Not Satisfiable", "Content-Length: 0\r\n", b""),
        whole(),
    ]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
}

/// The mark of one server says nothing to another.
#[test]
fn another_address_goes_on_without_the_mark() {
    let dir = tempfile::tempdir().unwrap();
    let first = Server::start(vec![
        cut(70_000),
        answer("404 Not Found", "Content-Length: 0\r\n", b""),
    ]);
    let second = Server::start(vec![ranged()]);
    assert_eq!(
        get(&[&first.address, &second.address], dir.path()).unwrap(),
        content()
    );
    let asked = second.asked();
    assert_eq!(asked[0]["range"], "bytes=70000-");
    assert!(!asked[0].contains_key("if-range"));
}

#[test]
fn another_file_never_takes_the_place() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt"), "an older state").unwrap();
    let mut other = content();
    other[0] = b'2';
    let server = Server::start(vec![answer("200 OK", "Content-Length: 200000\r\n", &other)]);
    let said = why(get(&[&server.address], dir.path()).unwrap_err());
    assert!(
        said.starts_with("it is another file than numbers.txt: 200000 bytes with the SHA-256 "),
        "{said}"
    );
    assert!(
        said.ends_with(&format!("and 200000 with {SHA256} were expected")),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(dir.path().join("numbers.txt")).unwrap(),
        "an older state"
    );
    assert_eq!(
        fs::metadata(dir.path().join("numbers.txt.part")).unwrap().len(),
        0
    );
    assert!(cached(&wanted(&[]), dir.path()).unwrap().is_none());
    // And the right one does.
    let server = Server::start(vec![whole()]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
}

#[test]
fn more_than_expected_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(vec![answer("200 OK", "Content-Length: 200001\r\n", &content())]);
    let said = why(get(&[&server.address], dir.path()).unwrap_err());
    assert_eq!(said, "it says that it has 200001 bytes, and 200000 were expected");
    // Without an end, and without a word about the length.
    let endless: Reply = Box::new(|stream, _| {
        send(stream, b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let server = Server::start(vec![endless]);
    let said = why(get(&[&server.address], dir.path()).unwrap_err());
    assert_eq!(said, "it gives more than the 200000 bytes that were expected");
    assert_eq!(
        fs::metadata(dir.path().join("numbers.txt.part")).unwrap().len(),
        0
    );
}

#[test]
fn mirrors_are_tried_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let missing = Server::start(vec![answer(
        "404 Not Found",
        "Content-Length: 9\r\n",
        b"not found",
    )]);
    let broken = Server::start(
        (0..3)
            .map(|_| answer("503 Service Unavailable", "Content-Length: 0\r\n", b""))
            .collect(),
    );
    let mirror = Server::start(vec![whole()]);
    let addresses = [
        missing.address.as_str(),
        broken.address.as_str(),
        mirror.address.as_str(),
    ];
    assert_eq!(get(&addresses, dir.path()).unwrap(), content());
    // What is not there is asked for once, what may come back as often as was said.
    assert_eq!(
        (missing.asked().len(), broken.asked().len(), mirror.asked().len()),
        (1, 3, 1)
    );
}

#[test]
fn every_address_has_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let missing = Server::start(vec![answer("404 Not Found", "Content-Length: 0\r\n", b"")]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}/");
    let addresses = [
        missing.address.as_str(),
        closed.as_str(),
        "file:///etc/hostname",
        "http://",
    ];
    let trouble = get(&addresses, dir.path()).unwrap_err();
    let Trouble::Nowhere { tried, kept: 0, .. } = &trouble else {
        panic!("{trouble}")
    };
    let reasons: Vec<&str> = tried.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "the server answered 404",
            "nothing answers there",
            "the address begins with neither http:// nor https://",
            "this is no address that can be fetched",
        ]
    );
    assert!(
        trouble
            .to_string()
            .starts_with("could not download numbers.txt; http://127.0.0.1:")
    );
}

#[test]
fn redirects_lead_to_the_web_alone_and_end() {
    let dir = tempfile::tempdir().unwrap();
    let to = |address: &str| {
        answer(
            "302 Found",
            &format!("Location: {address}\r\nContent-Length: 0\r\n"),
            b"",
        )
    };
    let target = Server::start(vec![whole()]);
    let server = Server::start(vec![to(&target.address)]);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start((0..10).map(|_| to("/numbers.txt")).collect());
    let said = why(get(&[&server.address], dir.path()).unwrap_err());
    assert_eq!(said, "it leads from one address to the next without an end");
    // The address itself, and five that it leads to.
    assert_eq!(server.asked().len(), 6);
    // Of another kind of address nothing is taken: it is refused, or asked for from the same server.
    let elsewhere = [
        ("file:///etc/hostname", "the server answered 404"),
        ("data:text/plain,hello", "the server answered 404"),
        (
            "ftp://127.0.0.1/numbers.txt",
            "this is no address that can be fetched",
        ),
    ];
    for (address, why_not) in elsewhere {
        let missing = answer("404 Not Found", "Content-Length: 0\r\n", b"");
        let server = Server::start(vec![to(address), missing]);
        assert_eq!(why(get(&[&server.address], dir.path()).unwrap_err()), why_not);
    }
}

#[test]
fn a_silent_server_is_not_waited_for_without_end() {
    let dir = tempfile::tempdir().unwrap();
    // Silent before it answers, and in the middle: it waits until the client hangs up.
    let hang = |stream: &mut TcpStream| {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    };
    let silent: Reply = Box::new(move |stream, _| hang(stream));
    let stalled: Reply = Box::new(move |stream, _| {
        send(
            stream,
            b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\nETag: \"one\"\r\n\r\n",
        );
        send(stream, &content()[..30_000]);
        hang(stream);
    });
    // On a busy machine one that is to answer may be taken for silent too: there are more of it.
    let replies = [silent, stalled].into_iter().chain((0..18).map(|_| ranged()));
    let server = Server::start(replies.collect());
    let patience = |tries| Patience {
        answer: Duration::from_millis(500),
        silence: Duration::from_millis(500),
        tries,
        ..patience()
    };
    let addresses = [server.address.as_str()];
    let path = fetch(&wanted(&addresses), dir.path(), &Web, &patience(20), &mut |_| {}).unwrap();
    assert_eq!(fs::read(path).unwrap(), content());
    let asked = server.asked();
    assert!(asked[2..].iter().any(|head| head["range"] == "bytes=30000-"));
    let silent = |_| Box::new(move |stream: &mut TcpStream, _: &Head| hang(stream)) as Reply;
    let server = Server::start((0..2).map(silent).collect());
    let dir = tempfile::tempdir().unwrap();
    let addresses = [server.address.as_str()];
    let trouble = fetch(&wanted(&addresses), dir.path(), &Web, &patience(2), &mut |_| {}).unwrap_err();
    assert_eq!(why(trouble), "the server was silent for 500 milliseconds");
}

#[test]
fn nonsense_is_no_answer() {
    for nonsense in [
        "220 ftp ready\r\n",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 7-11/200000\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 18446744073709551615-/1\r\nContent-Length: 18446744073709551615\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nhello",
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
        "",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let replies = (0..3).map(|_| {
            Box::new(move |stream: &mut TcpStream, _: &Head| send(stream, nonsense.as_bytes())) as Reply
        });
        let server = Server::start(replies.collect());
        let said = why(get(&[&server.address], dir.path()).unwrap_err());
        assert!(!said.is_empty(), "{nonsense}");
        assert!(!dir.path().join("numbers.txt").exists());
    }
}

#[test]
fn two_at_once_do_not_mix() {
    let dir = tempfile::tempdir().unwrap();
    let held = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.path().join("numbers.txt.part"))
        .unwrap();
    held.lock().unwrap();
    let server = Server::start(vec![whole()]);
    let trouble = get(&[&server.address], dir.path()).unwrap_err();
    assert!(matches!(trouble, Trouble::Busy(_)), "{trouble}");
    drop(held);
    assert_eq!(get(&[&server.address], dir.path()).unwrap(), content());
}

/// A device that is always full takes the place of the disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_words() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", dir.path().join("numbers.txt.part")).unwrap();
    let server = Server::start(vec![whole()]);
    let trouble = get(&[&server.address], dir.path()).unwrap_err();
    assert!(
        trouble
            .to_string()
            .ends_with("numbers.txt.part: the disk is full"),
        "{trouble}"
    );
    assert!(trouble.next().starts_with("make room"));
}

#[test]
fn a_cache_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let trouble = get(&[], &dir.path().join("file/cache")).unwrap_err();
    assert!(trouble.to_string().starts_with("could not make "), "{trouble}");
}

#[test]
fn names_are_no_paths() {
    let dir = tempfile::tempdir().unwrap();
    for name in [
        "../up", "a/b", "/root", "..", ".hidden", "", "a\\b", "c:d", "a\nb",
    ] {
        let wanted = File { name, ..wanted(&[]) };
        let of = [
            fetch(&wanted, dir.path(), &Web, &patience(), &mut |_| {}),
            take(&wanted, dir.path(), dir.path(), &mut |_| {}),
        ];
        for trouble in of {
            assert!(matches!(trouble, Err(Trouble::Wish(_))), "{name}");
        }
    }
    assert!(names(dir.path()).is_empty());
}

fn taken(from: &Path, cache: &Path) -> Result<Vec<u8>, Trouble> {
    take(
        &wanted(&["http://example.com/deep/published.txt"]),
        from,
        cache,
        &mut |_| {},
    )
    .map(|path| fs::read(path).unwrap())
}

#[test]
fn a_file_that_is_there_already_is_taken() {
    let own = tempfile::tempdir().unwrap();
    // By itself under any name; in a folder by its name, or by that under which a browser saves it.
    for (name, is_folder) in [
        ("some file", false),
        ("numbers.txt", true),
        ("published.txt", true),
    ] {
        let folder = own.path().join(name.replace(' ', "-") + "-folder");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(name), content()).unwrap();
        let from = if is_folder { folder } else { folder.join(name) };
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(taken(&from, dir.path()).unwrap(), content());
        assert_eq!(names(dir.path()), ["numbers.txt"]);
    }
}

#[test]
fn a_file_that_is_another_is_not_taken() {
    let own = tempfile::tempdir().unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("numbers.txt"), "older").unwrap();
    fs::write(dir.path().join("numbers.txt.part"), "half a download").unwrap();
    let refused = |from: &Path| match taken(from, dir.path()) {
        Err(trouble @ Trouble::Other { .. }) => trouble.to_string(),
        other => panic!("{other:?}"),
    };
    let file = own.path().join("numbers.txt");
    fs::write(&file, &content()[..199_999]).unwrap();
    assert!(refused(&file).contains("it is another file than numbers.txt: 199999 bytes"));
    fs::write(&file, [content(), content()].concat()).unwrap();
    assert!(refused(own.path()).contains("it has more than the 200000 bytes of numbers.txt"));
    fs::remove_file(&file).unwrap();
    assert!(refused(own.path()).ends_with("the folder has no file numbers.txt"));
    assert!(refused(&file).contains("it cannot be looked at"));
    assert!(refused(Path::new("/dev/null")).contains("neither a file nor a folder"));
    let kept = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(
        (kept("numbers.txt"), kept("numbers.txt.part")),
        ("older".into(), "half a download".into())
    );
}

#[test]
fn files_in_memory_behave_as_those_of_a_server() {
    let dir = tempfile::tempdir().unwrap();
    let source = InMemory(BTreeMap::from([("memory:numbers".to_owned(), content())]));
    fs::write(dir.path().join("numbers.txt.part"), &content()[..10]).unwrap();
    let addresses = ["memory:none", "memory:numbers"];
    let path = fetch(&wanted(&addresses), dir.path(), &source, &patience(), &mut |_| {}).unwrap();
    assert_eq!(fs::read(path).unwrap(), content());
}

#[test]
fn sizes_are_said_in_words() {
    let said: Vec<String> = [999, 29_515, 170_052_171].into_iter().map(size).collect();
    assert_eq!(said, ["999 bytes", "29.5 kB", "170.1 MB"]);
}

/// The real thing where Debian's package is installed: its files are packed in another way than the published ones.
#[test]
fn the_files_of_a_package_are_taken() {
    let folder = Path::new("/usr/share/datasets/fashion-mnist");
    if !folder.join("t10k-labels-idx1-ubyte.gz").is_file() {
        eprintln!("skipped: the package dataset-fashion-mnist is not installed");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for wanted in set("fashion-mnist").unwrap().files {
        assert!(cached(wanted, dir.path()).unwrap().is_none());
        let path = take(wanted, folder, dir.path(), &mut |_| {}).unwrap();
        assert_ne!(fs::metadata(path).unwrap().len(), wanted.seal.bytes);
        assert!(cached(wanted, dir.path()).unwrap().is_some());
    }
    let made = convert("fashion-mnist", "garments", &mut opener(dir.path()), 1).unwrap();
    assert_eq!(made.truth.iter().filter(|byte| **byte == b'\n').count(), 10_001);
}
