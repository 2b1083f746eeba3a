//! Prints the reference of the command line; `cargo xtask generate` writes it to `docs/CLI.md`.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

fn main() {
    let mut parser = credenza_cli::parser().term_width(100);
    parser.build();
    println!("# The command line\n");
    println!(
        "Generated from the parser by `cargo xtask generate`. `--json` prints exactly one JSON value;"
    );
    println!("data goes to standard output, everything else to standard error.");
    describe(&mut parser, "credenza");
}

fn describe(command: &mut clap::Command, name: &str) {
    println!("\n## {name}\n\n```text");
    for line in command.render_long_help().to_string().lines() {
        println!("{}", line.trim_end());
    }
    println!("```");
    for child in command.get_subcommands_mut().filter(|child| child.get_name() != "help") {
        let name = format!("{name} {}", child.get_name());
        describe(child, &name);
    }
}
