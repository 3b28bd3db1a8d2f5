//! `pivot-typeset`: a document on standard input, one line of JSON on standard output for each file, or for the fault.
#![forbid(unsafe_code)]

use std::env;
use std::io::{self, Read, Write, stdin, stdout};
use std::panic;
use std::path::Path;
use std::process::ExitCode;

use pivot_typeset::fault::Fault;
use pivot_typeset::order::{self, Order};
use pivot_typeset::reader::apart;
use pivot_typeset::{cards, resume, write};
use serde_json::json;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let file = (arguments.next().as_deref() == Some(apart::ARGUMENT.as_ref())).then(|| arguments.next());
    let result = panic::catch_unwind(|| match file {
        None => run(),
        Some(file) => apart::here(&file.unwrap_or_default()).and_then(|text| say(&text)),
    })
    .unwrap_or_else(|_| {
        Err(Fault::outside(
            "pivot-typeset broke inside; please tell its makers",
        ))
    });
    let Err(fault) = result else {
        return ExitCode::SUCCESS;
    };
    // The process that reads a file tells its parent, which tells the rest.
    let told = match env::args_os().nth(1) {
        Some(_) => say(&fault.to_string()),
        None => say(&json!({"error": fault.to_string()}).to_string()),
    };
    drop(told);
    ExitCode::from(fault.status())
}

fn run() -> Result<(), Fault> {
    let mut text = Vec::new();
    stdin()
        .take(order::LONGEST as u64 + 1)
        .read_to_end(&mut text)
        .map_err(|why| Fault::wrong(format!("standard input cannot be read: {why}")))?;
    match order::read(&text)? {
        Order::Resume { sheet, out, file } => {
            let pdf = resume::pdf(&sheet)?;
            write::folder(&out)?;
            write::file(&out, &file, &pdf.bytes)?;
            let told = json!({"file": file, "pages": pdf.pages, "bytes": pdf.bytes.len()});
            say(&told.to_string())
        }
        Order::Cards { cards, out } => cards::draw(&cards, &out, &mut |drawn| {
            say(&serde_json::to_string(drawn).map_err(|why| Fault::outside(why.to_string()))?)
        }),
        Order::Read(file) => {
            let program = env::current_exe().map_err(|why| Fault::outside(why.to_string()))?;
            say(apart::read(&program, Path::new(&file))?.trim_end())
        }
    }
}

fn say(line: &str) -> Result<(), Fault> {
    let mut out = stdout().lock();
    let said = writeln!(out, "{line}").and_then(|()| out.flush());
    match said {
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        said => said.map_err(|why| Fault::outside(format!("standard output: {why}"))),
    }
}
