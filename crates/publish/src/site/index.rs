//! What is kept from one build to the next, so that a file that is as it was need not be read again. A binary form, for it is read and
//! written with every build: the SHA-256 of what follows, then the index as `postcard` has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::front::{Front, Places};
use crate::text::{Dropped, Heading, Image, Link};

/// Another number makes every older index worth nothing.
const FORMAT: u32 = 3;

/// Bytes of the SHA-256 before it.
const HEAD: usize = 32;

/// What the last plan knew of the texts and pictures.
#[derive(Debug, Default, Deserialize)]
pub struct Index {
    format: u32,
    /// Hash of what all texts depend on: program, base address.
    around: String,
    /// Posts and projects with their paths, in the order of these.
    pub(super) texts: Vec<(String, Box<Text>)>,
    /// Pictures by path.
    pub(super) pictures: BTreeMap<String, Picture>,
}

/// Length and time of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp(pub(super) u64, pub(super) i64);

/// What is known of a post or project; an index keeps those without faults.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Text {
    /// Of its file when it was read.
    pub(super) stamp: Stamp,
    /// The hash of what is in the file.
    pub(super) sha: String,
    pub(super) front: Front,
    /// Where the fields of its front matter stand.
    pub(super) places: Places,
    /// What its body is, where it was drawn.
    pub(super) body: Option<Body>,
}

/// A body without its HTML.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) words: u32,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) images: Vec<Image>,
    pub(super) figures: Vec<String>,
    pub(super) maths: bool,
    pub(super) anchors: Vec<String>,
    pub(super) dropped: Vec<Dropped>,
    /// Names of the files that it brings along.
    pub(super) files: Vec<String>,
    /// The beginning of its first paragraph, for lists.
    pub(super) lead: String,
    /// What was asked of the site around it, and what the answer was.
    pub(super) asked: Vec<Asked>,
    /// The hash of all that its HTML depends on.
    pub(super) key: String,
}

/// A question that a body asked, and the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) what: What,
    pub(super) of: String,
    pub(super) answer: String,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum What {
    /// Where a link leads.
    #[serde(rename = "l")]
    Link,
    /// What a picture is.
    #[serde(rename = "p")]
    Picture,
    /// A figure of the record.
    #[serde(rename = "f")]
    Figure,
}

/// A picture, measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    pub(super) stamp: Stamp,
    pub(super) sha: String,
    pub(super) width: u32,
    pub(super) height: u32,
    /// The ending of its file in the site.
    pub(super) ending: String,
    /// Narrower copies that are worth having: width in pixels, and the ending of the file.
    pub(super) variants: Vec<(u32, String)>,
}

impl Index {
    /// The index in what [`super::Plan::index`] gave; with nothing in it, where `bytes` are none of this version's.
    pub fn read(bytes: &[u8]) -> Index {
        bytes
            .split_at_checked(HEAD)
            .filter(|(head, rest)| *head == &Sha256::digest(rest)[..])
            .and_then(|(_, rest)| postcard::from_bytes(rest).ok())
            .filter(|index: &Index| index.format == FORMAT)
            .unwrap_or_default()
    }

    /// The index itself where it is of these surroundings; else an empty one.
    pub(super) fn of(self, around: &str) -> Index {
        if self.around == around {
            self
        } else {
            Index::default()
        }
    }
}

/// An index as bytes.
pub(super) fn bytes(around: &str, texts: &[(&str, &Text)], pictures: &BTreeMap<String, Picture>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Whole<'i, 's> {
        format: u32,
        around: &'i str,
        texts: &'i [(&'s str, &'s Text)],
        pictures: &'i BTreeMap<String, Picture>,
    }
    let whole = Whole {
        format: FORMAT,
        around,
        texts,
        pictures,
    };
    let rest = postcard::to_allocvec(&whole).unwrap_or_default();
    let mut bytes = Sha256::digest(&rest).to_vec();
    bytes.extend(rest);
    bytes
}
