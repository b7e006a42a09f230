//! The C interface: checks, results only on success, ownership. What the operations do is tested
//! on [`gbp_mls::Context`].

use std::ptr::{null, null_mut};

use gbp_mls::ffi::*;

const EMPTY: GsMlsBytes = GsMlsBytes {
    ptr: null_mut(),
    len: 0,
    cap: 0,
};

struct Error(gbp_mls::GsMlsError);

impl Error {
    fn new() -> Self {
        Self(gbp_mls::GsMlsError { text: [1; 256] })
    }

    fn text(&self) -> String {
        let bytes = self.0.text.iter().map(|c| c.to_ne_bytes()[0]);
        let bytes: Vec<u8> = bytes.take_while(|byte| *byte != 0).collect();
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn untouched(&self) -> bool {
        self.0.text.iter().all(|c| *c == 1)
    }
}

/// A live context, released when it goes.
struct Live(*mut GsMls);

impl Live {
    fn new(identity: &[u8]) -> Self {
        let mut mls = null_mut();
        let mut error = Error::new();
        // SAFETY: every pointer is that of a live value.
        let code = unsafe {
            gs_mls_create(
                identity.as_ptr(),
                identity.len(),
                &raw mut mls,
                &raw mut error.0,
            )
        };
        assert_eq!(code, 0, "{}", error.text());
        assert!(error.untouched());
        Self(mls)
    }

    fn key_package(&self) -> Vec<u8> {
        let mut out = EMPTY;
        // SAFETY: the context is live.
        let code = unsafe { gs_mls_export_key_package(self.0, &raw mut out, null_mut()) };
        assert_eq!(code, 0);
        taken(out)
    }

    fn invite(&self, key_packages: &[u8], lens: &[u32], merge: bool) -> (i32, Vec<u8>, Vec<u8>) {
        let (mut commit, mut welcome) = (EMPTY, EMPTY);
        // SAFETY: the context is live and the lengths are those of the slices.
        let code = unsafe {
            gs_mls_invite(
                self.0,
                key_packages.as_ptr(),
                lens.as_ptr(),
                lens.len(),
                merge,
                &raw mut commit,
                &raw mut welcome,
                null_mut(),
            )
        };
        (code, taken(commit), taken(welcome))
    }

    fn secret(&self) -> [u8; 32] {
        let mut out = [0; 32];
        let label = b"gbp/text";
        // SAFETY: the context is live and the lengths are those of the slices.
        let code = unsafe {
            gs_mls_export_secret(
                self.0,
                label.as_ptr(),
                label.len(),
                null(),
                0,
                out.as_mut_ptr(),
                out.len(),
                null_mut(),
            )
        };
        assert_eq!(code, 0);
        out
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // SAFETY: the context is live and not used any more.
        unsafe { gs_mls_free(self.0) };
    }
}

/// Copies bytes out of the interface and gives them back.
fn taken(bytes: GsMlsBytes) -> Vec<u8> {
    if bytes.ptr.is_null() {
        return Vec::new();
    }
    // SAFETY: the interface returned these bytes, and they are released once.
    unsafe {
        let copy = std::slice::from_raw_parts(bytes.ptr, bytes.len).to_vec();
        gs_mls_bytes_free(bytes);
        copy
    }
}

#[test]
fn a_group_lives_through_the_interface() {
    let (alice, bob, carol) = (Live::new(b"alice"), Live::new(b"bob"), Live::new(b""));
    let (bob_package, carol_package) = (bob.key_package(), carol.key_package());
    let lens = [bob_package.len() as u32, carol_package.len() as u32];
    let both = [bob_package, carol_package].concat();
    let (code, commit, welcome) = alice.invite(&both, &lens, false);
    assert_eq!((code, commit.is_empty()), (0, false));
    let mut kind = 0;
    // SAFETY: the contexts are live and the lengths are those of the slices.
    unsafe {
        assert_eq!(gs_mls_epoch(alice.0), 0);
        assert_eq!(gs_mls_finalize_commit(alice.0, null_mut()), 0);
        for joiner in [&bob, &carol] {
            let code = gs_mls_accept_welcome(joiner.0, welcome.as_ptr(), welcome.len(), null_mut());
            assert_eq!(code, 0);
        }
        let mut out = EMPTY;
        assert_eq!(gs_mls_remove(bob.0, 0, true, &raw mut out, null_mut()), 0);
        let commit = taken(out);
        let (ptr, len) = (commit.as_ptr(), commit.len());
        assert_eq!(
            gs_mls_process(carol.0, ptr, len, &raw mut kind, null_mut()),
            0
        );
        assert_eq!(kind, 1);
        assert_eq!(gs_mls_clear_pending_commit(carol.0, null_mut()), 0);
        assert_eq!(gs_mls_clear_pending_commit(bob.0, null_mut()), 0);
        assert_eq!((gs_mls_epoch(bob.0), gs_mls_own_leaf(carol.0)), (1, 2));
        let (mut one, mut other) = ([0_u8; 16], [1_u8; 16]);
        gs_mls_group_id(alice.0, one.as_mut_ptr());
        gs_mls_group_id(carol.0, other.as_mut_ptr());
        assert_eq!(one, other);
    }
    assert_eq!(alice.secret(), bob.secret());
}

#[test]
fn state_goes_out_and_comes_back_with_what_rode_along() {
    let alice = Live::new(b"alice");
    let (mut out, mut extra, mut again) = (EMPTY, EMPTY, null_mut());
    let rider = b"counters";
    // SAFETY: the context is live and the lengths are those of the slices.
    unsafe {
        let code = gs_mls_export_state(
            alice.0,
            rider.as_ptr(),
            rider.len(),
            &raw mut out,
            null_mut(),
        );
        assert_eq!(code, 0);
        let blob = taken(out);
        let code = gs_mls_restore_state(
            blob.as_ptr(),
            blob.len(),
            &raw mut again,
            &raw mut extra,
            null_mut(),
        );
        assert_eq!(code, 0);
    }
    assert_eq!(taken(extra), rider);
    assert_eq!(Live(again).secret(), alice.secret());
}

#[test]
fn failures_write_a_text_and_no_result() {
    let alice = Live::new(b"alice");
    let mut error = Error::new();
    let mut kind = 77;
    let mut again: *mut GsMls = null_mut();
    let mut extra = EMPTY;
    // SAFETY: the context is live; empty inputs may be null.
    unsafe {
        let code = gs_mls_process(alice.0, null(), 0, &raw mut kind, &raw mut error.0);
        assert_eq!((code, kind), (-1, 77));
        assert_eq!(error.text(), "openmls: msg parse: EndOfStream");
        let code =
            gs_mls_restore_state(null(), 0, &raw mut again, &raw mut extra, &raw mut error.0);
        assert_eq!(code, -1);
        assert!(again.is_null() && extra.ptr.is_null());
        assert_eq!(error.text(), "openmls: truncated state blob (length)");
    }
    let (code, commit, welcome) = alice.invite(b"garbage", &[7], true);
    assert_eq!((code, commit.len(), welcome.len()), (-1, 0, 0));
}

/// That a call fails with this text.
fn assert_fails(text: &str, call: impl FnOnce(*mut gbp_mls::GsMlsError) -> i32) {
    let mut error = Error::new();
    assert_eq!(call(&raw mut error.0), -1, "{text}");
    assert_eq!(error.text(), text);
}

#[test]
fn a_context_or_a_result_that_is_null_is_a_failure_with_its_name() {
    let alice = Live::new(b"alice");
    let (a, nobody): (_, *mut GsMls) = (alice.0, null_mut());
    let (no_bytes, mut bytes) = (null_mut(), EMPTY);
    let (mut kind, mut mls) = (0, null_mut());
    let (o, k, m) = (&raw mut bytes, &raw mut kind, &raw mut mls);
    // SAFETY: null is what is tested; the other pointers are those of live values.
    unsafe {
        let missing = "null pointer: mls";
        assert_fails(missing, |e| gs_mls_export_key_package(nobody, o, e));
        assert_fails(missing, |e| {
            gs_mls_invite(nobody, null(), null(), 0, true, o, o, e)
        });
        assert_fails(missing, |e| gs_mls_remove(nobody, 0, true, o, e));
        assert_fails(missing, |e| gs_mls_process(nobody, null(), 0, k, e));
        assert_fails(missing, |e| gs_mls_finalize_commit(nobody, e));
        assert_fails(missing, |e| gs_mls_clear_pending_commit(nobody, e));
        assert_fails(missing, |e| gs_mls_accept_welcome(nobody, null(), 0, e));
        assert_fails(missing, |e| gs_mls_export_state(nobody, null(), 0, o, e));
        assert_fails(missing, |e| {
            gs_mls_export_secret(nobody, null(), 0, null(), 0, null_mut(), 0, e)
        });
        let missing = "null pointer: out";
        assert_fails(missing, |e| gs_mls_create(null(), 0, null_mut(), e));
        assert_fails(missing, |e| gs_mls_export_key_package(a, no_bytes, e));
        assert_fails(missing, |e| gs_mls_export_state(a, null(), 0, no_bytes, e));
        assert_fails(missing, |e| {
            gs_mls_restore_state(null(), 0, null_mut(), o, e)
        });
        assert_fails("null pointer: commit", |e| {
            gs_mls_invite(a, null(), null(), 0, true, no_bytes, o, e)
        });
        assert_fails("null pointer: welcome", |e| {
            gs_mls_invite(a, null(), null(), 0, true, o, no_bytes, e)
        });
        assert_fails("null pointer: commit", |e| {
            gs_mls_remove(a, 0, true, no_bytes, e)
        });
        assert_fails("null pointer: kind", |e| {
            gs_mls_process(a, null(), 0, null_mut(), e)
        });
        assert_fails("null pointer: extra", |e| {
            gs_mls_restore_state(null(), 0, m, no_bytes, e)
        });
    }
}

#[test]
fn bytes_with_a_length_that_are_null_are_a_failure_with_their_name() {
    let alice = Live::new(b"alice");
    let a = alice.0;
    let (mut bytes, mut kind, mut mls) = (EMPTY, 0, null_mut());
    let (o, k, m) = (&raw mut bytes, &raw mut kind, &raw mut mls);
    // SAFETY: null is what is tested; the other pointers are those of live values.
    unsafe {
        assert_fails("null pointer: identity", |e| gs_mls_create(null(), 3, m, e));
        assert_fails("null pointer: key_package_lens", |e| {
            gs_mls_invite(a, null(), null(), 1, true, o, o, e)
        });
        assert_fails("length out of range: key_package_lens", |e| {
            gs_mls_invite(a, null(), null(), usize::MAX, true, o, o, e)
        });
        assert_fails("null pointer: key_packages", |e| {
            gs_mls_invite(a, null(), [7].as_ptr(), 1, true, o, o, e)
        });
        assert_fails("null pointer: message", |e| {
            gs_mls_process(a, null(), 9, k, e)
        });
        assert_fails("null pointer: welcome", |e| {
            gs_mls_accept_welcome(a, null(), 9, e)
        });
        assert_fails("null pointer: extra", |e| {
            gs_mls_export_state(a, null(), 9, o, e)
        });
        assert_fails("null pointer: blob", |e| {
            gs_mls_restore_state(null(), 9, m, o, e)
        });
        assert_fails("null pointer: label", |e| {
            gs_mls_export_secret(a, null(), 9, null(), 0, null_mut(), 0, e)
        });
        assert_fails("null pointer: context", |e| {
            gs_mls_export_secret(a, null(), 0, null(), 9, null_mut(), 0, e)
        });
        assert_fails("null pointer: out", |e| {
            gs_mls_export_secret(a, null(), 0, null(), 0, null_mut(), 9, e)
        });
    }
}

#[test]
fn getters_and_releases_accept_null() {
    let mut group_id = [1_u8; 16];
    // SAFETY: null is what is tested.
    unsafe {
        assert_eq!(gs_mls_epoch(null()), 0);
        assert_eq!(gs_mls_own_leaf(null()), 0);
        gs_mls_group_id(null(), group_id.as_mut_ptr());
        gs_mls_group_id(null(), null_mut());
        gs_mls_free(null_mut());
        gs_mls_bytes_free(EMPTY);
    }
    assert_eq!(group_id, [0; 16]);
}

#[test]
fn a_context_moves_between_threads() {
    struct Sent(Live);
    // SAFETY: the interface allows any thread, one at a time.
    unsafe impl Send for Sent {}
    let alice = Sent(Live::new(b"alice"));
    let secret = alice.0.secret();
    let thread = std::thread::spawn(move || {
        let alice = alice;
        alice.0.secret()
    });
    assert_eq!(thread.join().expect("no panic"), secret);
}
