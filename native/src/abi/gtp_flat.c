/* The text client and its attachments in the flat ABI. */
#include "abi/clients_flat.h"
#include "base/utf8.h"
#include "clients/gtp.h"
#include "codec/engine_cbor.h"
#include "codec/payload.h"

int32_t gbpf_gtp_create(void)
{
    gs_gtp *client = gs_gtp_create();
    if (client == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    int32_t handle = gs_flat_add(GS_KIND_GTP, client);
    if (handle < 0) {
        gs_gtp_free(client);
    }
    return handle;
}

int32_t gbpf_gtp_destroy(int32_t client)
{
    gs_gtp *object = gs_handles_remove(GS_KIND_GTP, client);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no text client has the handle %d", (int)client);
    }
    gs_gtp_free(object);
    return 0;
}

int32_t gbpf_gtp_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GTP, client);
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_gtp_reset(use.object);
    gs_handles_give_back(&use, 1);
    return 0;
}

int32_t gbpf_gtp_send(int32_t client, int32_t node, int32_t mls, uint32_t message_id_low,
                      uint32_t message_id_high, uint32_t content_type, const uint8_t *body,
                      uint32_t body_len, uint32_t codec, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes content;
    gs_use uses[3];
    GS_FLAT_TRY(gs_flat_input(body, body_len, "body", &content));
    GS_FLAT_TRY(gs_flat_bound(out, cap, body_len, GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD));
    if (content_type > UINT8_MAX) {
        return gs_fail(GS_E_ARGUMENT, "content_type %u is out of range", (unsigned)content_type);
    }
    GS_FLAT_TRY(gs_clients_flat_take(uses, GS_KIND_GTP, client, node, mls));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status =
        gs_gtp_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object),
                    gs_flat_u64(message_id_low, message_id_high), (uint8_t)content_type, content,
                    gs_payload_codec(codec), &writer);
    gs_handles_give_back(uses, 3);
    return gs_flat_result(status, writer.len);
}

static void tell(const gs_gtp_result *accepted, gs_bytes input, uint32_t result[8], uint8_t *bytes)
{
    const gs_gtp_message *message = &accepted->message;
    result[0] = message->sender_id;
    result[1] = (uint32_t)message->message_id;
    result[2] = (uint32_t)(message->message_id >> 32);
    result[3] = message->content_type;
    result[6] = gs_clients_flat_place(message->content, input, bytes, &result[4]);
    if (accepted->text_kind != GS_UTF8_INVALID) {
        result[6] |= GS_TRAIT_UTF8 | (accepted->text_kind == GS_UTF8_ASCII ? GS_TRAIT_ASCII : 0u);
    }
}

int32_t gbpf_gtp_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                        const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                        uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap)
{
    gs_last_error_clear();
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GTP, client);
    gs_gtp_result accepted;
    GS_FLAT_TRY(
        gs_clients_flat_check_accept(plaintext, plaintext_len, result, bytes, bytes_cap, &input));
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_status status = gs_gtp_accept(use.object, gs_flat_u64(epoch_low, epoch_high), input,
                                     gs_payload_codec(codec), &accepted);
    if (status == GS_OK && accepted.text.verdict != GS_VERDICT_ERROR) {
        tell(&accepted, input, result, bytes);
    }
    gs_handles_give_back(&use, 1);
    GS_FLAT_TRY(status);
    return gs_clients_flat_verdict(&accepted.text, result, bytes);
}

/* ---- attachments ---- */

enum { HASH_LEN = 32 }; /* SHA-256 */

static int32_t encode(const gs_message *message, const void *value, uint8_t *out, uint32_t cap)
{
    gs_writer writer = gs_writer_on(out, cap);
    gs_cbor_encode(message, value, &writer);
    if (!gs_writer_fits(&writer)) {
        return gs_fail(GS_E_SPACE, "%zu bytes do not fit into %u", writer.len, (unsigned)cap);
    }
    return (int32_t)writer.len;
}

int32_t gbpf_gtp_manifest_encode(uint32_t attachment_id_low, uint32_t attachment_id_high,
                                 const uint8_t *name, uint32_t name_len, const uint8_t *mime,
                                 uint32_t mime_len, uint32_t size_low, uint32_t size_high,
                                 uint32_t chunk_count, const uint8_t hash[32], uint8_t *out,
                                 uint32_t cap)
{
    gs_last_error_clear();
    gs_gtp_manifest manifest = {
        .attachment_id = gs_flat_u64(attachment_id_low, attachment_id_high),
        .size = gs_flat_u64(size_low, size_high),
        .chunk_count = chunk_count,
        .hash = gs_bytes_of(hash, HASH_LEN),
    };
    GS_FLAT_TRY(gs_flat_input(name, name_len, "name", &manifest.name));
    GS_FLAT_TRY(gs_flat_input(mime, mime_len, "mime", &manifest.mime));
    GS_FLAT_TRY(gs_flat_not_null(hash, "hash"));
    GS_FLAT_TRY(gs_flat_bound(out, cap, (uint64_t)name_len + mime_len, 128));
    if (!gs_utf8_valid(manifest.name) || !gs_utf8_valid(manifest.mime)) {
        return gs_fail(GS_E_ARGUMENT, "name or mime is not UTF-8");
    }
    return encode(&GS_GTP_MANIFEST, &manifest, out, cap);
}

/* Copies bytes behind what the writer holds and notes where. */
static void put(gs_writer *out, gs_bytes bytes, uint32_t place[2])
{
    place[0] = (uint32_t)out->len;
    place[1] = (uint32_t)bytes.len;
    gs_writer_put(out, bytes.data, bytes.len);
}

int32_t gbpf_gtp_manifest_decode(const uint8_t *manifest, uint32_t manifest_len,
                                 uint32_t result[11], uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes input;
    gs_gtp_manifest decoded;
    gs_buffer pieces = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_input(manifest, manifest_len, "manifest", &input));
    GS_FLAT_TRY(gs_flat_not_null(result, "result"));
    GS_FLAT_TRY(gs_flat_bound(out, cap, manifest_len, 0));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status = gs_cbor_decode(&GS_GTP_MANIFEST, input, &pieces, &decoded);
    if (status == GS_OK && decoded.hash.len != HASH_LEN) {
        status = gs_fail(GS_E_DECODE, "manifest with a hash of %zu bytes", decoded.hash.len);
    }
    if (status == GS_OK) {
        result[0] = (uint32_t)decoded.attachment_id;
        result[1] = (uint32_t)(decoded.attachment_id >> 32);
        result[2] = (uint32_t)decoded.size;
        result[3] = (uint32_t)(decoded.size >> 32);
        result[4] = decoded.chunk_count;
        put(&writer, decoded.name, &result[5]);
        put(&writer, decoded.mime, &result[7]);
        put(&writer, decoded.hash, &result[9]);
        if (!gs_writer_fits(&writer)) {
            status = gs_fail(GS_E_SPACE, "%zu bytes do not fit into %u", writer.len, (unsigned)cap);
        }
    }
    gs_buffer_free(&pieces);
    return gs_flat_result(status, writer.len);
}

int32_t gbpf_gtp_chunk_encode(uint32_t attachment_id_low, uint32_t attachment_id_high,
                              uint32_t index, uint32_t chunk_count, const uint8_t *data,
                              uint32_t data_len, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_gtp_chunk chunk = {
        .attachment_id = gs_flat_u64(attachment_id_low, attachment_id_high),
        .index = index,
        .chunk_count = chunk_count,
    };
    GS_FLAT_TRY(gs_flat_input(data, data_len, "data", &chunk.data));
    GS_FLAT_TRY(gs_flat_bound(out, cap, data_len, 64));
    return encode(&GS_GTP_CHUNK, &chunk, out, cap);
}

int32_t gbpf_gtp_chunk_decode(const uint8_t *chunk, uint32_t chunk_len, uint32_t result[4],
                              uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes input;
    gs_gtp_chunk decoded;
    gs_buffer pieces = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_input(chunk, chunk_len, "chunk", &input));
    GS_FLAT_TRY(gs_flat_not_null(result, "result"));
    GS_FLAT_TRY(gs_flat_bound(out, cap, chunk_len, 0));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status = gs_cbor_decode(&GS_GTP_CHUNK, input, &pieces, &decoded);
    if (status == GS_OK) {
        result[0] = (uint32_t)decoded.attachment_id;
        result[1] = (uint32_t)(decoded.attachment_id >> 32);
        result[2] = decoded.index;
        result[3] = decoded.chunk_count;
        gs_writer_put(&writer, decoded.data.data, decoded.data.len);
        if (!gs_writer_fits(&writer)) {
            status = gs_fail(GS_E_SPACE, "%zu bytes do not fit into %u", writer.len, (unsigned)cap);
        }
    }
    gs_buffer_free(&pieces);
    return gs_flat_result(status, writer.len);
}
