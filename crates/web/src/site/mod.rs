//! `pivot site serve`: the person's site on this machine alone, out of memory, made again when a file changes; open pages load anew by
//! themselves. What is added to a page for that is added here, and stands in no file of the site.

mod answer;
mod page;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use pivot_app::Error;
use tokio::net::TcpListener;
use tokio::sync::watch as channel;

use crate::gate::secret;
use crate::server::{Ready, accept};

pub(crate) use answer::kind;
pub use answer::routes;
pub use watch::{Looked, Shown, Watcher};

/// What is shown, and where.
#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// The pivot's folder, or one in it.
    pub dir: PathBuf,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The present moment where it is not the clock's.
    pub now: Option<Timestamp>,
    /// Without drafts and what is dated ahead.
    pub public: bool,
}

/// How often the disk is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Serves until the process is told to stop. `ready` is called once, when the site can be asked for; `tell` then, and each time that it was
/// made again.
///
/// # Errors
/// There is no pivot, the port cannot be bound, or the system has no randomness.
pub fn serve(
    config: &SiteConfig,
    ready: impl FnOnce(&Ready) -> Result<(), Error>,
    mut tell: impl FnMut(&Looked),
) -> Result<(), Error> {
    let outside = |what: &str, e: std::io::Error| Error::Outside {
        what: format!("{what}: {e}"),
        next: None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| outside("could not start", e))?;
    runtime.block_on(async {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
        let listener = TcpListener::bind(wanted).await.map_err(|e| Error::Outside {
            what: format!("could not listen on {wanted}: {e}"),
            next: Some("choose another port, such as --port 0 for a free one".into()),
        })?;
        let address = listener
            .local_addr()
            .map_err(|e| outside("could not listen", e))?;
        let (mut watcher, first) = look(Watcher::new(config)?).await?;
        let (sender, shown) = channel::channel(watcher.shown());
        let site = routes(shown, address, &secret()?);
        let base = sender.borrow().base.clone();
        ready(&Ready {
            link: format!("http://{address}{base}"),
            address,
        })?;
        if let Some(first) = first {
            tell(&first);
        }
        let follow = async {
            loop {
                tokio::time::sleep(LOOK).await;
                let looked;
                (watcher, looked) = look(watcher).await?;
                if let Some(looked) = looked {
                    sender.send_replace(watcher.shown());
                    tell(&looked);
                }
            }
        };
        tokio::select! {
            () = accept(listener, site) => Ok(()),
            ended = follow => ended,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

/// Looks at the disk beside the threads that answer.
async fn look(mut watcher: Watcher) -> Result<(Watcher, Option<Looked>), Error> {
    tokio::task::spawn_blocking(move || {
        let looked = watcher.look();
        (watcher, looked)
    })
    .await
    .map_err(|e| Error::Bug(e.to_string()))
}
