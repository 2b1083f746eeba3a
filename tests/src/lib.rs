//! Shared by the integration tests and the torture harness.
