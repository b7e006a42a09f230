/* SFrame in the flat ABI. */
#include "abi/flat.h"
#include "crypto/sframe_session.h"

_Static_assert(GBPF_SFRAME_OVERHEAD >= GS_SFRAME_OVERHEAD, "the published bound holds");

int32_t gbpf_sframe_session_create(int32_t mls, uint32_t suite, uint32_t format,
                                   const uint8_t *label, uint32_t label_len)
{
    gs_last_error_clear();
    gs_bytes name;
    gs_use use = gs_use_of(GS_KIND_MLS, mls);
    gs_sframe_session *session = NULL;
    GS_FLAT_TRY(gs_flat_input(label, label_len, "label", &name));
    if (format != GBP_SFRAME_FORMAT_GBP_1_5 && format != GBP_SFRAME_FORMAT_RFC9605) {
        return gs_fail(GS_E_ARGUMENT, "unknown SFrame format %u", (unsigned)format);
    }
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_status status =
        gs_sframe_session_create(use.object, suite, (gbp_sframe_format)format, name, &session);
    gs_handles_give_back(&use, 1);
    GS_FLAT_TRY(status);
    int32_t handle = gs_flat_add(GS_KIND_SFRAME_SESSION, session);
    if (handle < 0) {
        gs_sframe_session_free(session);
    }
    return handle;
}

int32_t gbpf_sframe_session_destroy(int32_t session)
{
    gs_sframe_session *object = gs_handles_remove(GS_KIND_SFRAME_SESSION, session);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no SFrame session has the handle %d", (int)session);
    }
    gs_sframe_session_free(object);
    return 0;
}

int32_t gbpf_sframe_encryptor_create(int32_t mls, int32_t session, uint32_t leaf, uint32_t suite,
                                     const uint8_t *label, uint32_t label_len)
{
    gs_last_error_clear();
    gs_bytes name;
    gs_use uses[2] = {gs_use_of(GS_KIND_MLS, mls), gs_use_of(GS_KIND_SFRAME_SESSION, session)};
    gs_sframe_encryptor *encryptor = NULL;
    GS_FLAT_TRY(gs_flat_input(label, label_len, "label", &name));
    GS_FLAT_TRY(gs_flat_take(uses, 2));
    gs_status status = gs_sframe_encryptor_create(
        uses[0].object, leaf, suite, gs_sframe_session_format(uses[1].object), name, &encryptor);
    gs_handles_give_back(uses, 2);
    GS_FLAT_TRY(status);
    int32_t handle = gs_flat_add(GS_KIND_SFRAME_ENCRYPTOR, encryptor);
    if (handle < 0) {
        gs_sframe_encryptor_free(encryptor);
    }
    return handle;
}

int32_t gbpf_sframe_encryptor_destroy(int32_t encryptor)
{
    gs_sframe_encryptor *object = gs_handles_remove(GS_KIND_SFRAME_ENCRYPTOR, encryptor);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no SFrame encryptor has the handle %d", (int)encryptor);
    }
    gs_sframe_encryptor_free(object);
    return 0;
}

int32_t gbpf_sframe_encrypt(int32_t encryptor, const uint8_t *plaintext, uint32_t plaintext_len,
                            const uint8_t *aad, uint32_t aad_len, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes content;
    gs_bytes extra;
    gs_use use = gs_use_of(GS_KIND_SFRAME_ENCRYPTOR, encryptor);
    GS_FLAT_TRY(gs_flat_input(plaintext, plaintext_len, "plaintext", &content));
    GS_FLAT_TRY(gs_flat_input(aad, aad_len, "aad", &extra));
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status = gs_sframe_encryptor_encrypt(use.object, content, extra, &writer);
    gs_handles_give_back(&use, 1);
    return gs_flat_result(status, writer.len);
}

int32_t gbpf_sframe_decrypt(int32_t session, const uint8_t *payload, uint32_t payload_len,
                            const uint8_t *aad, uint32_t aad_len, uint8_t *out, uint32_t cap,
                            uint32_t leaf_out[1])
{
    gs_last_error_clear();
    gs_bytes sealed;
    gs_bytes extra;
    gs_use use = gs_use_of(GS_KIND_SFRAME_SESSION, session);
    uint8_t nothing[1];
    GS_FLAT_TRY(gs_flat_input(payload, payload_len, "payload", &sealed));
    GS_FLAT_TRY(gs_flat_input(aad, aad_len, "aad", &extra));
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(gs_flat_apart(sealed, "payload", out, cap));
    GS_FLAT_TRY(gs_flat_apart(extra, "aad", out, cap));
    GS_FLAT_TRY(gs_flat_not_null(leaf_out, "leaf_out"));
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_writer writer = gs_writer_on(out != NULL ? out : nothing, cap);
    gs_status status = gs_sframe_session_decrypt(use.object, sealed, extra, &writer, leaf_out);
    gs_handles_give_back(&use, 1);
    return gs_flat_result(status, writer.len);
}
