//! The `credenza` command.

use std::process::ExitCode;

/// Freed memory is overwritten, whoever allocated it: parsers and buffers hold secrets too.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    credenza_cli::main()
}
