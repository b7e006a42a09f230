//! The boundary that no panic crosses: every entry point of the C interface runs inside [`call`]
//! or, where it has no failure to report, [`contain`].

use std::cell::Cell;
use std::ffi::c_char;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use crate::error::MlsError;

/// Size of the text of a failure, its terminating zero included.
pub const GS_MLS_ERROR_TEXT_BYTES: usize = 256;

/// The text of a failure, written only when a function fails.
#[repr(C)]
pub struct GsMlsError {
    /// UTF-8 ending in a zero byte, cut between two characters where it had to be cut.
    pub text: [c_char; GS_MLS_ERROR_TEXT_BYTES],
}

pub(crate) const OK: i32 = 0;
pub(crate) const FAILED: i32 = -1;
pub(crate) const PANICKED: i32 = -2;

const PANIC_TEXT: &str = "internal error: panic";

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body`, turns its failure into a text in `error` and a panic into a failure.
///
/// # Safety
/// `error` must be null or valid for writes.
pub(crate) unsafe fn call(
    error: *mut GsMlsError,
    body: impl FnOnce() -> Result<(), MlsError>,
) -> i32 {
    // SAFETY: the caller guarantees that `error` is null or valid for writes.
    let error = unsafe { error.as_mut() };
    let outcome = contain(|| body().map_err(|failure| failure.to_string()));
    let (code, text) = match &outcome {
        Some(Ok(())) => return OK,
        Some(Err(text)) => (FAILED, text.as_str()),
        None => (PANICKED, PANIC_TEXT),
    };
    if let Some(error) = error {
        write_text(&mut error.text, text);
    }
    code
}

/// Runs `body`; `None` when it panicked. The panic prints nothing.
pub(crate) fn contain<R>(body: impl FnOnce() -> R) -> Option<R> {
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        install_hook();
        body()
    }));
    GUARDED.set(outer);
    outcome.ok()
}

/// Panics in guarded calls are reported to the caller, so the hook keeps them off the host's
/// standard error; every other panic still reaches the hook that was there before.
fn install_hook() {
    static HOOK: Once = Once::new();
    // A thread that unwinds may not change the hook: the next call does.
    if thread::panicking() {
        return;
    }
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.try_with(Cell::get).unwrap_or(false) {
                previous(info);
            }
        }));
    });
}

fn write_text(to: &mut [c_char; GS_MLS_ERROR_TEXT_BYTES], text: &str) {
    let end = text.floor_char_boundary(GS_MLS_ERROR_TEXT_BYTES - 1);
    // A zero byte inside would end the C text early; none of our texts holds one.
    for (to, from) in to.iter_mut().zip(text[..end].bytes()) {
        *to = c_char::from_ne_bytes([from]);
    }
    to[end] = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(error: &GsMlsError) -> String {
        let bytes = error.text.iter().map(|c| c.to_ne_bytes()[0]);
        let bytes: Vec<u8> = bytes.take_while(|byte| *byte != 0).collect();
        String::from_utf8(bytes).expect("texts are UTF-8")
    }

    fn blank() -> GsMlsError {
        GsMlsError {
            text: [b'?' as c_char; GS_MLS_ERROR_TEXT_BYTES],
        }
    }

    #[test]
    fn call_leaves_the_text_alone_on_success() {
        let mut error = blank();
        // SAFETY: `error` is a live struct.
        assert_eq!(unsafe { call(&raw mut error, || Ok(())) }, OK);
        assert!(error.text.iter().all(|c| *c == b'?' as c_char));
    }

    #[test]
    fn call_turns_a_panic_into_a_code_without_its_message() {
        let mut error = blank();
        // SAFETY: `error` is a live struct.
        let code = unsafe { call(&raw mut error, || panic!("secret bytes")) };
        assert_eq!(code, PANICKED);
        assert_eq!(text_of(&error), "internal error: panic");
    }

    #[test]
    fn call_accepts_a_null_error() {
        // SAFETY: null is allowed.
        let code = unsafe { call(std::ptr::null_mut(), || Err(MlsError::KeyPackageUsed)) };
        assert_eq!(code, FAILED);
    }

    #[test]
    fn call_cuts_a_long_text_between_characters() {
        let mut error = blank();
        let long = "\u{20AC}".repeat(200);
        // SAFETY: `error` is a live struct.
        let code = unsafe { call(&raw mut error, || Err(MlsError::KeyPackageParse(long))) };
        assert_eq!(code, FAILED);
        let text = text_of(&error);
        assert_eq!(text, format!("kp parse: {}", "\u{20AC}".repeat(81)));
    }
}
