//! A CSV table, whole in memory.

use std::collections::BTreeSet;

use crate::fault::Fault;

/// A table of text: a header and rows as long as it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a table. `name` is said in faults.
    ///
    /// # Errors
    /// It is no CSV in UTF-8, a row is longer or shorter than the header, there is no column `id`, or an id is there twice.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let wrong = |why: &dyn std::fmt::Display| Fault::wrong(format!("{name}: {why}"));
        let mut reader = csv::Reader::from_reader(bytes);
        let header: Vec<String> = reader
            .headers()
            .map_err(|why| wrong(&why))?
            .iter()
            .map(str::to_owned)
            .collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|why| wrong(&why))?;
            rows.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
        }
        let table = Table {
            name: name.to_owned(),
            header,
            rows,
        };
        let mut seen = BTreeSet::new();
        for id in table.column("id")? {
            if !seen.insert(id) {
                return Err(wrong(&format!("the id `{id}` is there twice")));
            }
        }
        Ok(table)
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names of its columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The fields of a column, from the first row on.
    ///
    /// # Errors
    /// There is no such column.
    pub fn column(&self, name: &str) -> Result<Vec<&str>, Fault> {
        let place = self
            .header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| {
                Fault::wrong(format!(
                    "{} has no column `{name}`; it has {}",
                    self.name,
                    self.header.join(", ")
                ))
            })?;
        // Rows are as long as the header.
        Ok(self.rows.iter().map(|row| row[place].as_str()).collect())
    }

    /// The fields of a column as numbers.
    ///
    /// # Errors
    /// There is no such column, or a field is no finite number.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, Fault> {
        let read = |(row, text): (usize, &str)| {
            let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
            number.ok_or_else(|| {
                Fault::wrong(format!(
                    "{}, row {}: `{text}` in column `{name}` is no finite number",
                    self.name,
                    row + 1
                ))
            })
        };
        self.column(name)?.into_iter().enumerate().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_by_name() {
        let table = Table::read("t.csv", b"id,text,n\n2,\"a, b\",1.5\n1,c,-2\n").unwrap();
        assert_eq!(table.column("text").unwrap(), ["a, b", "c"]);
        assert_eq!(table.numbers("n").unwrap(), [1.5, -2.0]);
        let fault = table.column("label").unwrap_err().to_string();
        assert_eq!(fault, "t.csv has no column `label`; it has id, text, n");
    }

    #[test]
    fn faults_have_their_place() {
        for (bytes, says) in [
            (&b"id,a\n1\n"[..], "t.csv"),
            (b"", "no column `id`"),
            (b"a\n1\n", "no column `id`"),
            (b"id\n1\n1\n", "`1` is there twice"),
            (b"id,a\n1,\xff\n", "UTF-8"),
        ] {
            let fault = Table::read("t.csv", bytes).unwrap_err().to_string();
            assert!(fault.contains(says), "{fault}");
        }
        let table = Table::read("t.csv", b"id,n\n1,1\n2,NaN\n").unwrap();
        let fault = table.numbers("n").unwrap_err().to_string();
        assert!(fault.contains("row 2: `NaN`"), "{fault}");
    }
}
