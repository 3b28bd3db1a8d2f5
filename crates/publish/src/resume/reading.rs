//! A finished PDF as a machine reads it back.

use serde::{Deserialize, Serialize};

/// What was found in a PDF.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The document's title; empty where it has none.
    pub title: String,
    /// Its language tag; empty where it has none.
    pub language: String,
    /// Whether the text is tagged (a structure tree, marked as such).
    pub tagged: bool,
    /// What its metadata claim: `PDF/UA-1`, `PDF/A-2a`.
    pub claims: Vec<String>,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Headings of the structure tree in their order, with their level from 1.
    pub headings: Vec<(u8, String)>,
    /// The fonts.
    pub fonts: Vec<Font>,
    /// Targets of links.
    pub links: Vec<String>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Pieces of text in the order of the content stream.
    pub runs: Vec<Run>,
    /// How many pictures it draws.
    pub images: usize,
}

/// A piece of text on one line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its letters by the font's Unicode map.
    pub text: String,
    /// Left edge in points from the left of the page.
    pub x: f64,
    /// Base line in points from the top of the page.
    pub y: f64,
    /// Width in points.
    pub width: f64,
    /// Size of the letters in points.
    pub size: f64,
}

/// A font.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Font {
    /// Its name.
    pub name: String,
    /// Whether its shapes are in the file.
    pub embedded: bool,
    /// Whether it says which letter each shape is.
    pub unicode: bool,
}
