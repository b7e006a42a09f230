//! An allocator that wipes every block before it is given back. OpenMLS keeps secrets in ordinary
//! vectors and passes them through JSON on their way into its storage, so no list of places to
//! wipe could ever be complete; this one place is.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

struct WipingAllocator;

#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator;

/// Writes zeros over a block in a way the compiler does not take for a dead store.
///
/// # Safety
/// `ptr` must be valid for writes of `len` bytes.
unsafe fn wipe(ptr: *mut u8, len: usize) {
    // SAFETY: the caller guarantees that `len` bytes at `ptr` may be written.
    unsafe { ptr.write_bytes(0, len) };
    black_box(ptr);
}

// SAFETY: every block comes from `System` and goes back to it with the layout it was made with.
// `realloc` is left to the trait: it allocates, copies and gives the old block to `dealloc`.
unsafe impl GlobalAlloc for WipingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the block is live, `layout.size()` long, and came from `System` with `layout`.
        unsafe {
            wipe(ptr, layout.size());
            System.dealloc(ptr, layout);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn wipe_leaves_only_zeros_and_nothing_beside() {
        let mut block = [0xAA_u8; 32];
        // SAFETY: the range lies inside `block`.
        unsafe { super::wipe(block.as_mut_ptr().add(1), 30) };
        assert_eq!(block[0], 0xAA);
        assert_eq!(block[1..31], [0; 30]);
        assert_eq!(block[31], 0xAA);
    }
}
