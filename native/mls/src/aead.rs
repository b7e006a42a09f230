//! ChaCha20-Poly1305 and AES-GCM by ring, keyed in memory of the C caller. These run for every
//! message: nothing is allocated, and a key is ready to use once it was set up. All failures look
//! the same.
//!
//! # Safety
//! A pointer is null or valid for the length beside it, `state` is null or valid for
//! `GS_AEAD_RING_STATE_BYTES` and, but for `gs_aead_ring_init`, holds a key.
#![allow(
    clippy::missing_safety_doc,
    reason = "one contract for all, in the module's words"
)]

use std::ffi::c_void;
use std::mem::{align_of, size_of};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{ptr, slice};

use ring::aead::{
    AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, Tag, UnboundKey,
};

/// Bytes of memory that one key takes.
pub const GS_AEAD_RING_STATE_BYTES: usize = 576;
/// What the address of that memory must be a multiple of.
pub const GS_AEAD_RING_STATE_ALIGN: usize = 64;

const NONCE_LEN: usize = 12;
const TAG_LEN: usize = 16;
const OK: i32 = 0;
const FAILED: i32 = -1;

const _: () = assert!(size_of::<LessSafeKey>() <= GS_AEAD_RING_STATE_BYTES);
const _: () = assert!(align_of::<LessSafeKey>() <= GS_AEAD_RING_STATE_ALIGN);
// The C caller releases a key by wiping its memory.
const _: () = assert!(!std::mem::needs_drop::<LessSafeKey>());

/// Sets up a key in `state`: algorithm 0 is ChaCha20-Poly1305, 1 AES-128-GCM, 2 AES-256-GCM.
/// Returns 0, or -1 for another algorithm, a key of the wrong length, null, or an address that is
/// not aligned. The caller wipes `state` when the key has done its work.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_aead_ring_init(
    state: *mut c_void,
    algorithm: u32,
    key: *const u8,
    key_len: usize,
) -> i32 {
    let state = state.cast::<LessSafeKey>();
    let algorithm = match algorithm {
        0 => &CHACHA20_POLY1305,
        1 => &AES_128_GCM,
        2 => &AES_256_GCM,
        _ => return FAILED,
    };
    if state.is_null() || !state.is_aligned() || key.is_null() || key_len != algorithm.key_len() {
        return FAILED;
    }
    guarded(|| {
        // SAFETY: not null, and the caller guarantees `key_len` bytes.
        let key = unsafe { slice::from_raw_parts(key, key_len) };
        let key = UnboundKey::new(algorithm, key).ok()?;
        // SAFETY: aligned, not null, and large enough by the assertion above.
        unsafe { state.write(LessSafeKey::new(key)) };
        Some(())
    })
}

/// Encrypts `data` in place and writes its tag, which is apart from it. Returns 0, or -1; what is
/// in `data` then is of no use.
/// cbindgen:ptrs-as-arrays=[[nonce;12],[tag;16]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_aead_ring_seal(
    state: *const c_void,
    nonce: *const u8,
    aad: *const u8,
    aad_len: usize,
    data: *mut u8,
    len: usize,
    tag: *mut u8,
) -> i32 {
    if tag.is_null() || !writable(data, len) {
        return FAILED;
    }
    guarded(|| {
        // SAFETY: the caller guarantees the pointers, null and overlong ones were sorted out.
        let (key, nonce, aad, data) = unsafe {
            let (key, nonce, aad) = inputs(state, nonce, aad, aad_len)?;
            (key, nonce, aad, bytes_mut(data, len))
        };
        let sealed = key.seal_in_place_separate_tag(nonce, Aad::from(aad), data);
        let sealed = sealed.ok()?;
        // SAFETY: not null, and the caller guarantees 16 bytes.
        unsafe { ptr::copy_nonoverlapping(sealed.as_ref().as_ptr(), tag, TAG_LEN) };
        Some(())
    })
}

/// Decrypts `len` bytes of ciphertext with the tag behind it into the `len` - 16 bytes of
/// `plaintext`, which may be the same memory and else is apart from it. Returns 0, or -1 with
/// `plaintext` zeroed.
/// cbindgen:ptrs-as-arrays=[[nonce;12]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gs_aead_ring_open(
    state: *const c_void,
    nonce: *const u8,
    aad: *const u8,
    aad_len: usize,
    ciphertext: *const u8,
    len: usize,
    plaintext: *mut u8,
) -> i32 {
    let Some(text_len) = len.checked_sub(TAG_LEN) else {
        return FAILED;
    };
    if ciphertext.is_null() || !writable(plaintext, text_len) {
        return FAILED;
    }
    let code = guarded(|| {
        let mut tag = [0; TAG_LEN];
        // SAFETY: the caller guarantees the pointers, null and overlong ones were sorted out. The
        // tag is read before anything is written, and `copy` allows for the same memory.
        let (key, nonce, aad, data) = unsafe {
            ptr::copy_nonoverlapping(ciphertext.add(text_len), tag.as_mut_ptr(), TAG_LEN);
            let (key, nonce, aad) = inputs(state, nonce, aad, aad_len)?;
            if text_len > 0 {
                ptr::copy(ciphertext, plaintext, text_len);
            }
            (key, nonce, aad, bytes_mut(plaintext, text_len))
        };
        key.open_in_place_separate_tag(nonce, Aad::from(aad), Tag::from(tag), data, 0..)
            .ok()?;
        Some(())
    });
    if code != OK && text_len > 0 {
        // SAFETY: not null, and the caller guarantees `text_len` bytes.
        unsafe { ptr::write_bytes(plaintext, 0, text_len) };
    }
    code
}

/// # Safety
/// Null, or valid as the callers document.
unsafe fn inputs<'a>(
    state: *const c_void,
    nonce: *const u8,
    aad: *const u8,
    aad_len: usize,
) -> Option<(&'a LessSafeKey, Nonce, &'a [u8])> {
    // SAFETY: null, or a key that `gs_aead_ring_init` put there.
    let key = unsafe { state.cast::<LessSafeKey>().as_ref() }?;
    // SAFETY: null, or 12 bytes.
    let nonce = Nonce::assume_unique_for_key(*unsafe { nonce.cast::<[u8; NONCE_LEN]>().as_ref() }?);
    let aad = match (aad.is_null(), aad_len) {
        (_, 0) => &[],
        (true, _) => return None,
        (false, len) if isize::try_from(len).is_err() => return None,
        // SAFETY: not null, and `aad_len` bytes.
        (false, _) => unsafe { slice::from_raw_parts(aad, aad_len) },
    };
    Some((key, nonce, aad))
}

fn writable(data: *mut u8, len: usize) -> bool {
    (len == 0 || !data.is_null()) && isize::try_from(len).is_ok()
}

/// # Safety
/// Without length, or not null and valid for reads and writes of `len` bytes.
unsafe fn bytes_mut<'a>(data: *mut u8, len: usize) -> &'a mut [u8] {
    if len == 0 {
        return &mut [];
    }
    // SAFETY: as documented.
    unsafe { slice::from_raw_parts_mut(data, len) }
}

/// No panic may cross into C. None is known here, so there is no text for it, and no hook.
fn guarded(body: impl FnOnce() -> Option<()>) -> i32 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Some(())) => OK,
        _ => FAILED,
    }
}
