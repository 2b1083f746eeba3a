//! Makes this process harder to read for other programs of the same user. Raises the cost, promises nothing more.
//! Absent on purpose: anything that needs a privilege, and Windows/macOS measures (reported as not applied).

/// What [`harden_process`] achieved; show it in diagnostics instead of assuming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardening {
    /// `RLIMIT_CORE` is zero: a crash leaves no core file.
    pub core_dumps_off: bool,
    /// `PR_SET_DUMPABLE` is zero (Linux): no `ptrace`, no `/proc/<pid>/mem` for the same user, no piped core dump.
    pub not_dumpable: bool,
}

/// Applies what the platform offers. Call once at the start of `main`, before secrets exist.
///
/// A debugger cannot attach afterwards. Snap packages are known to break with a non-dumpable process.
pub fn harden_process() -> Hardening {
    Hardening { core_dumps_off: turn_core_dumps_off(), not_dumpable: forbid_dumping() }
}

#[cfg(unix)]
fn turn_core_dumps_off() -> bool {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).is_ok()
}

#[cfg(not(unix))]
fn turn_core_dumps_off() -> bool {
    false
}

#[cfg(target_os = "linux")]
fn forbid_dumping() -> bool {
    use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok()
        && dumpable_behavior() == Ok(DumpableBehavior::NotDumpable)
}

#[cfg(not(target_os = "linux"))]
fn forbid_dumping() -> bool {
    false
}
