/*
 * gbp_flat.h: the flat C ABI of gbp_stack, made for foreign-function interfaces of managed
 * runtimes.
 *
 * One crossing is one operation of the user's. Only 32-bit integers and caller's memory cross: no
 * struct by value, no pointer kept, no callback. Conventions, the same for every function below:
 *
 *  - Result: int32_t, n >= 0 a length, count, handle or code as the function says; negative a
 *    call status (native/tables/statuses.def) whose text `gbpf_last_error` gives to the same
 *    thread.
 *  - Inputs are borrowed for the call. A null pointer with length 0 is an empty input; a null
 *    pointer with a length is E_ARGUMENT. 64-bit values travel as two words, low then high.
 *  - Handles are counted from 1 up per kind of object and never reused. An unknown, destroyed or
 *    foreign handle is E_HANDLE. Every function may be called from any thread. After fork() an
 *    object is to be used on one side only: its counters exist twice.
 *  - `out, cap`: the caller's memory and its size in bytes. Where a bound is given, memory of that
 *    size always suffices, and less may be E_SPACE, with nothing done. "Parks" means that there is
 *    no bound: the work is done once, n is the whole length, and when n > cap nothing was written
 *    and the bytes wait in the thread's result slot for `gbpf_take_result`, until the thread's
 *    next parked result. Memory for a result must not overlap an input; where frames and SFrame
 *    payloads are opened, that is E_ARGUMENT.
 *
 * Implements the operations of the Group Protocol Stack, wire version 1. Its known weakness stands
 * in README.md, "Security of wire version 1".
 */
#ifndef GBP_FLAT_H
#define GBP_FLAT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define GBP_API __declspec(dllexport)
#else
#define GBP_API __attribute__((visibility("default")))
#endif

/* ---- Library --------------------------------------------------------------------------------- */

/* The number of this interface. Bindings refuse a library whose number is not the one they know. */
#define GBPF_ABI_VERSION 1
/* Words of an event record, and the bytes of text that an error event adds at most. */
#define GBPF_EVENT_WORDS 10
#define GBPF_REASON_MAX 256
/* Set in an event count when further events wait in the node: see gbpf_node_on_wire. */
#define GBPF_EVENTS_MORE 0x40000000
/* A frame is never longer than its plaintext payload by more than this (header, tag, codec key). */
#define GBPF_FRAME_OVERHEAD 160
/* A payload is never longer than the user's bytes in it by more than this, in any codec. */
#define GBPF_PAYLOAD_OVERHEAD 160
/* An SFrame payload is never longer than its plaintext by more than this (header, tag). */
#define GBPF_SFRAME_OVERHEAD 40
/* Longest single input and output in bytes (2^30): keeps every length inside an int32_t. */
#define GBPF_INPUT_MAX 0x40000000

/* GBPF_ABI_VERSION of the loaded library. Cannot fail. */
GBP_API int32_t gbpf_abi_version(void);
/* Writes "group-protocol-stack {semver} (gbp + gtp + gap + gsp)", UTF-8 without NUL; its length.
 * Bound: 128. */
GBP_API int32_t gbpf_version(uint8_t *out, uint32_t cap);
/* Writes the text of the calling thread's last failure, cut to cap; its length, 0 when there was
 * none. Fallible functions begin by clearing it; getters, bootstraps, set_epoch, apply_transition,
 * drains, resets and destroys leave it alone. Bound: 512. */
GBP_API int32_t gbpf_last_error(uint8_t *out, uint32_t cap);
/* Moves the calling thread's parked result to out and wipes the slot; its length. E_SPACE keeps it;
 * E_STATE when nothing is parked. */
GBP_API int32_t gbpf_take_result(uint8_t *out, uint32_t cap);
/* Writes the registry's error object for a code as CBOR (wire.md, Error object); its length, 0 for
 * a code that the registry does not have. Bound: 128. */
GBP_API int32_t gbpf_error_lookup(uint32_t code, uint8_t *out, uint32_t cap);
/* Whether an object of a kind (0 MLS context, 1 node, 2 text, 3 audio, 4 signal client, 5 SFrame
 * session, 6 SFrame encryptor) has this handle: 1 or 0. */
GBP_API int32_t gbpf_handle_exists(uint32_t kind, int32_t handle);
/* Encodes a GBP frame around a payload that is already protected (wire.md, GBP frame); its length.
 * version <= 255, stream_type <= 255, flags <= 65535. Bound: payload_len + GBPF_FRAME_OVERHEAD. */
GBP_API int32_t gbpf_frame_encode(uint32_t version, const uint8_t group_id[16], uint32_t epoch_low,
                                  uint32_t epoch_high, uint32_t transition_id, uint32_t stream_type,
                                  uint32_t stream_id, uint32_t flags, uint32_t sequence_no,
                                  const uint8_t *payload, uint32_t payload_len, uint8_t *out,
                                  uint32_t cap);

/* ---- MLS context (behaviour.md, MLS context; RFC 9420) -----------------------------------------
 */

/* A new one-member group at epoch 0 whose basic credential is identity (may be empty); its handle.
 */
GBP_API int32_t gbpf_mls_create(const uint8_t *identity, uint32_t identity_len);
/* Releases a context, its keys wiped. Unknown handles are E_HANDLE and change nothing. */
GBP_API int32_t gbpf_mls_destroy(int32_t mls);
/* Writes epoch (8 bytes little-endian) and group id (16 bytes, zero-padded); 24. */
GBP_API int32_t gbpf_mls_info(int32_t mls, uint8_t out[24]);
/* The context's own leaf in the group's tree, which its SFrame sender is named after; 0 or more. */
GBP_API int32_t gbpf_mls_own_leaf(int32_t mls);
/* A secret for use beside GBP: MLS-Exporter(label, context, out_len) of the present epoch (RFC 9420
 * section 8.5); out_len, from 1 to 8160. */
GBP_API int32_t gbpf_mls_export_secret(int32_t mls, const uint8_t *label, uint32_t label_len,
                                       const uint8_t *context, uint32_t context_len, uint8_t *out,
                                       uint32_t out_len);
/* The context's key package (a bare KeyPackage, always the same bytes, good for one join). Parks.
 */
GBP_API int32_t gbpf_mls_export_key_package(int32_t mls, uint8_t *out, uint32_t cap);
/* Adds one member and merges the commit at once; the Welcome. Parks. */
GBP_API int32_t gbpf_mls_invite(int32_t mls, const uint8_t *key_package, uint32_t key_package_len,
                                uint8_t *out, uint32_t cap);
/* Adds `count` members by one commit, left pending. key_packages holds the key packages one behind
 * the other, key_package_lens their lengths. Writes u32 little-endian commit length, commit,
 * welcome. Parks. */
GBP_API int32_t gbpf_mls_invite_many(int32_t mls, const uint8_t *key_packages,
                                     uint32_t key_packages_len, const uint32_t *key_package_lens,
                                     uint32_t count, uint8_t *out, uint32_t cap);
/* Removes the member at any existing leaf of another; the commit, left pending. Parks. */
GBP_API int32_t gbpf_mls_remove(int32_t mls, uint32_t leaf, uint8_t *out, uint32_t cap);
/* Stages a commit (it takes effect at gbpf_mls_finalize_commit); the kind of the message: 1 commit,
 * 2 application, 3 proposal, 4 external join proposal. A failure uses nothing up. */
GBP_API int32_t gbpf_mls_process_message(int32_t mls, const uint8_t *message, uint32_t message_len);
/* Merges the staged commit, else the own pending one; nothing to merge is fine. 0. */
GBP_API int32_t gbpf_mls_finalize_commit(int32_t mls);
/* Drops the staged and the own pending commit. 0. */
GBP_API int32_t gbpf_mls_clear_pending_commit(int32_t mls);
/* Joins the group of a Welcome in place of the present one. 0. */
GBP_API int32_t gbpf_mls_accept_welcome(int32_t mls, const uint8_t *welcome, uint32_t welcome_len);
/* The whole state, private keys included, for gbpf_mls_restore_state. Reserves the next 2^20
 * numbers of every counter (behaviour.md, MLS context). Parks. */
GBP_API int32_t gbpf_mls_export_state(int32_t mls, uint8_t *out, uint32_t cap);
/* A context from an exported state; its handle. */
GBP_API int32_t gbpf_mls_restore_state(const uint8_t *state, uint32_t state_len);

/* ---- Node (behaviour.md, Node) ------------------------------------------------------------------
 */

/* A node in state IDLE; its handle. Stream ids wrap modulo 2^32 for member ids of 1,000,000 and
 * above. */
GBP_API int32_t gbpf_node_create(uint32_t member_id, const uint8_t group_id[16]);
GBP_API int32_t gbpf_node_destroy(int32_t node);
/* Writes words: state, last transition id, epoch low, epoch high; 4. */
GBP_API int32_t gbpf_node_info(int32_t node, uint32_t out[4]);
/* Through CONNECTING and ESTABLISHING_GROUP to ACTIVE at this epoch. The events wait for the next
 * drain. 0. */
GBP_API int32_t gbpf_node_bootstrap_creator(int32_t node, uint32_t epoch_low, uint32_t epoch_high);
/* The same; a transition id above 0 becomes the pending transition. 0. */
GBP_API int32_t gbpf_node_bootstrap_joiner(int32_t node, uint32_t epoch_low, uint32_t epoch_high,
                                           uint32_t first_transition_id);
/* Overwrites the node's epoch and nothing else. 0. */
GBP_API int32_t gbpf_node_set_epoch(int32_t node, uint32_t epoch_low, uint32_t epoch_high);
/* Epoch + 1, transition id noted, sequence tables cleared, event epoch_advanced. 0. */
GBP_API int32_t gbpf_node_apply_transition(int32_t node, uint32_t transition_id);
/* Sends a control message (opcode: native/tables/opcodes.def); the frame's length. target is for
 * the caller's transport only. Bound: args_len + GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD. */
GBP_API int32_t gbpf_node_send_control(int32_t node, int32_t mls, uint32_t opcode,
                                       uint32_t transition_id, uint32_t request_id,
                                       const uint8_t *args, uint32_t args_len, uint8_t *out,
                                       uint32_t cap);
/*
 * Receives one frame (behaviour.md, Receiving a frame) and writes the events that it and anything
 * before it caused; their count, with GBPF_EVENTS_MORE added when some did not fit: those wait, in
 * order, for gbpf_node_drain_events. A peer's fault is an `error` event, not a failure of the call.
 *
 * An event is GBPF_EVENT_WORDS words: kind, index of the frame that caused it, offset and length of
 * its bytes in `bytes` (plaintext, args, or reason in UTF-8), then its fields
 * (native/tables/events.def). events_cap counts events. One frame causes at most 4 events with
 * wire_len + GBPF_REASON_MAX bytes in all.
 */
GBP_API int32_t gbpf_node_on_wire(int32_t node, int32_t mls, const uint8_t *wire, uint32_t wire_len,
                                  uint32_t *events, uint32_t events_cap, uint8_t *bytes,
                                  uint32_t bytes_cap);
/* The same for `count` frames that stand one behind the other in `wires`, wire_lens their lengths.
 */
GBP_API int32_t gbpf_node_on_wire_many(int32_t node, int32_t mls, const uint8_t *wires,
                                       uint32_t wires_len, const uint32_t *wire_lens,
                                       uint32_t count, uint32_t *events, uint32_t events_cap,
                                       uint8_t *bytes, uint32_t bytes_cap);
/* Writes the waiting events as gbpf_node_on_wire does. */
GBP_API int32_t gbpf_node_drain_events(int32_t node, uint32_t *events, uint32_t events_cap,
                                       uint8_t *bytes, uint32_t bytes_cap);
/* How many bytes the waiting events hold, all together. */
GBP_API int32_t gbpf_node_events_bytes(int32_t node);
/* Fires the timers that ran out (behaviour.md, Timers and coordinator); events as in
 * gbpf_node_drain_events. */
GBP_API int32_t gbpf_node_check_timeouts(int32_t node, uint32_t *events, uint32_t events_cap,
                                         uint8_t *bytes, uint32_t bytes_cap);
/* Becomes coordinator; the CAPABILITIES_ADVERTISE frame with the claim. Bound: as
 * gbpf_node_send_control. */
GBP_API int32_t gbpf_node_claim_coordinator(int32_t node, int32_t mls, uint8_t *out, uint32_t cap);
/* Restarts the coordinator's silence timer. 0. */
GBP_API int32_t gbpf_node_note_coordinator_activity(int32_t node);

/* ---- Text: GTP (behaviour.md, Clients)
 * ----------------------------------------------------------- */

GBP_API int32_t gbpf_gtp_create(void);
GBP_API int32_t gbpf_gtp_destroy(int32_t client);
/* Forgets duplicates and the epoch noted. 0. */
GBP_API int32_t gbpf_gtp_reset(int32_t client);
/* Sends a text message (content_type: native/tables/content_types.def; 0, plain text, must be
 * UTF-8); the frame's length. An unknown codec is taken as CBOR. Bound: body_len +
 * GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD. */
GBP_API int32_t gbpf_gtp_send(int32_t client, int32_t node, int32_t mls, uint32_t message_id_low,
                              uint32_t message_id_high, uint32_t content_type, const uint8_t *body,
                              uint32_t body_len, uint32_t codec, uint8_t *out, uint32_t cap);
/*
 * Decodes a text message and tells whether it is known: 0 new, 1 duplicate, 2 error (the payload's
 * fault: the reason stands in `bytes`). Writes eight words: sender, message id low, message id
 * high, content type, body offset, body length, body traits (1 valid UTF-8, 2 ASCII only, 4 the
 * offset counts in `bytes` instead of `plaintext`), length of the reason. bytes_cap must be at
 * least plaintext_len + GBPF_REASON_MAX.
 */
GBP_API int32_t gbpf_gtp_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                                const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                                uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap);
/* Encodes an attachment manifest (wire.md, GTP attachments), the body of a content type 3 message;
 * its length. name and mime are UTF-8. Bound: name_len + mime_len + 128. */
GBP_API int32_t gbpf_gtp_manifest_encode(uint32_t attachment_id_low, uint32_t attachment_id_high,
                                         const uint8_t *name, uint32_t name_len,
                                         const uint8_t *mime, uint32_t mime_len, uint32_t size_low,
                                         uint32_t size_high, uint32_t chunk_count,
                                         const uint8_t hash[32], uint8_t *out, uint32_t cap);
/* Decodes a manifest: eleven words: attachment id low, high, size low, high, chunk count, then
 * offset and length in `out` of name, mime and hash; the bytes used. Bound of out: manifest_len.
 * E_DECODE when malformed. */
GBP_API int32_t gbpf_gtp_manifest_decode(const uint8_t *manifest, uint32_t manifest_len,
                                         uint32_t result[11], uint8_t *out, uint32_t cap);
/* Encodes one chunk of an attachment; its length. Bound: data_len + 64. */
GBP_API int32_t gbpf_gtp_chunk_encode(uint32_t attachment_id_low, uint32_t attachment_id_high,
                                      uint32_t index, uint32_t chunk_count, const uint8_t *data,
                                      uint32_t data_len, uint8_t *out, uint32_t cap);
/* Decodes a chunk: four words: attachment id low, high, index, chunk count; writes the data; its
 * length. Bound: chunk_len. */
GBP_API int32_t gbpf_gtp_chunk_decode(const uint8_t *chunk, uint32_t chunk_len, uint32_t result[4],
                                      uint8_t *out, uint32_t cap);

/* ---- Audio: GAP
 * ------------------------------------------------------------------------------------ */

GBP_API int32_t gbpf_gap_create(void);
GBP_API int32_t gbpf_gap_destroy(int32_t client);
GBP_API int32_t gbpf_gap_reset(int32_t client);
/* Sends one audio frame (rtp_timestamp: 48 kHz ticks); the frame's length.
 * Bound: opus_len + GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD. */
GBP_API int32_t gbpf_gap_send(int32_t client, int32_t node, int32_t mls, uint32_t media_source_id,
                              uint32_t rtp_timestamp_low, uint32_t rtp_timestamp_high,
                              const uint8_t *opus, uint32_t opus_len, uint32_t codec, uint8_t *out,
                              uint32_t cap);
/* Decodes an audio payload: 0 new, 1 late, 2 error. Writes eight words: source, rtp sequence, rtp
 * timestamp low, high, opus offset, opus length, opus traits (4 as in gbpf_gtp_accept), length of
 * the reason in `bytes`. bytes_cap as in gbpf_gtp_accept. */
GBP_API int32_t gbpf_gap_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                                const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                                uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap);

/* ---- Signals: GSP
 * ---------------------------------------------------------------------------------- */

GBP_API int32_t gbpf_gsp_create(void);
GBP_API int32_t gbpf_gsp_destroy(int32_t client);
GBP_API int32_t gbpf_gsp_reset(int32_t client);
/* Sends a signal (native/tables/signals.def; another code is E_ARGUMENT) with its CBOR arguments;
 * the frame's length. Bound: args_len + GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD. */
GBP_API int32_t gbpf_gsp_send(int32_t client, int32_t node, int32_t mls, uint32_t signal,
                              uint32_t role_claim, uint32_t request_id, const uint8_t *args,
                              uint32_t args_len, uint32_t codec, uint8_t *out, uint32_t cap);
/* Decodes a signal and keeps members and muted: 0 new, 1 duplicate, 2 error. Writes eight words:
 * signal, sender, role claim, request id, args offset, args length, args traits (4 as in
 * gbpf_gtp_accept), length of the reason in `bytes`. bytes_cap as in gbpf_gtp_accept. */
GBP_API int32_t gbpf_gsp_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                                const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                                uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap);
/* Member ids as u32 little-endian in ascending order: those who joined (which = 0) or are muted
 * (1). Parks. */
GBP_API int32_t gbpf_gsp_members(int32_t client, uint32_t which, uint8_t *out, uint32_t cap);

/* ---- SFrame (wire.md, SFrame; RFC 9605)
 * ------------------------------------------------------------ */

/* A receiving session on the context's present epoch (suite and format: native/tables/sframe.def);
 * its handle. */
GBP_API int32_t gbpf_sframe_session_create(int32_t mls, uint32_t suite, uint32_t format,
                                           const uint8_t *label, uint32_t label_len);
GBP_API int32_t gbpf_sframe_session_destroy(int32_t session);
/* A sender for one leaf on the context's present epoch. Senders of the same keys in a process share
 * one counter. */
GBP_API int32_t gbpf_sframe_encryptor_create(int32_t mls, int32_t session, uint32_t leaf,
                                             uint32_t suite, const uint8_t *label,
                                             uint32_t label_len);
GBP_API int32_t gbpf_sframe_encryptor_destroy(int32_t encryptor);
/* Writes header, ciphertext and tag; its length. Bound: plaintext_len + GBPF_SFRAME_OVERHEAD. */
GBP_API int32_t gbpf_sframe_encrypt(int32_t encryptor, const uint8_t *plaintext,
                                    uint32_t plaintext_len, const uint8_t *aad, uint32_t aad_len,
                                    uint8_t *out, uint32_t cap);
/* Writes the plaintext and the sender's leaf; its length. A failure moves no replay window. Bound:
 * payload_len. */
GBP_API int32_t gbpf_sframe_decrypt(int32_t session, const uint8_t *payload, uint32_t payload_len,
                                    const uint8_t *aad, uint32_t aad_len, uint8_t *out,
                                    uint32_t cap, uint32_t leaf_out[1]);

#ifdef __cplusplus
}
#endif
#endif
