//! `cargo xtask generate`: the generated files that are committed, and the check that they are honest.

use crate::build_set;
use crate::machine::{debian, npm};
use crate::repository::Repository;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20 * 60);

#[derive(Args)]
pub(crate) struct GenerateOptions {
    /// Write nothing; fail when a committed file differs from what would be written
    #[arg(long)]
    pub(crate) check: bool,
}

/// A file that a program of ours prints.
struct Printed {
    program: &'static str,
    file: &'static str,
}

const PRINTED: [Printed; 2] = [
    Printed { program: "openapi", file: "docs/openapi.json" },
    Printed { program: "cli-reference", file: "docs/CLI.md" },
];

pub(crate) fn run(repository: &Repository, options: &GenerateOptions) -> Result<()> {
    debian::install(&debian::BUILD)?;
    npm::install(repository, &repository.ui())?;
    build_set::build(repository)?;
    let mut stale = vec![];
    for printed in &PRINTED {
        let fresh = build_set::program(repository, printed.program).output(LIMIT)?;
        let file = repository.root().join(printed.file);
        if fs::read_to_string(&file).unwrap_or_default() == fresh {
            println!("up to date  {}", printed.file);
        } else if options.check {
            println!("stale       {}", printed.file);
            stale.push(printed.file);
        } else {
            fs::write(&file, fresh).with_context(|| format!("cannot write {}", printed.file))?;
            println!("written     {}", printed.file);
        }
    }
    if !stale.is_empty() {
        bail!("generated files are out of date: {}; run `cargo xtask generate`", stale.join(", "));
    }
    connector_schema(repository, options)?;
    types(repository, options)
}

/// The JSON Schema of connector files. A test of its crate compares it, and writes it when asked to.
fn connector_schema(repository: &Repository, options: &GenerateOptions) -> Result<()> {
    let task = repository.cargo(["test-set", "--quiet", "--lib", "the_committed_file_schema"]);
    let task = if options.check { task } else { task.variable("CREDENZA_GENERATE", "1") };
    task.output(LIMIT)?;
    let file = "src-tauri/credenza-connect/schema/connector.schema.json";
    println!("{}  {file}", if options.check { "up to date" } else { "written   " });
    Ok(())
}

/// The TypeScript types, made from `docs/openapi.json`.
fn types(repository: &Repository, options: &GenerateOptions) -> Result<()> {
    let task =
        repository.npm(&repository.ui().join("tools/protocol"), ["run", "--silent", "generate"]);
    let task = if options.check { task.arguments(["--", "--check"]) } else { task };
    task.run(LIMIT)?;
    println!(
        "{}  ui/src/protocol/generated.ts",
        if options.check { "up to date" } else { "written   " }
    );
    Ok(())
}
