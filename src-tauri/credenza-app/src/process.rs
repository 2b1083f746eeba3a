//! Which process holds a promise in the database, and whether it is still there to keep it.

use std::path::Path;

/// The boot, the process namespace, the process and its start; then which application in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProcessName<'a> {
    boot: &'a str,
    namespace: &'a str,
    pid: &'a str,
    start: &'a str,
}

/// The name of this process, for leases. `instance` tells two applications of one process apart.
pub(crate) fn own_name(instance: [u8; 8]) -> String {
    let boot = read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let namespace = std::fs::read_link("/proc/self/ns/pid")
        .map(|link| link.display().to_string())
        .unwrap_or_default();
    let pid = std::process::id();
    let start = start_of(&pid.to_string()).unwrap_or_default();
    let instance = u64::from_be_bytes(instance);
    format!("{boot}/{namespace}/{pid}/{start}/{instance:016x}")
}

/// Whether the process of that name is certainly gone. Where that cannot be told, it is not.
pub(crate) fn is_gone(name: &str) -> bool {
    let Some(process) = ProcessName::parse(name) else { return false };
    let Some(boot) = read("/proc/sys/kernel/random/boot_id") else { return false };
    if !process.boot.is_empty() && process.boot != boot {
        return true;
    }
    let namespace = std::fs::read_link("/proc/self/ns/pid");
    if !namespace.is_ok_and(|link| link == Path::new(process.namespace)) {
        return false;
    }
    start_of(process.pid).is_none_or(|start| start != process.start)
}

/// Whether the name was given on this boot of this machine, so that its uptime is ours.
pub(crate) fn is_of_this_boot(name: &str) -> bool {
    let boot = read("/proc/sys/kernel/random/boot_id");
    ProcessName::parse(name).is_some_and(|process| boot.as_deref() == Some(process.boot))
}

impl<'a> ProcessName<'a> {
    fn parse(name: &'a str) -> Option<Self> {
        let mut parts = name.split('/');
        let (boot, namespace) = (parts.next()?, parts.next()?);
        let (pid, start) = (parts.next()?, parts.next()?);
        (!pid.is_empty() && !start.is_empty()).then_some(Self { boot, namespace, pid, start })
    }
}

/// When a process started, in clock ticks since boot: field 22 of `/proc/PID/stat` (`proc(5)`). The name in
/// field 2 may hold anything, so it is counted from the last parenthesis. A zombie counts as gone.
fn start_of(pid: &str) -> Option<String> {
    let stat = read(&format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    (!matches!(state, "Z" | "X")).then(|| fields.nth(18).map(str::to_owned)).flatten()
}

fn read(path: &str) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.trim().to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_there_and_one_that_ended_is_gone() {
        let own = own_name([1; 8]);
        assert!(!is_gone(&own) && is_of_this_boot(&own), "{own}");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id().to_string();
        let start = own.split('/').nth(3).unwrap();
        child.wait().unwrap();
        let gone = own.replace(&format!("/{}/{start}/", std::process::id()), &format!("/{pid}/1/"));
        assert!(is_gone(&gone), "{gone}");
    }

    #[test]
    fn another_process_with_the_same_number_is_not_the_same() {
        let own = own_name([1; 8]);
        let start = own.split('/').nth(3).unwrap();
        assert!(is_gone(&own.replace(&format!("/{start}/"), "/1/")));
    }

    #[test]
    fn a_process_of_another_boot_is_gone_and_one_of_another_namespace_is_not_known() {
        let own = own_name([1; 8]);
        let (boot, rest) = own.split_once('/').unwrap();
        assert!(is_gone(&format!("00000000-{}/{rest}", &boot[9..])));
        let namespace = own.split('/').nth(1).unwrap();
        assert!(!is_gone(&own.replace(namespace, "pid:[1]")));
        assert!(!is_gone("not a name"));
    }
}
