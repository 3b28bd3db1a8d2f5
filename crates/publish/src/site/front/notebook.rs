//! The front matter of a notebook: what its first cell has between two `+++` lines.

use pivot_domain::fault::Fault;
use serde::Deserialize;

#[derive(Deserialize)]
struct Notebook {
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    source: Source,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Whole(String),
    Lines(Vec<String>),
}

impl Default for Source {
    fn default() -> Self {
        Source::Whole(String::new())
    }
}

/// The text of the first cell; empty where there is none.
pub(in crate::site) fn first_cell(bytes: &[u8]) -> Result<String, Fault> {
    let notebook: Notebook = serde_json::from_slice(bytes).map_err(|e| {
        Fault::new(
            0..0,
            format!(
                "this is no notebook: line {}, column {}: {e}",
                e.line(),
                e.column()
            ),
            "a notebook of Jupyter, which is JSON with `cells`",
        )
    })?;
    Ok(
        match notebook
            .cells
            .into_iter()
            .next()
            .map(|cell| cell.source)
            .unwrap_or_default()
        {
            Source::Whole(text) => text,
            Source::Lines(lines) => lines.concat(),
        },
    )
}
