//! Checks of a restored context: what it holds twice, or in two halves, has to agree, so that a
//! damaged blob is refused here and not by the group's members later.

use openmls::messages::group_info::VerifiableGroupInfo;
use openmls::prelude::tls_codec::{DeserializeBytes as _, Serialize as _};
use openmls::prelude::{
    BasicCredential, CreationFromExternalError, HashType, MlsMessageBodyIn, MlsMessageIn,
    OpenMlsCrypto as _, ProposalStore, PublicGroup,
};
use openmls::treesync::errors::LeafNodeValidationError;
use openmls_memory_storage::MemoryStorage;
use openmls_traits::OpenMlsProvider;
use openmls_traits::signatures::Signer as _;
use serde_json::Value;

use crate::context::{CIPHERSUITE, Context};
use crate::error::MlsError;
use crate::provider::Provider;

const PROBE: &[u8] = b"gbp-stack state check";

type Check = Result<(), MlsError>;

impl Context {
    /// Refuses a context whose parts do not belong together.
    pub(crate) fn check_restored(&self) -> Check {
        require(
            self.group.ciphersuite() == CIPHERSUITE
                && self.group.configuration() == &Self::join_config(),
            "group settings",
        )?;
        self.check_signer()?;
        self.check_key_pairs()?;
        self.check_transcript()?;
        // A removed member has no leaf of its own, and no tree to be right about.
        if self.group.is_active() {
            self.check_own_leaf()?;
            self.check_tree()?;
        }
        Ok(())
    }

    fn check_signer(&self) -> Check {
        let scheme = CIPHERSUITE.signature_algorithm();
        let signature = self.signer.sign(PROBE).unwrap_or_default();
        let verified = self.provider.crypto().verify_signature(
            scheme,
            PROBE,
            self.signer.public(),
            &signature,
        );
        require(
            self.signer.signature_scheme() == scheme && verified.is_ok(),
            "signature key pair",
        )
    }

    fn check_own_leaf(&self) -> Check {
        let own = self.group.member_at(self.group.own_leaf_index());
        let own = own.ok_or(MlsError::StateCheck("own leaf"))?;
        require(own.signature_key == self.signer.public(), "own leaf")?;
        let credential = BasicCredential::try_from(own.credential);
        require(
            credential.is_ok_and(|credential| credential.identity() == self.identity),
            "identity",
        )?;
        let pairs = self.epoch_key_pairs()?;
        require(
            pairs.iter().any(|pair| pair.public == own.encryption_key),
            "own leaf",
        )
    }

    /// Every private key opens what its public key sealed: those of the tree and those of the
    /// unused key package.
    fn check_key_pairs(&self) -> Check {
        for (key, value) in self.provider.copy_storage() {
            let pairs = if key.starts_with(Provider::EPOCH_KEYS_LABEL) {
                tree_key_pairs(&value)
            } else if key.starts_with(Provider::KEY_PACKAGE_LABEL) {
                package_key_pairs(&value)
            } else {
                continue;
            };
            let pairs = pairs.ok_or(MlsError::StateCheck("key pair"))?;
            require(
                pairs.iter().all(|pair| pair.fits(&self.provider)),
                "key pair",
            )?;
        }
        Ok(())
    }

    /// The key pairs of this member in the present epoch's tree.
    fn epoch_key_pairs(&self) -> Result<Vec<KeyPair>, MlsError> {
        let epoch = self.group.epoch().as_u64().to_string();
        let leaf = self.group.own_leaf_index().u32().to_string();
        let suffix = [epoch.as_bytes(), leaf.as_bytes()].concat();
        self.stored(Provider::EPOCH_KEYS_LABEL, &suffix)
            .and_then(|value| tree_key_pairs(&value))
            .ok_or(MlsError::StateCheck("key pairs of the epoch"))
    }

    /// The epoch's confirmation tag follows from its key and the confirmed transcript, and the
    /// interim transcript follows from both.
    fn check_transcript(&self) -> Check {
        let crypto = self.provider.crypto();
        let agrees = || -> Option<bool> {
            let context = json(&self.stored(b"GroupContext", b"")?)?;
            let confirmed = bytes_at(&context, "/confirmed_transcript_hash/vec")?;
            let secrets = json(&self.stored(b"MessageSecrets", b"")?)?;
            let key = bytes_at(
                &secrets,
                "/message_secrets/confirmation_key/secret/value/vec",
            )?;
            let tag = json(&self.stored(b"ConfirmationTag", b"")?)?;
            let tag = bytes_at(&tag, "/mac_value/vec")?;
            let interim = json(&self.stored(b"InterimTranscriptHash", b"")?)?;
            let interim = bytes_at(&interim, "")?;
            let expected_tag = crypto.hmac(HashType::Sha2_256, &key, &confirmed).ok()?;
            let tag_len = u8::try_from(tag.len()).ok()?;
            let input = [&confirmed[..], &[tag_len], &tag].concat();
            let expected_interim = crypto.hash(HashType::Sha2_256, &input).ok()?;
            Some(expected_tag.as_slice() == tag && expected_interim == interim)
        };
        require(agrees().unwrap_or(false), "transcript")
    }

    /// The tree's hashes and signatures are right and it is the one of the group's context.
    fn check_tree(&self) -> Check {
        let info = self
            .group_info()
            .ok_or(MlsError::StateCheck("group info"))?;
        let tree = self.group.export_ratchet_tree().into();
        let public = PublicGroup::from_external(
            self.provider.crypto(),
            &MemoryStorage::default(),
            tree,
            info,
            ProposalStore::new(),
        );
        match public {
            // A member whose key package has expired since it joined is still a member.
            Ok(_)
            | Err(CreationFromExternalError::LeafNodeValidation(
                LeafNodeValidationError::Lifetime(_),
            )) => Ok(()),
            Err(_) => Err(MlsError::StateCheck("ratchet tree")),
        }
    }

    fn group_info(&self) -> Option<VerifiableGroupInfo> {
        let info = self
            .group
            .export_group_info(self.provider.crypto(), &self.signer, false)
            .ok()?;
        let bytes = info.tls_serialize_detached().ok()?;
        let info = MlsMessageIn::tls_deserialize_exact_bytes(&bytes).ok()?;
        match info.extract() {
            MlsMessageBodyIn::GroupInfo(info) => Some(info),
            _ => None,
        }
    }

    /// What the storage holds for this group under a label; the suffix is behind the group's id.
    fn stored(&self, label: &[u8], suffix: &[u8]) -> Option<Vec<u8>> {
        let group_id = serde_json::to_vec(self.group.group_id()).ok()?;
        let version = openmls_traits::storage::CURRENT_VERSION.to_be_bytes();
        self.provider
            .stored(&[label, &group_id, suffix, &version].concat())
    }
}

struct KeyPair {
    public: Vec<u8>,
    private: Vec<u8>,
}

impl KeyPair {
    fn fits(&self, provider: &Provider) -> bool {
        let config = || CIPHERSUITE.hpke_config();
        let crypto = provider.crypto();
        crypto
            .hpke_seal(config(), &self.public, &[], &[], PROBE)
            .and_then(|sealed| crypto.hpke_open(config(), &sealed, &self.private, &[], &[]))
            .is_ok_and(|opened| opened == PROBE)
    }
}

fn tree_key_pairs(value: &[u8]) -> Option<Vec<KeyPair>> {
    let pairs = json(value)?;
    let pairs = pairs.as_array()?.iter().map(|pair| {
        Some(KeyPair {
            public: bytes_at(pair, "/public_key/key/vec")?,
            private: bytes_at(pair, "/private_key/key/vec")?,
        })
    });
    pairs.collect()
}

fn package_key_pairs(value: &[u8]) -> Option<Vec<KeyPair>> {
    let bundle = json(value)?;
    let payload = "/key_package/payload";
    Some(vec![
        KeyPair {
            public: bytes_at(&bundle, &format!("{payload}/init_key/key/vec"))?,
            private: bytes_at(&bundle, "/private_init_key/vec")?,
        },
        KeyPair {
            public: bytes_at(
                &bundle,
                &format!("{payload}/leaf_node/payload/encryption_key/key/vec"),
            )?,
            private: bytes_at(&bundle, "/private_encryption_key/key/vec")?,
        },
    ])
}

fn json(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}

fn bytes_at(value: &Value, path: &str) -> Option<Vec<u8>> {
    serde_json::from_value(value.pointer(path)?.clone()).ok()
}

fn require(condition: bool, what: &'static str) -> Check {
    if condition {
        return Ok(());
    }
    Err(MlsError::StateCheck(what))
}
