//! State blobs: what comes back, in which state, and which blobs are refused.

mod common;

use std::collections::BTreeMap;

use common::*;
use gbp_mls::Context;

fn restored(context: &Context) -> Context {
    let blob = context.export_state(b"").expect("small");
    Context::restore_state(&blob).expect("whole").0
}

/// The parts of a blob, its storage map among them.
struct Parts {
    map: BTreeMap<Vec<u8>, Vec<u8>>,
    signer: Vec<u8>,
    identity: Vec<u8>,
    group_id: Vec<u8>,
}

impl Parts {
    fn of(context: &Context) -> Self {
        let blob = context.export_state(b"").expect("small");
        let mut rest = &blob[..];
        let map = take(&mut rest);
        let mut entries = &map[4..];
        let mut parsed = BTreeMap::new();
        while !entries.is_empty() {
            let key = take(&mut entries);
            parsed.insert(key, take(&mut entries));
        }
        Self {
            map: parsed,
            signer: take(&mut rest),
            identity: take(&mut rest),
            group_id: take(&mut rest),
        }
    }

    fn join(&self) -> Vec<u8> {
        let mut map = (self.map.len() as u32).to_le_bytes().to_vec();
        for (key, value) in &self.map {
            put(&mut map, key);
            put(&mut map, value);
        }
        let mut blob = Vec::new();
        for part in [&map, &self.signer, &self.identity, &self.group_id] {
            put(&mut blob, part);
        }
        blob
    }

    fn key(&self, label: &str) -> Vec<u8> {
        let found = self
            .map
            .keys()
            .find(|key| key.starts_with(label.as_bytes()));
        found.expect("stored").clone()
    }
}

fn take(rest: &mut &[u8]) -> Vec<u8> {
    let (len, tail) = rest.split_at(4);
    let len = u32::from_le_bytes(len.try_into().expect("four bytes")) as usize;
    let (bytes, tail) = tail.split_at(len);
    *rest = tail;
    bytes.to_vec()
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Finds `name` in a value and changes the number behind it; of an array the second one, since
/// some bits of an X25519 key's first byte mean nothing.
fn damage(value: &[u8], name: &str) -> Vec<u8> {
    let text = std::str::from_utf8(value).expect("JSON");
    let from = text.find(name).expect("named") + name.len();
    let is_digit = |c: char| c.is_ascii_digit();
    let first = from + text[from..].find(is_digit).expect("a number");
    let end_of = |at: usize| at + text[at..].find(|c| !is_digit(c)).unwrap_or(text.len() - at);
    let mut end = end_of(first);
    if text[end..].starts_with(',') && text[end + 1..].starts_with(is_digit) {
        end = end_of(end + 1);
    }
    let mut bytes = value.to_vec();
    bytes[end - 1] = if bytes[end - 1] == b'0' { b'1' } else { b'0' };
    bytes
}

#[test]
fn a_fresh_context_comes_back_with_its_key_package() {
    let alice = context("alice");
    let mut again = restored(&alice);
    assert_eq!(again.group_id(), alice.group_id());
    assert_eq!(key_package(&again), key_package(&alice));
    let mut host = context("host");
    let invitation = host
        .invite(&[&key_package(&alice)], true)
        .expect("alice is new");
    again
        .accept_welcome(&invitation.welcome)
        .expect("made for alice");
    assert_eq!(secret(&again, "gbp/text"), secret(&host, "gbp/text"));
}

#[test]
fn a_member_comes_back_and_goes_on() {
    let (mut alice, bob) = pair();
    let mut bob = restored(&bob);
    assert_eq!((bob.epoch(), bob.member_count(), bob.own_leaf()), (1, 2, 1));
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
    let invitation = bob
        .invite(&[&key_package(&context("carol"))], true)
        .expect("carol is new");
    deliver(&mut alice, &invitation.commit);
    let commit = restored(&alice).remove(2, true).expect("carol is a member");
    deliver(&mut bob, &commit);
    assert_eq!(bob.member_count(), 2);
}

#[test]
fn a_used_key_package_is_not_given_out_again() {
    let (_, bob) = pair();
    let text = failure(restored(&bob).key_package());
    assert_eq!(
        text,
        "no key package: it was used before this state was exported"
    );
}

#[test]
fn a_pending_commit_comes_back() {
    let (mut alice, mut bob) = pair();
    let invitation = alice
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new");
    let mut alice = restored(&alice);
    deliver(&mut bob, &invitation.commit);
    alice.finalize_commit().expect("own commit");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
}

#[test]
fn a_staged_commit_comes_back() {
    let (mut alice, mut bob) = pair();
    let invitation = alice
        .invite(&[&key_package(&context("carol"))], true)
        .expect("carol is new");
    bob.process_message(&invitation.commit)
        .expect("valid commit");
    let mut bob = restored(&bob);
    let text = failure(bob.process_message(&invitation.commit));
    assert_eq!(text, "transition in progress: pending staged commit exists");
    bob.finalize_commit().expect("staged commit");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
    assert!(restored(&bob).finalize_commit().is_ok());
}

#[test]
fn a_staged_commit_of_the_past_does_not_come_back() {
    let (mut alice, mut bob) = pair();
    let invitation = alice
        .invite(&[&key_package(&context("carol"))], true)
        .expect("carol is new");
    bob.process_message(&invitation.commit)
        .expect("valid commit");
    let stale = Parts::of(&bob);
    bob.finalize_commit().expect("staged commit");
    let mut parts = Parts::of(&bob);
    let key = stale.key("gbp-stack/staged");
    parts.map.insert(key.clone(), stale.map[&key].clone());
    let mut bob = Context::restore_state(&parts.join()).expect("whole").0;
    bob.finalize_commit().expect("nothing to merge is fine");
    assert_eq!(bob.epoch(), 2);
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
}

#[test]
fn a_removed_member_comes_back_removed() {
    let (mut alice, mut bob) = pair();
    let commit = alice.remove(1, true).expect("bob is a member");
    deliver(&mut bob, &commit);
    let mut bob = restored(&bob);
    let text = failure(bob.remove(0, true));
    assert_eq!(
        text,
        "openmls: remove_members: GroupStateError(UseAfterEviction)"
    );
}

#[test]
fn extra_bytes_ride_along_once() {
    let alice = context("alice");
    let blob = alice.export_state(b"counters").expect("small");
    let (again, extra) = Context::restore_state(&blob).expect("whole");
    assert_eq!(extra, b"counters");
    let blob = again.export_state(b"").expect("small");
    let (_, extra) = Context::restore_state(&blob).expect("whole");
    assert!(extra.is_empty());
}

#[test]
fn entries_of_others_stay_in_the_blob() {
    let mut parts = Parts::of(&context("alice"));
    parts.map.insert(b"other".to_vec(), b"entry".to_vec());
    let again = Context::restore_state(&parts.join()).expect("whole").0;
    assert_eq!(Parts::of(&again).map[&b"other"[..]], b"entry");
}

#[test]
fn the_blob_is_laid_out_for_readers_on_openmls_0_8() {
    let parts = Parts::of(&context("alice"));
    assert_eq!(parts.identity, b"alice");
    assert_eq!(parts.group_id.len(), 16);
    // Private key, public key, each with its length, and the scheme, Ed25519.
    assert_eq!((parts.signer.len(), &parts.signer[66..]), (68, &[8, 7][..]));
    let config = &parts.map[&parts.key("MlsGroupJoinConfig")];
    let config = std::str::from_utf8(config).expect("JSON");
    assert!(config.contains("\"max_past_epochs\":0"), "{config}");
    assert!(!config.contains("past_epoch_deletion_policy"), "{config}");
}

#[test]
fn joining_leaves_nothing_of_the_group_before() {
    let (_, bob) = pair();
    let of_other_groups = |parts: &Parts| {
        let groups = parts.map.keys().filter(|key| key.starts_with(b"Tree"));
        groups.count()
    };
    assert_eq!(of_other_groups(&Parts::of(&bob)), 1);
}

#[test]
fn every_cut_blob_is_refused() {
    let (_, bob) = pair();
    let blob = bob.export_state(b"counters").expect("small");
    for len in 0..blob.len() {
        let text = failure(Context::restore_state(&blob[..len]));
        assert!(
            text.starts_with("openmls: truncated state blob ("),
            "{text}"
        );
    }
    let text = failure(Context::restore_state(&[&blob[..], b"x"].concat()));
    assert_eq!(text, "openmls: state blob: trailing bytes");
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let (_, bob) = pair();
    let stranger = Parts::of(&context("bob"));
    let refuse = |change: &dyn Fn(&mut Parts), text: &str| {
        let mut parts = Parts::of(&bob);
        change(&mut parts);
        assert_eq!(failure(Context::restore_state(&parts.join())), text);
    };
    refuse(
        &|parts| parts.signer.truncate(67),
        "openmls: signer parse: EndOfStream",
    );
    refuse(
        &|parts| parts.signer[1] ^= 1,
        "openmls: state check: signature key pair",
    );
    refuse(
        &|parts| parts.signer.clone_from(&stranger.signer),
        "openmls: state check: own leaf",
    );
    refuse(
        &|parts| parts.identity = b"mallory".to_vec(),
        "openmls: state check: identity",
    );
    refuse(
        &|parts| parts.group_id = b"another group id".to_vec(),
        "openmls: no group in restored state",
    );
    refuse(
        &|parts| parts.map.clear(),
        "openmls: no group in restored state",
    );
}

#[test]
fn damaged_values_are_refused_where_they_can_be_checked() {
    let (_, bob) = pair();
    let refuse = |label: &str, name: &str, text: &str| {
        let mut parts = Parts::of(&bob);
        let key = parts.key(label);
        let value = damage(&parts.map[&key], name);
        parts.map.insert(key, value);
        let got = failure(Context::restore_state(&parts.join()));
        assert_eq!(got, format!("openmls: {text}"), "{label} {name}");
    };
    refuse("EpochKeyPairs", "public_key", "state check: key pair");
    refuse("EpochKeyPairs", "private_key", "state check: key pair");
    refuse("OwnLeafNodeIndex", "", "state check: own leaf");
    refuse("ConfirmationTag", "mac_value", "state check: transcript");
    refuse("InterimTranscriptHash", "", "state check: transcript");
    refuse(
        "MessageSecrets",
        "confirmation_key",
        "state check: transcript",
    );
    refuse(
        "GroupContext",
        "confirmed_transcript_hash",
        "state check: transcript",
    );
    refuse("GroupContext", "tree_hash", "state check: ratchet tree");
    refuse(
        "GroupContext",
        "epoch",
        "state check: key pairs of the epoch",
    );
    refuse("GroupContext", "group_id", "state check: transcript");
    refuse(
        "MlsGroupJoinConfig",
        "padding_size",
        "state check: group settings",
    );
}

#[test]
fn a_damaged_key_package_is_refused() {
    let alice = context("alice");
    for name in ["private_init_key", "private_encryption_key", "\"init_key"] {
        let mut parts = Parts::of(&alice);
        let key = parts.key("KeyPackage");
        let value = damage(&parts.map[&key], name);
        parts.map.insert(key, value);
        let text = failure(Context::restore_state(&parts.join()));
        assert_eq!(text, "openmls: state check: key pair", "{name}");
    }
}

#[test]
fn no_damaged_value_panics() {
    let (mut alice, bob) = pair();
    alice
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new");
    for whole in [&alice, &bob] {
        let keys: Vec<_> = Parts::of(whole).map.into_keys().collect();
        for key in keys {
            for value in [&b""[..], b"{", b"null", b"[]", b"{}", b"0", b"\"\""] {
                let mut parts = Parts::of(whole);
                parts.map.insert(key.clone(), value.to_vec());
                let _ = Context::restore_state(&parts.join());
            }
            let mut parts = Parts::of(whole);
            let value = parts.map.get_mut(&key).expect("stored");
            let step = value.len().div_ceil(40);
            for at in (0..value.len()).step_by(step.max(1)) {
                let mut parts = Parts::of(whole);
                parts.map.get_mut(&key).expect("stored")[at] ^= 1;
                let _ = Context::restore_state(&parts.join());
            }
        }
    }
}
