//! What holds for the C interface as a whole: no exported function lets a panic out.

use std::panic;
use std::ptr::null_mut;

use gbp_mls::ffi::{GsMls, gs_mls_create, gs_mls_free};

/// The names and bodies of the functions that a source exports.
fn exported(source: &str) -> Vec<(&str, &str)> {
    let functions = source.split("\n#[unsafe(no_mangle)]\n").skip(1);
    let functions = functions.map(|function| {
        let end = function.find("\n}\n").expect("a function ends");
        let name = function.split_once("fn ").expect("a function").1;
        (name.split('(').next().expect("a name"), &function[..end])
    });
    functions.collect()
}

#[test]
fn every_exported_function_has_a_guard() {
    let guards = ["call(", "contain(", "ask(", "guarded("];
    let (mls, aead) = (
        include_str!("../src/ffi.rs"),
        include_str!("../src/aead.rs"),
    );
    let functions = [exported(mls), exported(aead)].concat();
    let header = include_str!("../include/gs_mls.h");
    assert_eq!(functions.len(), header.matches(");\n").count());
    for (name, body) in functions {
        let guarded = guards.iter().any(|guard| body.contains(guard));
        assert!(guarded, "{name}");
    }
}

/// Alone in this process but for the reading above: the first call of all comes while its thread
/// unwinds, when the panic hook cannot be set.
#[test]
fn the_first_call_may_come_from_an_unwinding_thread() {
    struct Late(*mut GsMls);

    impl Late {
        fn create(&mut self) -> i32 {
            // SAFETY: an empty identity may be null; `self.0` is a live pointer.
            unsafe { gs_mls_create(std::ptr::null(), 0, &raw mut self.0, null_mut()) }
        }
    }

    impl Drop for Late {
        fn drop(&mut self) {
            assert_eq!(self.create(), 0);
            // SAFETY: just made, and not used any more.
            unsafe { gs_mls_free(self.0) };
        }
    }

    let outcome = panic::catch_unwind(|| {
        let _late = Late(null_mut());
        panic::resume_unwind(Box::new("unwinding"));
    });
    assert!(outcome.is_err());
}
