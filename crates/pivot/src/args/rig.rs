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
    /// Choose the best parts of a catalogue: a parts file with several of each
    Suggest {
        /// What it may cost, such as 1000CAD [default: the file's budget]
        #[arg(long, value_name = "AMOUNT")]
        budget: Option<String>,
        /// The catalogue: TOML, or CSV where its name ends with .csv
        file: PathBuf,
    },
}
