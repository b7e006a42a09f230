/* SFrame in the loaded ABI, whose functions name no format: the environment does. */
#include <stdlib.h>

#include "abi/stack.h"
#include "crypto/sframe_session.h"

#define FORMAT_VARIABLE "GBP_SFRAME_FORMAT"

static gs_status read_format(gbp_sframe_format *format)
{
    static const struct {
        const char *name;
        gbp_sframe_format format;
    } FORMATS[] = {
#define GBP_SFRAME_SUITE(value, name)
#define GBP_SFRAME_FORMAT(value, name, text) {(text), GBP_SFRAME_FORMAT_##name},
#include "../../tables/sframe.def"
#undef GBP_SFRAME_SUITE
#undef GBP_SFRAME_FORMAT
    };
    const char *wanted = getenv(FORMAT_VARIABLE);
    if (wanted == NULL || wanted[0] == '\0') {
        *format = GBP_SFRAME_FORMAT_GBP_1_5;
        return GS_OK;
    }
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (strcmp(wanted, FORMATS[i].name) == 0) {
            *format = FORMATS[i].format;
            return GS_OK;
        }
    }
    return gs_fail(GS_E_ARGUMENT, FORMAT_VARIABLE " is \"%.64s\", must be %s or %s", wanted,
                   FORMATS[0].name, FORMATS[1].name);
}

int32_t gbp_sframe_session_create(int32_t mls, uint8_t suite, const uint8_t *label,
                                  size_t label_len)
{
    gs_bytes name;
    gs_use use;
    gbp_sframe_format format = GBP_SFRAME_FORMAT_GBP_1_5;
    gs_sframe_session *session = NULL;
    gs_last_error_clear();
    if (gs_stack_input(label, label_len, "label", &name) != GS_OK ||
        gs_sframe_check_options(suite, name) != GS_OK || read_format(&format) != GS_OK ||
        gs_stack_take_mls(&use, mls) != GS_OK) {
        return 0;
    }
    gs_status status = gs_sframe_session_create(use.object, suite, format, name, &session);
    gs_handles_give_back(&use, 1);
    if (status != GS_OK) {
        return 0;
    }
    int32_t handle = gs_stack_add(GS_KIND_SFRAME_SESSION, session);
    if (handle == 0) {
        gs_sframe_session_free(session);
    }
    return handle;
}

void gbp_sframe_session_free(int32_t session)
{
    gs_sframe_session_free(gs_handles_remove(GS_KIND_SFRAME_SESSION, session));
}

static gs_status take_session(gs_use *use, int32_t session)
{
    *use = gs_use_of(GS_KIND_SFRAME_SESSION, session);
    return gs_stack_take(use, 1, "invalid session handle");
}

int32_t gbp_sframe_encryptor_create(int32_t mls, int32_t session, uint32_t leaf, uint8_t suite,
                                    const uint8_t *label, size_t label_len)
{
    gs_bytes name;
    gs_use use;
    gs_sframe_encryptor *encryptor = NULL;
    gs_last_error_clear();
    if (gs_stack_input(label, label_len, "label", &name) != GS_OK ||
        gs_sframe_check_options(suite, name) != GS_OK || take_session(&use, session) != GS_OK) {
        return 0;
    }
    /* Only its format is wanted: session and context need not be held together. */
    gbp_sframe_format format = gs_sframe_session_format(use.object);
    gs_handles_give_back(&use, 1);
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return 0;
    }
    gs_status status =
        gs_sframe_encryptor_create(use.object, leaf, suite, format, name, &encryptor);
    gs_handles_give_back(&use, 1);
    if (status != GS_OK) {
        return 0;
    }
    int32_t handle = gs_stack_add(GS_KIND_SFRAME_ENCRYPTOR, encryptor);
    if (handle == 0) {
        gs_sframe_encryptor_free(encryptor);
    }
    return handle;
}

void gbp_sframe_encryptor_free(int32_t encryptor)
{
    gs_sframe_encryptor_free(gs_handles_remove(GS_KIND_SFRAME_ENCRYPTOR, encryptor));
}

/* The result of a call that went well; the memory of any other, and of an empty one, is
 * released. */
static GbpBuffer finish(gs_status status, GbpBuffer result, size_t len)
{
    if (status != GS_OK || len == 0) {
        gbp_buffer_free(result);
        return gs_stack_nothing();
    }
    result.len = len;
    return result;
}

GbpBuffer gbp_sframe_encrypt(int32_t encryptor, const uint8_t *plaintext, size_t plaintext_len,
                             const uint8_t *aad, size_t aad_len)
{
    gs_bytes content;
    gs_bytes extra;
    gs_use use = gs_use_of(GS_KIND_SFRAME_ENCRYPTOR, encryptor);
    gs_last_error_clear();
    if (gs_stack_input(plaintext, plaintext_len, "plaintext", &content) != GS_OK ||
        gs_stack_input(aad, aad_len, "aad", &extra) != GS_OK) {
        return gs_stack_nothing();
    }
    GbpBuffer result = gs_stack_alloc(content.len + GS_SFRAME_OVERHEAD);
    if (result.ptr == NULL) {
        return result;
    }
    gs_writer writer = gs_writer_on(result.ptr, result.cap);
    gs_status status = gs_stack_take(&use, 1, "invalid encryptor handle");
    if (status == GS_OK) {
        status = gs_sframe_encryptor_encrypt(use.object, content, extra, &writer);
        gs_handles_give_back(&use, 1);
    }
    return finish(status, result, writer.len);
}

GbpBuffer gbp_sframe_decrypt(int32_t session, const uint8_t *payload, size_t payload_len,
                             const uint8_t *aad, size_t aad_len, uint32_t *leaf_out)
{
    gs_bytes sealed;
    gs_bytes extra;
    gs_use use;
    gs_last_error_clear();
    if (gs_stack_input(payload, payload_len, "payload", &sealed) != GS_OK ||
        gs_stack_input(aad, aad_len, "aad", &extra) != GS_OK ||
        gs_stack_not_null(leaf_out, "leaf_out") != GS_OK) {
        return gs_stack_nothing();
    }
    GbpBuffer result = gs_stack_alloc(sealed.len);
    if (result.ptr == NULL) {
        return result;
    }
    gs_writer writer = gs_writer_on(result.ptr, result.cap);
    gs_status status = take_session(&use, session);
    if (status == GS_OK) {
        status = gs_sframe_session_decrypt(use.object, sealed, extra, &writer, leaf_out);
        gs_handles_give_back(&use, 1);
    }
    return finish(status, result, writer.len);
}
