//! The cryptography that OpenMLS is given: RustCrypto, but for the HPKE of the protocol's
//! ciphersuite and the verification of its signatures where the feature `aws-lc` is on.

#[cfg(not(feature = "aws-lc"))]
pub(crate) type Crypto = openmls_rust_crypto::RustCrypto;

#[cfg(feature = "aws-lc")]
pub(crate) use fast::Crypto;

#[cfg(feature = "aws-lc")]
mod fast {
    use openmls::prelude::tls_codec::SecretVLBytes;
    use openmls_rust_crypto::RustCrypto;
    use openmls_traits::crypto::OpenMlsCrypto;
    use openmls_traits::types::{
        AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeAeadType, HpkeCiphertext,
        HpkeConfig, HpkeKdfType, HpkeKemType, HpkeKeyPair, KemOutput, SignatureScheme,
    };

    use crate::{ed25519, hpke};

    type Outcome<T> = Result<T, CryptoError>;

    #[derive(Default)]
    pub(crate) struct Crypto(RustCrypto);

    fn is_ours(config: &HpkeConfig) -> bool {
        matches!(
            config,
            HpkeConfig(
                HpkeKemType::DhKem25519,
                HpkeKdfType::HkdfSha256,
                HpkeAeadType::AesGcm128
            )
        )
    }

    impl OpenMlsCrypto for Crypto {
        fn hpke_seal(
            &self,
            config: HpkeConfig,
            pk_r: &[u8],
            info: &[u8],
            aad: &[u8],
            ptxt: &[u8],
        ) -> Outcome<HpkeCiphertext> {
            if !is_ours(&config) {
                return self.0.hpke_seal(config, pk_r, info, aad, ptxt);
            }
            hpke::seal(&self.0, pk_r, info, aad, ptxt)
        }

        fn hpke_open(
            &self,
            config: HpkeConfig,
            input: &HpkeCiphertext,
            sk_r: &[u8],
            info: &[u8],
            aad: &[u8],
        ) -> Outcome<Vec<u8>> {
            if !is_ours(&config) {
                return self.0.hpke_open(config, input, sk_r, info, aad);
            }
            hpke::open(&self.0, input, sk_r, info, aad)
        }

        fn supports(&self, ciphersuite: Ciphersuite) -> Outcome<()> {
            self.0.supports(ciphersuite)
        }

        fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
            self.0.supported_ciphersuites()
        }

        fn hkdf_extract(&self, hash: HashType, salt: &[u8], ikm: &[u8]) -> Outcome<SecretVLBytes> {
            self.0.hkdf_extract(hash, salt, ikm)
        }

        fn hmac(&self, hash: HashType, key: &[u8], message: &[u8]) -> Outcome<SecretVLBytes> {
            self.0.hmac(hash, key, message)
        }

        fn hkdf_expand(
            &self,
            hash: HashType,
            prk: &[u8],
            info: &[u8],
            okm_len: usize,
        ) -> Outcome<SecretVLBytes> {
            self.0.hkdf_expand(hash, prk, info, okm_len)
        }

        fn hash(&self, hash: HashType, data: &[u8]) -> Outcome<Vec<u8>> {
            self.0.hash(hash, data)
        }

        fn aead_encrypt(
            &self,
            algorithm: AeadType,
            key: &[u8],
            data: &[u8],
            nonce: &[u8],
            aad: &[u8],
        ) -> Outcome<Vec<u8>> {
            self.0.aead_encrypt(algorithm, key, data, nonce, aad)
        }

        fn aead_decrypt(
            &self,
            algorithm: AeadType,
            key: &[u8],
            ct_tag: &[u8],
            nonce: &[u8],
            aad: &[u8],
        ) -> Outcome<Vec<u8>> {
            self.0.aead_decrypt(algorithm, key, ct_tag, nonce, aad)
        }

        fn signature_key_gen(&self, scheme: SignatureScheme) -> Outcome<(Vec<u8>, Vec<u8>)> {
            self.0.signature_key_gen(scheme)
        }

        fn verify_signature(
            &self,
            scheme: SignatureScheme,
            data: &[u8],
            pk: &[u8],
            signature: &[u8],
        ) -> Outcome<()> {
            if scheme == SignatureScheme::ED25519 && ed25519::verifies(data, pk, signature) {
                return Ok(());
            }
            // RustCrypto has the last word, and the words for what is refused.
            self.0.verify_signature(scheme, data, pk, signature)
        }

        fn sign(&self, scheme: SignatureScheme, data: &[u8], key: &[u8]) -> Outcome<Vec<u8>> {
            self.0.sign(scheme, data, key)
        }

        fn hpke_setup_sender_and_export(
            &self,
            config: HpkeConfig,
            pk_r: &[u8],
            info: &[u8],
            exporter_context: &[u8],
            exporter_length: usize,
        ) -> Outcome<(KemOutput, ExporterSecret)> {
            self.0.hpke_setup_sender_and_export(
                config,
                pk_r,
                info,
                exporter_context,
                exporter_length,
            )
        }

        fn hpke_setup_receiver_and_export(
            &self,
            config: HpkeConfig,
            enc: &[u8],
            sk_r: &[u8],
            info: &[u8],
            exporter_context: &[u8],
            exporter_length: usize,
        ) -> Outcome<ExporterSecret> {
            self.0.hpke_setup_receiver_and_export(
                config,
                enc,
                sk_r,
                info,
                exporter_context,
                exporter_length,
            )
        }

        fn derive_hpke_keypair(&self, config: HpkeConfig, ikm: &[u8]) -> Outcome<HpkeKeyPair> {
            self.0.derive_hpke_keypair(config, ikm)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn both_implementations_of_hpke_read_each_other() {
            let suite = crate::context::CIPHERSUITE;
            let (fast, portable) = (Crypto::default(), RustCrypto::default());
            let pair = fast.derive_hpke_keypair(suite.hpke_config(), &[7; 32]);
            let pair = pair.expect("enough bytes");
            let both: [&dyn OpenMlsCrypto; 2] = [&fast, &portable];
            for (sealer, opener) in [(0, 0), (0, 1), (1, 0)] {
                let sealed = both[sealer]
                    .hpke_seal(suite.hpke_config(), &pair.public, b"info", b"aad", b"text")
                    .expect("a good key");
                let opened = both[opener]
                    .hpke_open(suite.hpke_config(), &sealed, &pair.private, b"info", b"aad")
                    .expect("just sealed");
                assert_eq!(opened, b"text");
            }
        }
    }
}
