//! What is refused: the text of each refusal, and that it leaves the context as it was.

mod common;

use common::*;
use gbp_mls::Context;

/// Everything about a context, for "as it was".
fn image(context: &Context) -> Vec<u8> {
    context.export_state(b"").expect("small")
}

#[track_caller]
fn refused<T>(
    context: &mut Context,
    operation: impl FnOnce(&mut Context) -> Result<T, gbp_mls::MlsError>,
    text: &str,
) {
    let before = image(context);
    assert_eq!(failure(operation(context)), text);
    assert!(image(context) == before, "the context changed");
}

#[test]
fn invite_names_what_is_wrong_with_a_key_package() {
    let mut alice = context("alice");
    let good = key_package(&context("bob"));
    let mut refuse = |bytes: &[u8], text: &str| {
        refused(&mut alice, |a| a.invite(&[bytes], true), text);
    };
    refuse(b"", "kp parse: EndOfStream");
    refuse(&[&good[..], b"x"].concat(), "kp parse: TrailingData");
    let mut bad = good.clone();
    *bad.last_mut().expect("not empty") ^= 1;
    refuse(&bad, "kp validate: InvalidSignature");
    bad = good.clone();
    bad[1] = 2;
    refuse(&bad, "kp validate: InvalidProtocolVersion");
    bad = good.clone();
    bad[3] = 2;
    refuse(&bad, "kp validate: InvalidLeafNodeSignature");
}

#[test]
fn invite_refuses_every_cut_key_package() {
    let mut alice = context("alice");
    let good = key_package(&context("bob"));
    for len in 0..good.len() {
        let text = failure(alice.invite(&[&good[..len]], true));
        assert!(text.starts_with("kp parse: "), "cut at {len}: {text}");
    }
    assert_eq!(alice.epoch(), 0);
}

#[test]
fn invite_refuses_members_oneself_and_the_same_one_twice() {
    let (mut alice, bob) = pair();
    let twice =
        "openmls: add_members: CreateCommitError(ProposalValidationError(DuplicateSignatureKey))";
    let own = key_package(&alice);
    refused(&mut alice, |a| a.invite(&[&own], true), twice);
    let member = key_package(&bob);
    refused(&mut alice, |a| a.invite(&[&member], false), twice);
    let carol = key_package(&context("carol"));
    refused(&mut alice, |a| a.invite(&[&carol, &carol], true), twice);
    refused(
        &mut alice,
        |a| a.invite(&[], true),
        "openmls: add_members: EmptyInput(AddMembers)",
    );
}

#[test]
fn own_commits_wait_for_the_pending_one() {
    let (mut alice, mut bob) = pair();
    let invitation = alice
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new");
    let dave = key_package(&context("dave"));
    let pending = "GroupStateError(PendingCommit)";
    let text = format!("openmls: add_members: {pending}");
    refused(&mut alice, |a| a.invite(&[&dave], false), &text);
    refused(&mut alice, |a| a.invite(&[&dave], true), &text);
    let text = format!("openmls: remove_members: {pending}");
    refused(&mut alice, |a| a.remove(1, true), &text);
    refused(
        &mut alice,
        |a| a.process_message(&invitation.commit),
        "openmls: process: ValidationError(CannotDecryptOwnMessage)",
    );
    deliver(&mut bob, &invitation.commit);
    alice.finalize_commit().expect("still pending");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
}

#[test]
fn remove_checks_the_leaf() {
    let (mut alice, mut bob, mut carol) = trio();
    let out_of_range =
        |leaf, size| format!("openmls: leaf_index {leaf} out of range (group size {size})");
    for leaf in [3, 4, u32::MAX] {
        for strict in [true, false] {
            let text = out_of_range(leaf, 3);
            refused(&mut alice, |a| a.remove(leaf, strict), &text);
        }
    }
    refused(
        &mut alice,
        |a| a.remove(0, true),
        "openmls: remove_members: CreateCommitError(CannotRemoveSelf)",
    );
    let commit = alice.remove(1, true).expect("bob is a member");
    deliver(&mut bob, &commit);
    deliver(&mut carol, &commit);
    alice.finalize_commit().expect("own commit");
    // Leaves 0 and 2 are left: 1 is blank, 2 is a member but not below the count.
    refused(&mut alice, |a| a.remove(2, true), &out_of_range(2, 2));
    let blank = "openmls: remove_members: \
                 CreateCommitError(ProposalValidationError(UnknownMemberRemoval))";
    for strict in [true, false] {
        refused(&mut alice, |a| a.remove(1, strict), blank);
    }
    let commit = alice.remove(2, false).expect("carol is a member");
    deliver(&mut carol, &commit);
    alice.finalize_commit().expect("own commit");
    assert_eq!(alice.member_count(), 1);
}

#[test]
fn a_second_commit_is_refused_before_anything_is_used_up() {
    let (mut alice, mut bob, mut carol) = trio();
    let first = alice.remove(1, true).expect("bob is a member");
    let second = bob
        .invite(&[&key_package(&context("dave"))], false)
        .expect("dave is new");
    carol.process_message(&first).expect("valid commit");
    let busy = "transition in progress: pending staged commit exists";
    refused(&mut carol, |c| c.process_message(&first), busy);
    refused(&mut carol, |c| c.process_message(&second.commit), busy);
    carol.clear_pending_commit().expect("staged commit");
    deliver(&mut carol, &second.commit);
    bob.finalize_commit().expect("own commit");
    assert_eq!(secret(&bob, "gbp/text"), secret(&carol, "gbp/text"));
}

#[test]
fn a_commit_is_used_up_once_it_was_processed() {
    let (mut alice, mut bob, _carol) = trio();
    let commit = alice.remove(2, true).expect("carol is a member");
    bob.process_message(&commit).expect("valid commit");
    bob.clear_pending_commit().expect("staged commit");
    refused(
        &mut bob,
        |b| b.process_message(&commit),
        "openmls: process: ValidationError(UnableToDecrypt(SecretTreeError(SecretReuseError)))",
    );
}

#[test]
fn process_refuses_what_is_not_for_this_epoch_of_this_group() {
    let (mut alice, mut bob) = pair();
    let commit = alice
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new")
        .commit;
    let (_, mut stranger) = pair();
    refused(
        &mut stranger,
        |s| s.process_message(&commit),
        "openmls: process: ValidationError(WrongGroupId)",
    );
    deliver(&mut bob, &commit);
    let old = "openmls: process: ValidationError(WrongEpoch)";
    refused(&mut bob, |b| b.process_message(&commit), old);
    alice.finalize_commit().expect("own commit");
    refused(&mut alice, |a| a.process_message(&commit), old);
}

#[test]
fn process_names_other_messages_without_quoting_them() {
    let (mut alice, bob) = pair();
    let welcome = alice
        .invite(&[&key_package(&context("carol"))], false)
        .expect("carol is new")
        .welcome;
    refused(
        &mut alice,
        |a| a.process_message(&welcome),
        "openmls: expected protocol message, got Welcome",
    );
    let wrapped = [&[0, 1, 0, 5], &key_package(&bob)[..]].concat();
    refused(
        &mut alice,
        |a| a.process_message(&wrapped),
        "openmls: expected protocol message, got KeyPackage",
    );
    refused(
        &mut alice,
        |a| a.process_message(b""),
        "openmls: msg parse: EndOfStream",
    );
    refused(
        &mut alice,
        |a| a.process_message(b"garbage"),
        "openmls: msg parse: UnknownValue(29282)",
    );
}

#[test]
fn damaged_commits_are_refused_and_use_nothing_up() {
    let (mut alice, mut bob, _carol) = trio();
    let commit = alice.remove(2, true).expect("carol is a member");
    let before = image(&bob);
    for len in 0..commit.len() {
        let text = failure(bob.process_message(&commit[..len]));
        assert!(text.starts_with("openmls: msg parse: "), "cut at {len}");
    }
    for at in 0..commit.len() {
        let mut bad = commit.clone();
        bad[at] ^= 0x41;
        failure(bob.process_message(&bad));
    }
    assert!(image(&bob) == before, "the context changed");
    deliver(&mut bob, &commit);
}

#[test]
fn damaged_welcomes_are_refused_and_use_nothing_up() {
    let mut alice = context("alice");
    let mut bob = context("bob");
    let welcome = alice
        .invite(&[&key_package(&bob)], true)
        .expect("bob is new")
        .welcome;
    let before = image(&bob);
    for len in 0..welcome.len() {
        let text = failure(bob.accept_welcome(&welcome[..len]));
        assert!(text.starts_with("openmls: welcome parse: "), "cut at {len}");
    }
    for at in 0..welcome.len() {
        let mut bad = welcome.clone();
        bad[at] ^= 0x41;
        failure(bob.accept_welcome(&bad));
    }
    assert!(image(&bob) == before, "the context changed");
    bob.accept_welcome(&welcome).expect("still good");
    assert_eq!(secret(&alice, "gbp/text"), secret(&bob, "gbp/text"));
}

#[test]
fn accept_welcome_names_what_is_wrong() {
    let (mut alice, mut bob) = pair();
    let invitation = alice
        .invite(&[&key_package(&context("carol"))], true)
        .expect("carol is new");
    let none = "openmls: staged: NoMatchingKeyPackage";
    refused(&mut bob, |b| b.accept_welcome(&invitation.welcome), none);
    refused(
        &mut bob,
        |b| b.accept_welcome(&invitation.commit),
        "openmls: expected welcome, got PrivateMessage",
    );
    refused(
        &mut bob,
        |b| b.accept_welcome(b""),
        "openmls: welcome parse: EndOfStream",
    );
    refused(
        &mut bob,
        |b| b.accept_welcome(&[&invitation.welcome[..], b"x"].concat()),
        "openmls: welcome parse: TrailingData",
    );
}

#[test]
fn a_key_package_is_good_for_one_join() {
    let (mut one, mut other) = (context("one"), context("other"));
    let mut bob = context("bob");
    let bytes = key_package(&bob);
    let first = one.invite(&[&bytes], true).expect("bob is new");
    let second = other.invite(&[&bytes], true).expect("bob is new");
    bob.accept_welcome(&first.welcome).expect("made for bob");
    refused(
        &mut bob,
        |b| b.accept_welcome(&second.welcome),
        "openmls: staged: NoMatchingKeyPackage",
    );
    assert_eq!(key_package(&bob), bytes);
}

#[test]
fn the_founder_cannot_be_welcomed_back_into_the_same_group() {
    let (mut alice, mut bob) = pair();
    let commit = bob.remove(0, true).expect("alice is a member");
    deliver(&mut alice, &commit);
    bob.finalize_commit().expect("own commit");
    let back = bob
        .invite(&[&key_package(&alice)], true)
        .expect("alice is no member");
    refused(
        &mut alice,
        |a| a.accept_welcome(&back.welcome),
        "openmls: staged: GroupAlreadyExists",
    );
}

#[test]
fn export_secret_checks_label_and_length() {
    let mut alice = context("alice");
    refused(
        &mut alice,
        |a| a.export_secret(b"\xFF\xFE", b"", &mut [0; 32]),
        "invalid utf-8 sequence of 1 bytes from index 0",
    );
    let text = failure(alice.export_secret(b"x", b"", &mut vec![0; 70_000]));
    assert_eq!(text, "openmls: export: KeyLengthTooLong");
    for len in [0, 65_535] {
        let text = failure(alice.export_secret(b"x", b"", &mut vec![0; len]));
        assert!(text.starts_with("openmls: export: "), "{len}: {text}");
    }
}
