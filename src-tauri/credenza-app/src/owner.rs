//! Which process holds a claim, and whether it still lives: what a claim says of its holder.
//!
//! `pid:start:boot:nonce`. A process that was killed does not give its claims back; on Linux its death
//! can be seen, elsewhere the lease has to run out.

use credenza_vault::{OsRandomness, Randomness};

/// This process, as its claims name it. Different for every [`App`](crate::App), even in one process.
pub(crate) fn name_self() -> String {
    let mut nonce = [0; 8];
    // Without randomness two applications of one process share a name, and no more is lost.
    let _ = OsRandomness.fill(&mut nonce);
    let nonce = u64::from_le_bytes(nonce);
    let pid = std::process::id();
    let life = life::read(pid).unwrap_or_default();
    format!("{pid}:{}:{}:{nonce:016x}", life.start, life.boot)
}

/// Whether the process that this name stands for has certainly ended.
pub(crate) fn is_gone(name: &str) -> bool {
    let mut parts = name.splitn(4, ':');
    let (Some(pid), Some(start), Some(boot)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Ok(pid) = pid.parse::<u32>() else { return false };
    life::is_over(pid, start, boot)
}

#[derive(Default)]
struct Life {
    start: String,
    boot: String,
}

#[cfg(target_os = "linux")]
mod life {
    use super::Life;
    use std::fs;

    const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

    pub(super) fn read(pid: u32) -> Option<Life> {
        let boot = fs::read_to_string(BOOT_ID).ok()?.trim().to_owned();
        Some(Life { start: start(pid)?, boot })
    }

    /// proc(5): the 22nd field, counted behind the program's name, which may hold anything.
    fn start(pid: u32) -> Option<String> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = text.rsplit_once(')')?;
        rest.split_whitespace().nth(19).map(str::to_owned)
    }

    pub(super) fn is_over(pid: u32, begun: &str, boot: &str) -> bool {
        if begun.is_empty() || boot.is_empty() {
            return false;
        }
        match read(std::process::id()) {
            Some(now) if now.boot != boot => true,
            Some(_) => start(pid).is_none_or(|start| start != begun),
            None => false,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod life {
    use super::Life;

    pub(super) fn read(_: u32) -> Option<Life> {
        None
    }

    pub(super) fn is_over(_: u32, _: &str, _: &str) -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn this_process_lives_and_has_two_names() {
        let (one, two) = (name_self(), name_self());
        assert_ne!(one, two);
        assert!(!is_gone(&one) && !is_gone(&two));
    }

    #[test]
    fn a_process_that_ended_is_gone_and_so_is_one_of_another_boot() {
        let mut child = Command::new("true").spawn().unwrap();
        let life = life::read(child.id()).unwrap();
        let name = format!("{}:{}:{}:0", child.id(), life.start, life.boot);
        child.wait().unwrap();
        assert!(is_gone(&name));
        let other_boot = name_self().replace(&life.boot, "another-boot");
        assert!(is_gone(&other_boot));
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_dead() {
        for name in ["", "x", "1:2", "1:::0"] {
            assert!(!is_gone(name), "{name}");
        }
    }
}
