//! The C interface of the MLS context. Every function checks its pointers, runs inside the panic
//! guard (tests/exports.rs looks), and writes results only when it succeeds. The bytes of a result
//! belong to the caller, who gives them back with `gs_mls_bytes_free`. An object is used from one
//! thread at a time.
//!
//! # Safety
//! For every function: a pointer is null or valid for the length beside it, an object is null or
//! live and used by nobody else meanwhile, and what was released is not used again.
#![allow(
    clippy::missing_safety_doc,
    reason = "one contract for all, in the module's words"
)]

use std::ptr;

use crate::context::{Context, GROUP_ID_LEN};
use crate::error::MlsError;
use crate::guard::{GsMlsError, call, contain};
use crate::pointer::{result, split, view, view_mut};

/// One member's view of one MLS group.
pub struct GsMls(Context);

// A context may move between threads as long as one uses it at a time.
const _: () = {
    const fn assert_send<T: Send>() {}
    assert_send::<GsMls>();
};

/// Bytes owned by the caller; empty is `{NULL, 0, 0}`.
#[repr(C)]
pub struct GsMlsBytes {
    /// The first byte, or null.
    pub ptr: *mut u8,
    /// The number of bytes.
    pub len: usize,
    /// The size of the allocation.
    pub cap: usize,
}

impl GsMlsBytes {
    const EMPTY: Self = Self {
        ptr: ptr::null_mut(),
        len: 0,
        cap: 0,
    };
}

impl From<Vec<u8>> for GsMlsBytes {
    fn from(bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            return Self::EMPTY;
        }
        let (ptr, len, cap) = bytes.into_raw_parts();
        Self { ptr, len, cap }
    }
}

/// Wipes and releases bytes that a function of this interface returned. Empty ones are fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_bytes_free(bytes: GsMlsBytes) {
    if !bytes.ptr.is_null() {
        // SAFETY: the parts are those of a vector given out by `GsMlsBytes::from`; the caller
        // releases them once. The allocator wipes what it takes back.
        contain(|| drop(unsafe { Vec::from_raw_parts(bytes.ptr, bytes.len, bytes.cap) }));
    }
}

/// Founds a group with `identity` as its only member, at epoch 0 and under a fresh random id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_create(
    identity: *const u8,
    identity_len: usize,
    out: *mut *mut GsMls,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let out = result(out, "out")?;
            let context = Context::create(view(identity, identity_len, "identity")?)?;
            *out = Box::into_raw(Box::new(GsMls(context)));
            Ok(())
        })
    }
}

/// Releases a context and wipes its keys. Null is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_free(mls: *mut GsMls) {
    if !mls.is_null() {
        // SAFETY: the pointer came from `Box::into_raw` and the caller gives it up.
        contain(|| drop(unsafe { Box::from_raw(mls) }));
    }
}

/// The epoch of the group; 0 for null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_epoch(mls: *const GsMls) -> u64 {
    // SAFETY: null or a live context, as documented.
    unsafe { ask(mls, 0, Context::epoch) }
}

/// Writes the first 16 bytes of the group's id, padded with zeros; zeros for null.
/// cbindgen:ptrs-as-arrays=[[out;16]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_group_id(mls: *const GsMls, out: *mut u8) {
    // SAFETY: null or a live context, as documented.
    let group_id = unsafe { ask(mls, [0; GROUP_ID_LEN], Context::group_id) };
    // SAFETY: null or valid for 16 bytes, as documented.
    if let Some(out) = unsafe { out.cast::<[u8; GROUP_ID_LEN]>().as_mut() } {
        *out = group_id;
    }
}

/// This member's leaf index in the group's tree; 0 for null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_own_leaf(mls: *const GsMls) -> u32 {
    // SAFETY: null or a live context, as documented.
    unsafe { ask(mls, 0, Context::own_leaf) }
}

/// The key package by which others invite this context: the same bytes at every call, good for
/// one join.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_export_key_package(
    mls: *const GsMls,
    out: *mut GsMlsBytes,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let out = result(out, "out")?;
            let key_package = shared(mls)?.key_package()?.to_vec();
            *out = key_package.into();
            Ok(())
        })
    }
}

/// Commits to adding the owners of `count` key packages, which lie one behind the other and are as
/// long as `key_package_lens` says. With `merge` the commit is merged at once, else it is pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_invite(
    mls: *mut GsMls,
    key_packages: *const u8,
    key_package_lens: *const u32,
    count: usize,
    merge: bool,
    commit: *mut GsMlsBytes,
    welcome: *mut GsMlsBytes,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let commit = result(commit, "commit")?;
            let welcome = result(welcome, "welcome")?;
            let lens = view(key_package_lens, count, "key_package_lens")?;
            let key_packages = split(key_packages, lens)?;
            let invitation = exclusive(mls)?.invite(&key_packages, merge)?;
            *commit = invitation.commit.into();
            *welcome = invitation.welcome.into();
            Ok(())
        })
    }
}

/// Commits to removing the member at `leaf`; the commit is pending. With `strict_count` a leaf at
/// or above the number of members is refused even if a member is on it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_remove(
    mls: *mut GsMls,
    leaf: u32,
    strict_count: bool,
    commit: *mut GsMlsBytes,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let commit = result(commit, "commit")?;
            *commit = exclusive(mls)?.remove(leaf, strict_count)?.into();
            Ok(())
        })
    }
}

/// Checks a message of the group and writes its kind: 1 commit (now staged), 2 application,
/// 3 proposal, 4 external proposal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_process(
    mls: *mut GsMls,
    message: *const u8,
    message_len: usize,
    kind: *mut u32,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let kind = result(kind, "kind")?;
            let message = view(message, message_len, "message")?;
            *kind = exclusive(mls)?.process_message(message)? as u32;
            Ok(())
        })
    }
}

/// Merges the staged commit if there is one, else the own pending one, else nothing. A staged
/// commit is used up even when it cannot be merged; all else is then as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_finalize_commit(mls: *mut GsMls, error: *mut GsMlsError) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe { call(error, || exclusive(mls)?.finalize_commit()) }
}

/// Drops the staged commit and the own pending one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_clear_pending_commit(
    mls: *mut GsMls,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe { call(error, || exclusive(mls)?.clear_pending_commit()) }
}

/// Joins the group of a Welcome, in place of the one the context was in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_accept_welcome(
    mls: *mut GsMls,
    welcome: *const u8,
    welcome_len: usize,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            exclusive(mls)?.accept_welcome(view(welcome, welcome_len, "welcome")?)
        })
    }
}

/// Fills `out` with the MLS exporter's secret for a UTF-8 label and a context in this epoch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_export_secret(
    mls: *const GsMls,
    label: *const u8,
    label_len: usize,
    context: *const u8,
    context_len: usize,
    out: *mut u8,
    out_len: usize,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let label = view(label, label_len, "label")?;
            let context = view(context, context_len, "context")?;
            let out = view_mut(out, out_len, "out")?;
            shared(mls)?.export_secret(label, context, out)
        })
    }
}

/// Writes everything the context holds, private keys included, as one blob; `extra` rides along
/// unless it is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_export_state(
    mls: *const GsMls,
    extra: *const u8,
    extra_len: usize,
    out: *mut GsMlsBytes,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let out = result(out, "out")?;
            let extra = view(extra, extra_len, "extra")?;
            *out = shared(mls)?.export_state(extra)?.into();
            Ok(())
        })
    }
}

/// Makes a context from a blob and returns the `extra` that rode along, empty if there was none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_mls_restore_state(
    blob: *const u8,
    blob_len: usize,
    out: *mut *mut GsMls,
    extra: *mut GsMlsBytes,
    error: *mut GsMlsError,
) -> i32 {
    // SAFETY: the caller's pointers are valid or null, as documented.
    unsafe {
        call(error, || {
            let out = result(out, "out")?;
            let extra = result(extra, "extra")?;
            let (context, rode_along) = Context::restore_state(view(blob, blob_len, "blob")?)?;
            *out = Box::into_raw(Box::new(GsMls(context)));
            *extra = rode_along.into();
            Ok(())
        })
    }
}

/// What `question` finds in a context; `absent` for null, and should it panic.
///
/// # Safety
/// `mls` must be null or a live context that nobody changes meanwhile.
unsafe fn ask<R>(mls: *const GsMls, absent: R, question: impl FnOnce(&Context) -> R) -> R {
    // SAFETY: as documented.
    let Some(mls) = (unsafe { mls.as_ref() }) else {
        return absent;
    };
    contain(|| question(&mls.0)).unwrap_or(absent)
}

/// # Safety
/// `mls` must be null or a live context that nobody changes meanwhile.
unsafe fn shared<'a>(mls: *const GsMls) -> Result<&'a Context, MlsError> {
    // SAFETY: as documented.
    let mls = unsafe { mls.as_ref() };
    mls.map(|mls| &mls.0).ok_or(MlsError::NullPointer("mls"))
}

/// # Safety
/// `mls` must be null or a live context that nobody else uses meanwhile.
unsafe fn exclusive<'a>(mls: *mut GsMls) -> Result<&'a mut Context, MlsError> {
    // SAFETY: as documented.
    let mls = unsafe { mls.as_mut() };
    mls.map(|mls| &mut mls.0)
        .ok_or(MlsError::NullPointer("mls"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ask_answers_a_panic_like_null() {
        let mls = GsMls(Context::create(b"alice").expect("always possible"));
        // SAFETY: null and a live context.
        unsafe {
            assert_eq!(ask(&raw const mls, 7, |_| 1), 1);
            assert_eq!(ask(&raw const mls, 7, |_| panic!("a bug")), 7);
            assert_eq!(ask(ptr::null(), 7, |_| 1), 7);
        }
    }
}
