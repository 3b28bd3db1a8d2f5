//! The pages: the same verbs as the commands, in a browser. HTML is made here, with a twin in JSON for every page; what a page
//! does with a script it also does without one.
//!
//! - [`serve`] binds an address and answers until it is told to stop;
//! - `desk` holds what every page shows: the folder, read when it changes, and its plan;
//! - `gate` decides who may come in;
//! - `pages` has a file for each page: its HTML, its JSON and what can be done on it;
//! - `site` is a server of its own: the person's site, as `pivot site serve` shows it;
//! - `timeline` makes the plan a picture, `chart` numbers;
//! - `look` is what pages have in common, `assets` the stylesheet and scripts.
#![forbid(unsafe_code)]

mod api;
mod assets;
mod chart;
mod desk;
mod fault;
mod gate;
mod grid;
mod live;
mod look;
mod pages;
mod server;
mod site;
mod timeline;
mod words;

pub use desk::Desk;
pub use gate::Gate;
pub use server::{Config, Ready, serve, site};
pub use site::{Looked, Shown, SiteConfig, Watcher, routes as site_routes, serve as serve_site};
