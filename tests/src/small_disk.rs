//! A file system of 4 MiB, which a test fills up or makes read-only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted file system, gone when it is dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one on a folder, which it makes.
    ///
    /// # Panics
    /// When this process may not mount.
    #[must_use]
    pub fn mount(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        let disk = Self(folder.to_owned());
        disk.ask(&["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs"]);
        disk
    }

    /// From now on nothing can be written. Nobody may have a file of it open for writing.
    ///
    /// # Panics
    /// When somebody has.
    pub fn make_read_only(&self) {
        self.ask(&["-o", "remount,ro"]);
    }

    /// It can be written again.
    ///
    /// # Panics
    /// When this process may not mount.
    pub fn make_writable(&self) {
        self.ask(&["-o", "remount,rw"]);
    }

    /// Takes all its room, until the path that it answers is removed.
    #[must_use]
    pub fn fill(&self) -> PathBuf {
        let filler = self.0.join("filler");
        let _ = fs::write(&filler, vec![0; 8 << 20]);
        filler
    }

    fn ask(&self, options: &[&str]) {
        let done = Command::new("mount").args(options).arg(&self.0).status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "this test mounts a small file system, for which it has to be root"
        );
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
