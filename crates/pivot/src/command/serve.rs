//! `pivot serve`: the pages.

use std::cell::RefCell;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::Path;

use jiff::tz::TimeZone;
use pivot_app::Error;
use pivot_web::{Config, SiteConfig, serve, serve_site};

use super::Status;
use crate::args::{Global, Serve};
use crate::screen::Screen;
use crate::view;

/// Serves until the process is told to stop. The link stands on a line of its own.
pub(super) fn run(global: &Global, wish: &Serve, screen: &mut Screen) -> Result<Status, Error> {
    let machine = global
        .machine
        .clone()
        .or_else(|| std::env::var("COMPUTERNAME").ok());
    let config = Config {
        dir: global.dir.as_deref().unwrap_or(Path::new(".")).to_owned(),
        address: SocketAddr::new(wish.host, wish.port),
        machine,
        now: global.now,
        zone: TimeZone::system().iana_name().map(str::to_owned),
    };
    serve(&config, |ready| {
        if !global.quiet {
            let whom = if ready.address.ip().is_loopback() {
                "for this machine alone"
            } else {
                "for everybody who reaches this address and has the link; nothing on the way is encrypted"
            };
            screen.raw(&format!("The pages are served {whom}, until Ctrl-C. Open:\n\n"))?;
        }
        screen.raw(&format!("{}\n", ready.link))?;
        if wish.open
            && let Err(error) = open::that_detached(&ready.link)
        {
            screen.raw(&format!(
                "No browser could be opened ({error}): open the link yourself.\n"
            ))?;
        }
        Ok(())
    })?;
    Ok(Status::Done)
}

/// Shows the site on this machine alone, built again when a file changes.
pub(super) fn site(
    global: &Global,
    port: u16,
    open: bool,
    public: bool,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let config = SiteConfig {
        dir: global.dir.as_deref().unwrap_or(Path::new(".")).to_owned(),
        port,
        now: global.now,
        public,
    };
    let tells = !global.quiet && io::stdout().is_terminal();
    let screen = RefCell::new(screen);
    let ready = |ready: &pivot_web::Ready| {
        let mut screen = screen.borrow_mut();
        if !global.quiet {
            let what = if public {
                "as others will see it"
            } else {
                "drafts too"
            };
            screen.raw(&format!(
                "The site, {what}, is shown on this machine alone, until Ctrl-C. Open:\n\n"
            ))?;
        }
        screen.raw(&format!("{}\n", ready.link))?;
        if open && let Err(error) = open::that_detached(&ready.link) {
            screen.raw(&format!(
                "No browser could be opened ({error}): open the link yourself.\n"
            ))?;
        }
        Ok(())
    };
    serve_site(&config, ready, |looked| {
        if tells {
            let mut screen = screen.borrow_mut();
            view::site::looked(&mut screen, looked);
            // A terminal that is gone stops nothing.
            let _ = screen.show_now();
        }
    })?;
    Ok(Status::Done)
}
