//! CSV of our own: what is read here was checked before or is made by us.

use crate::score::fault::Side;
use crate::score::table::{Row, Stop, Table};
use crate::score::{Error, Limits};

/// Calls `row` for each row of a table; `columns` sees the header first and says which fields are wanted.
pub(crate) fn each(
    side: Side,
    bytes: &[u8],
    columns: impl FnOnce(&[String]),
    mut row: impl FnMut(Row<'_>),
) -> Result<(), Error> {
    let mut source = bytes;
    let stop = |stop| match stop {
        Stop::Fault(fault) => Error::Faults {
            faults: vec![*fault],
            more: true,
        },
        Stop::Read(error) => Error::Read(side, error),
    };
    let mut table = Table::open(side, &mut source, Limits::default().row_bytes).map_err(stop)?;
    columns(table.columns());
    loop {
        match table.next().map_err(stop)? {
            None => return Ok(()),
            Some(Ok(found)) => row(found),
            Some(Err(fault)) => {
                return Err(Error::Faults {
                    faults: vec![*fault],
                    more: true,
                });
            }
        }
    }
}

/// Adds a row; fields are quoted where they must be.
pub(crate) fn push<'f>(out: &mut Vec<u8>, fields: impl IntoIterator<Item = &'f str>) {
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            out.push(b'"');
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(field.as_bytes());
        }
    }
    out.push(b'\n');
}
