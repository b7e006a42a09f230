/* Library-wide functions of the loaded ABI. */
#include "abi/stack.h"
#include "abi/version_text.h"
#include "codec/error_object.h"
#include "codec/frame.h"
#include "gbp_flat.h"

enum { ERROR_OBJECT_MAX = 128 };

char *gbp_last_error(void)
{
    return gs_stack_text(gs_last_error());
}

char *gbp_version(void)
{
    return gs_stack_text(GS_VERSION_TEXT);
}

GbpBuffer gbp_error_lookup(uint16_t code)
{
    GbpBuffer result = gs_stack_alloc(ERROR_OBJECT_MAX);
    if (result.ptr == NULL) {
        return result;
    }
    gs_writer writer = gs_writer_on(result.ptr, result.cap);
    if (!gs_error_object_encode(code, &writer)) {
        gbp_buffer_free(result);
        (void)gs_fail(GS_E_ARGUMENT, "unknown error code 0x%04X", (unsigned)code);
        return gs_stack_nothing();
    }
    result.len = writer.len;
    return result;
}

GbpBuffer gbp_frame_encode_v(uint8_t version, const uint8_t group_id[16], uint64_t epoch,
                             uint32_t transition_id, uint32_t stream_type, uint32_t stream_id,
                             uint16_t flags, uint32_t sequence_no, const uint8_t *payload,
                             size_t payload_len)
{
    gs_bytes content;
    gs_last_error_clear();
    if (gs_stack_not_null(group_id, "group_id") != GS_OK ||
        gs_stack_input(payload, payload_len, "payload", &content) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_frame frame = {
        .version = version,
        .stream_type = (uint8_t)stream_type,
        .flags = flags,
        .transition_id = transition_id,
        .stream_id = stream_id,
        .sequence_no = sequence_no,
        .payload_size = (uint32_t)content.len,
        .epoch = epoch,
        .group_id = gs_bytes_of(group_id, GS_GROUP_ID_LEN),
        .payload = content,
    };
    GbpBuffer result = gs_stack_alloc(content.len + GBPF_FRAME_OVERHEAD);
    if (result.ptr != NULL) {
        gs_writer writer = gs_writer_on(result.ptr, result.cap);
        size_t payload_at = 0;
        gs_frame_encode(&frame, &writer, &payload_at);
        result.len = writer.len;
    }
    return result;
}
