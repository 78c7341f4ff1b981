//! The client for HWA REST v2: transport, one method per endpoint, and the bodies of the contract.

pub mod lenient;
pub mod status;
pub mod wire;
