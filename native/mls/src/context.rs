//! A member of one MLS group: its identity and keys, its group, what waits to be merged, and the
//! secrets that the layers above derive from the group's epoch.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use openmls::prelude::tls_codec::Serialize as _;
use openmls::prelude::{
    BasicCredential, Ciphersuite, CredentialWithKey, GroupId, KeyPackage, MlsGroup,
    MlsGroupCreateConfig, MlsGroupJoinConfig, StagedCommit,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_traits::OpenMlsProvider;

use crate::error::{MlsError, Step};
use crate::provider::{Provider, StorageMap};

/// The one ciphersuite that the protocol speaks (0x0001).
pub(crate) const CIPHERSUITE: Ciphersuite =
    Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

/// Length of the group id that the layers above carry in every frame.
pub(crate) const GROUP_ID_LEN: usize = 16;

/// One member's view of one group.
pub struct Context {
    pub(crate) provider: Provider,
    pub(crate) signer: SignatureKeyPair,
    pub(crate) identity: Vec<u8>,
    /// The bare `KeyPackage`; absent only in a context restored after its key package was used.
    pub(crate) key_package: Option<Vec<u8>>,
    pub(crate) group: MlsGroup,
    /// A received commit that waits for [`Context::finalize_commit`].
    pub(crate) staged: Option<Box<StagedCommit>>,
}

impl Context {
    /// Founds a group with `identity` as its only member, at epoch 0 and under a random id.
    pub fn create(identity: &[u8]) -> Result<Self, MlsError> {
        let provider = Provider::default();
        let signer = SignatureKeyPair::new(CIPHERSUITE.signature_algorithm())
            .map_err(Step::Create.failed())?;
        let credential = CredentialWithKey {
            credential: BasicCredential::new(identity.to_vec()).into(),
            signature_key: signer.public().into(),
        };
        let bundle = KeyPackage::builder()
            .build(CIPHERSUITE, &provider, &signer, credential.clone())
            .map_err(Step::Create.failed())?;
        let key_package = bundle
            .key_package()
            .tls_serialize_detached()
            .map_err(Step::Create.failed())?;
        let config = MlsGroupCreateConfig::builder()
            .ciphersuite(CIPHERSUITE)
            .use_ratchet_tree_extension(true)
            .build();
        let group = MlsGroup::new(&provider, &signer, &config, credential)
            .map_err(Step::Create.failed())?;
        Ok(Self {
            provider,
            signer,
            identity: identity.to_vec(),
            key_package: Some(key_package),
            group,
            staged: None,
        })
    }

    /// How this context joins groups: like the groups it founds.
    pub(crate) fn join_config() -> MlsGroupJoinConfig {
        MlsGroupJoinConfig::builder()
            .use_ratchet_tree_extension(true)
            .build()
    }

    /// The group's epoch.
    pub fn epoch(&self) -> u64 {
        self.group.epoch().as_u64()
    }

    /// The first 16 bytes of the group's id, padded with zeros.
    pub fn group_id(&self) -> [u8; 16] {
        let mut short = [0; GROUP_ID_LEN];
        for (to, from) in short.iter_mut().zip(self.group.group_id().as_slice()) {
            *to = *from;
        }
        short
    }

    /// The number of members in the group.
    pub fn member_count(&self) -> usize {
        self.group.members().count()
    }

    /// This member's leaf in the group's tree.
    pub fn own_leaf(&self) -> u32 {
        self.group.own_leaf_index().u32()
    }

    /// The key package by which others invite this context; the same bytes at every call.
    pub fn key_package(&self) -> Result<&[u8], MlsError> {
        self.key_package.as_deref().ok_or(MlsError::KeyPackageUsed)
    }

    /// Fills `out` with the MLS exporter's secret for `label` and `context` in this epoch.
    pub fn export_secret(
        &self,
        label: &[u8],
        context: &[u8],
        out: &mut [u8],
    ) -> Result<(), MlsError> {
        let label = std::str::from_utf8(label)?;
        // Parity: the two cases have names of their own.
        let step = if context.is_empty() {
            Step::Export
        } else {
            Step::ExportRaw
        };
        let secret = self
            .group
            .export_secret(self.provider.crypto(), label, context, out.len())
            .map_err(step.failed())?;
        out.copy_from_slice(&secret);
        Ok(())
    }

    /// Runs an operation that changes the group or the stored keys; when it fails, or panics,
    /// both are as they were before it. The staged commit is the caller's to keep or to drop.
    pub(crate) fn transaction<R>(
        &mut self,
        operation: impl FnOnce(&mut Self) -> Result<R, MlsError>,
    ) -> Result<R, MlsError> {
        let before = self.provider.copy_storage();
        self.or_roll_back(before, operation)
            .map(|(result, _)| result)
    }

    /// The same for an operation that merges a commit.
    pub(crate) fn merge_transaction(
        &mut self,
        operation: impl FnOnce(&mut Self) -> Result<(), MlsError>,
    ) -> Result<(), MlsError> {
        let before = self.provider.set_aside_for_merge();
        let ((), before) = self.or_roll_back(before, operation)?;
        self.provider.put_back_after_merge(before);
        Ok(())
    }

    /// The operation's result and what was stored before it, or that put back.
    fn or_roll_back<R>(
        &mut self,
        before: StorageMap,
        operation: impl FnOnce(&mut Self) -> Result<R, MlsError>,
    ) -> Result<(R, StorageMap), MlsError> {
        // The operation may put another group in this one's place.
        let group_id = self.group.group_id().clone();
        match catch_unwind(AssertUnwindSafe(|| operation(self))) {
            Ok(Ok(result)) => Ok((result, before)),
            Ok(Err(failure)) => {
                self.roll_back(before, &group_id);
                Err(failure)
            }
            Err(panic) => {
                self.roll_back(before, &group_id);
                resume_unwind(panic)
            }
        }
    }

    fn roll_back(&mut self, before: StorageMap, group_id: &GroupId) {
        self.provider.replace_storage(before);
        if let Ok(Some(group)) = MlsGroup::load(self.provider.storage(), group_id) {
            self.group = group;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(identity: &str) -> Context {
        Context::create(identity.as_bytes()).expect("always possible")
    }

    /// Alice, Bob and the Welcome that she made for him.
    fn invited() -> (Context, Context, Vec<u8>) {
        let (mut alice, bob) = (context("alice"), context("bob"));
        let key_package = bob.key_package().expect("not used yet").to_vec();
        let invitation = alice.invite(&[&key_package], true).expect("bob is new");
        (alice, bob, invitation.welcome)
    }

    fn secret(context: &Context) -> [u8; 32] {
        let mut out = [0; 32];
        let exported = context.export_secret(b"gbp/text", b"", &mut out);
        exported.expect("a member can export");
        out
    }

    #[test]
    fn a_panic_after_the_group_was_replaced_brings_the_old_one_back() {
        let (alice, mut bob, welcome) = invited();
        let (own_group, own_secret) = (bob.group_id(), secret(&bob));
        let stored = bob.provider.copy_storage();
        let joining = |bob: &mut Context| -> Result<(), MlsError> {
            bob.accept_welcome(&welcome)?;
            panic!("a bug behind the last step");
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| bob.transaction(joining)));
        assert!(outcome.is_err());
        assert_eq!((bob.group_id(), secret(&bob)), (own_group, own_secret));
        assert_eq!(bob.provider.copy_storage(), stored);
        bob.accept_welcome(&welcome).expect("not used up");
        assert_eq!(secret(&bob), secret(&alice));
    }

    #[test]
    fn a_failure_after_the_group_was_replaced_brings_the_old_one_back() {
        let (_, mut bob, welcome) = invited();
        let own_group = bob.group_id();
        let outcome = bob.transaction(|bob| {
            bob.accept_welcome(&welcome)?;
            Err::<(), _>(MlsError::KeyPackageUsed)
        });
        assert!(outcome.is_err());
        assert_eq!(bob.group_id(), own_group);
        bob.accept_welcome(&welcome).expect("not used up");
    }

    #[test]
    fn a_merge_that_fails_or_has_nothing_to_do_leaves_the_storage_as_it_was() {
        let (mut alice, _, _) = invited();
        let stored = alice.provider.copy_storage();
        let outcome = alice.merge_transaction(|_| Err(MlsError::KeyPackageUsed));
        assert!(outcome.is_err());
        assert_eq!(alice.provider.copy_storage(), stored);
        let merging = |_: &mut Context| -> Result<(), MlsError> { panic!("a bug") };
        let outcome = catch_unwind(AssertUnwindSafe(|| alice.merge_transaction(merging)));
        assert!(outcome.is_err());
        assert_eq!(alice.provider.copy_storage(), stored);
        alice.finalize_commit().expect("nothing to merge is fine");
        assert_eq!(alice.provider.copy_storage(), stored);
    }

    /// What is set aside for a merge must be written by it, or an old state would come back.
    #[test]
    fn a_merge_rewrites_what_was_set_aside() {
        let (mut alice, mut bob, welcome) = invited();
        bob.accept_welcome(&welcome).expect("a good Welcome");
        let carol = context("carol");
        let key_package = carol.key_package().expect("not used yet").to_vec();
        let commit = alice.invite(&[&key_package], false).expect("new").commit;
        bob.process_message(&commit).expect("a good commit");
        for member in [&mut alice, &mut bob] {
            let before = member.provider.set_aside_for_merge();
            assert!(
                Provider::MERGE_REWRITES
                    .iter()
                    .all(|label| { before.keys().any(|key| key.starts_with(label)) })
            );
            let staged = member.staged.take();
            member.merge(staged).expect("both can merge");
            let after = member.provider.copy_storage();
            for key in before.keys().filter(|key| Provider::is_rewritten(key)) {
                assert!(after.contains_key(key), "{}", String::from_utf8_lossy(key));
            }
        }
        assert_eq!(secret(&alice), secret(&bob));
    }
}
