//! What a person sees of a dry run: order, limits, cancelling, and no secret.

use super::*;
use secrecy::SecretString;
use std::sync::Mutex;

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Progress for Heard {
    fn on_stage(&self, event: &StageEvent) {
        let line = match event {
            StageEvent::Started(stage) => format!("{stage:?} …"),
            StageEvent::Ended(report) => format!("{:?} {:?}", report.stage, report.outcome),
        };
        self.0.lock().unwrap().push(line);
    }
}

fn dry_run<'a>(heard: &'a Heard, cancel: &CancellationToken, limits: Limits) -> DryRun<'a> {
    let secret = SecretString::from("hunter2-canary");
    DryRun::begin(heard, cancel.clone(), limits, Scrubber::new([&secret]))
}

#[tokio::test]
async fn stages_are_told_as_they_begin_and_end() {
    let heard = Heard::default();
    let mut run = dry_run(&heard, &CancellationToken::new(), Limits::default());
    run.stage(Stage::Resolve, async { Ok(Passed::new((), "found")) }).await.unwrap();
    run.skip(Stage::Tls, "not used");
    let verification = run.finish("SELECT 1", Ok(Identity::default()));
    assert_eq!(verification.outcome, Outcome::Passed);
    assert_eq!(*heard.0.lock().unwrap(), ["Resolve …", "Resolve Passed", "Tls Skipped"]);
}

#[tokio::test]
async fn a_failure_ends_the_run_and_quotes_no_secret() {
    let heard = Heard::default();
    let mut run = dry_run(&heard, &CancellationToken::new(), Limits::default());
    let failure =
        StageFailure::new(FailureCode::AuthRejected, "bad key hunter2-canary").field("password");
    let stopped = run.stage::<()>(Stage::Authenticate, async { Err(failure) }).await;
    let verification = run.finish("SELECT 1", stopped.map(|()| Identity::default()));
    assert_eq!(verification.failure().unwrap().message, "bad key [redacted]");
    assert_eq!(verification.field.as_deref(), Some("/password"));
}

#[tokio::test]
async fn our_own_hint_does_not_tell_which_of_its_words_is_the_secret() {
    for (hint, shown) in [
        (Cow::Borrowed("try hunter2-canary again"), "try hunter2-canary again"),
        (Cow::Owned("it said hunter2-canary".to_owned()), "it said [redacted]"),
    ] {
        let heard = Heard::default();
        let mut run = dry_run(&heard, &CancellationToken::new(), Limits::default());
        let failure = StageFailure::new(FailureCode::AuthRejected, "no").hint(hint);
        let stopped = run.stage::<()>(Stage::Authenticate, async { Err(failure) }).await;
        let verification = run.finish("SELECT 1", stopped.map(|()| Identity::default()));
        assert_eq!(verification.failure().unwrap().hint.as_deref(), Some(shown));
    }
}

#[tokio::test]
async fn a_silent_server_ends_in_a_timeout() {
    let heard = Heard::default();
    let limits = Limits { stage: Duration::from_millis(20), total: Duration::from_secs(1) };
    let mut run = dry_run(&heard, &CancellationToken::new(), limits);
    let never = std::future::pending::<Result<Passed<()>, StageFailure>>();
    assert!(run.stage(Stage::Connect, never).await.is_err());
    let verification = run.finish("SELECT 1", Err(Stopped));
    assert_eq!(verification.failure_code(), Some(FailureCode::NetTimeout));
}

#[tokio::test]
async fn cancel_takes_effect_within_100_ms() {
    let heard = Heard::default();
    let cancel = CancellationToken::new();
    let mut run = dry_run(&heard, &cancel, Limits::default());
    let soon = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        soon.cancel();
    });
    let begun = Instant::now();
    let never = std::future::pending::<Result<Passed<()>, StageFailure>>();
    assert!(run.stage(Stage::Connect, never).await.is_err());
    assert!(begun.elapsed() < Duration::from_millis(120));
    let verification = run.finish("SELECT 1", Err(Stopped));
    assert_eq!(verification.failure_code(), Some(FailureCode::Cancelled));
}
