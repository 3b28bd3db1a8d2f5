//! `pivot-train`: a document on standard input, progress on standard output, faults in words on standard error.
#![forbid(unsafe_code)]

use std::io::{Read, stdin, stdout};
use std::process::ExitCode;

use pivot_train::fault::Fault;
use pivot_train::fit::tell::Tell;
use pivot_train::{bench, device, nets, order};

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(device::PROBE) {
        return if device::try_it() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("pivot-train: {fault}");
            ExitCode::from(fault.status())
        }
    }
}

fn run() -> Result<(), Fault> {
    let mut text = Vec::new();
    stdin()
        .take(order::LONGEST as u64 + 1)
        .read_to_end(&mut text)
        .map_err(|why| Fault::wrong(format!("standard input cannot be read: {why}")))?;
    let said = std::env::var(device::VARIABLE).ok();
    let mut out = stdout();
    let mut tell = Tell::new(&mut out);
    if let Some(order) = bench::read(&text)? {
        return bench::run(order, said.as_deref(), &mut tell);
    }
    let order = order::read(&text)?;
    let device = device::choose(said.as_deref())?;
    let done = nets::run(&order, &device, &mut tell)?;
    tell.line(&done)
}
