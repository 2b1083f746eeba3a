//! What is generated from the parser itself: completions and manual pages.

use crate::output::print;
use clap_mangen::Man;
use credenza_protocol::{ErrorCode, Failure};
use std::path::Path;
use std::process::ExitCode;

/// Prints a completion script.
pub(super) fn completions(shell: clap_complete::Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::parser(), "credenza", &mut script);
    print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Writes one page for each command into `folder`.
pub(super) fn man_pages(folder: &Path) -> Result<ExitCode, Failure> {
    let mut parser = crate::parser();
    parser.build();
    write_page(folder, &parser, "credenza").map_err(|error| {
        let text = format!("{} cannot be written: {error}", folder.display());
        Failure::new(ErrorCode::RequestInvalid, text)
            .hint("The folder has to exist and be writable.")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn write_page(folder: &Path, command: &clap::Command, name: &str) -> std::io::Result<()> {
    let mut page = Vec::new();
    Man::new(command.clone()).title(name).render(&mut page)?;
    std::fs::write(folder.join(format!("{name}.1")), page)?;
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        write_page(folder, child, &format!("{name}-{}", child.get_name()))?;
    }
    Ok(())
}
