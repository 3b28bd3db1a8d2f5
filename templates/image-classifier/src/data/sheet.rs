//! Sheets of pictures with words under them, as one picture.

use font8x8::UnicodeFonts;
use image::{Rgb, RgbImage};

use crate::picture;

/// Sides of a picture on a sheet, in pixels.
const TILE: u32 = 112;
/// Between pictures.
const GAP: u32 = 8;
/// A line of words.
const LINE: u32 = 10;
/// A letter is as wide as it is high.
const LETTER: u32 = 8;
/// Letters under a picture in a line.
const LETTERS: usize = (TILE / LETTER) as usize;

const PAPER: Rgb<u8> = Rgb([255, 255, 255]);
const INK: Rgb<u8> = Rgb([20, 20, 20]);

enum Part {
    Heading(String),
    Tiles(Vec<(RgbImage, Vec<String>)>),
}

/// A sheet in the making.
pub struct Sheet {
    columns: usize,
    parts: Vec<Part>,
}

impl Sheet {
    /// An empty sheet of so many pictures in a row.
    pub fn new(columns: usize) -> Self {
        Sheet {
            columns: columns.max(1),
            parts: Vec::new(),
        }
    }

    /// Words across the sheet. Pictures that follow begin a row.
    pub fn heading(&mut self, words: impl Into<String>) {
        self.parts.push(Part::Heading(words.into()));
    }

    /// A picture and lines under it.
    pub fn tile(&mut self, picture: &RgbImage, lines: &[&str]) {
        let tile = (
            shown(picture),
            lines.iter().map(|line| (*line).to_owned()).collect(),
        );
        match self.parts.last_mut() {
            Some(Part::Tiles(tiles)) if tiles.len() < self.columns => tiles.push(tile),
            _ => self.parts.push(Part::Tiles(vec![tile])),
        }
    }

    /// Draws it.
    pub fn draw(&self) -> RgbImage {
        let height = |part: &Part| match part {
            Part::Heading(_) => LINE + GAP,
            Part::Tiles(tiles) => {
                let lines = tiles.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
                TILE + LINE * lines as u32 + GAP
            }
        };
        let width = GAP + (TILE + GAP) * self.columns as u32;
        let all = GAP + self.parts.iter().map(height).sum::<u32>();
        let mut sheet = RgbImage::from_pixel(width, all, PAPER);
        let mut top = GAP;
        for part in &self.parts {
            match part {
                Part::Heading(words) => write(&mut sheet, GAP, top, words, (width / LETTER) as usize - 2),
                Part::Tiles(tiles) => {
                    for (column, (picture, lines)) in tiles.iter().enumerate() {
                        let left = GAP + (TILE + GAP) * column as u32;
                        image::imageops::overlay(&mut sheet, picture, left.into(), top.into());
                        for (number, line) in lines.iter().enumerate() {
                            let below = top + TILE + 2 + LINE * number as u32;
                            write(&mut sheet, left, below, line, LETTERS);
                        }
                    }
                }
            }
            top += height(part);
        }
        sheet
    }
}

/// As large as a tile allows, its sides as they are to each other.
fn shown(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let side = width.max(height).max(1);
    let scaled = |length: u32| (length * TILE / side).max(1);
    let small = image::imageops::resize(picture, scaled(width), scaled(height), picture::FILTER);
    let mut tile = RgbImage::from_pixel(TILE, TILE, PAPER);
    let (left, top) = ((TILE - small.width()) / 2, (TILE - small.height()) / 2);
    image::imageops::overlay(&mut tile, &small, left.into(), top.into());
    tile
}

/// Writes at most so many letters. One that the font lacks is a question mark.
fn write(sheet: &mut RgbImage, left: u32, top: u32, words: &str, most: usize) {
    for (place, letter) in words.chars().take(most).enumerate() {
        let drawn = font8x8::BASIC_FONTS
            .get(letter)
            .or_else(|| font8x8::LATIN_FONTS.get(letter))
            .or_else(|| font8x8::GREEK_FONTS.get(letter))
            .or_else(|| font8x8::BASIC_FONTS.get('?'))
            .unwrap_or_default();
        for (y, row) in drawn.iter().enumerate() {
            for x in (0..LETTER).filter(|x| row >> x & 1 == 1) {
                let (x, y) = (left + LETTER * place as u32 + x, top + y as u32);
                if x < sheet.width() && y < sheet.height() {
                    sheet.put_pixel(x, y, INK);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_room_for_all() {
        let mut sheet = Sheet::new(2);
        sheet.heading("red");
        for _ in 0..3 {
            sheet.tile(&RgbImage::from_pixel(10, 5, Rgb([255, 0, 0])), &["a", "b"]);
        }
        let drawn = sheet.draw();
        // Two tiles wide; a heading and two rows of tiles with two lines high.
        assert_eq!(drawn.width(), 8 + 2 * 120);
        assert_eq!(drawn.height(), 8 + 18 + 2 * (112 + 20 + 8));
        // The middle of the third tile is red, the place of a fourth is empty.
        let middle = 8 + 18 + 140 + 56;
        assert_eq!(drawn.get_pixel(8 + 56, middle), &Rgb([255, 0, 0]));
        assert_eq!(drawn.get_pixel(8 + 120 + 56, middle), &PAPER);
        assert!(drawn.pixels().any(|pixel| *pixel == INK));
    }
}
