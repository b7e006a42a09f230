//! What several test files need: contexts, groups of them, and a member driven by OpenMLS itself,
//! who can send what a context never does.
#![allow(dead_code, reason = "no test file uses all of it")]

use gbp_mls::{Context, MessageKind};
use openmls::prelude::tls_codec::{DeserializeBytes as _, Serialize as _};
use openmls::prelude::*;
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;

pub const SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

pub fn context(identity: &str) -> Context {
    Context::create(identity.as_bytes()).expect("a context can always be made")
}

pub fn key_package(context: &Context) -> Vec<u8> {
    context.key_package().expect("not used yet").to_vec()
}

/// Alice, who founded the group, and Bob, whom she invited; both at epoch 1.
pub fn pair() -> (Context, Context) {
    let mut alice = context("alice");
    let mut bob = context("bob");
    let invitation = alice
        .invite(&[&key_package(&bob)], true)
        .expect("bob is new");
    bob.accept_welcome(&invitation.welcome)
        .expect("made for bob");
    (alice, bob)
}

/// Alice, Bob and Carol; all at epoch 2.
pub fn trio() -> (Context, Context, Context) {
    let (mut alice, mut bob) = pair();
    let mut carol = context("carol");
    let invitation = alice
        .invite(&[&key_package(&carol)], false)
        .expect("carol is new");
    deliver(&mut bob, &invitation.commit);
    alice.finalize_commit().expect("own commit");
    carol
        .accept_welcome(&invitation.welcome)
        .expect("made for carol");
    (alice, bob, carol)
}

/// Processes and merges a commit.
pub fn deliver(context: &mut Context, commit: &[u8]) {
    let kind = context.process_message(commit).expect("valid commit");
    assert_eq!(kind, MessageKind::Commit);
    context.finalize_commit().expect("staged commit");
}

pub fn secret(context: &Context, label: &str) -> [u8; 32] {
    let mut out = [0; 32];
    context
        .export_secret(label.as_bytes(), b"", &mut out)
        .expect("a member can export");
    out
}

pub fn failure<T>(result: Result<T, gbp_mls::MlsError>) -> String {
    match result {
        Ok(_) => panic!("should have failed"),
        Err(failure) => failure.to_string(),
    }
}

/// A member on plain OpenMLS.
pub struct Peer {
    pub provider: OpenMlsRustCrypto,
    pub signer: SignatureKeyPair,
    pub bundle: KeyPackageBundle,
    pub group: Option<MlsGroup>,
}

impl Peer {
    pub fn new() -> Self {
        let provider = OpenMlsRustCrypto::default();
        let signer = SignatureKeyPair::new(SUITE.signature_algorithm()).expect("random");
        let credential = CredentialWithKey {
            credential: BasicCredential::new(b"peer".to_vec()).into(),
            signature_key: signer.public().into(),
        };
        let bundle = KeyPackage::builder()
            .build(SUITE, &provider, &signer, credential)
            .expect("valid settings");
        Self {
            provider,
            signer,
            bundle,
            group: None,
        }
    }

    pub fn key_package(&self) -> Vec<u8> {
        let key_package = self.bundle.key_package();
        key_package.tls_serialize_detached().expect("small")
    }

    pub fn join(&mut self, welcome: &[u8]) {
        let message = MlsMessageIn::tls_deserialize_exact_bytes(welcome).expect("a message");
        let MlsMessageBodyIn::Welcome(welcome) = message.extract() else {
            panic!("not a welcome");
        };
        let staged = StagedWelcome::new_from_welcome(
            &self.provider,
            &MlsGroupJoinConfig::default(),
            welcome,
            None,
        );
        let group = staged
            .expect("made for this peer")
            .into_group(&self.provider);
        self.group = Some(group.expect("checked already"));
    }

    pub fn group(&mut self) -> &mut MlsGroup {
        self.group.as_mut().expect("joined")
    }

    pub fn application_message(&mut self) -> Vec<u8> {
        let group = self.group.as_mut().expect("joined");
        let message = group.create_message(&self.provider, &self.signer, b"hello");
        message.expect("a member").to_bytes().expect("small")
    }

    pub fn proposal_to_remove(&mut self, leaf: u32) -> Vec<u8> {
        let group = self.group.as_mut().expect("joined");
        let leaf = LeafNodeIndex::new(leaf);
        let proposal = group.propose_remove_member(&self.provider, &self.signer, leaf);
        proposal.expect("a member").0.to_bytes().expect("small")
    }

    /// How many additions and removals a commit covers.
    pub fn inspect(&mut self, commit: &[u8]) -> (usize, usize) {
        let message = MlsMessageIn::tls_deserialize_exact_bytes(commit).expect("a message");
        let message = message
            .try_into_protocol_message()
            .expect("a handshake message");
        let group = self.group.as_mut().expect("joined");
        let processed = group.process_message(&self.provider, message);
        match processed.expect("valid").into_content() {
            ProcessedMessageContent::StagedCommitMessage(staged) => (
                staged.add_proposals().count(),
                staged.remove_proposals().count(),
            ),
            _ => panic!("not a commit"),
        }
    }
}

/// Alice, Bob and a peer; all at epoch 2.
pub fn pair_and_peer() -> (Context, Context, Peer) {
    let (mut alice, mut bob) = pair();
    let mut peer = Peer::new();
    let invitation = alice
        .invite(&[&peer.key_package()], false)
        .expect("the peer is new");
    deliver(&mut bob, &invitation.commit);
    alice.finalize_commit().expect("own commit");
    peer.join(&invitation.welcome);
    (alice, bob, peer)
}
