/* Text, audio and signal clients in the flat ABI. */
#include "abi/clients_flat.h"

gs_status gs_clients_flat_take(gs_use uses[3], gs_kind kind, int32_t client, int32_t node,
                               int32_t mls)
{
    uses[0] = gs_use_of(kind, client);
    uses[1] = gs_use_of(GS_KIND_NODE, node);
    uses[2] = gs_use_of(GS_KIND_MLS, mls);
    return gs_flat_take(uses, 3);
}

gs_status gs_clients_flat_check_accept(const uint8_t *plaintext, uint32_t plaintext_len,
                                       const uint32_t *result, uint8_t *bytes, uint32_t bytes_cap,
                                       gs_bytes *input)
{
    GS_TRY(gs_flat_input(plaintext, plaintext_len, "plaintext", input));
    GS_TRY(gs_flat_not_null(result, "result"));
    GS_TRY(gs_flat_not_null(bytes, "bytes"));
    if (bytes_cap < GBPF_REASON_MAX || bytes_cap - GBPF_REASON_MAX < plaintext_len) {
        return gs_fail(GS_E_SPACE, "bytes of %u are less than plaintext_len + %d",
                       (unsigned)bytes_cap, GBPF_REASON_MAX);
    }
    return GS_OK;
}

uint32_t gs_clients_flat_place(gs_bytes content, gs_bytes input, uint8_t *bytes, uint32_t place[2])
{
    place[1] = (uint32_t)content.len;
    uintptr_t start = (uintptr_t)input.data;
    uintptr_t at = (uintptr_t)content.data;
    if (content.len == 0 || (at >= start && at - start < input.len)) {
        place[0] = content.len == 0 ? 0 : (uint32_t)(at - start);
        return 0;
    }
    place[0] = 0;
    memcpy(bytes, content.data, content.len);
    return GS_TRAIT_IN_BYTES;
}

int32_t gs_clients_flat_verdict(const gs_verdict_text *text, uint32_t result[8], uint8_t *bytes)
{
    size_t len = strlen(text->reason);
    if (text->verdict == GS_VERDICT_ERROR) {
        memset(result, 0, 8 * sizeof *result);
        memcpy(bytes, text->reason, len);
        result[7] = (uint32_t)len;
    } else {
        result[7] = 0;
    }
    return (int32_t)text->verdict;
}
