// generated from native/include/gbp_flat.h and package.json, do not edit
// deno-fmt-ignore-file

import type { SymbolTable } from "./types.ts";

/** Version of these bindings: the library must say the same. */
export const PACKAGE_VERSION = "0.1.0";

// Constants of the flat ABI; the header says what each one means.
export const GBPF_ABI_VERSION = 1;
export const GBPF_EVENT_WORDS = 10;
export const GBPF_REASON_MAX = 256;
export const GBPF_EVENTS_MORE = 0x40000000;
export const GBPF_FRAME_OVERHEAD = 160;
export const GBPF_PAYLOAD_OVERHEAD = 160;
export const GBPF_SFRAME_OVERHEAD = 40;
export const GBPF_INPUT_MAX = 0x40000000;

/** Every symbol of the flat ABI, with the names of its C parameters above it. */
export const symbols = {
  // no parameters
  gbpf_abi_version: {
    parameters: [],
    result: "i32",
  },
  // out, cap
  gbpf_version: {
    parameters: ["bytes_out", "u32"],
    result: "i32",
  },
  // out, cap
  gbpf_last_error: {
    parameters: ["bytes_out", "u32"],
    result: "i32",
  },
  // out, cap
  gbpf_take_result: {
    parameters: ["bytes_out", "u32"],
    result: "i32",
  },
  // code, out, cap
  gbpf_error_lookup: {
    parameters: ["u32", "bytes_out", "u32"],
    result: "i32",
  },
  // kind, handle
  gbpf_handle_exists: {
    parameters: ["u32", "i32"],
    result: "i32",
  },
  // version, group_id[16], epoch_low, epoch_high, transition_id, stream_type,
  //   stream_id, flags, sequence_no, payload, payload_len, out, cap
  gbpf_frame_encode: {
    parameters: ["u32", "bytes", "u32", "u32", "u32", "u32", "u32", "u32", "u32", "bytes",
      "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // identity, identity_len
  gbpf_mls_create: {
    parameters: ["bytes", "u32"],
    result: "i32",
  },
  // mls
  gbpf_mls_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // mls, out[24]
  gbpf_mls_info: {
    parameters: ["i32", "bytes_out"],
    result: "i32",
  },
  // mls
  gbpf_mls_own_leaf: {
    parameters: ["i32"],
    result: "i32",
  },
  // mls, label, label_len, context, context_len, out, out_len
  gbpf_mls_export_secret: {
    parameters: ["i32", "bytes", "u32", "bytes", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, out, cap
  gbpf_mls_export_key_package: {
    parameters: ["i32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, key_package, key_package_len, out, cap
  gbpf_mls_invite: {
    parameters: ["i32", "bytes", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, key_packages, key_packages_len, key_package_lens, count, out, cap
  gbpf_mls_invite_many: {
    parameters: ["i32", "bytes", "u32", "words", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, leaf, out, cap
  gbpf_mls_remove: {
    parameters: ["i32", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, message, message_len
  gbpf_mls_process_message: {
    parameters: ["i32", "bytes", "u32"],
    result: "i32",
  },
  // mls
  gbpf_mls_finalize_commit: {
    parameters: ["i32"],
    result: "i32",
  },
  // mls
  gbpf_mls_clear_pending_commit: {
    parameters: ["i32"],
    result: "i32",
  },
  // mls, welcome, welcome_len
  gbpf_mls_accept_welcome: {
    parameters: ["i32", "bytes", "u32"],
    result: "i32",
  },
  // mls, out, cap
  gbpf_mls_export_state: {
    parameters: ["i32", "bytes_out", "u32"],
    result: "i32",
  },
  // state, state_len
  gbpf_mls_restore_state: {
    parameters: ["bytes", "u32"],
    result: "i32",
  },
  // member_id, group_id[16]
  gbpf_node_create: {
    parameters: ["u32", "bytes"],
    result: "i32",
  },
  // node
  gbpf_node_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // node, out[4]
  gbpf_node_info: {
    parameters: ["i32", "words_out"],
    result: "i32",
  },
  // node, epoch_low, epoch_high
  gbpf_node_bootstrap_creator: {
    parameters: ["i32", "u32", "u32"],
    result: "i32",
  },
  // node, epoch_low, epoch_high, first_transition_id
  gbpf_node_bootstrap_joiner: {
    parameters: ["i32", "u32", "u32", "u32"],
    result: "i32",
  },
  // node, epoch_low, epoch_high
  gbpf_node_set_epoch: {
    parameters: ["i32", "u32", "u32"],
    result: "i32",
  },
  // node, transition_id
  gbpf_node_apply_transition: {
    parameters: ["i32", "u32"],
    result: "i32",
  },
  // node, mls, opcode, transition_id, request_id, args, args_len, out, cap
  gbpf_node_send_control: {
    parameters: ["i32", "i32", "u32", "u32", "u32", "bytes", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // node, mls, wire, wire_len, events, events_cap, bytes, bytes_cap
  gbpf_node_on_wire: {
    parameters: ["i32", "i32", "bytes", "u32", "words_out", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // node, mls, wires, wires_len, wire_lens, count, events, events_cap, bytes,
  //   bytes_cap
  gbpf_node_on_wire_many: {
    parameters: ["i32", "i32", "bytes", "u32", "words", "u32", "words_out", "u32", "bytes_out",
      "u32"],
    result: "i32",
  },
  // node, events, events_cap, bytes, bytes_cap
  gbpf_node_drain_events: {
    parameters: ["i32", "words_out", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // node
  gbpf_node_events_bytes: {
    parameters: ["i32"],
    result: "i32",
  },
  // node, events, events_cap, bytes, bytes_cap
  gbpf_node_check_timeouts: {
    parameters: ["i32", "words_out", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // node, mls, out, cap
  gbpf_node_claim_coordinator: {
    parameters: ["i32", "i32", "bytes_out", "u32"],
    result: "i32",
  },
  // node
  gbpf_node_note_coordinator_activity: {
    parameters: ["i32"],
    result: "i32",
  },
  // no parameters
  gbpf_gtp_create: {
    parameters: [],
    result: "i32",
  },
  // client
  gbpf_gtp_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // client
  gbpf_gtp_reset: {
    parameters: ["i32"],
    result: "i32",
  },
  // client, node, mls, message_id_low, message_id_high, content_type, body,
  //   body_len, codec, out, cap
  gbpf_gtp_send: {
    parameters: ["i32", "i32", "i32", "u32", "u32", "u32", "bytes", "u32", "u32", "bytes_out",
      "u32"],
    result: "i32",
  },
  // client, epoch_low, epoch_high, plaintext, plaintext_len, codec, result[8],
  //   bytes, bytes_cap
  gbpf_gtp_accept: {
    parameters: ["i32", "u32", "u32", "bytes", "u32", "u32", "words_out", "bytes_out", "u32"],
    result: "i32",
  },
  // attachment_id_low, attachment_id_high, name, name_len, mime, mime_len,
  //   size_low, size_high, chunk_count, hash[32], out, cap
  gbpf_gtp_manifest_encode: {
    parameters: ["u32", "u32", "bytes", "u32", "bytes", "u32", "u32", "u32", "u32", "bytes",
      "bytes_out", "u32"],
    result: "i32",
  },
  // manifest, manifest_len, result[11], out, cap
  gbpf_gtp_manifest_decode: {
    parameters: ["bytes", "u32", "words_out", "bytes_out", "u32"],
    result: "i32",
  },
  // attachment_id_low, attachment_id_high, index, chunk_count, data, data_len,
  //   out, cap
  gbpf_gtp_chunk_encode: {
    parameters: ["u32", "u32", "u32", "u32", "bytes", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // chunk, chunk_len, result[4], out, cap
  gbpf_gtp_chunk_decode: {
    parameters: ["bytes", "u32", "words_out", "bytes_out", "u32"],
    result: "i32",
  },
  // no parameters
  gbpf_gap_create: {
    parameters: [],
    result: "i32",
  },
  // client
  gbpf_gap_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // client
  gbpf_gap_reset: {
    parameters: ["i32"],
    result: "i32",
  },
  // client, node, mls, media_source_id, rtp_timestamp_low, rtp_timestamp_high,
  //   opus, opus_len, codec, out, cap
  gbpf_gap_send: {
    parameters: ["i32", "i32", "i32", "u32", "u32", "u32", "bytes", "u32", "u32", "bytes_out",
      "u32"],
    result: "i32",
  },
  // client, epoch_low, epoch_high, plaintext, plaintext_len, codec, result[8],
  //   bytes, bytes_cap
  gbpf_gap_accept: {
    parameters: ["i32", "u32", "u32", "bytes", "u32", "u32", "words_out", "bytes_out", "u32"],
    result: "i32",
  },
  // no parameters
  gbpf_gsp_create: {
    parameters: [],
    result: "i32",
  },
  // client
  gbpf_gsp_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // client
  gbpf_gsp_reset: {
    parameters: ["i32"],
    result: "i32",
  },
  // client, node, mls, signal, role_claim, request_id, args, args_len, codec,
  //   out, cap
  gbpf_gsp_send: {
    parameters: ["i32", "i32", "i32", "u32", "u32", "u32", "bytes", "u32", "u32", "bytes_out",
      "u32"],
    result: "i32",
  },
  // client, epoch_low, epoch_high, plaintext, plaintext_len, codec, result[8],
  //   bytes, bytes_cap
  gbpf_gsp_accept: {
    parameters: ["i32", "u32", "u32", "bytes", "u32", "u32", "words_out", "bytes_out", "u32"],
    result: "i32",
  },
  // client, which, out, cap
  gbpf_gsp_members: {
    parameters: ["i32", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // mls, suite, format, label, label_len
  gbpf_sframe_session_create: {
    parameters: ["i32", "u32", "u32", "bytes", "u32"],
    result: "i32",
  },
  // session
  gbpf_sframe_session_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // mls, session, leaf, suite, label, label_len
  gbpf_sframe_encryptor_create: {
    parameters: ["i32", "i32", "u32", "u32", "bytes", "u32"],
    result: "i32",
  },
  // encryptor
  gbpf_sframe_encryptor_destroy: {
    parameters: ["i32"],
    result: "i32",
  },
  // encryptor, plaintext, plaintext_len, aad, aad_len, out, cap
  gbpf_sframe_encrypt: {
    parameters: ["i32", "bytes", "u32", "bytes", "u32", "bytes_out", "u32"],
    result: "i32",
  },
  // session, payload, payload_len, aad, aad_len, out, cap, leaf_out[1]
  gbpf_sframe_decrypt: {
    parameters: ["i32", "bytes", "u32", "bytes", "u32", "bytes_out", "u32", "words_out"],
    result: "i32",
  },
} as const satisfies SymbolTable;
