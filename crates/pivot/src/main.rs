//! The binary: arguments, terminal, exit codes.
#![forbid(unsafe_code)]

mod args;
mod ask;
mod command;
mod complete;
mod fault;
mod screen;
mod view;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;

use crate::screen::Screen;

/// The C library gives memory to threads a page at a time, each with a call of the system: a sixth of a changed post's build. Of
/// mimalloc the second version, since the third now and then waits for the system to make large pages.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A shell that asks what could come next is answered, and that is all.
    CompleteEnv::with_factory(args::Cli::command)
        .var(complete::VARIABLE)
        .complete();
    let cli = args::Cli::parse();
    let mut screen = Screen::new(cli.global.quiet);
    match command::run(&cli, &mut screen).and_then(|status| screen.show().map(|()| status)) {
        Ok(status) => status.into(),
        Err(error) => fault::report(&error),
    }
}
