//! The state blob's bytes: four parts, each a little-endian u32 length and its bytes. The first is
//! the storage map (a u32 count, then keys and values, each with its length), the others are the
//! signature key pair, the identity and the group id.

use crate::error::MlsError;
use crate::provider::StorageMap;

/// The four parts of a state blob.
pub(crate) struct Blob {
    pub(crate) storage: StorageMap,
    pub(crate) signer: Vec<u8>,
    pub(crate) identity: Vec<u8>,
    pub(crate) group_id: Vec<u8>,
}

impl Blob {
    pub(crate) fn encode(&self) -> Result<Vec<u8>, MlsError> {
        let mut entries: Vec<_> = self.storage.iter().collect();
        entries.sort();
        let mut map = Vec::new();
        put_u32(&mut map, entries.len())?;
        for (key, value) in entries {
            put_bytes(&mut map, key)?;
            put_bytes(&mut map, value)?;
        }
        let mut out = Vec::new();
        for part in [&map, &self.signer, &self.identity, &self.group_id] {
            put_bytes(&mut out, part)?;
        }
        Ok(out)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MlsError> {
        let mut rest = bytes;
        let storage = decode_map(take_bytes(&mut rest)?)?;
        let blob = Self {
            storage,
            signer: take_bytes(&mut rest)?.to_vec(),
            identity: take_bytes(&mut rest)?.to_vec(),
            group_id: take_bytes(&mut rest)?.to_vec(),
        };
        require_end(rest)?;
        Ok(blob)
    }
}

fn decode_map(bytes: &[u8]) -> Result<StorageMap, MlsError> {
    let mut rest = bytes;
    let count = take_u32(&mut rest)?;
    // Nothing is reserved for the count: it may promise more entries than there are bytes.
    let mut map = StorageMap::new();
    for _ in 0..count {
        let key = take_bytes(&mut rest)?.to_vec();
        let value = take_bytes(&mut rest)?.to_vec();
        if map.insert(key, value).is_some() {
            return Err(MlsError::StateParse("repeated entry"));
        }
    }
    require_end(rest)?;
    Ok(map)
}

fn put_u32(out: &mut Vec<u8>, value: usize) -> Result<(), MlsError> {
    let value = u32::try_from(value).map_err(|_| MlsError::Length("state"))?;
    out.extend_from_slice(&value.to_le_bytes());
    Ok(())
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), MlsError> {
    put_u32(out, bytes.len())?;
    out.extend_from_slice(bytes);
    Ok(())
}

fn take_u32(rest: &mut &[u8]) -> Result<u32, MlsError> {
    let (head, tail) = rest
        .split_first_chunk::<4>()
        .ok_or(MlsError::StateTruncated("length"))?;
    *rest = tail;
    Ok(u32::from_le_bytes(*head))
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], MlsError> {
    let len = take_u32(rest)?;
    let (bytes, tail) = usize::try_from(len)
        .ok()
        .and_then(|len| rest.split_at_checked(len))
        .ok_or(MlsError::StateTruncated("body"))?;
    *rest = tail;
    Ok(bytes)
}

fn require_end(rest: &[u8]) -> Result<(), MlsError> {
    if rest.is_empty() {
        return Ok(());
    }
    Err(MlsError::StateParse("trailing bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Blob {
        let entries = [(b"k".to_vec(), b"value".to_vec()), (b"l".to_vec(), vec![])];
        Blob {
            storage: entries.into_iter().collect(),
            signer: b"sig".to_vec(),
            identity: vec![],
            group_id: vec![7; 16],
        }
    }

    #[test]
    fn decode_reads_what_encode_wrote() {
        let bytes = sample().encode().expect("small");
        let blob = Blob::decode(&bytes).expect("well-formed");
        assert_eq!(blob.storage, sample().storage);
        assert_eq!(blob.signer, b"sig");
        assert!(blob.identity.is_empty());
        assert_eq!(blob.group_id, [7; 16]);
    }

    #[test]
    fn decode_refuses_every_cut_and_anything_behind() {
        let bytes = sample().encode().expect("small");
        for len in 0..bytes.len() {
            assert!(Blob::decode(&bytes[..len]).is_err(), "cut at {len}");
        }
        assert!(Blob::decode(&[&bytes[..], b"x"].concat()).is_err());
    }

    #[test]
    fn decode_does_not_believe_a_huge_count() {
        let mut bytes = vec![4, 0, 0, 0];
        bytes.extend_from_slice(&[0xFF; 4]);
        bytes.extend_from_slice(&[0; 12]);
        let failure = Blob::decode(&bytes).map(|_| ()).expect_err("no entries");
        assert_eq!(
            failure.to_string(),
            "openmls: truncated state blob (length)"
        );
    }
}
