//! Memory for key bytes: `memfd_secret` (invisible even to the kernel's own readers) → locked pages → plain heap.
//! Always zeroized on drop. This is the only file of the crate with `unsafe`.
//! Absent on purpose: growth, copying and formatting; a block is filled once and read until dropped.
#![allow(unsafe_code)]

use std::ptr::NonNull;

use zeroize::{Zeroize, Zeroizing};

/// How well the operating system guards the key bytes of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryProtection {
    /// Linux `memfd_secret(2)`: not in core dumps, not readable by `ptrace`, never swapped.
    KernelSecret,
    /// Guard pages and locked in RAM: never swapped, left out of core dumps.
    Locked,
    /// Ordinary heap, zeroized on drop; the system granted nothing better.
    Plain,
}

enum Block {
    #[cfg(target_os = "linux")]
    KernelSecret(NonNull<[u8]>),
    Locked(NonNull<[u8]>),
    Plain(Zeroizing<Box<[u8]>>),
}

/// A block of secret bytes. No `Debug`, `Clone` or `Serialize`.
pub(crate) struct Protected {
    block: Block,
}

// SAFETY: a block is exclusively owned by its `Protected` and written only during construction, before it
// is shared; afterwards there are only reads through `&self`, and the free in `drop` needs `&mut self`.
unsafe impl Send for Protected {}
// SAFETY: as above; concurrent readers never meet a writer.
unsafe impl Sync for Protected {}

impl Protected {
    /// Takes the best memory available for `len` bytes and lets `fill` write them.
    pub(crate) fn filled(len: usize, fill: impl FnOnce(&mut [u8])) -> Self {
        let mut block = Self::kernel_secret(len)
            .or_else(|| Self::locked(len))
            .unwrap_or_else(|| Block::Plain(Zeroizing::new(vec![0; len].into_boxed_slice())));
        fill(block.bytes_mut());
        Self { block }
    }

    /// The bytes. Callers keep the borrow as short as the computation.
    pub(crate) fn expose(&self) -> &[u8] {
        match &self.block {
            // SAFETY: the pointer came from the mapping or memsec, is valid for its length until `drop`, and no `&mut` exists.
            #[cfg(target_os = "linux")]
            Block::KernelSecret(ptr) => unsafe { ptr.as_ref() },
            // SAFETY: as above.
            Block::Locked(ptr) => unsafe { ptr.as_ref() },
            Block::Plain(bytes) => bytes,
        }
    }

    /// What was granted.
    pub(crate) fn protection(&self) -> MemoryProtection {
        match &self.block {
            #[cfg(target_os = "linux")]
            Block::KernelSecret(_) => MemoryProtection::KernelSecret,
            Block::Locked(_) => MemoryProtection::Locked,
            Block::Plain(_) => MemoryProtection::Plain,
        }
    }

    #[cfg(target_os = "linux")]
    fn kernel_secret(len: usize) -> Option<Block> {
        kernel_secret::allocate(len).map(Block::KernelSecret)
    }

    #[cfg(not(target_os = "linux"))]
    fn kernel_secret(_len: usize) -> Option<Block> {
        None
    }

    fn locked(len: usize) -> Option<Block> {
        // SAFETY: no preconditions; the result is freed exactly once, below or in `drop`.
        let ptr = unsafe { memsec::malloc_sized(len) }?;
        // `malloc_sized` locks but does not report whether that worked; locking again does, and does not nest.
        // SAFETY: `ptr` is valid for `len` bytes.
        if unsafe { memsec::mlock(ptr.as_ptr().cast::<u8>(), len) } {
            return Some(Block::Locked(ptr));
        }
        // SAFETY: allocated above by `malloc_sized`, not freed yet.
        unsafe { memsec::free(ptr) };
        None
    }
}

impl Block {
    fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            // SAFETY: valid for its length, and `&mut self` makes this the only access.
            #[cfg(target_os = "linux")]
            Block::KernelSecret(ptr) => unsafe { ptr.as_mut() },
            // SAFETY: as above.
            Block::Locked(ptr) => unsafe { ptr.as_mut() },
            Block::Plain(bytes) => bytes,
        }
    }
}

impl Drop for Protected {
    fn drop(&mut self) {
        self.block.bytes_mut().zeroize();
        match &self.block {
            // SAFETY: mapped by `kernel_secret::allocate`, unmapped exactly once, no borrow outlives `self`.
            #[cfg(target_os = "linux")]
            Block::KernelSecret(ptr) => unsafe { kernel_secret::free(*ptr) },
            // SAFETY: allocated by `malloc_sized`, freed exactly once, no borrow outlives `self`.
            Block::Locked(ptr) => unsafe { memsec::free(*ptr) },
            Block::Plain(_) => {}
        }
    }
}

/// `memfd_secret(2)` by hand, because memsec's descriptor stays open and survives `exec`: every program this process
/// starts could map it and read the key. Here the descriptor is closed as soon as the memory is mapped.
#[cfg(target_os = "linux")]
mod kernel_secret {
    use std::{
        ffi::c_void,
        os::fd::{AsRawFd, FromRawFd, OwnedFd},
        ptr::{self, NonNull},
    };

    /// Zeroed, writable, private to this process; `None` when the kernel has no such memory or no more of it.
    pub(super) fn allocate(len: usize) -> Option<NonNull<[u8]>> {
        // SAFETY: a system call without pointers; its result is checked below.
        let fd = unsafe { libc::syscall(libc::SYS_memfd_secret, libc::O_CLOEXEC) };
        let fd = i32::try_from(fd).ok().filter(|&fd| fd >= 0)?;
        // SAFETY: a descriptor that was just opened and belongs to nobody else.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        let size = libc::off_t::try_from(len).ok()?;
        // SAFETY: the descriptor is open.
        if unsafe { libc::ftruncate(fd.as_raw_fd(), size) } != 0 {
            return None;
        }
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping of a file of `len` bytes, at an address the kernel chooses.
        let start = unsafe {
            libc::mmap(ptr::null_mut(), len, access, libc::MAP_SHARED, fd.as_raw_fd(), 0)
        };
        if start == libc::MAP_FAILED {
            return None;
        }
        // A forked child (before it starts another program) gets no copy. Failure only loses that extra.
        // SAFETY: the mapping made above.
        unsafe { libc::madvise(start, len, libc::MADV_DONTFORK) };
        NonNull::new(start.cast::<u8>()).map(|start| NonNull::slice_from_raw_parts(start, len))
    }

    /// # Safety
    /// `block` came from [`allocate`] and is not used afterwards.
    pub(super) unsafe fn free(block: NonNull<[u8]>) {
        // SAFETY: promised by the caller.
        unsafe { libc::munmap(block.as_ptr().cast::<c_void>(), block.len()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_can_be_read_from_many_threads() {
        let block = Protected::filled(160, |bytes| bytes.fill(7));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(block.expose(), [7; 160]));
            }
        });
    }

    #[test]
    fn the_locked_fallback_holds_bytes_too() {
        // Only skipped where RLIMIT_MEMLOCK is zero; then `filled` would fall back to the heap.
        if let Some(mut block) = Protected::locked(33) {
            block.bytes_mut().fill(9);
            let block = Protected { block };
            assert_eq!(block.expose(), [9; 33]);
            assert_eq!(block.protection(), MemoryProtection::Locked);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn kernel_secret_memory_is_hidden_from_proc_mem() {
        use std::io::{Read, Seek, SeekFrom};
        let block = Protected::filled(64, |bytes| bytes.fill(0x5a));
        let open_memory = || std::fs::File::open("/proc/self/mem").unwrap();
        let read_at = |address: usize| {
            let mut memory = open_memory();
            memory.seek(SeekFrom::Start(address as u64)).unwrap();
            memory.read_exact(&mut [0_u8; 64])
        };
        let ordinary = Box::new([0x5a_u8; 64]);
        read_at(ordinary.as_ptr() as usize).expect("positive control: ordinary memory is readable");
        if block.protection() == MemoryProtection::KernelSecret {
            read_at(block.expose().as_ptr() as usize)
                .expect_err("memfd_secret must not be readable");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn no_descriptor_leads_a_child_program_to_the_key() {
        let block = Protected::filled(64, |bytes| bytes.fill(0x5a));
        let count = || {
            std::fs::read_dir("/proc/self/fd")
                .unwrap()
                .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
                .filter(|target| target.to_string_lossy().contains("secretmem"))
                .count()
        };
        // Neighbouring tests hold a descriptor for microseconds; one that leaked would be in every sample.
        let leaks = || (0..50).map(|_| count()).min().unwrap();
        assert_eq!(leaks(), 0);
        if block.protection() == MemoryProtection::KernelSecret {
            // SAFETY: no preconditions; freed below.
            let control = unsafe { memsec::memfd_secret_sized(64) }.unwrap();
            assert_eq!(leaks(), 1, "positive control: a descriptor left open would be seen");
            // SAFETY: allocated above.
            unsafe { memsec::free_memfd_secret(control) };
        }
    }
}
