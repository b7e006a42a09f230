//! What a well-behaved group does: it grows, shrinks, agrees on secrets and moves on by commits.

mod common;

use common::*;
use gbp_mls::MessageKind;

#[test]
fn create_founds_a_group_of_one_at_epoch_0_with_an_id_of_its_own() {
    let (one, other) = (context("alice"), context("alice"));
    assert_eq!((one.epoch(), one.member_count(), one.own_leaf()), (0, 1, 0));
    assert_ne!(one.group_id(), other.group_id());
    assert_ne!(one.group_id(), [0; 16]);
}

#[test]
fn create_accepts_an_empty_and_a_long_identity() {
    let mut alice = context("");
    let bob = context(&"b".repeat(70_000));
    assert!(alice.invite(&[&key_package(&bob)], true).is_ok());
}

#[test]
fn key_package_is_bare_and_always_the_same() {
    let alice = context("alice");
    // Version 1, suite 1; an MLSMessage would have the wire format behind the version.
    assert_eq!(key_package(&alice)[..4], [0, 1, 0, 1]);
    assert_eq!(key_package(&alice), key_package(&alice));
}

#[test]
fn invite_with_merge_moves_on_at_once() {
    let (alice, bob) = pair();
    assert_eq!((alice.epoch(), bob.epoch()), (1, 1));
    assert_eq!(alice.group_id(), bob.group_id());
    assert_eq!((alice.member_count(), bob.member_count()), (2, 2));
    assert_eq!((alice.own_leaf(), bob.own_leaf()), (0, 1));
}

#[test]
fn invite_without_merge_waits_for_finalize() {
    let (mut alice, mut bob) = pair();
    let carol = context("carol");
    let invitation = alice
        .invite(&[&key_package(&carol)], false)
        .expect("carol is new");
    assert_eq!(alice.epoch(), 1);
    deliver(&mut bob, &invitation.commit);
    assert_eq!((alice.epoch(), bob.epoch()), (1, 2));
    alice.finalize_commit().expect("own commit");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
}

#[test]
fn messages_are_mls_messages_with_encrypted_commits() {
    let mut alice = context("alice");
    let bob = context("bob");
    let invitation = alice
        .invite(&[&key_package(&bob)], false)
        .expect("bob is new");
    assert_eq!(invitation.commit[..4], [0, 1, 0, 2]);
    assert_eq!(invitation.welcome[..4], [0, 1, 0, 3]);
}

#[test]
fn one_commit_invites_many() {
    let (mut alice, mut bob) = pair();
    let mut joiners: Vec<_> = (0..9).map(|n| context(&format!("joiner {n}"))).collect();
    let key_packages: Vec<_> = joiners.iter().map(key_package).collect();
    let key_packages: Vec<_> = key_packages.iter().map(Vec::as_slice).collect();
    let invitation = alice.invite(&key_packages, true).expect("all are new");
    deliver(&mut bob, &invitation.commit);
    for joiner in &mut joiners {
        joiner
            .accept_welcome(&invitation.welcome)
            .expect("one for all");
        assert_eq!(secret(joiner, "gbp/audio"), secret(&bob, "gbp/audio"));
    }
    assert_eq!((alice.member_count(), alice.epoch()), (11, 2));
}

#[test]
fn secrets_depend_on_label_context_epoch_and_length() {
    let (mut alice, mut bob) = pair();
    let of = |context: &[u8], len: usize| {
        let mut out = vec![0; len];
        alice
            .export_secret(b"gbp/sframe v1", context, &mut out)
            .expect("a member can export");
        out
    };
    assert_eq!(of(&1_u64.to_be_bytes(), 32), of(&1_u64.to_be_bytes(), 32));
    assert_ne!(of(&1_u64.to_be_bytes(), 32), of(&2_u64.to_be_bytes(), 32));
    assert_ne!(of(b"", 32), of(&1_u64.to_be_bytes(), 32));
    assert_ne!(of(b"", 64)[..32], of(b"", 32));
    assert_ne!(secret(&alice, "gbp/text"), secret(&alice, "gbp/signal"));
    let before = secret(&bob, "gbp/text");
    let carol = context("carol");
    let invitation = alice
        .invite(&[&key_package(&carol)], true)
        .expect("carol is new");
    deliver(&mut bob, &invitation.commit);
    assert_ne!(secret(&bob, "gbp/text"), before);
}

#[test]
fn a_removed_member_is_out() {
    let (mut alice, mut bob, mut carol) = trio();
    let commit = alice.remove(1, true).expect("bob is a member");
    deliver(&mut carol, &commit);
    deliver(&mut bob, &commit);
    alice.finalize_commit().expect("own commit");
    assert_eq!(secret(&alice, "gbp/text"), secret(&carol, "gbp/text"));
    assert_eq!((alice.member_count(), carol.member_count()), (2, 2));
    assert_eq!(bob.epoch(), 3);
    let out = "GroupStateError(UseAfterEviction)";
    let text = failure(bob.export_secret(b"gbp/text", b"", &mut [0; 32]));
    assert_eq!(text, format!("openmls: export: {out}"));
    let text = failure(bob.export_secret(b"gbp/sframe v1", &[0; 8], &mut [0; 32]));
    assert_eq!(text, format!("openmls: export_raw: {out}"));
    let text = failure(bob.invite(&[&key_package(&context("dave"))], true));
    assert_eq!(text, format!("openmls: add_members: {out}"));
    let text = failure(bob.process_message(&commit));
    assert_eq!(text, format!("openmls: process: {out}"));
    bob.finalize_commit().expect("nothing to merge is fine");
    bob.clear_pending_commit().expect("nothing to drop is fine");
}

#[test]
fn the_leaf_of_a_removed_member_is_used_again() {
    let (mut alice, mut bob, mut carol) = trio();
    let commit = alice.remove(1, true).expect("bob is a member");
    deliver(&mut bob, &commit);
    deliver(&mut carol, &commit);
    alice.finalize_commit().expect("own commit");
    let mut dave = context("dave");
    let invitation = carol
        .invite(&[&key_package(&dave)], true)
        .expect("dave is new");
    deliver(&mut alice, &invitation.commit);
    dave.accept_welcome(&invitation.welcome)
        .expect("made for dave");
    assert_eq!((dave.own_leaf(), carol.own_leaf()), (1, 2));
    assert_eq!(secret(&alice, "gbp/text"), secret(&dave, "gbp/text"));
}

#[test]
fn finalize_prefers_the_staged_commit_and_drops_the_own_one() {
    let (mut alice, mut bob, mut carol) = trio();
    let own = alice
        .invite(&[&key_package(&context("dave"))], false)
        .expect("dave is new");
    let other = bob.remove(2, true).expect("carol is a member");
    deliver(&mut alice, &other);
    deliver(&mut carol, &other);
    bob.finalize_commit().expect("own commit");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
    assert_eq!(alice.member_count(), 2);
    alice.finalize_commit().expect("nothing to merge is fine");
    assert_eq!(alice.epoch(), 3);
    assert!(failure(bob.process_message(&own.commit)).contains("WrongEpoch"));
}

#[test]
fn an_invitation_merged_at_once_merges_what_was_staged_before_it() {
    let (mut alice, mut bob, _carol) = trio();
    let other = alice.remove(2, true).expect("carol is a member");
    alice.finalize_commit().expect("own commit");
    bob.process_message(&other).expect("valid commit");
    assert!(bob.invite(&[b"no key package"], true).is_err());
    bob.invite(&[&key_package(&context("dave"))], true)
        .expect("dave is new");
    assert_eq!((bob.epoch(), bob.member_count()), (3, 2));
    assert_eq!(secret(&bob, "gbp/text"), secret(&alice, "gbp/text"));
    bob.finalize_commit().expect("nothing to merge is fine");
    assert_eq!(bob.epoch(), 3);
}

#[test]
fn clear_drops_the_own_and_the_staged_commit() {
    let (mut alice, mut bob, _carol) = trio();
    let commit = alice.remove(1, true).expect("bob is a member");
    alice.clear_pending_commit().expect("own commit");
    alice.finalize_commit().expect("nothing to merge is fine");
    bob.process_message(&commit).expect("valid commit");
    bob.clear_pending_commit().expect("staged commit");
    bob.finalize_commit().expect("nothing to merge is fine");
    assert_eq!((alice.epoch(), bob.epoch()), (2, 2));
    alice.remove(2, true).expect("nothing is pending");
}

#[test]
fn a_welcome_replaces_the_group_and_all_that_was_pending() {
    let mut alice = context("alice");
    let mut host = context("host");
    alice
        .invite(&[&key_package(&context("bob"))], false)
        .expect("bob is new");
    let invitation = host
        .invite(&[&key_package(&alice)], true)
        .expect("alice is new");
    alice
        .accept_welcome(&invitation.welcome)
        .expect("made for alice");
    alice.finalize_commit().expect("nothing to merge is fine");
    assert_eq!((alice.epoch(), alice.own_leaf()), (1, 1));
    assert_eq!(secret(&alice, "gbp/text"), secret(&host, "gbp/text"));
}

#[test]
fn a_welcome_drops_the_staged_commit_of_the_group_before() {
    let (mut alice, mut bob) = pair();
    let mut host = context("host");
    let other = bob
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new");
    alice.process_message(&other.commit).expect("valid commit");
    let invitation = host
        .invite(&[&key_package(&alice)], true)
        .expect("alice is new");
    alice
        .accept_welcome(&invitation.welcome)
        .expect("made for alice");
    alice.finalize_commit().expect("nothing to merge is fine");
    assert_eq!(secret(&alice, "gbp/text"), secret(&host, "gbp/text"));
}

#[test]
fn process_tells_application_messages_and_proposals_apart() {
    let (mut alice, mut bob, mut peer) = pair_and_peer();
    let message = peer.application_message();
    let kind = alice.process_message(&message).expect("valid message");
    assert_eq!(kind, MessageKind::Application);
    let proposal = peer.proposal_to_remove(1);
    let kind = alice.process_message(&proposal).expect("valid proposal");
    assert_eq!(kind, MessageKind::Proposal);
    // Parity: a proposal is not kept, so the next commit does not cover it.
    let invitation = alice
        .invite(&[&key_package(&context("dave"))], false)
        .expect("dave is new");
    assert_eq!(peer.inspect(&invitation.commit), (1, 0));
    deliver(&mut bob, &invitation.commit);
}

#[test]
fn process_knows_proposals_from_outside() {
    use openmls::prelude::JoinProposal;
    let (mut alice, _bob, mut peer) = pair_and_peer();
    let outsider = common::Peer::new();
    let group = peer.group();
    let proposal = JoinProposal::new::<openmls_memory_storage::MemoryStorage>(
        outsider.bundle.key_package().clone(),
        group.group_id().clone(),
        group.epoch(),
        &outsider.signer,
    );
    let proposal = proposal.expect("valid").to_bytes().expect("small");
    let kind = alice.process_message(&proposal).expect("valid proposal");
    assert_eq!(kind, MessageKind::External);
}

#[test]
fn application_messages_are_read_while_a_commit_is_staged() {
    let (mut alice, mut bob, mut peer) = pair_and_peer();
    let commit = bob.remove(0, true).expect("alice is a member");
    alice.process_message(&commit).expect("valid commit");
    let message = peer.application_message();
    let kind = alice.process_message(&message).expect("valid message");
    assert_eq!(kind, MessageKind::Application);
}
