//! Commits of one's own: inviting members and removing them.

use std::collections::HashSet;

use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{KeyPackage, KeyPackageIn, LeafNodeIndex, MlsMessageOut, ProtocolVersion};
use openmls_traits::OpenMlsProvider;

use crate::context::Context;
use crate::error::{MlsError, Step, detail};

/// What an invitation sends out: the commit to the members, the Welcome to the new ones.
#[derive(Debug)]
pub struct Invitation {
    /// The commit, an `MLSMessage`.
    pub commit: Vec<u8>,
    /// The Welcome for all invited, an `MLSMessage`.
    pub welcome: Vec<u8>,
}

impl Context {
    /// Commits to adding every owner of `key_packages` at once. The commit stays pending unless
    /// `merge` asks for it to be merged right away. Parity: what is merged then is the staged
    /// commit of somebody else, if there is one, and the Welcome leads nowhere.
    pub fn invite(&mut self, key_packages: &[&[u8]], merge: bool) -> Result<Invitation, MlsError> {
        let key_packages = key_packages
            .iter()
            .map(|bytes| self.checked_key_package(bytes))
            .collect::<Result<Vec<_>, _>>()?;
        require_distinct(&key_packages)?;
        let mut staged = if merge { self.staged.take() } else { None };
        let invitation = self.transaction(|this| {
            let (commit, welcome, _) = this
                .group
                .add_members(&this.provider, &this.signer, &key_packages)
                .map_err(Step::AddMembers.failed())?;
            if merge {
                this.merge(staged.take())?;
            }
            Ok(Invitation {
                commit: encode(&commit, Step::AddMembers)?,
                welcome: encode(&welcome, Step::AddMembers)?,
            })
        });
        if merge {
            self.staged = staged; // still there when the commit could not be made
        }
        invitation
    }

    /// Commits to removing the member at `leaf` and returns the commit, which stays pending.
    /// Parity: with `strict_count` a leaf at or above the number of members is out of range even
    /// if there is a member on it; without, only if there is none. A blank one below it is for
    /// OpenMLS to refuse.
    pub fn remove(&mut self, leaf: u32, strict_count: bool) -> Result<Vec<u8>, MlsError> {
        let size = self.member_count();
        let index = LeafNodeIndex::new(leaf);
        let counted = usize::try_from(leaf).is_ok_and(|leaf| leaf < size);
        let exists = !strict_count && self.group.member(index).is_some();
        if !counted && !exists {
            return Err(MlsError::LeafOutOfRange { leaf, size });
        }
        self.transaction(|this| {
            let (commit, _, _) = this
                .group
                .remove_members(&this.provider, &this.signer, &[index])
                .map_err(Step::RemoveMembers.failed())?;
            encode(&commit, Step::RemoveMembers)
        })
    }

    fn checked_key_package(&self, bytes: &[u8]) -> Result<KeyPackage, MlsError> {
        KeyPackageIn::tls_deserialize_exact_bytes(bytes)
            .map_err(|cause| MlsError::KeyPackageParse(detail(&cause)))?
            .validate(self.provider.crypto(), ProtocolVersion::Mls10)
            .map_err(|cause| MlsError::KeyPackageValidate(detail(&cause)))
    }
}

/// OpenMLS silently takes a key package that comes twice for one; that is refused like every
/// other second leaf of the same member.
fn require_distinct(key_packages: &[KeyPackage]) -> Result<(), MlsError> {
    let mut seen = HashSet::new();
    let mut keys = key_packages
        .iter()
        .map(|key_package| key_package.leaf_node().signature_key().as_slice());
    if keys.all(|key| seen.insert(key)) {
        return Ok(());
    }
    Err(MlsError::Step {
        step: Step::AddMembers,
        detail: "CreateCommitError(ProposalValidationError(DuplicateSignatureKey))".to_owned(),
    })
}

fn encode(message: &MlsMessageOut, step: Step) -> Result<Vec<u8>, MlsError> {
    message.to_bytes().map_err(step.failed())
}
