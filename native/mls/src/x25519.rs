//! X25519 (RFC 7748) by AWS-LC, which is about twice as fast as the one that OpenMLS's own provider
//! uses. Only these two functions are taken from it, so little of it ends up in the library.

use zeroize::Zeroizing;

use crate::aws_lc::initialize;

const LEN: usize = 32;

/// A point as it travels.
pub(crate) type PublicKey = [u8; LEN];
/// A private key or a shared point.
///
/// cbindgen:ignore
pub(crate) type Secret = Zeroizing<[u8; LEN]>;

/// A fresh private key; nothing when the system has no randomness to give. (AWS-LC's own generator
/// would cost a process some 20 ms at its first use.)
pub(crate) fn generate() -> Option<Secret> {
    let mut private = Secret::default();
    getrandom::fill(&mut *private).ok()?;
    Some(private)
}

/// The public key that belongs to a private one.
pub(crate) fn public_key(private: &Secret) -> PublicKey {
    initialize();
    let mut public = [0; LEN];
    // SAFETY: both pointers are those of 32 live bytes.
    unsafe { aws_lc_sys::X25519_public_from_private(public.as_mut_ptr(), private.as_ptr()) };
    public
}

/// The point that two key pairs share; nothing when the other one is of small order.
pub(crate) fn agree(private: &Secret, other: &PublicKey) -> Option<Secret> {
    initialize();
    let mut shared = Secret::default();
    // SAFETY: all pointers are those of 32 live bytes.
    let code = unsafe { aws_lc_sys::X25519(shared.as_mut_ptr(), private.as_ptr(), other.as_ptr()) };
    (code == 1).then_some(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7748, section 6.1.
    const ALICE: [u8; LEN] = [
        0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66,
        0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9,
        0x2c, 0x2a,
    ];
    const ALICE_PUBLIC: [u8; LEN] = [
        0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d, 0xdc, 0xb4, 0x3e, 0xf7,
        0x5a, 0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38, 0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b,
        0x4e, 0x6a,
    ];
    const BOB_PUBLIC: [u8; LEN] = [
        0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d, 0xc1, 0xb4, 0xd3, 0x5b, 0x61, 0xc2, 0xec, 0xe4, 0x35,
        0x37, 0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78, 0x67, 0x4d, 0xad, 0xfc, 0x7e, 0x14, 0x6f, 0x88,
        0x2b, 0x4f,
    ];
    const SHARED: [u8; LEN] = [
        0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1, 0x72, 0x8e, 0x3b, 0xf4, 0x80, 0x35, 0x0f,
        0x25, 0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1, 0x9e, 0x33, 0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16,
        0x17, 0x42,
    ];

    #[test]
    fn keys_and_shared_points_agree_with_the_published_ones() {
        let alice = Secret::new(ALICE);
        assert_eq!(public_key(&alice), ALICE_PUBLIC);
        assert_eq!(agree(&alice, &BOB_PUBLIC).as_deref(), Some(&SHARED));
    }

    #[test]
    fn two_fresh_keys_agree_and_differ() {
        let (one, other) = (generate().expect("random"), generate().expect("random"));
        assert_ne!(one, other);
        let shared = agree(&one, &public_key(&other));
        assert!(shared.is_some());
        assert_eq!(shared, agree(&other, &public_key(&one)));
    }
}
