//! One thread for all keyring calls. A caller that gives up leaves the thread behind with its call, and the next call
//! gets a new thread; a keyring that swallows threads for ever is answered at once after a few of them.

use std::panic::{self, AssertUnwindSafe};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use super::{KeyringError, Patience, Unavailability};

const MOST_THREADS: usize = 4;
const CANCEL_POLL: Duration = Duration::from_millis(50);

type Job = Box<dyn FnOnce() + Send>;

/// Hands jobs to the keyring thread and waits with patience.
#[derive(Default)]
pub(super) struct Worker {
    jobs: Mutex<Option<Sender<Job>>>,
    /// Each live thread holds a clone.
    alive: Arc<()>,
}

impl Worker {
    /// Runs `job` on the keyring thread. After `Timeout` or `Cancelled` its result, when it comes, is dropped.
    pub(super) fn run<T: Send + 'static>(
        &self,
        patience: &Patience,
        job: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let start = Instant::now();
        let (reply, answer) = mpsc::sync_channel(1);
        self.submit(patience, Box::new(move || drop(reply.send(job()))))?;
        loop {
            if patience.is_cancelled() {
                self.abandon_thread();
                return Err(KeyringError::Cancelled);
            }
            let left = patience.deadline().saturating_sub(start.elapsed());
            if left.is_zero() {
                self.abandon_thread();
                return Err(timeout(patience));
            }
            match answer.recv_timeout(left.min(CANCEL_POLL)) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Timeout) => {}
                // The job panicked inside the platform's library; its thread is gone, the next call gets another.
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(KeyringError::Unavailable(Unavailability::Refused));
                }
            }
        }
    }

    fn submit(&self, patience: &Patience, job: Job) -> Result<(), KeyringError> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match jobs.take() {
            None => job,
            Some(sender) => match sender.send(job) {
                Ok(()) => {
                    *jobs = Some(sender);
                    return Ok(());
                }
                Err(mpsc::SendError(job)) => job,
            },
        };
        // One clone is ours.
        if Arc::strong_count(&self.alive) > MOST_THREADS {
            return Err(timeout(patience));
        }
        let (sender, queue) = mpsc::channel::<Job>();
        let alive = Arc::clone(&self.alive);
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let _alive = alive;
                for job in queue {
                    // The caller hears of a panic by its reply's end. The thread goes on: were it to
                    // unwind, a job sent meanwhile would be lost with its queue.
                    let _ = panic::catch_unwind(AssertUnwindSafe(job));
                }
            })
            .map_err(|_| KeyringError::Unavailable(Unavailability::Refused))?;
        sender.send(job).map_err(|_| KeyringError::Unavailable(Unavailability::Refused))?;
        *jobs = Some(sender);
        Ok(())
    }

    fn abandon_thread(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

fn timeout(patience: &Patience) -> KeyringError {
    KeyringError::Timeout { seconds: patience.deadline().as_secs() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CancelSignal;

    fn within(milliseconds: u64) -> Patience {
        Patience::probe().within(Duration::from_millis(milliseconds))
    }

    #[test]
    fn a_call_that_never_returns_times_out_and_the_next_one_works() {
        let worker = Worker::default();
        let (_release, hang) = mpsc::channel::<()>();
        let start = Instant::now();
        let result =
            worker.run(&within(100), move || hang.recv().map_err(|_| KeyringError::Locked));
        assert_eq!(result, Err(KeyringError::Timeout { seconds: 0 }));
        assert!(start.elapsed() < Duration::from_secs(2));
        assert_eq!(worker.run(&within(5000), || Ok(7)), Ok(7));
    }

    #[test]
    fn threads_that_never_return_are_limited_and_released_ones_count_no_more() {
        let worker = Worker::default();
        let mut releases = Vec::new();
        for _ in 0..MOST_THREADS {
            let (release, hang) = mpsc::channel::<()>();
            releases.push(release);
            worker
                .run(&within(20), move || hang.recv().map_err(|_| KeyringError::Locked))
                .unwrap_err();
        }
        let start = Instant::now();
        assert!(worker.run(&within(60_000), || Ok(7)).is_err());
        assert!(start.elapsed() < Duration::from_secs(1));
        drop(releases);
        while Arc::strong_count(&worker.alive) > 1 {
            assert!(start.elapsed() < Duration::from_secs(10));
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(worker.run(&within(5000), || Ok(7)), Ok(7));
    }

    #[test]
    fn cancelling_ends_the_wait_at_once() {
        let worker = Worker::default();
        let cancel = CancelSignal::new();
        let (_release, hang) = mpsc::channel::<()>();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(50));
                cancel.cancel();
            });
            let patience = Patience::user_asked(cancel.clone());
            let result =
                worker.run(&patience, move || hang.recv().map_err(|_| KeyringError::Locked));
            assert_eq!(result, Err(KeyringError::Cancelled));
        });
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_panicking_library_is_an_error_and_the_next_call_works() {
        let worker = Worker::default();
        let result = worker.run::<()>(&within(5000), || panic!("inside the library"));
        assert_eq!(result, Err(KeyringError::Unavailable(Unavailability::Refused)));
        assert_eq!(worker.run(&within(5000), || Ok(7)), Ok(7));
    }
}
