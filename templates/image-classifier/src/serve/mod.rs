//! The service: a page where a picture is dropped, chosen or taken, and the same for programs.
//!
//! `upload` takes the bytes of a request within limits, [`crate::reading`] unpacks them, `batch` asks the classifier for what waits
//! together, `router` answers, `page` is what people see, `metrics` what is counted.
mod batch;
mod fault;
mod metrics;
mod page;
mod router;
mod upload;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};

pub use self::batch::Batching;
use self::batch::Queue;
use self::metrics::Metrics;
use self::page::About;
use self::router::Shared;
use crate::classifier::Classifier;

/// What the service takes, and how long it waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest body of a request, in bytes.
    pub bytes_max: usize,
    /// The most pixels of a picture, by its header.
    pub pixels_max: u64,
    /// Connections at once; more wait to be accepted.
    pub connections_max: usize,
    /// The head of a request arrives within this time, or the connection is closed.
    pub head: Duration,
    /// The body of a request arrives within this time.
    pub upload: Duration,
    /// A picture that arrived is answered within this time, or refused.
    pub answer: Duration,
    /// When the service stops, what was taken is answered within this time.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes_max: 12_000_000,
            pixels_max: 50_000_000,
            connections_max: 100,
            head: Duration::from_secs(10),
            upload: Duration::from_secs(20),
            answer: Duration::from_secs(20),
            grace: Duration::from_secs(20),
        }
    }
}

/// How the service is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The title of its pages.
    pub title: String,
    /// Limits.
    pub limits: Limits,
    /// How pictures become batches.
    pub batching: Batching,
}

impl Options {
    /// The usual ones.
    pub fn at(address: SocketAddr) -> Options {
        Options {
            address,
            title: "What is in the picture?".into(),
            limits: Limits::default(),
            batching: Batching {
                queue_max: 64,
                batch_max: 16,
                linger: Duration::from_millis(2),
            },
        }
    }
}

/// A connection is closed between two requests when it is this old.
const AGE: Duration = Duration::from_secs(300);

/// A service that runs, in threads of its own.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<bool>>,
}

impl Server {
    /// Binds the address and serves until it is told to stop: by [`Server::stop`], SIGINT or SIGTERM.
    ///
    /// # Errors
    /// Where the address cannot be bound, or the system gives no threads.
    pub fn start(classifier: Arc<dyn Classifier>, options: Options) -> io::Result<Server> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(options.address))?;
        let address = listener.local_addr()?;
        // Made here: a signal that comes as soon as the address is known is met.
        let told = {
            let _inside = runtime.enter();
            Signals::new()?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            runtime.block_on(run(listener, classifier, options, async {
                tokio::select! { _ = stopped => {}, () = told.wait() => {} }
            }))
        });
        Ok(Server {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for a signal, and then until what was taken is answered. Says whether all of it was.
    pub fn wait(mut self) -> bool {
        self.thread
            .take()
            .is_some_and(|thread| thread.join().unwrap_or(false))
    }

    /// Stops: nothing new is taken, what was taken is answered. Says whether all of it was.
    pub fn stop(mut self) -> bool {
        drop(self.stop.take());
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whoever lets go of it without a word stops it too.
        if let Some(thread) = self.thread.take() {
            drop(self.stop.take());
            let _ = thread.join();
        }
    }
}

/// The signals that end a process.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Signals> {
        Ok(Signals {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Serves until `stopped`, then finishes. Says whether everything that was taken was answered.
async fn run(
    listener: TcpListener,
    classifier: Arc<dyn Classifier>,
    options: Options,
    stopped: impl Future<Output = ()>,
) -> bool {
    let limits = options.limits;
    let metrics = Arc::new(Metrics::default());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let shared = Arc::new(Shared {
        about: About {
            title: options.title,
            classes: classifier
                .classes()
                .iter()
                .map(|class| page::readable(class))
                .collect(),
            bytes_max: limits.bytes_max,
        },
        queue: Queue::new(classifier.clone(), options.batching, metrics.clone()),
        classifier,
        limits,
        metrics,
        unpacking: Arc::new(Semaphore::new(processors)),
        connections: AtomicUsize::new(0),
        stopping: AtomicBool::new(false),
        cut: AtomicBool::new(false),
    });
    let room = Arc::new(Semaphore::new(limits.connections_max));
    let (stop, stopping) = watch::channel(false);
    let accepting = accept(listener, &shared, &room, &stopping);
    tokio::select! { () = accepting => {}, () = stopped => {} }
    shared.stopping.store(true, Ordering::SeqCst);
    stop.send_replace(true);
    // All places are free when all connections are closed, or cut off because their time was over.
    let all = room.acquire_many(u32::try_from(limits.connections_max).unwrap_or(u32::MAX));
    all.await.is_ok() && !shared.cut.load(Ordering::SeqCst)
}

/// Takes one connection after the other, each in a task of its own.
async fn accept(
    listener: TcpListener,
    shared: &Arc<Shared>,
    room: &Arc<Semaphore>,
    stopping: &watch::Receiver<bool>,
) {
    let routes = router::routes(shared.clone());
    while let Ok(permit) = room.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: some will be free again.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (shared, routes, stopping) = (shared.clone(), routes.clone(), stopping.clone());
        tokio::spawn(async move {
            shared.connections.fetch_add(1, Ordering::SeqCst);
            connection(stream, routes, &shared, stopping).await;
            shared.connections.fetch_sub(1, Ordering::SeqCst);
            drop(permit);
        });
    }
}

/// Answers on one connection until it closes, grows old or the service stops.
async fn connection(stream: TcpStream, routes: Router, shared: &Shared, mut stopping: watch::Receiver<bool>) {
    let limits = shared.limits;
    // Small answers go at once; where that cannot be set they go a little later.
    let _ = stream.set_nodelay(true);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    tokio::select! {
        // A browser that goes away in the middle is no fault.
        _ = connection.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
        () = tokio::time::sleep(AGE) => {}
    }
    connection.as_mut().graceful_shutdown();
    if tokio::time::timeout(limits.grace, connection).await.is_err() && shared.stopping.load(Ordering::SeqCst)
    {
        shared.cut.store(true, Ordering::SeqCst);
    }
}
