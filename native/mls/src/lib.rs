//! The MLS part of gbp-stack: one group membership per [`context::Context`], on OpenMLS, behind
//! the C interface of [`ffi`], and the fast AEADs behind [`aead`]. What each operation does and
//! how its failures read is fixed by docs/behaviour.md, MLS context.

#[cfg(feature = "aws-lc")]
mod aws_lc;
mod blob;
pub mod context;
mod crypto;
#[cfg(feature = "aws-lc")]
mod ed25519;
pub mod error;
pub mod ffi;
mod guard;
#[cfg(feature = "aws-lc")]
mod hpke;
mod membership;
mod pointer;
mod process;
mod provider;
mod state;
mod state_check;
mod wipe;
#[cfg(feature = "aws-lc")]
mod x25519;

#[cfg(feature = "ring-aead")]
pub mod aead;

pub use context::Context;
pub use error::MlsError;
pub use guard::GsMlsError;
pub use process::MessageKind;
