#include "crypto/sframe_session.h"

#include <inttypes.h>

#include "base/memory.h"
#include "crypto/replay_window.h"
#include "crypto/sframe_header.h"

typedef struct sender {
    gs_sframe_key key; /* first, for its alignment */
    gs_replay_window window;
} sender;

struct gs_sframe_session {
    gs_sframe_base base;
    gs_number_table senders; /* leaf, 16 bits → index in `list` + 1; at most 65,536 */
    sender **list;
    size_t count;
    size_t capacity;
    gs_buffer aad; /* header and the caller's data, kept for the next frame */
};

struct gs_sframe_encryptor {
    gs_sframe_key key; /* first, for its alignment */
    gs_sframe_counter *counter;
    uint64_t key_id;
    gs_buffer aad;
};

static gs_status out_of_memory(void)
{
    return gs_fail(GS_E_MEMORY, "out of memory");
}

static gs_status make_base(gs_sframe_base *base, gs_mls_context *context, uint32_t suite,
                           gbp_sframe_format format, gs_bytes label)
{
    return gs_sframe_base_derive(base, &gs_mls_context_keys(context)->exporter,
                                 gs_mls_context_epoch(context), suite, format, label);
}

/* Associated data: the header alone stands in place; with the caller's data the two are joined. */
static gs_status join_aad(gs_buffer *joined, gs_bytes header, gs_bytes extra, gs_bytes *aad)
{
    if (extra.len == 0) {
        *aad = header;
        return GS_OK;
    }
    joined->len = 0;
    GS_TRY(gs_buffer_append(joined, header.data, header.len));
    GS_TRY(gs_buffer_append(joined, extra.data, extra.len));
    *aad = gs_bytes_of(joined->data, joined->len);
    return GS_OK;
}

/* ---- receiving ---- */

gs_status gs_sframe_session_create(gs_mls_context *context, uint32_t suite,
                                   gbp_sframe_format format, gs_bytes label,
                                   gs_sframe_session **out)
{
    gs_sframe_session *session = gs_alloc(sizeof *session);
    if (session == NULL) {
        return out_of_memory();
    }
    gs_status status = make_base(&session->base, context, suite, format, label);
    if (status != GS_OK) {
        gs_sframe_session_free(session);
        return status;
    }
    *out = session;
    return GS_OK;
}

static void free_sender(sender *who)
{
    gs_sframe_key_wipe(&who->key);
    gs_free_aligned(who);
}

void gs_sframe_session_free(gs_sframe_session *session)
{
    if (session == NULL) {
        return;
    }
    for (size_t i = 0; i < session->count; i++) {
        free_sender(session->list[i]);
    }
    gs_free(session->list);
    gs_number_table_free(&session->senders);
    gs_buffer_free(&session->aad);
    gs_sframe_base_wipe(&session->base);
    gs_free(session);
}

gbp_sframe_format gs_sframe_session_format(const gs_sframe_session *session)
{
    return session->base.format;
}

static sender *find_sender(const gs_sframe_session *session, uint32_t leaf)
{
    const uint64_t *index = gs_number_table_find(&session->senders, leaf);
    return index != NULL ? session->list[*index - 1] : NULL;
}

static gs_status new_sender(const gs_sframe_session *session, uint32_t leaf, sender **out)
{
    sender *who = gs_alloc_aligned(sizeof *who);
    if (who == NULL) {
        return out_of_memory();
    }
    gs_status status = gs_sframe_key_derive(&who->key, &session->base, leaf);
    if (status != GS_OK) {
        free_sender(who);
        return status;
    }
    *out = who;
    return GS_OK;
}

static gs_status keep_sender(gs_sframe_session *session, uint32_t leaf, sender *who)
{
    if (session->count == session->capacity) {
        size_t capacity = session->capacity == 0 ? 8 : session->capacity * 2;
        sender **list = gs_alloc(capacity * sizeof *list);
        if (list == NULL) {
            return out_of_memory();
        }
        if (session->count > 0) {
            memcpy(list, session->list, session->count * sizeof *list);
        }
        gs_free(session->list);
        session->list = list;
        session->capacity = capacity;
    }
    uint64_t *index = gs_number_table_at(&session->senders, leaf);
    if (index == NULL) {
        return out_of_memory();
    }
    session->list[session->count++] = who;
    *index = session->count;
    return GS_OK;
}

static gs_status open_frame(gs_sframe_session *session, sender *who, const gs_sframe_header *header,
                            gs_bytes payload, gs_bytes extra_aad, gs_writer *out)
{
    if (!gs_replay_window_allows(&who->window, header->counter)) {
        return gs_fail(GS_E_CRYPTO, "replay detected: KID=%" PRIu64 " CTR=%" PRIu64, header->key_id,
                       header->counter);
    }
    gs_bytes sealed = gs_bytes_of(payload.data + header->len, payload.len - header->len);
    if (sealed.len < GS_AEAD_TAG_LEN) {
        return gs_fail(GS_E_CRYPTO, "AEAD decryption failed");
    }
    size_t len = sealed.len - GS_AEAD_TAG_LEN;
    gs_bytes aad = {NULL, 0};
    GS_TRY(join_aad(&session->aad, gs_bytes_of(payload.data, header->len), extra_aad, &aad));
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    gs_sframe_key_nonce(&who->key, header->counter, nonce);
    if (gs_aead_open(&who->key.aead, nonce, aad, sealed, out->data) != GS_OK) {
        return gs_fail(GS_E_CRYPTO, "AEAD decryption failed");
    }
    out->len = len;
    gs_replay_window_note(&who->window, header->counter);
    return GS_OK;
}

gs_status gs_sframe_session_decrypt(gs_sframe_session *session, gs_bytes payload,
                                    gs_bytes extra_aad, gs_writer *out, uint32_t *leaf)
{
    gs_sframe_header header;
    GS_TRY(gs_sframe_header_decode(session->base.format, payload, &header));
    /* Before anything that costs much: who guessed the size calls again. */
    size_t overhead = header.len + GS_AEAD_TAG_LEN;
    if (payload.len > overhead && payload.len - overhead > out->cap) {
        return gs_fail(GS_E_SPACE, "output of %zu bytes does not fit into %zu",
                       payload.len - overhead, out->cap);
    }
    uint32_t sender_leaf = 0;
    if (!gs_sframe_base_leaf(&session->base, header.key_id, &sender_leaf)) {
        return gs_fail(GS_E_CRYPTO, "unknown KID 0x%" PRIx64 ": epoch or sender not registered",
                       header.key_id);
    }
    sender *known = find_sender(session, sender_leaf);
    if (known != NULL) {
        GS_TRY(open_frame(session, known, &header, payload, extra_aad, out));
        *leaf = sender_leaf;
        return GS_OK;
    }
    /* Ours: a sender is kept only after its first frame verified, so forged frames cost no
     * memory. */
    sender *who = NULL;
    GS_TRY(new_sender(session, sender_leaf, &who));
    gs_status status = open_frame(session, who, &header, payload, extra_aad, out);
    if (status == GS_OK) {
        status = keep_sender(session, sender_leaf, who);
    }
    if (status != GS_OK) {
        free_sender(who);
        return status;
    }
    *leaf = sender_leaf;
    return GS_OK;
}

/* ---- sending ---- */

static gs_status set_up(gs_sframe_encryptor *encryptor, gs_mls_context *context, uint32_t leaf,
                        const gs_sframe_base *base)
{
    uint8_t id[GS_SFRAME_COUNTER_ID_LEN];
    GS_TRY(gs_sframe_base_counter_id(base, leaf, id));
    GS_TRY(gs_sframe_key_derive(&encryptor->key, base, leaf));
    encryptor->key_id = gs_sframe_base_key_id(base, leaf);
    return gs_counters_sframe(&gs_mls_context_keys(context)->counters, id, &encryptor->counter);
}

gs_status gs_sframe_encryptor_create(gs_mls_context *context, uint32_t leaf, uint32_t suite,
                                     gbp_sframe_format format, gs_bytes label,
                                     gs_sframe_encryptor **out)
{
    gs_sframe_encryptor *encryptor = gs_alloc_aligned(sizeof *encryptor);
    if (encryptor == NULL) {
        return out_of_memory();
    }
    gs_sframe_base base;
    gs_status status = make_base(&base, context, suite, format, label);
    if (status == GS_OK) {
        status = set_up(encryptor, context, leaf, &base);
    }
    gs_sframe_base_wipe(&base);
    if (status != GS_OK) {
        gs_sframe_encryptor_free(encryptor);
        return status;
    }
    *out = encryptor;
    return GS_OK;
}

void gs_sframe_encryptor_free(gs_sframe_encryptor *encryptor)
{
    if (encryptor == NULL) {
        return;
    }
    gs_sframe_counter_release(encryptor->counter);
    gs_sframe_key_wipe(&encryptor->key);
    gs_buffer_free(&encryptor->aad);
    gs_free_aligned(encryptor);
}

gs_status gs_sframe_encryptor_encrypt(gs_sframe_encryptor *encryptor, gs_bytes plaintext,
                                      gs_bytes extra_aad, gs_writer *out)
{
    if (out->cap < GS_SFRAME_OVERHEAD || plaintext.len > out->cap - GS_SFRAME_OVERHEAD) {
        return gs_fail(GS_E_SPACE, "output does not fit into %zu bytes", out->cap);
    }
    uint64_t counter = 0;
    GS_TRY(gs_sframe_counter_take(encryptor->counter, &counter));
    size_t header_len =
        gs_sframe_header_encode(encryptor->key.format, encryptor->key_id, counter, out->data);
    gs_bytes aad = {NULL, 0};
    GS_TRY(join_aad(&encryptor->aad, gs_bytes_of(out->data, header_len), extra_aad, &aad));
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    gs_sframe_key_nonce(&encryptor->key, counter, nonce);
    uint8_t *body = out->data + header_len;
    if (plaintext.len > 0) {
        memcpy(body, plaintext.data, plaintext.len);
    }
    gs_status status =
        gs_aead_seal(&encryptor->key.aead, nonce, aad, body, plaintext.len, body + plaintext.len);
    if (status != GS_OK) {
        gs_wipe(body, plaintext.len); /* memory for wire bytes never keeps a plaintext */
        return status;
    }
    out->len = header_len + plaintext.len + GS_AEAD_TAG_LEN;
    return GS_OK;
}
