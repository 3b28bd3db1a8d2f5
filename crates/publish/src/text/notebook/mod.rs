//! Jupyter notebooks (nbformat 4) as posts: words as Markdown, code in colours, outputs cleaned, pictures as files.

mod outputs;
mod read;

use std::ops::Range;

use pivot_domain::fault::Fault;

use super::before::{self, Ready};
use super::write::{Part, Writer};
use super::{Around, Rendered};
use read::{Cell, Kind, Notebook};

/// A notebook has at most so many bytes.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// A notebook has at most so many cells.
const CELLS_MAX: usize = 5000;

/// A notebook as HTML. Its front matter is what stands between two `+++` lines of its first cell, as TOML. Faults have their
/// place in the file: the line of a cell.
///
/// Cells tagged `hide`, `hide_cell` or `remove_cell` stay away with all they show, `hide_input` and `remove_input` keep the code
/// away, `hide_output` and `remove_output` what it shows. What a picture shows is said in a line `#| fig-alt: …` of its cell.
pub fn notebook(bytes: &[u8], around: &Around<'_>) -> (Option<String>, Rendered, Vec<Fault>) {
    let refuse = |at: Range<usize>, what: String, expected: &str| {
        let fault = Fault::new(at, what, expected).hint("save it anew with Jupyter");
        (None, Rendered::default(), vec![fault])
    };
    if bytes.len() > BYTES_MAX {
        let what = format!("this notebook has {} MiB", bytes.len() / 1024 / 1024);
        return refuse(0..0, what, "a notebook of at most 64 MiB, without large outputs");
    }
    let read = match Notebook::read(bytes) {
        Ok(read) => read,
        Err((at, what)) => return refuse(at, what, "a notebook of format 4 as Jupyter writes it"),
    };
    if read.cells.len() > CELLS_MAX {
        let what = format!("this notebook has {} cells", read.cells.len());
        return refuse(0..0, what, "at most 5000 cells");
    }
    let mut cells: &[Cell] = &read.cells;
    let mut faults = Vec::new();
    let front = cells.first().and_then(front_matter);
    if front.is_some() {
        cells = &cells[1..];
    } else if let Some(cell) = cells
        .first()
        .filter(|c| c.text.starts_with("---\n") && c.kind != Kind::Code)
    {
        let fault = Fault::new(
            cell.place(0..3),
            "the front matter of this notebook stands between `---`",
            "TOML between two lines `+++`",
        );
        faults.push(fault.hint("`+++`, then `title = \"…\"`, then `+++`, in the first cell"));
    }
    let shown: Vec<&Cell> = cells.iter().filter(|c| !c.away).collect();
    let prose: Vec<&Cell> = shown
        .iter()
        .copied()
        .filter(|c| c.kind == Kind::Markdown)
        .collect();
    let ready: Vec<Ready<'_>> = prose.iter().map(|c| before::ready(&c.text)).collect();
    let parts: Vec<Part<'_>> = ready
        .iter()
        .zip(&prose)
        .map(|(r, c)| Part::new(r, &c.text))
        .collect();
    let mut writer = Writer::new(around, &parts);
    let mut parts = parts.iter().enumerate();
    for cell in shown {
        match cell.kind {
            Kind::Markdown => {
                let attached = outputs::attachments(cell, &mut writer);
                writer.attachments = attached;
                if let Some((number, part)) = parts.next() {
                    writer.part(number, part, &|at| cell.place(at));
                }
            }
            Kind::Code => outputs::code(cell, &read.language, &mut writer),
            Kind::Other => {}
        }
    }
    let (rendered, mut more) = writer.finish();
    faults.append(&mut more);
    (front, rendered, faults)
}

/// The text between two lines `+++`.
fn front_matter(cell: &Cell) -> Option<String> {
    if cell.kind == Kind::Code {
        return None;
    }
    let text = cell.text.trim();
    let inside = text.strip_prefix("+++")?.strip_suffix("+++")?;
    let inside = inside
        .strip_prefix("\r\n")
        .or_else(|| inside.strip_prefix('\n'))?;
    (inside.is_empty() || inside.ends_with('\n')).then(|| inside.to_owned())
}

/// Bytes as base64 in JSON.
pub(super) mod base64_text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Bytes as base64.
    pub(in super::super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    /// Bytes from base64.
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}
