//! A context as one blob, and back. The blob's storage map is what OpenMLS stored, plus entries of
//! our own, which readers that do not know them keep.

use openmls::prelude::tls_codec::{DeserializeBytes as _, Serialize as _};
use openmls::prelude::{GroupId, KeyPackageBundle, MlsGroup, StagedCommit};
use openmls_basic_credential::SignatureKeyPair;
use openmls_traits::OpenMlsProvider;
use serde_json::Value;

use crate::blob::Blob;
use crate::context::Context;
use crate::error::{MlsError, Step, detail};
use crate::guard::contain;
use crate::provider::{Provider, StorageMap};

/// Bytes of the layers above.
const EXTRA_KEY: &[u8] = b"gbp-stack/counters";
/// The staged commit. Ours: without it a context restored between the processing of a commit and
/// its merge could never follow its group again, since the commit's key is used up.
const STAGED_KEY: &[u8] = b"gbp-stack/staged";

impl Context {
    /// Writes the context, private keys included, with `extra` unless that is empty.
    pub fn export_state(&self, extra: &[u8]) -> Result<Vec<u8>, MlsError> {
        let mut storage = self.provider.copy_storage();
        use_former_names(&mut storage)?;
        if !extra.is_empty() {
            storage.insert(EXTRA_KEY.to_vec(), extra.to_vec());
        }
        if let Some(staged) = &self.staged {
            let staged = serde_json::to_vec(staged).map_err(Step::ExportState.failed())?;
            storage.insert(STAGED_KEY.to_vec(), staged);
        }
        Blob {
            storage,
            signer: self
                .signer
                .tls_serialize_detached()
                .map_err(Step::ExportState.failed())?,
            identity: self.identity.clone(),
            group_id: self.group.group_id().to_vec(),
        }
        .encode()
    }

    /// Reads a context back, with the `extra` that was written with it.
    pub fn restore_state(bytes: &[u8]) -> Result<(Self, Vec<u8>), MlsError> {
        let mut blob = Blob::decode(bytes)?;
        let signer = SignatureKeyPair::tls_deserialize_exact_bytes(&blob.signer)
            .map_err(|cause| MlsError::SignerParse(detail(&cause)))?;
        let extra = blob.storage.remove(EXTRA_KEY).unwrap_or_default();
        let staged = blob.storage.remove(STAGED_KEY);
        let key_package = unused_key_package(&blob.storage, &signer)?;
        let provider = Provider::with_storage(blob.storage);
        let group = load_group(&provider, &GroupId::from_slice(&blob.group_id))?;
        let staged = staged.and_then(|staged| usable_commit(&staged, &group));
        let context = Self {
            provider,
            signer,
            identity: blob.identity,
            key_package,
            group,
            staged,
        };
        context.check_restored()?;
        Ok((context, extra))
    }
}

/// Writes one setting under the name that it had before OpenMLS 0.9, which reads both: this is all
/// that keeps gbp-stack 1.9 on OpenMLS 0.8 from reading our blobs.
fn use_former_names(storage: &mut StorageMap) -> Result<(), MlsError> {
    let configs = storage
        .iter_mut()
        .filter(|(key, _)| key.starts_with(b"MlsGroupJoinConfig"));
    for (_, value) in configs {
        let mut config: serde_json::Map<String, Value> =
            serde_json::from_slice(value).map_err(Step::ExportState.failed())?;
        if let Some(policy) = config.remove("past_epoch_deletion_policy") {
            config.insert("max_past_epochs".to_owned(), policy);
        }
        *value = serde_json::to_vec(&config).map_err(Step::ExportState.failed())?;
    }
    Ok(())
}

fn load_group(provider: &Provider, group_id: &GroupId) -> Result<MlsGroup, MlsError> {
    // The storage panics on some values that are not what it wrote.
    contain(|| MlsGroup::load(provider.storage(), group_id))
        .ok_or_else(|| MlsError::GroupLoad("SerializationError".to_owned()))?
        .map_err(|cause| MlsError::GroupLoad(detail(&cause)))?
        .ok_or(MlsError::NoGroup)
}

/// The key package that the storage still has the private keys of.
fn unused_key_package(
    storage: &StorageMap,
    signer: &SignatureKeyPair,
) -> Result<Option<Vec<u8>>, MlsError> {
    let entries = storage
        .iter()
        .filter(|(key, _)| key.starts_with(Provider::KEY_PACKAGE_LABEL));
    for (_, value) in entries {
        let bundle: KeyPackageBundle = serde_json::from_slice(value)
            .map_err(|_| MlsError::StateCheck("key package does not read"))?;
        let key_package = bundle.key_package();
        if key_package.leaf_node().signature_key().as_slice() == signer.public() {
            let bytes = key_package.tls_serialize_detached();
            return bytes.map(Some).map_err(Step::ExportState.failed());
        }
    }
    Ok(None)
}

/// The staged commit of a blob, unless the group has moved on since: readers that do not know the
/// entry keep it as it was.
fn usable_commit(staged: &[u8], group: &MlsGroup) -> Option<Box<StagedCommit>> {
    let staged: Box<StagedCommit> = serde_json::from_slice(staged).ok()?;
    let next = group.epoch().as_u64().checked_add(1)?;
    let context = staged.group_context();
    let fits = context.group_id() == group.group_id() && context.epoch().as_u64() == next;
    fits.then_some(staged)
}
