/*
 * gbp_stack.h: the C ABI that existing gbp-stack bindings load (docs/c-abi.md).
 *
 *  - Handles are counted from 1 up per kind of object and never reused; 0 is no handle. Every
 *    function may be called from any thread; threads that use one object take turns. After fork()
 *    an object is to be used on one side only: its counters exist twice.
 *  - Inputs are borrowed for the call, at most 2^30 bytes each. A null pointer with length 0 is an
 *    empty input. A null pointer with a length, and a null out pointer, is a failure.
 *  - Blobs are GbpBuffers that the caller owns and releases with gbp_buffer_free; the empty one is
 *    null, 0, 0. Texts are NUL-terminated UTF-8 that the caller owns and releases with
 *    gbp_string_free. A null text: out of memory.
 *  - "Fails" means: the result is 0, false or empty, and gbp_last_error says why to this thread.
 *    Functions that can fail clear the last error first. Those marked "silent" neither clear nor
 *    set it, unless memory runs out.
 *
 * A faster ABI for managed runtimes stands in gbp_flat.h; handles are the same in both. The known
 * weakness of wire version 1 stands in README.md, "Security of wire version 1".
 */
#ifndef GBP_STACK_H
#define GBP_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(GBP_API)
#if defined(_WIN32)
#define GBP_API __declspec(dllexport)
#else
#define GBP_API __attribute__((visibility("default")))
#endif
#endif

/* Bytes that the caller owns. cap is the size of the memory, which gbp_buffer_free needs. */
typedef struct GbpBuffer {
    uint8_t *ptr;
    size_t len;
    size_t cap;
} GbpBuffer;

/* ---- Library --------------------------------------------------------------------------------- */

/* Wipe and release what a function returned. Null is accepted; silent. */
GBP_API void gbp_buffer_free(GbpBuffer buffer);
GBP_API void gbp_string_free(char *text);
/* Text of the calling thread's last error, empty when there is none; it stays. Owned. */
GBP_API char *gbp_last_error(void);
/* "group-protocol-stack {semver} (gbp + gtp + gap + gsp)". Owned. Silent. */
GBP_API char *gbp_version(void);
/* The registry's error object for a code in CBOR (wire.md, Error object); empty with last error
 * "unknown error code 0x…" for a code that the registry does not have. Never clears the last
 * error. */
GBP_API GbpBuffer gbp_error_lookup(uint16_t code);
/* A GBP frame around a payload that is already protected (wire.md, GBP frame). Of stream_type only
 * the low 8 bits are used. */
GBP_API GbpBuffer gbp_frame_encode_v(uint8_t version, const uint8_t group_id[16], uint64_t epoch,
                                     uint32_t transition_id, uint32_t stream_type,
                                     uint32_t stream_id, uint16_t flags, uint32_t sequence_no,
                                     const uint8_t *payload, size_t payload_len);

/* ---- MLS context (behaviour.md, MLS context; RFC 9420) --------------------------------------- */

/* Every failure on a handle that is no MLS context reads "invalid MLS handle". */

/* A new one-member group at epoch 0 whose basic credential is identity (may be empty). */
GBP_API int32_t gbp_mls_create(const uint8_t *identity, size_t identity_len);
/* Releases a context, its keys wiped. Silent. */
GBP_API void gbp_mls_destroy(int32_t mls);
/* The group's epoch, 0 for a bad handle. Silent. */
GBP_API uint64_t gbp_mls_epoch(int32_t mls);
/* Writes the first 16 bytes of the group id, zero-padded. */
GBP_API bool gbp_mls_group_id(int32_t mls, uint8_t out[16]);
/* The context's key package, always the same bytes, good for one join. */
GBP_API GbpBuffer gbp_mls_export_key_package(int32_t mls);
/* Adds a member and merges the commit at once; the Welcome. */
GBP_API GbpBuffer gbp_mls_invite(int32_t mls, const uint8_t *key_package, size_t key_package_len);
/* Adds a member by a commit that is left pending; u32 little-endian commit length, commit, welcome.
 */
GBP_API GbpBuffer gbp_mls_invite_full(int32_t mls, const uint8_t *key_package,
                                      size_t key_package_len);
/* Removes a member; the commit, left pending. A leaf at or above the number of members is refused,
 * even when it is a member's: "openmls: leaf_index … out of range (group size …)". */
GBP_API GbpBuffer gbp_mls_remove(int32_t mls, uint32_t leaf);
/* Stages a commit; the kind of message: 1 commit, 2 application, 3 proposal, 4 external; 0 fails.
 */
GBP_API uint32_t gbp_mls_process_message(int32_t mls, const uint8_t *message, size_t message_len);
/* Merges the staged commit, else the own pending one; nothing to merge is fine. */
GBP_API bool gbp_mls_finalize_commit(int32_t mls);
/* Drops the staged and the own pending commit. */
GBP_API bool gbp_mls_clear_pending_commit(int32_t mls);
/* Joins the group of a Welcome in place of the present one. */
GBP_API bool gbp_mls_accept_welcome(int32_t mls, const uint8_t *welcome, size_t welcome_len);
/* The whole state, private keys included; reserves the next 2^20 numbers of every counter. */
GBP_API GbpBuffer gbp_mls_export_state(int32_t mls);
/* A context from an exported state. */
GBP_API int32_t gbp_mls_restore_state(const uint8_t *state, size_t state_len);

/* ---- Node (behaviour.md, Node) --------------------------------------------------------------- */

/* A node in state IDLE. */
GBP_API int32_t gbp_node_create(uint32_t member_id, const uint8_t group_id[16]);
GBP_API void gbp_node_destroy(int32_t node); /* silent */
/* Through CONNECTING and ESTABLISHING_GROUP to ACTIVE at this epoch; false for a bad handle. The
 * three events come out with the next ones. Silent. */
GBP_API bool gbp_node_bootstrap_creator(int32_t node, uint64_t epoch);
/* The same; a transition id above 0 becomes the pending transition. Silent. */
GBP_API bool gbp_node_bootstrap_joiner(int32_t node, uint64_t epoch, uint32_t first_transition_id);
/* The state's number (native/tables/states.def), 0xFFFFFFFF for a bad handle. Silent. */
GBP_API uint32_t gbp_node_state(int32_t node);
/* 0 for a bad handle. Silent. */
GBP_API uint64_t gbp_node_epoch(int32_t node);
GBP_API uint32_t gbp_node_last_transition_id(int32_t node);
/* Overwrites the node's epoch and nothing else; false for a bad handle. Silent. */
GBP_API bool gbp_node_set_epoch(int32_t node, uint64_t epoch);
/* Epoch + 1, transition id noted, sequence tables cleared, event epoch_advanced. Silent. */
GBP_API bool gbp_node_apply_transition(int32_t node, uint32_t transition_id);
/* A control frame, as u32 little-endian target and the wire. Fails with "bad opcode 0x…" or "bad
 * node/mls handle", in this order, or as the node's state says. */
GBP_API GbpBuffer gbp_node_send_control(int32_t node, int32_t mls, uint32_t target, uint16_t opcode,
                                        uint32_t transition_id, uint32_t request_id,
                                        const uint8_t *args, size_t args_len);
/* Receives a frame; the events that it and anything before it caused, a JSON array (behaviour.md,
 * Events). Fails with "[]" and, for a bad handle, "bad node/mls handle". A peer's fault is an event
 * and no failure. Owned. */
GBP_API char *gbp_node_on_wire(int32_t node, int32_t mls, const uint8_t *wire, size_t wire_len);
/* The waiting events; "[]" for a bad handle. Owned. Silent. */
GBP_API char *gbp_node_drain_events(int32_t node);

/* ---- Clients (behaviour.md, Clients) --------------------------------------------------------- */

/*
 * The same for all three. Codecs: native/tables/codecs.def, an unknown one is taken as CBOR. Sends
 * return u32 little-endian target and the wire; a client, node or MLS context that does not exist
 * reads "bad handle"; a node that may not send "node: invalid state: …". Accepts return a JSON
 * object with the keys named here, null where there is nothing to say: status, then the rest, then
 * reason. An unknown client reads {"status":"error","reason":"bad client"} and is no last error.
 * Creating, destroying and resetting are silent.
 */

GBP_API int32_t gtp_client_create(void);
GBP_API void gtp_client_destroy(int32_t client);
GBP_API void gtp_client_reset(int32_t client);
/* Text must be UTF-8: "utf8: …", looked at before the handles. */
GBP_API GbpBuffer gtp_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                                  uint64_t message_id, const uint8_t *text, size_t text_len,
                                  uint8_t codec);
/* status: new, duplicate, error; sender, message_id, text. A body that is not UTF-8: "<binary>". */
GBP_API char *gtp_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                                size_t plaintext_len, uint8_t codec);

GBP_API int32_t gap_client_create(void);
GBP_API void gap_client_destroy(int32_t client);
GBP_API void gap_client_reset(int32_t client);
/* rtp_timestamp counts 48 kHz ticks. A send refused by the node's state uses an RTP sequence number
 * all the same. */
GBP_API GbpBuffer gap_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                                  uint32_t media_source_id, uint64_t rtp_timestamp,
                                  const uint8_t *opus, size_t opus_len, uint8_t codec);
/* status: new, late, error; source, seq, bytes (the length of the audio frame). */
GBP_API char *gap_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                                size_t plaintext_len, uint8_t codec);

GBP_API int32_t gsp_client_create(void);
GBP_API void gsp_client_destroy(int32_t client);
GBP_API void gsp_client_reset(int32_t client);
/* A signal without arguments. "bad signal …" for an unknown one, looked at before the handles. */
GBP_API GbpBuffer gsp_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                                  uint32_t signal, uint32_t role_claim, uint32_t request_id,
                                  uint8_t codec);
/* A signal with arguments in CBOR, which are not checked here. */
GBP_API GbpBuffer gsp_client_send_with_args(int32_t client, int32_t node, int32_t mls,
                                            uint32_t target, uint32_t signal, uint32_t role_claim,
                                            uint32_t request_id, const uint8_t *args,
                                            size_t args_len, uint8_t codec);
/* status: new, duplicate (with request_id alone), error; signal (its name), signal_code, sender,
 * role_claim, request_id. */
GBP_API char *gsp_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                                size_t plaintext_len, uint8_t codec);

/* ---- SFrame (wire.md, SFrame; RFC 9605) ------------------------------------------------------ */

/*
 * The format of a session and its encryptors is that of the environment variable GBP_SFRAME_FORMAT
 * when the session is created: "gbp-1.5" (also when it is unset or empty) or "rfc9605", which
 * gbp-stack 1.9 speaks; any other value fails. Suites: native/tables/sframe.def; an empty label is
 * taken as it is.
 */

/* A receiving session on the context's present epoch. Fails, in this order, with "unknown
 * ciphersuite …", "invalid utf-8 sequence …" for the label, "invalid MLS handle". */
GBP_API int32_t gbp_sframe_session_create(int32_t mls, uint8_t suite, const uint8_t *label,
                                          size_t label_len);
GBP_API void gbp_sframe_session_free(int32_t session); /* silent */
/* A sender for one leaf on the context's present epoch; it outlives session and context. Fails as
 * gbp_sframe_session_create, with "invalid session handle" before "invalid MLS handle". */
GBP_API int32_t gbp_sframe_encryptor_create(int32_t mls, int32_t session, uint32_t leaf,
                                            uint8_t suite, const uint8_t *label, size_t label_len);
GBP_API void gbp_sframe_encryptor_free(int32_t encryptor); /* silent */
/* Header, ciphertext and tag. "invalid encryptor handle". */
GBP_API GbpBuffer gbp_sframe_encrypt(int32_t encryptor, const uint8_t *plaintext,
                                     size_t plaintext_len, const uint8_t *aad, size_t aad_len);
/* The plaintext; the sender's leaf in leaf_out. An empty plaintext is an empty buffer without a
 * last error. Fails with "invalid session handle", "invalid SFrame header: …", "unknown KID 0x…:
 * epoch or sender not registered", "replay detected: KID=… CTR=…" or "AEAD decryption failed". */
GBP_API GbpBuffer gbp_sframe_decrypt(int32_t session, const uint8_t *payload, size_t payload_len,
                                     const uint8_t *aad, size_t aad_len, uint32_t *leaf_out);

#ifdef __cplusplus
}
#endif
#endif
