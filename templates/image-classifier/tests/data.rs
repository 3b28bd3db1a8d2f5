//! What is found in a folder of pictures, each fault in a folder made for it.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use image_classifier::data::{Collection, Flaw, Part, Split, leaks, report, split, words};
use image_classifier::random::Random;
use tempfile::TempDir;

/// Soft patches of colour, others for each number.
fn picture(number: u64) -> RgbImage {
    let mut random = Random::new(number, "picture", 0);
    let patches = RgbImage::from_fn(6, 6, |_, _| Rgb([(); 3].map(|()| random.below(256) as u8)));
    imageops::resize(&patches, 60, 48, FilterType::CatmullRom)
}

/// A folder with six pictures in each of two classes.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (class, name) in ["cat", "dog"].iter().enumerate() {
        fs::create_dir(dir.path().join(name)).unwrap();
        for number in 0..6 {
            save(
                &dir,
                &format!("{name}/{number}.png"),
                &picture(10 * class as u64 + number),
            );
        }
    }
    dir
}

fn save(dir: &TempDir, file: &str, picture: &RgbImage) {
    picture.save(dir.path().join(file)).unwrap();
}

fn open(dir: &TempDir) -> Collection {
    Collection::open(dir.path()).unwrap()
}

/// Whether a picture can be used.
fn has(collection: &Collection, file: &str) -> bool {
    collection
        .pictures
        .iter()
        .any(|picture| picture.file == Path::new(file))
}

fn files(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

#[test]
fn a_good_folder_has_no_flaws() {
    let collection = open(&folder());
    assert_eq!(collection.classes, ["cat", "dog"]);
    assert_eq!(collection.pictures.len(), 12);
    assert_eq!(collection.flaws, []);
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let dir = folder();
    fs::write(dir.path().join("cat/notes.txt"), "no picture").unwrap();
    let whole = fs::read(dir.path().join("dog/0.png")).unwrap();
    fs::write(dir.path().join("dog/cut.png"), &whole[..whole.len() / 2]).unwrap();
    fs::write(dir.path().join("dog/empty.jpg"), b"").unwrap();
    fs::write(dir.path().join("dog/.hidden"), "passed over").unwrap();
    let collection = open(&dir);
    assert_eq!(collection.pictures.len(), 12);
    let named: Vec<&Path> = collection
        .flaws
        .iter()
        .map(|flaw| match flaw {
            Flaw::Unreadable { file, .. } => file.as_path(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        named,
        ["cat/notes.txt", "dog/cut.png", "dog/empty.jpg"].map(Path::new)
    );
    assert!(
        collection.flaws[0]
            .to_string()
            .contains("PNG, JPEG and WebP are taken")
    );
}

#[test]
fn tiny_pictures_are_left_out() {
    let dir = folder();
    save(&dir, "cat/tiny.png", &RgbImage::new(100, 15));
    save(&dir, "cat/small.png", &RgbImage::new(100, 16));
    let collection = open(&dir);
    let (file, width, height) = ("cat/tiny.png".into(), 100, 15);
    assert_eq!(collection.flaws, [Flaw::Tiny { file, width, height }]);
    assert!(has(&collection, "cat/small.png"));
}

#[test]
fn of_the_same_file_twice_one_stays() {
    let dir = folder();
    fs::copy(dir.path().join("cat/1.png"), dir.path().join("cat/again.png")).unwrap();
    let collection = open(&dir);
    let flaw = Flaw::Copy {
        file: "cat/again.png".into(),
        of: "cat/1.png".into(),
    };
    assert_eq!(collection.flaws, [flaw]);
    assert!(has(&collection, "cat/1.png") && !has(&collection, "cat/again.png"));
}

#[test]
fn the_same_picture_in_two_classes_is_left_out_of_both() {
    let dir = folder();
    fs::copy(dir.path().join("cat/1.png"), dir.path().join("dog/also.png")).unwrap();
    let collection = open(&dir);
    let flaw = Flaw::Contradiction {
        files: files(&["cat/1.png", "dog/also.png"]),
    };
    assert_eq!(collection.flaws, [flaw]);
    assert_eq!(collection.pictures.len(), 11);
    assert!(!has(&collection, "cat/1.png") && !has(&collection, "dog/also.png"));
}

/// Saved again as JPEG, half as large, a little brighter: it looks alike. Mirrored, or another picture: not.
#[test]
fn pictures_that_look_alike_are_found() {
    let dir = folder();
    let known = picture(2);
    let jpeg = fs::File::create(dir.path().join("cat/jpeg.jpg")).unwrap();
    JpegEncoder::new_with_quality(jpeg, 80)
        .encode_image(&known)
        .unwrap();
    save(
        &dir,
        "cat/half.png",
        &imageops::resize(&known, 30, 24, FilterType::Triangle),
    );
    save(&dir, "cat/light.png", &imageops::brighten(&known, 5));
    save(&dir, "cat/mirror.png", &imageops::flip_horizontal(&known));
    let collection = open(&dir);
    let flaw = Flaw::Alike {
        files: files(&["cat/2.png", "cat/half.png", "cat/jpeg.jpg", "cat/light.png"]),
    };
    assert_eq!(collection.flaws, [flaw]);
    assert_eq!(collection.pictures.len(), 16);
}

/// All flat pictures have the same perceptual hash; their colours tell them apart.
#[test]
fn flat_pictures_of_other_colours_do_not_look_alike() {
    let dir = folder();
    save(
        &dir,
        "cat/red.png",
        &RgbImage::from_pixel(40, 40, Rgb([200, 0, 0])),
    );
    save(
        &dir,
        "cat/blue.png",
        &RgbImage::from_pixel(40, 40, Rgb([0, 0, 200])),
    );
    assert_eq!(open(&dir).flaws, []);
}

#[test]
fn pictures_of_two_classes_that_look_alike_are_doubtful() {
    let dir = folder();
    save(&dir, "dog/light.png", &imageops::brighten(&picture(3), 5));
    let collection = open(&dir);
    let flaw = Flaw::Doubtful {
        files: files(&["cat/3.png", "dog/light.png"]),
    };
    assert_eq!(collection.flaws, [flaw]);
    assert_eq!(collection.pictures.len(), 13);
}

/// Twenty pictures of a class, each also a little brighter. By whatever seed, both are on one side; a split that tears them apart leaks.
#[test]
fn pictures_that_look_alike_are_on_one_side_of_the_split() {
    let dir = folder();
    for number in 0..20 {
        let known = picture(100 + number);
        save(&dir, &format!("cat/a{number:02}.png"), &known);
        save(
            &dir,
            &format!("cat/b{number:02}.png"),
            &imageops::brighten(&known, 4),
        );
    }
    let collection = open(&dir);
    assert_eq!(collection.flaws.len(), 20);
    for seed in 0..5 {
        let split = split(&collection, seed);
        assert_eq!(leaks(&collection, &split), []);
    }
    let place = |file: &str| {
        let found = collection.pictures.iter().position(|p| p.file == Path::new(file));
        found.unwrap()
    };
    let torn = Split {
        train: vec![place("cat/a03.png"), place("cat/a04.png")],
        valid: vec![place("cat/b05.png")],
        test: vec![place("cat/b03.png"), place("cat/a05.png"), place("dog/1.png")],
    };
    let found = leaks(&collection, &torn);
    let pair = |test, other| (place(test), place(other));
    assert_eq!(
        found,
        [
            pair("cat/b03.png", "cat/a03.png"),
            pair("cat/a05.png", "cat/b05.png")
        ]
    );
}

/// Of 20 pictures 15 % are 3, of 6 one: 4 for the test, 4 for validation.
#[test]
fn every_class_is_in_every_part_by_the_seed() {
    let dir = folder();
    for number in 6..20 {
        save(&dir, &format!("cat/{number}.png"), &picture(1000 + number));
    }
    let collection = open(&dir);
    let first = split(&collection, 1);
    assert_eq!(collection.counts(&first.test), [3, 1]);
    assert_eq!(collection.counts(&first.valid), [3, 1]);
    assert_eq!(collection.counts(&first.train), [14, 4]);
    let mut all: Vec<usize> = [Part::Train, Part::Valid, Part::Test]
        .iter()
        .flat_map(|part| first.part(*part).to_vec())
        .collect();
    all.sort_unstable();
    assert_eq!(all, (0..26).collect::<Vec<_>>());
    assert_eq!(first, split(&collection, 1));
    assert_ne!(first, split(&collection, 2));
}

/// A picture more in one class: at most one picture of each part has moved to another.
#[test]
fn a_new_picture_moves_few_others() {
    let dir = folder();
    for number in 6..30 {
        save(&dir, &format!("cat/{number}.png"), &picture(1000 + number));
    }
    let before = open(&dir);
    save(&dir, "cat/0-new.png", &picture(5000));
    let after = open(&dir);
    let tested = |collection: &Collection| -> Vec<PathBuf> {
        let split = split(collection, 1);
        let tested = split
            .test
            .iter()
            .map(|place| collection.pictures[*place].file.clone());
        tested.collect()
    };
    let (before, after) = (tested(&before), tested(&after));
    let stayed = after.iter().filter(|file| before.contains(file)).count();
    assert!(stayed + 1 >= before.len(), "{before:?} {after:?}");
}

#[test]
fn a_folder_that_does_not_do_says_why() {
    let fault = |dir: &TempDir| Collection::open(dir.path()).unwrap_err().to_string();
    let empty = tempfile::tempdir().unwrap();
    assert!(fault(&empty).contains("demo-data"), "{}", fault(&empty));
    let dir = folder();
    fs::remove_dir_all(dir.path().join("dog")).unwrap();
    assert!(fault(&dir).contains("has 1 folders"), "{}", fault(&dir));
    let dir = folder();
    fs::create_dir(dir.path().join("cat/train")).unwrap();
    assert!(
        fault(&dir).contains("the pictures are parted here"),
        "{}",
        fault(&dir)
    );
    let dir = folder();
    for number in 3..6 {
        fs::write(dir.path().join(format!("dog/{number}.png")), "no picture").unwrap();
    }
    let said = fault(&dir);
    assert!(
        said.contains("`dog` has 3") && said.contains("dog/3.png cannot be read"),
        "{said}"
    );
    let gone = Collection::open(&dir.path().join("nowhere"))
        .unwrap_err()
        .to_string();
    assert!(gone.contains("nowhere cannot be read"), "{gone}");
}

/// The hash of the data is that of pictures and classes, not of names of files.
#[test]
fn data_are_known_by_their_pictures() {
    let dir = folder();
    let before = open(&dir).hash();
    fs::rename(dir.path().join("cat/0.png"), dir.path().join("cat/renamed.png")).unwrap();
    assert_eq!(open(&dir).hash(), before);
    fs::rename(dir.path().join("cat/1.png"), dir.path().join("dog/1-moved.png")).unwrap();
    assert_ne!(open(&dir).hash(), before);
}

#[test]
fn a_report_can_be_read_and_looked_at() {
    let dir = folder();
    save(&dir, "cat/tiny.png", &RgbImage::new(9, 9));
    let collection = open(&dir);
    let split = split(&collection, 1);
    let out = tempfile::tempdir().unwrap();
    report(&collection, &split, 1, out.path()).unwrap();
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(out.path().join(name)).unwrap()).unwrap()
    };
    let data = json("data.json");
    assert_eq!(data["pictures"], 12);
    assert_eq!(data["left_out"], 1);
    assert_eq!(data["leaks"], 0);
    assert_eq!(data["flaws"][0]["kind"], "tiny");
    assert_eq!(data["classes"][1]["name"], "dog");
    assert_eq!(data["classes"][1]["train"], 4);
    let parts = json("split.json");
    assert_eq!(parts["train"].as_array().unwrap().len(), 8);
    assert_eq!(parts["test"].as_array().unwrap().len(), 2);
    for name in ["classes.png", "augmented.png"] {
        // Eight columns of 112 pixels and their gaps.
        assert_eq!(image::open(out.path().join(name)).unwrap().width(), 8 + 8 * 120);
    }
    let said = words(&collection, &split);
    assert!(said.contains("12 pictures in 2 classes; 1 left out"), "{said}");
    assert!(said.contains("cat/tiny.png has 9 by 9 pixels"), "{said}");
}
