//! What the uses of AWS-LC share.

use std::sync::Once;

/// Lets AWS-LC find out which instructions the processor has; before any other call to it.
pub(crate) fn initialize() {
    static DONE: Once = Once::new();
    // SAFETY: no arguments, and allowed at any time.
    DONE.call_once(|| unsafe { aws_lc_sys::CRYPTO_library_init() });
}
