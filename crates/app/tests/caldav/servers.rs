//! Radicale and Xandikos, each started on a free port for one test.
#![allow(dead_code, reason = "each test program uses its part")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use pivot_app::connect::caldav::Dav;
use pivot_app::connect::http::{Login, Patience};
use pivot_app::connect::secret::Secret;
use tempfile::TempDir;

/// Nobody waits for a server of the test's own.
pub(super) fn hasty() -> Patience {
    Patience {
        whole: Duration::from_secs(20),
        tries: 2,
        pause: Duration::from_millis(1),
        longest: Duration::from_millis(10),
    }
}

/// A server that ends with the test.
pub(super) struct Server {
    child: Child,
    /// Its address, without a slash at the end.
    pub(super) base: String,
    pub(super) login: Login,
    _home: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(super) fn client(&self, patience: Patience) -> Dav {
        Dav::new(&self.base, self.login.clone(), patience)
    }

    /// Asks until it answers.
    fn ready(mut self) -> Server {
        let http = pivot_app::connect::http::Http::new(hasty());
        for _ in 0..600 {
            let request = pivot_app::connect::http::Request::get(&self.base, &self.login);
            if http.ask(&request).is_ok() {
                return self;
            }
            assert!(
                self.child.try_wait().unwrap().is_none(),
                "the calendar server ended before it answered"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the calendar server does not answer");
    }
}

/// The programs of `requirements.txt`, installed once into the build folder.
fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calendars");
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/tests/caldav/requirements.txt");
        let wanted = std::fs::read_to_string(&list).unwrap();
        let mark = home.join("installed.txt");
        let bin = home.join("bin");
        if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
            return bin;
        }
        let ran = |program: &Path, arguments: &[&str]| {
            let ran = Command::new(program)
                .args(arguments)
                .output()
                .unwrap_or_else(|why| {
                    panic!(
                        "{} cannot be started ({why}): Radicale and Xandikos need Python 3 with venv",
                        program.display()
                    )
                });
            assert!(
                ran.status.success(),
                "Radicale and Xandikos cannot be installed: {}",
                String::from_utf8_lossy(&ran.stderr)
            );
        };
        ran(
            Path::new("python3"),
            &["-m", "venv", "--clear", home.to_str().unwrap()],
        );
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ];
        ran(
            &bin.join("python"),
            &[&pip[..], &[list.to_str().unwrap()]].concat(),
        );
        std::fs::write(&mark, wanted).unwrap();
        bin
    })
}

/// A port that nobody has at this moment.
fn port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Radicale, with a user `ada` whose password is `secret word`.
pub(super) fn radicale() -> Server {
    let (home, port) = (tempfile::tempdir().unwrap(), port());
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("users"), "ada:secret word\n").unwrap();
    let config = format!(
        "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {}\nhtpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {}\n",
        at("users").display(),
        at("data").display()
    );
    std::fs::write(at("config"), config).unwrap();
    let mut command = Command::new(programs().join("python"));
    command.args(["-m", "radicale", "--config"]).arg(at("config"));
    Server {
        child: start(&mut command),
        base: format!("http://127.0.0.1:{port}"),
        login: Login::Basic("ada".into(), Secret::new("secret word")),
        _home: home,
    }
    .ready()
}

/// Xandikos, which asks for no login.
pub(super) fn xandikos() -> Server {
    let (home, port) = (tempfile::tempdir().unwrap(), port());
    let mut command = Command::new(programs().join("xandikos"));
    command
        .args(["serve", "--defaults", "-d"])
        .arg(home.path().join("data"))
        .args(["--listen-address", "127.0.0.1", "--port", &port.to_string()]);
    Server {
        child: start(&mut command),
        base: format!("http://127.0.0.1:{port}"),
        login: Login::None,
        _home: home,
    }
    .ready()
}
