//! What `rig` is asked.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
#[command(after_help = "docs/rig.md has every field of a parts file and every rule.")]
pub(crate) enum Rig {
    /// Hold the parts of a machine against the rules by which parts fit together
    Check {
        /// The parts file: TOML, or CSV where its name ends with .csv
        file: PathBuf,
    },
}
