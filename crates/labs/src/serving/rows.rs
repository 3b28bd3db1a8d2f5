//! The rows of a set: its test pictures as files, and what was answered as a submission.

use crate::lab::answers::{Answers, Usage};
use crate::lab::csv;
use crate::npy::Array;
use crate::score::Side;
use crate::score::cells::label;

/// The ids of `test.csv`, and the pictures of `test.npy` as PNG files, one for each.
///
/// # Errors
/// A sentence that says what is wrong with the two.
pub fn pictures(questions: &[u8], array: &[u8]) -> Result<(Vec<String>, Vec<Vec<u8>>), String> {
    let (mut place, mut ids) = (None, Vec::new());
    let mut rows = Vec::new();
    csv::each(
        Side::Predictions,
        questions,
        |columns| place = columns.iter().position(|column| column == "id"),
        |row| {
            rows.push(
                (0..row.len())
                    .map(|field| row.get(field).trim().to_owned())
                    .collect::<Vec<_>>(),
            );
        },
    )
    .map_err(|_| "test.csv cannot be read".to_owned())?;
    let place = place.ok_or("test.csv has no column `id`")?;
    for mut row in rows {
        ids.push(std::mem::take(
            row.get_mut(place).ok_or("a row of test.csv is too short")?,
        ));
    }
    let array = Array::read(array).map_err(|fault| format!("test.npy cannot be read: {fault}"))?;
    let (width, height, colour) = match *array.shape {
        [_, height, width] => (width, height, png::ColorType::Grayscale),
        [_, height, width, 3] => (width, height, png::ColorType::Rgb),
        _ => return Err("test.npy holds no pictures".into()),
    };
    if ids.len() != array.rows() {
        return Err(format!(
            "test.csv has {} rows, and test.npy has {} pictures",
            ids.len(),
            array.rows()
        ));
    }
    let files = (0..array.rows()).map(|row| file(array.row(row), width, height, colour));
    let files = files
        .collect::<Result<_, _>>()
        .map_err(|error| format!("a picture cannot be written: {error}"))?;
    Ok((ids, files))
}

/// A picture as a PNG file.
fn file(
    pixels: &[u8],
    width: usize,
    height: usize,
    colour: png::ColorType,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let side = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, side(width), side(height));
    encoder.set_color(colour);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(file)
}

/// The share of right answers on a part of the rows; what has no answer is wrong. 0 for a part without rows.
pub fn accuracy(answers: &Answers, part: Usage, ids: &[String], said: &[Result<String, String>]) -> f64 {
    let (mut right, mut all) = (0_usize, 0_usize);
    for (id, said) in ids.iter().zip(said) {
        let Some(answer) = answers.of(id).filter(|answer| answer.usage == part) else {
            continue;
        };
        all += 1;
        let truth = answer.values.first().and_then(|value| label(value).ok());
        let said = said.as_deref().ok().and_then(|said| label(said).ok());
        right += usize::from(truth.is_some() && truth == said);
    }
    right as f64 / all.max(1) as f64
}

/// What was answered, as a submission `id,label`; the label of what has no answer is empty.
pub fn submission(ids: &[String], said: &[Result<String, String>]) -> Vec<u8> {
    let mut file = Vec::new();
    csv::push(&mut file, ["id", "label"]);
    for (id, said) in ids.iter().zip(said) {
        csv::push(&mut file, [id.as_str(), said.as_deref().unwrap_or_default()]);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the public rows 1 and 2 one is right; of the private ones 3 is right in other letters, 4 has no answer, 5 is wrong.
    #[test]
    fn answers_are_counted_by_part() {
        let answers =
            Answers::read(b"id,usage,label\n1,public,a\n2,public,b\n3,private,1\n4,private,b\n5,private,b\n")
                .expect("a table");
        let ids: Vec<String> = (1..=5).map(|id| id.to_string()).collect();
        let said = [
            Ok("a".to_owned()),
            Ok("a".into()),
            Ok("1.0".into()),
            Err("no answer".into()),
            Ok(String::new()),
        ];
        assert_eq!(accuracy(&answers, Usage::Public, &ids, &said), 0.5);
        assert_eq!(accuracy(&answers, Usage::Private, &ids, &said), 1.0 / 3.0);
        assert_eq!(submission(&ids[2..4], &said[2..4]), b"id,label\n3,1.0\n4,\n");
    }

    #[test]
    fn pictures_are_files_that_hold_their_pixels() {
        let pixels: Vec<u8> = (0..2 * 4 * 5 * 3).map(|k| (k * 7 % 256) as u8).collect();
        let array = Array {
            shape: vec![2, 4, 5, 3],
            bytes: pixels.clone(),
        }
        .write();
        let (ids, files) = pictures(b"id\n8\n9\n", &array).expect("two pictures");
        assert_eq!(ids, ["8", "9"]);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&files[1]))
            .read_info()
            .expect("a picture");
        let mut read = vec![0; reader.output_buffer_size().expect("a size")];
        let head = reader.next_frame(&mut read).expect("its pixels");
        assert_eq!((head.width, head.height), (5, 4));
        assert_eq!(read, pixels[60..]);
        assert!(pictures(b"id\n8\n", &array).is_err(), "one row is missing");
        assert!(pictures(b"x\n8\n9\n", &array).is_err());
        assert!(pictures(b"id\n8\n9\n", b"no array").is_err());
    }
}
