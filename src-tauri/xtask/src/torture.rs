//! `cargo xtask torture`: builds the torture harness and hands the arguments through.

use crate::build_set;
use crate::machine::{debian, npm};
use crate::repository::Repository;
use anyhow::Result;
use clap::Args;
use std::time::Duration;

const UI_LIMIT: Duration = Duration::from_secs(5 * 60);
/// RELIABILITY calls the release set an overnight run.
const LIMIT: Duration = Duration::from_secs(14 * 3600);

#[derive(Args)]
pub(crate) struct TortureOptions {
    /// `--ci` (the size of every change), `--release` (the size before a release), and test ids such
    /// as R1 or C2; all of it goes to the harness
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "--ci | --release | ID"
    )]
    arguments: Vec<String>,
}

pub(crate) fn run(repository: &Repository, options: &TortureOptions) -> Result<()> {
    debian::install(&debian::BUILD)?;
    debian::install(&debian::TEST)?;
    npm::install(repository, &repository.ui())?;
    repository.npm(&repository.ui(), ["run", "--silent", "build"]).run(UI_LIMIT)?;
    build_set::build(repository)?;
    build_set::program(repository, "torture").arguments(&options.arguments).run(LIMIT)
}
