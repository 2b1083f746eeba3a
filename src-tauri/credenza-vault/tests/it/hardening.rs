//! The process lets no core be written (RELIABILITY L4, L5).

#[test]
#[cfg(target_os = "linux")]
fn a_hardened_process_is_not_dumpable_and_says_so() {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    let before = dumpable_behavior().unwrap();
    assert_eq!(before, DumpableBehavior::Dumpable, "positive control");
    let applied = credenza_vault::harden_process();
    assert!(applied.core_dumps_off && applied.not_dumpable);
    assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    let limit = getrlimit(Resource::Core);
    assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
}
