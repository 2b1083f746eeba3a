//! Somebody is there. Every mutation says so, and so `dispatch` has done it already; this one says nothing else.

use crate::Host;
use credenza_protocol::{Empty, Failure};

pub(crate) async fn run(_: &impl Host, _: Empty) -> Result<Empty, Failure> {
    Ok(Empty {})
}
