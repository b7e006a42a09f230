//! From the pointers and lengths of C to references and slices, or to a failure that names the
//! argument.

use std::slice;

use crate::error::MlsError;

/// # Safety
/// `out` must be null or valid for writes; what it holds is overwritten without being dropped.
pub(crate) unsafe fn result<'a, T>(out: *mut T, name: &'static str) -> Result<&'a mut T, MlsError> {
    // SAFETY: as documented; every result is a plain C value, for which any content is valid.
    unsafe { out.as_mut() }.ok_or(MlsError::NullPointer(name))
}

/// # Safety
/// `ptr` must be null or valid for reads of `len` items.
pub(crate) unsafe fn view<'a, T>(
    ptr: *const T,
    len: usize,
    name: &'static str,
) -> Result<&'a [T], MlsError> {
    check_len::<T>(len, name)?;
    match (ptr.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(MlsError::NullPointer(name)),
        // SAFETY: not null, and valid for `len` items as documented.
        (false, _) => Ok(unsafe { slice::from_raw_parts(ptr, len) }),
    }
}

/// # Safety
/// `ptr` must be null or valid for reads and writes of `len` bytes.
pub(crate) unsafe fn view_mut<'a>(
    ptr: *mut u8,
    len: usize,
    name: &'static str,
) -> Result<&'a mut [u8], MlsError> {
    check_len::<u8>(len, name)?;
    match (ptr.is_null(), len) {
        (_, 0) => Ok(&mut []),
        (true, _) => Err(MlsError::NullPointer(name)),
        // SAFETY: not null, and valid for `len` bytes as documented.
        (false, _) => Ok(unsafe { slice::from_raw_parts_mut(ptr, len) }),
    }
}

/// A slice may not be longer than half the address space.
fn check_len<T>(len: usize, name: &'static str) -> Result<(), MlsError> {
    match len.checked_mul(size_of::<T>()) {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(()),
        _ => Err(MlsError::Length(name)),
    }
}

/// Cuts the concatenated key packages apart.
///
/// # Safety
/// `bytes` must be null or valid for reads of the sum of `lens`.
pub(crate) unsafe fn split<'a>(bytes: *const u8, lens: &[u32]) -> Result<Vec<&'a [u8]>, MlsError> {
    let total = lens.iter().try_fold(0_usize, |sum, len| {
        sum.checked_add(usize::try_from(*len).ok()?)
    });
    let total = total.ok_or(MlsError::Length("key_packages"))?;
    // SAFETY: as documented.
    let mut rest = unsafe { view(bytes, total, "key_packages")? };
    let mut parts = Vec::with_capacity(lens.len());
    for len in lens {
        let (part, behind) = rest.split_at(*len as usize);
        parts.push(part);
        rest = behind;
    }
    Ok(parts)
}
