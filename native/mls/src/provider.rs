//! What OpenMLS needs from its surroundings: cryptography, and a storage map that can be copied,
//! put back and written out (OpenMLS's own provider keeps its map to itself).

use std::collections::HashMap;

use openmls_memory_storage::MemoryStorage;
use openmls_rust_crypto::RustCrypto;
use openmls_traits::OpenMlsProvider;

use crate::crypto::Crypto;

/// Everything OpenMLS has stored, key by key.
pub(crate) type StorageMap = HashMap<Vec<u8>, Vec<u8>>;

#[derive(Default)]
pub(crate) struct Provider {
    crypto: Crypto,
    rand: RustCrypto,
    storage: MemoryStorage,
}

impl Provider {
    /// How the storage keys of private keys of key packages begin.
    pub(crate) const KEY_PACKAGE_LABEL: &[u8] = b"KeyPackage";
    /// How the storage keys of private keys in the tree begin.
    pub(crate) const EPOCH_KEYS_LABEL: &[u8] = b"EpochKeyPairs";

    /// How the storage keys begin of the two largest values, which merging a commit writes anew
    /// without reading them.
    pub(crate) const MERGE_REWRITES: [&[u8]; 2] = [b"Tree", b"GroupState"];

    /// A provider that starts from what another one had stored.
    pub(crate) fn with_storage(map: StorageMap) -> Self {
        let provider = Self::default();
        provider.replace_storage(map);
        provider
    }

    /// A copy of everything stored.
    pub(crate) fn copy_storage(&self) -> StorageMap {
        self.with_map(|map| map.clone())
    }

    /// A copy of everything stored, but what a merge rewrites is moved into it: copying that would
    /// take a tenth of the merge's time.
    pub(crate) fn set_aside_for_merge(&self) -> StorageMap {
        self.with_map(|map| {
            let mut aside = StorageMap::with_capacity(map.len());
            map.retain(|key, value| {
                let is_moved = Self::is_rewritten(key);
                let value = if is_moved {
                    std::mem::take(value)
                } else {
                    value.clone()
                };
                aside.insert(key.clone(), value);
                !is_moved
            });
            aside
        })
    }

    /// After a merge: what it might have rewritten and did not goes back from where it was set
    /// aside.
    pub(crate) fn put_back_after_merge(&self, aside: StorageMap) {
        self.with_map(|map| {
            for (key, value) in aside {
                if Self::is_rewritten(&key) {
                    map.entry(key).or_insert(value);
                }
            }
        });
    }

    pub(crate) fn is_rewritten(key: &[u8]) -> bool {
        Self::MERGE_REWRITES
            .iter()
            .any(|label| key.starts_with(label))
    }

    /// Puts a copy back in place of everything stored.
    pub(crate) fn replace_storage(&self, copy: StorageMap) {
        self.with_map(|map| *map = copy);
        // Or the storage itself would refuse to work after a panic that we survived.
        self.storage.values.clear_poison();
    }

    /// The value stored under a key.
    pub(crate) fn stored(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.with_map(|map| map.get(key).cloned())
    }

    /// Forgets every entry that `keep` refuses.
    pub(crate) fn retain_storage(&self, keep: impl Fn(&[u8]) -> bool) {
        self.with_map(|map| map.retain(|key, _| keep(key)));
    }

    fn with_map<R>(&self, body: impl FnOnce(&mut StorageMap) -> R) -> R {
        // A panic while the lock was held leaves whole entries behind: each write is one insert.
        let mut map = self
            .storage
            .values
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        body(&mut map)
    }
}

impl OpenMlsProvider for Provider {
    type CryptoProvider = Crypto;
    type RandProvider = RustCrypto;
    type StorageProvider = MemoryStorage;

    fn storage(&self) -> &MemoryStorage {
        &self.storage
    }

    fn crypto(&self) -> &Crypto {
        &self.crypto
    }

    fn rand(&self) -> &RustCrypto {
        &self.rand
    }
}
