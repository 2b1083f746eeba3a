//! Renewals whose request is on its way. Whoever ends this process waits for them: a provider that rotates
//! refresh tokens has given out the next one by then, and it exists nowhere else.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long the end of this process waits for renewals: longer than their request may take, so that its
/// answer is written.
pub const LONGEST_RENEWAL: Duration = Duration::from_secs(25);

/// How many are on their way, and whether others may begin.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<watch::Sender<Count>>);

#[derive(Default)]
struct Count {
    now: usize,
    ended: bool,
}

/// Stands for one renewal or revocation that is on its way, until it is dropped.
pub(crate) struct Pass(Arc<watch::Sender<Count>>);

impl UnderWay {
    /// Begins one; `None` when this process is about to end.
    pub(super) fn begin(&self) -> Option<Pass> {
        let may = self.0.send_if_modified(|count| {
            count.now += usize::from(!count.ended);
            !count.ended
        });
        may.then(|| Pass(self.0.clone()))
    }

    /// Lets none begin any more, and waits for those that are on their way, at most for
    /// `limit`; whether all came to their end.
    pub(super) async fn end(&self, limit: Duration) -> bool {
        self.0.send_modify(|count| count.ended = true);
        let mut counts = self.0.subscribe();
        let none_left = counts.wait_for(|count| count.now == 0);
        tokio::time::timeout(limit, none_left).await.is_ok()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.send_modify(|count| count.now -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_waits_for_what_is_on_its_way_and_lets_nothing_new_begin() {
        let all = UnderWay::default();
        let one = all.begin().unwrap();
        let ending = tokio::spawn({
            let all = all.clone();
            async move { all.end(LONGEST_RENEWAL).await }
        });
        while let Some(pass) = all.begin() {
            drop(pass);
            tokio::task::yield_now().await;
        }
        assert!(!ending.is_finished());
        drop(one);
        assert!(ending.await.unwrap());
    }

    #[tokio::test]
    async fn the_end_does_not_wait_for_ever() {
        let all = UnderWay::default();
        let _stuck = all.begin().unwrap();
        assert!(!all.end(Duration::from_millis(20)).await);
    }
}
