//! Titles become pictures of 1200 × 630 pixels, which others show beside a link (Open Graph).

use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use typst::foundations::Dict;
use typst_render::RenderOptions;

use crate::fault::Fault;
use crate::letters::{self, known, plain};
use crate::{world, write};

/// How a card looks. Texts are values in it, never part of it.
const TEMPLATE: &str = include_str!("cards.typ");
/// So many cards are laid out at a time.
const BATCH: usize = 16;
/// A text on a card is cut after so many letters before it is laid out.
const LONGEST: usize = 400;

/// What stands on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Card {
    /// The picture's name.
    pub file: String,
    /// The title.
    pub title: String,
    /// What it is the card of: `post`, `project`.
    pub kind: String,
    /// The day, as it is shown.
    pub date: String,
    /// The site's name or address.
    pub site: String,
    /// Whose it is.
    pub author: String,
}

/// What is told of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// Its name.
    pub file: String,
    /// Letters that no font has, and that are not on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// Draws all cards into a folder and tells of each.
///
/// # Errors
/// The disk refuses, or Typst does.
pub fn draw(
    cards: &[Card],
    out: &Path,
    tell: &mut dyn FnMut(&Drawn) -> Result<(), Fault>,
) -> Result<(), Fault> {
    write::folder(out)?;
    for batch in cards.chunks(BATCH) {
        for (card, picture) in batch.iter().zip(pictures(batch)?) {
            let (bytes, without) = picture?;
            write::file(out, &card.file, &bytes)?;
            tell(&Drawn {
                file: card.file.clone(),
                without,
            })?;
        }
        // What Typst remembers of a batch is of no use to the next.
        typst::comemo::evict(0);
    }
    Ok(())
}

type Picture = Result<(Vec<u8>, Vec<String>), Fault>;

/// The PNG of each card, and which letters are not on it.
fn pictures(cards: &[Card]) -> Result<Vec<Picture>, Fault> {
    let mut lacking = Vec::new();
    let mut values = Vec::new();
    for card in cards {
        let mut without = Vec::new();
        let mut text = |text: &str| drawable(text, &mut without);
        values.push(json!({
            "title": text(&card.title), "kind": text(&card.kind), "date": text(&card.date),
            "site": text(&card.site), "author": text(&card.author),
        }));
        lacking.push(without);
    }
    let values: Dict =
        serde_json::from_value(json!({"cards": values})).map_err(|why| Fault::outside(why.to_string()))?;
    let document = world::set(TEMPLATE, values)?;
    if document.pages().len() != cards.len() {
        return Err(Fault::outside(format!(
            "{} cards became {} pages",
            cards.len(),
            document.pages().len()
        )));
    }
    let options = RenderOptions {
        pixel_per_pt: 1.0.into(),
        ..RenderOptions::default()
    };
    Ok(document
        .pages()
        .par_iter()
        .zip(lacking)
        .map(|(page, without)| {
            let picture = typst_render::render(page, &options)
                .encode_png()
                .map_err(|why| Fault::outside(why.to_string()))?;
            Ok((picture, without))
        })
        .collect())
}

/// A text without the letters that cannot be drawn. A picture is only shown, so it is better without them than not there.
fn drawable(text: &str, without: &mut Vec<String>) -> String {
    let mut kept = String::new();
    for c in text.chars().take(LONGEST) {
        if known(c) || c.is_whitespace() {
            kept.push(c);
        } else {
            let name = letters::name(c);
            if !without.contains(&name) {
                without.push(name);
            }
            // What stood around it stays apart.
            kept.push(' ');
        }
    }
    plain(&kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_left_out_and_told() {
        let mut without = Vec::new();
        assert_eq!(drawable("Fishes 🐟 and 魚\u{7}", &mut without), "Fishes and");
        assert_eq!(without, ["🐟 (U+1F41F)", "魚 (U+9B5A)", "U+0007"]);
    }
}
