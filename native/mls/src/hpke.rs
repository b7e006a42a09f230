//! HPKE (RFC 9180) as the protocol's one ciphersuite uses it: base mode, single shot,
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. A commit seals once for almost every
//! member, and nearly all of that is X25519; hashing and AEAD are RustCrypto's.

use openmls::prelude::tls_codec::SecretVLBytes;
use openmls_rust_crypto::RustCrypto;
use openmls_traits::crypto::OpenMlsCrypto as _;
use openmls_traits::types::{AeadType, CryptoError, HashType, HpkeCiphertext};

use crate::x25519::{self, PublicKey, Secret};

const KEM_SUITE: &[u8] = b"KEM\x00\x20";
const HPKE_SUITE: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x01";
const MODE_BASE: u8 = 0;
const SECRET_LEN: u16 = 32;
const KEY_LEN: u16 = 16;
const NONCE_LEN: u16 = 12;

type Outcome<T> = Result<T, CryptoError>;

/// Seals `text` to the owner of `recipient`.
pub(crate) fn seal(
    crypto: &RustCrypto,
    recipient: &[u8],
    info: &[u8],
    aad: &[u8],
    text: &[u8],
) -> Outcome<HpkeCiphertext> {
    let recipient: &PublicKey = recipient
        .try_into()
        .map_err(|_| CryptoError::InvalidLength)?;
    let ephemeral = x25519::generate().ok_or(CryptoError::InsufficientRandomness)?;
    let kem_output = x25519::public_key(&ephemeral);
    let shared = x25519::agree(&ephemeral, recipient).ok_or(CryptoError::CryptoLibraryError)?;
    let (key, nonce) = Schedule(crypto).run(&shared, &kem_output, recipient, info)?;
    let (key, nonce) = (key.as_slice(), nonce.as_slice());
    let ciphertext = crypto.aead_encrypt(AeadType::Aes128Gcm, key, text, nonce, aad)?;
    Ok(HpkeCiphertext {
        kem_output: kem_output.to_vec().into(),
        ciphertext: ciphertext.into(),
    })
}

/// Opens what was sealed to the owner of `private`.
pub(crate) fn open(
    crypto: &RustCrypto,
    sealed: &HpkeCiphertext,
    private: &[u8],
    info: &[u8],
    aad: &[u8],
) -> Outcome<Vec<u8>> {
    let failed = |_| CryptoError::HpkeDecryptionError;
    let private = Secret::new(private.try_into().map_err(failed)?);
    let kem_output: &PublicKey = sealed.kem_output.as_slice().try_into().map_err(failed)?;
    let shared = x25519::agree(&private, kem_output).ok_or(CryptoError::HpkeDecryptionError)?;
    let recipient = x25519::public_key(&private);
    let (key, nonce) = Schedule(crypto).run(&shared, kem_output, &recipient, info)?;
    let (key, nonce) = (key.as_slice(), nonce.as_slice());
    let text = sealed.ciphertext.as_slice();
    crypto
        .aead_decrypt(AeadType::Aes128Gcm, key, text, nonce, aad)
        .map_err(|_| CryptoError::HpkeDecryptionError)
}

/// From the shared point to the AEAD key and the nonce of the one message: ExtractAndExpand of
/// the KEM, then KeySchedule, in RFC 9180's words.
struct Schedule<'a>(&'a RustCrypto);

impl Schedule<'_> {
    fn run(
        &self,
        shared_point: &Secret,
        kem_output: &PublicKey,
        recipient: &PublicKey,
        info: &[u8],
    ) -> Outcome<(SecretVLBytes, SecretVLBytes)> {
        let prk = self.extract(KEM_SUITE, &[], b"eae_prk", &**shared_point)?;
        let kem_context = [&kem_output[..], &recipient[..]].concat();
        let shared = self.expand(KEM_SUITE, &prk, b"shared_secret", &kem_context, SECRET_LEN)?;
        let psk_id_hash = self.extract(HPKE_SUITE, &[], b"psk_id_hash", &[])?;
        let info_hash = self.extract(HPKE_SUITE, &[], b"info_hash", info)?;
        let context = [&[MODE_BASE], psk_id_hash.as_slice(), info_hash.as_slice()].concat();
        let secret = self.extract(HPKE_SUITE, shared.as_slice(), b"secret", &[])?;
        Ok((
            self.expand(HPKE_SUITE, &secret, b"key", &context, KEY_LEN)?,
            self.expand(HPKE_SUITE, &secret, b"base_nonce", &context, NONCE_LEN)?,
        ))
    }

    /// LabeledExtract.
    fn extract(
        &self,
        suite: &[u8],
        salt: &[u8],
        label: &[u8],
        ikm: &[u8],
    ) -> Outcome<SecretVLBytes> {
        let labeled = [b"HPKE-v1", suite, label, ikm].concat();
        self.0.hkdf_extract(HashType::Sha2_256, salt, &labeled)
    }

    /// LabeledExpand.
    fn expand(
        &self,
        suite: &[u8],
        prk: &SecretVLBytes,
        label: &[u8],
        info: &[u8],
        len: u16,
    ) -> Outcome<SecretVLBytes> {
        let labeled = [&len.to_be_bytes(), &b"HPKE-v1"[..], suite, label, info].concat();
        let prk = prk.as_slice();
        self.0
            .hkdf_expand(HashType::Sha2_256, prk, &labeled, usize::from(len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits = text.as_bytes().chunks(2);
        let bytes = digits.map(|pair| std::str::from_utf8(pair).expect("ASCII"));
        bytes
            .map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal"))
            .collect()
    }

    // RFC 9180, A.1.1: base mode, sequence number 0.
    const SK_R: &str = "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
    const PK_R: &str = "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d";
    const ENC: &str = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";
    const INFO: &str = "4f6465206f6e2061204772656369616e2055726e";
    const AAD: &str = "436f756e742d30";
    const TEXT: &str = "4265617574792069732074727574682c20747275746820626561757479";
    const SEALED: &str = "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9\
                          6d8770ac83d07bea87e13c512a";

    fn sealed(kem_output: &[u8], ciphertext: &[u8]) -> HpkeCiphertext {
        HpkeCiphertext {
            kem_output: kem_output.into(),
            ciphertext: ciphertext.into(),
        }
    }

    fn open_with(sealed: &HpkeCiphertext, private: &str, info: &str) -> Outcome<Vec<u8>> {
        let crypto = RustCrypto::default();
        open(&crypto, sealed, &hex(private), &hex(info), &hex(AAD))
    }

    #[test]
    fn open_agrees_with_the_published_vector() {
        let text = open_with(&sealed(&hex(ENC), &hex(SEALED)), SK_R, INFO);
        assert_eq!(text.expect("published"), hex(TEXT));
    }

    #[test]
    fn open_reads_what_seal_wrote() {
        let crypto = RustCrypto::default();
        for text in [&b""[..], b"x", &[7; 1000]] {
            let sealed = seal(&crypto, &hex(PK_R), &hex(INFO), &hex(AAD), text);
            let opened = open_with(&sealed.expect("a good key"), SK_R, INFO);
            assert_eq!(opened.expect("just sealed"), text);
        }
    }

    #[test]
    fn seal_never_repeats_itself() {
        let crypto = RustCrypto::default();
        let sealed = || seal(&crypto, &hex(PK_R), b"", b"", b"text").expect("a good key");
        assert_ne!(sealed().kem_output, sealed().kem_output);
    }

    #[test]
    fn open_refuses_changes_and_cuts() {
        let (enc, good) = (hex(ENC), hex(SEALED));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert!(open_with(&sealed(&enc, &bad), SK_R, INFO).is_err());
            assert!(open_with(&sealed(&enc, &good[..at]), SK_R, INFO).is_err());
        }
        assert!(open_with(&sealed(&enc[..31], &good), SK_R, INFO).is_err());
        assert!(open_with(&sealed(&enc, &good), SK_R, "00").is_err());
        assert!(open_with(&sealed(&enc, &good), &SK_R[2..], INFO).is_err());
    }

    #[test]
    fn points_of_small_order_are_refused() {
        let mut one = [0; 32];
        one[0] = 1;
        for point in [[0; 32], one] {
            let crypto = RustCrypto::default();
            assert!(seal(&crypto, &point, b"", b"", b"text").is_err());
            assert!(open_with(&sealed(&point, &hex(SEALED)), SK_R, INFO).is_err());
        }
    }
}
