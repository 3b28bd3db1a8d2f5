//! The files of a lab, read into memory.

use super::Fault;
use crate::npy::Array;

/// The folder of a lab: what a name gives.
pub(super) struct Files<'f>(pub(super) &'f dyn Fn(&str) -> Option<Vec<u8>>);

/// A CSV table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    path: String,
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    /// Rows of as many fields as there are columns.
    pub(super) rows: Vec<csv::StringRecord>,
}

impl Files<'_> {
    /// The bytes of a file.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, Fault> {
        (self.0)(path).ok_or_else(|| Fault::new(format!("{path} is not there; `pivot lab get` writes it")))
    }

    /// A file of text.
    pub(super) fn text(&self, path: &str) -> Result<String, Fault> {
        String::from_utf8(self.bytes(path)?).map_err(|_| Fault::new(format!("{path} is not in UTF-8")))
    }

    /// A table with at least a row.
    pub(super) fn table(&self, path: &str) -> Result<Table, Fault> {
        let bytes = self.bytes(path)?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let wrong = |error: csv::Error| Fault::new(format!("{path}: {error}"));
        let columns = reader
            .headers()
            .map_err(wrong)?
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        if rows.is_empty() {
            return Err(Fault::new(format!("{path} has no rows")));
        }
        Ok(Table {
            path: path.to_owned(),
            columns,
            rows,
        })
    }

    /// Pictures that belong to so many rows of a table.
    pub(super) fn pictures(&self, path: &str, rows: usize) -> Result<Array, Fault> {
        let array =
            Array::read(&self.bytes(path)?).map_err(|fault| Fault::new(format!("{path}: {fault}")))?;
        match array.shape.as_slice() {
            [n, height, width] | [n, height, width, 3] if *n == rows && *height > 0 && *width > 0 => {
                Ok(array)
            }
            [n, ..] if *n != rows => {
                let what = format!("{path} has {n} pictures, and its table {rows} rows");
                Err(Fault::new(what))
            }
            shape => Err(Fault::new(format!(
                "{path} has the shape {shape:?}, and pictures in grey or in three colours are expected"
            ))),
        }
    }
}

impl Table {
    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Result<usize, Fault> {
        let place = self.columns.iter().position(|column| column == name);
        place.ok_or_else(|| Fault::new(format!("{} has no column `{name}`", self.path)))
    }

    /// The fields of a column.
    pub(super) fn fields(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| &row[column])
    }

    /// The numbers of a column.
    pub(super) fn numbers(&self, column: usize) -> Result<Vec<f64>, Fault> {
        let number = |(row, field): (usize, &str)| match field.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(Fault::new(format!(
                "{}, row {}: `{}` in column `{}` is no number",
                self.path,
                row + 1,
                field.chars().take(40).collect::<String>(),
                self.columns[column]
            ))),
        };
        self.fields(column).enumerate().map(number).collect()
    }
}

/// A submission of one value for each row of the questions.
pub(super) fn submission(
    questions: &Table,
    column: &str,
    values: impl IntoIterator<Item = String>,
) -> Result<Vec<u8>, Fault> {
    let header = ["id".to_owned(), column.to_owned()];
    let id = questions.column("id")?;
    let rows = questions.fields(id).zip(values);
    written(&header, rows.map(|(id, value)| vec![id.to_owned(), value]))
}

/// A table as CSV.
pub(super) fn written(
    header: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| Fault::new(error.to_string());
    writer.write_record(header).map_err(wrong)?;
    for row in rows {
        writer.write_record(row).map_err(wrong)?;
    }
    writer.into_inner().map_err(|error| Fault::new(error.to_string()))
}

/// The different values of a column, in order, and which of them each row has.
pub(super) fn classes<'t>(fields: impl Iterator<Item = &'t str> + Clone) -> (Vec<&'t str>, Vec<usize>) {
    let mut names: Vec<&str> = fields.clone().collect();
    names.sort_unstable();
    names.dedup();
    let of = |field| names.partition_point(|name| *name < field);
    let rows = fields.map(of).collect();
    (names, rows)
}

/// The place of the greatest; of equals the first.
pub(super) fn greatest(values: impl IntoIterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (place, value) in values.into_iter().enumerate() {
        if value > best.1 {
            best = (place, value);
        }
    }
    best.0
}
