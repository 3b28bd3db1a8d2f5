//! The binary: arguments, terminal, exit codes.
#![forbid(unsafe_code)]

mod args;
mod command;
mod fault;
mod screen;
mod view;

use std::process::ExitCode;

use clap::Parser;

use crate::screen::Screen;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let mut screen = Screen::new(cli.global.quiet);
    match command::run(&cli, &mut screen).and_then(|status| screen.show().map(|()| status)) {
        Ok(status) => status.into(),
        Err(error) => fault::report(&error),
    }
}
