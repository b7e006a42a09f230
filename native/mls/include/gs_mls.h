/* Generated from native/mls/src by cbindgen (native/mls/cbindgen.toml), do not edit. */

/*
 * The Rust side of gbp-stack: MLS contexts on OpenMLS, and AEADs by ring in the caller's memory.
 *
 * Fallible gs_mls_* functions return 0, -1 for a failure (its text is in `error`) or -2 for an
 * internal error. Results are written only on success, texts only on failure. Every pointer may be
 * null: that is a failure, or an empty input where its length is 0. Any thread may use an object,
 * one at a time. Bytes that a function returned are released with gs_mls_bytes_free.
 */

#ifndef GS_MLS_H
#define GS_MLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Size of the text of a failure, its terminating zero included.
#define GS_MLS_ERROR_TEXT_BYTES 256

// Bytes of memory that one key takes.
#define GS_AEAD_RING_STATE_BYTES 576

// What the address of that memory must be a multiple of.
#define GS_AEAD_RING_STATE_ALIGN 64

// One member's view of one MLS group.
typedef struct GsMls GsMls;

// Bytes owned by the caller; empty is `{NULL, 0, 0}`.
typedef struct {
    // The first byte, or null.
    uint8_t *ptr;
    // The number of bytes.
    size_t len;
    // The size of the allocation.
    size_t cap;
} GsMlsBytes;

// The text of a failure, written only when a function fails.
typedef struct {
    // UTF-8 ending in a zero byte, cut between two characters where it had to be cut.
    char text[GS_MLS_ERROR_TEXT_BYTES];
} GsMlsError;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Wipes and releases bytes that a function of this interface returned. Empty ones are fine.
void gs_mls_bytes_free(GsMlsBytes bytes);

// Founds a group with `identity` as its only member, at epoch 0 and under a fresh random id.
int32_t gs_mls_create(const uint8_t *identity, size_t identity_len, GsMls **out, GsMlsError *error);

// Releases a context and wipes its keys. Null is fine.
void gs_mls_free(GsMls *mls);

// The epoch of the group; 0 for null.
uint64_t gs_mls_epoch(const GsMls *mls);

// Writes the first 16 bytes of the group's id, padded with zeros; zeros for null.
void gs_mls_group_id(const GsMls *mls, uint8_t out[16]);

// This member's leaf index in the group's tree; 0 for null.
uint32_t gs_mls_own_leaf(const GsMls *mls);

// The key package by which others invite this context: the same bytes at every call, good for
// one join.
int32_t gs_mls_export_key_package(const GsMls *mls, GsMlsBytes *out, GsMlsError *error);

// Commits to adding the owners of `count` key packages, which lie one behind the other and are as
// long as `key_package_lens` says. With `merge` the commit is merged at once, else it is pending.
int32_t gs_mls_invite(GsMls *mls,
                      const uint8_t *key_packages,
                      const uint32_t *key_package_lens,
                      size_t count,
                      bool merge,
                      GsMlsBytes *commit,
                      GsMlsBytes *welcome,
                      GsMlsError *error);

// Commits to removing the member at `leaf`; the commit is pending. With `strict_count` a leaf at
// or above the number of members is refused even if a member is on it.
int32_t gs_mls_remove(GsMls *mls,
                      uint32_t leaf,
                      bool strict_count,
                      GsMlsBytes *commit,
                      GsMlsError *error);

// Checks a message of the group and writes its kind: 1 commit (now staged), 2 application,
// 3 proposal, 4 external proposal.
int32_t gs_mls_process(GsMls *mls,
                       const uint8_t *message,
                       size_t message_len,
                       uint32_t *kind,
                       GsMlsError *error);

// Merges the staged commit if there is one, else the own pending one, else nothing. A staged
// commit is used up even when it cannot be merged; all else is then as it was.
int32_t gs_mls_finalize_commit(GsMls *mls, GsMlsError *error);

// Drops the staged commit and the own pending one.
int32_t gs_mls_clear_pending_commit(GsMls *mls, GsMlsError *error);

// Joins the group of a Welcome, in place of the one the context was in.
int32_t gs_mls_accept_welcome(GsMls *mls,
                              const uint8_t *welcome,
                              size_t welcome_len,
                              GsMlsError *error);

// Fills `out` with the MLS exporter's secret for a UTF-8 label and a context in this epoch.
int32_t gs_mls_export_secret(const GsMls *mls,
                             const uint8_t *label,
                             size_t label_len,
                             const uint8_t *context,
                             size_t context_len,
                             uint8_t *out,
                             size_t out_len,
                             GsMlsError *error);

// Writes everything the context holds, private keys included, as one blob; `extra` rides along
// unless it is empty.
int32_t gs_mls_export_state(const GsMls *mls,
                            const uint8_t *extra,
                            size_t extra_len,
                            GsMlsBytes *out,
                            GsMlsError *error);

// Makes a context from a blob and returns the `extra` that rode along, empty if there was none.
int32_t gs_mls_restore_state(const uint8_t *blob,
                             size_t blob_len,
                             GsMls **out,
                             GsMlsBytes *extra,
                             GsMlsError *error);

// Sets up a key in `state`: algorithm 0 is ChaCha20-Poly1305, 1 AES-128-GCM, 2 AES-256-GCM.
// Returns 0, or -1 for another algorithm, a key of the wrong length, null, or an address that is
// not aligned. The caller wipes `state` when the key has done its work.
int32_t gs_aead_ring_init(void *state, uint32_t algorithm, const uint8_t *key, size_t key_len);

// Encrypts `data` in place and writes its tag, which is apart from it. Returns 0, or -1; what is
// in `data` then is of no use.
int32_t gs_aead_ring_seal(const void *state,
                          const uint8_t nonce[12],
                          const uint8_t *aad,
                          size_t aad_len,
                          uint8_t *data,
                          size_t len,
                          uint8_t tag[16]);

// Decrypts `len` bytes of ciphertext with the tag behind it into the `len` - 16 bytes of
// `plaintext`, which may be the same memory and else is apart from it. Returns 0, or -1 with
// `plaintext` zeroed.
int32_t gs_aead_ring_open(const void *state,
                          const uint8_t nonce[12],
                          const uint8_t *aad,
                          size_t aad_len,
                          const uint8_t *ciphertext,
                          size_t len,
                          uint8_t *plaintext);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GS_MLS_H */
