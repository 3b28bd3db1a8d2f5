//! Files appear whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::fault::Fault;

/// Makes a folder where there is none.
///
/// # Errors
/// It cannot be made.
pub fn folder(out: &Path) -> Result<(), Fault> {
    fs::create_dir_all(out).map_err(|why| Fault::writing(out, &why))
}

/// Writes a file into a folder; what was there stays until the new one is whole.
///
/// # Errors
/// The disk refuses.
pub fn file(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    let path = out.join(name);
    let written = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".pivot-typeset-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(out)?;
        file.write_all(bytes)?;
        file.persist(&path)?;
        Ok(())
    };
    written().map_err(|why| Fault::writing(&path, &why))
}
