//! The pages, for people. They work without a script; the script adds dropping and pasting, and shows the answer in place.
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use maud::{DOCTYPE, Markup, html};

use super::fault::Fault;
use super::upload;
use crate::classifier::{Heat, Said};

/// Classes that are shown, likeliest first.
const SHOWN: usize = 5;
/// Names of classes that the first page lists.
const LISTED: usize = 12;
/// The longer side of the picture as the answer shows it.
const PREVIEW: u32 = 720;
/// A picture of which no side is longer is drawn larger than it is.
const TINY: u32 = 256;
/// Below this probability the answer says that it is not sure.
const SURE: f32 = 0.6;

/// What every page says of the service.
#[derive(Clone, Debug)]
pub struct About {
    /// The title of the pages.
    pub title: String,
    /// The classes it tells apart, as people read them.
    pub classes: Vec<String>,
    /// The largest file it takes.
    pub bytes_max: usize,
}

/// A class as people read it: `red-disc` is a folder's name.
pub fn readable(class: &str) -> String {
    class.replace(['-', '_'], " ")
}

/// The first page.
pub fn first(about: &About) -> Markup {
    let listed = about
        .classes
        .iter()
        .take(LISTED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = about.classes.len().saturating_sub(LISTED);
    bare(
        about,
        &about.title,
        &html! {
            p.lead {
                "It tells apart: " (listed)
                @if more > 0 { " and " (more) " more" }
                "."
            }
            (form(about))
        },
    )
}

/// What the classifier says of a picture.
pub fn answer(about: &About, picture: &Picture, said: &Said) -> Markup {
    let mut ranked: Vec<(&str, f32)> = about
        .classes
        .iter()
        .map(String::as_str)
        .zip(said.probabilities.iter().copied())
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (name, probability) = ranked.first().copied().unwrap_or(("nothing", 0.0));
    let sentence = html! {
        @if probability >= SURE { "This looks like " b { (name) } " (" (percent(probability)) ")." }
        @else { "Not sure: perhaps " b { (name) } " (" (percent(probability)) ")." }
    };
    bare(
        about,
        &format!("{name}: {}", about.title),
        &html! {
            section.answer aria-labelledby="answer" {
                h2 #answer { (sentence) }
                input #heat type="checkbox" checked;
                label for="heat" { "Show where it looked" }
                figure {
                    div.stack {
                        img.picture.tiny[picture.tiny()] src=(picture.preview) width=(picture.width) height=(picture.height) alt="The picture that was sent";
                        img.heat src=(heat(&said.heat)) alt=(format!("Where {name} was seen, from clear (not) over yellow to red (most)"));
                    }
                    figcaption { "Red: what spoke most for " (name) ". Clear: what did not." }
                }
                table {
                    caption { "What it could be" }
                    colgroup { col.name; col; }
                    thead { tr { th scope="col" { "Class" } th scope="col" { "Probability" } } }
                    tbody {
                        @for (name, probability) in ranked.iter().take(SHOWN) {
                            tr {
                                th scope="row" { (name) }
                                td { (bar(*probability)) span { (percent(*probability)) } }
                            }
                        }
                    }
                }
                @if ranked.len() > SHOWN { p.small { (ranked.len() - SHOWN) " more are less likely." } }
            }
            h2 { "Another picture" }
            (form(about))
        },
    )
}

/// A fault, and the form again.
pub fn fault(about: &About, fault: &Fault) -> Markup {
    bare(
        about,
        "That did not work",
        &html! {
            section.fault role="alert" {
                h2 { "That did not work" }
                p { (fault.what) " " (fault.next) }
            }
            (form(about))
        },
    )
}

/// A page with everything around it.
fn bare(about: &About, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
                script src="/page.js" defer {}
            }
            body {
                header { h1 { a href="/" { (about.title) } } }
                main { (body) }
                footer {
                    p {
                        "Pictures are looked at in memory and forgotten: none is kept, none is logged. The answer is a guess by what the "
                        "classifier was shown before; it names one of its classes whatever the picture shows."
                    }
                }
            }
        }
    }
}

fn form(about: &About) -> Markup {
    let kinds = "image/png,image/jpeg,image/webp";
    html! {
        form #ask method="post" action="/classify" enctype="multipart/form-data" data-bytes=(about.bytes_max) {
            div.choose {
                label for="choose" { "Choose a picture" }
                input #choose type="file" name="picture" accept=(kinds);
            }
            div.take {
                label for="take" { "or take one" }
                input #take type="file" name="photo" accept="image/*" capture="environment";
            }
            p.hint hidden { "or drop one here, or paste one." }
            button { "What is it?" }
            p.small { "PNG, JPEG or WebP, up to " (upload::bytes(about.bytes_max)) "." }
            p.state role="status" {}
        }
    }
}

/// A probability as a bar.
fn bar(probability: f32) -> Markup {
    let width = format!("{:.1}%", 100.0 * probability.clamp(0.0, 1.0));
    html! {
        svg.bar aria-hidden="true" { rect.all width="100%" height="100%" {} rect.part width=(width) height="100%" {} }
    }
}

/// A probability as people read it: 0.9312 is 93.1 %. Its sign stays on the same line.
fn percent(probability: f32) -> String {
    match 100.0 * probability {
        p if p > 99.9 => "> 99.9\u{a0}%".into(),
        p if p < 0.1 => "< 0.1\u{a0}%".into(),
        p => format!("{p:.1}\u{a0}%"),
    }
}

/// The picture as the answer shows it.
#[derive(Clone, Debug)]
pub struct Picture {
    preview: String,
    width: u32,
    height: u32,
}

impl Picture {
    fn tiny(&self) -> bool {
        self.width.max(self.height) <= TINY
    }

    /// A picture no larger than it is shown. A small one stays as it is to the last pixel.
    pub fn new(picture: &RgbImage) -> Picture {
        let (width, height) = picture.dimensions();
        let scale = f64::from(PREVIEW) / f64::from(width.max(height));
        let mut bytes = Vec::new();
        // Writing into memory does not fail; if it did, the answer had no picture.
        let kind = if scale < 1.0 {
            let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
            let small = image::imageops::thumbnail(picture, side(width), side(height));
            let _ = JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&small);
            "jpeg"
        } else {
            let _ = picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png);
            "png"
        };
        Picture {
            preview: format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)),
            width,
            height,
        }
    }
}

/// A heat map as a small picture, which the page draws as large as the other: clear where there is nothing, then yellow to red.
fn heat(heat: &Heat) -> String {
    let mut picture = RgbaImage::new(heat.width.max(1) as u32, heat.height.max(1) as u32);
    for (pixel, cell) in picture.pixels_mut().zip(&heat.cells) {
        let warm = if cell.is_finite() {
            cell.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let Rgb([red, green, blue]) = Rgb([235.0 - 25.0 * warm, 200.0 * (1.0 - warm), 20.0 * warm]);
        *pixel = Rgba([red as u8, green as u8, blue as u8, (190.0 * warm) as u8]);
    }
    let mut bytes = Vec::new();
    let _ = picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png);
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}
