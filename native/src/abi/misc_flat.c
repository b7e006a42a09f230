/* Library-wide functions of the flat ABI. */
#include "abi/flat.h"
#include "abi/result_slot.h"
#include "abi/version_text.h"
#include "codec/error_object.h"
#include "codec/frame.h"

/* The numbers that gbp_flat.h publishes for callers are those of the core. */
_Static_assert(GBPF_SFRAME_OVERHEAD >= 1 + 8 + 8 + 16, "SFrame header and tag");

static int32_t write_text(const char *text, uint8_t *out, uint32_t cap)
{
    GS_FLAT_TRY(gs_flat_output(out, cap));
    size_t len = strlen(text);
    len = len < cap ? len : cap;
    if (len > 0) {
        memcpy(out, text, len);
    }
    return (int32_t)len;
}

int32_t gbpf_abi_version(void)
{
    return GBPF_ABI_VERSION;
}

int32_t gbpf_version(uint8_t *out, uint32_t cap)
{
    return write_text(GS_VERSION_TEXT, out, cap);
}

int32_t gbpf_last_error(uint8_t *out, uint32_t cap)
{
    return write_text(gs_last_error(), out, cap);
}

int32_t gbpf_take_result(uint8_t *out, uint32_t cap)
{
    GS_FLAT_TRY(gs_flat_output(out, cap));
    return gs_result_slot_take(out, cap);
}

int32_t gbpf_error_lookup(uint32_t code, uint8_t *out, uint32_t cap)
{
    GS_FLAT_TRY(gs_flat_output(out, cap));
    gs_writer writer = gs_writer_on(out, cap);
    if (!gs_error_object_encode(code, &writer)) {
        gs_fail_text("unknown error code 0x%04X", (unsigned)code);
        return 0;
    }
    if (!gs_writer_fits(&writer)) {
        return gs_fail(GS_E_SPACE, "error object of %zu bytes does not fit into %u", writer.len,
                       (unsigned)cap);
    }
    return (int32_t)writer.len;
}

int32_t gbpf_handle_exists(uint32_t kind, int32_t handle)
{
    return kind < GS_KIND_COUNT && gs_handles_exists((gs_kind)kind, handle) ? 1 : 0;
}

int32_t gbpf_frame_encode(uint32_t version, const uint8_t group_id[16], uint32_t epoch_low,
                          uint32_t epoch_high, uint32_t transition_id, uint32_t stream_type,
                          uint32_t stream_id, uint32_t flags, uint32_t sequence_no,
                          const uint8_t *payload, uint32_t payload_len, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes content;
    GS_FLAT_TRY(gs_flat_not_null(group_id, "group_id"));
    GS_FLAT_TRY(gs_flat_input(payload, payload_len, "payload", &content));
    GS_FLAT_TRY(gs_flat_output(out, cap));
    if (version > UINT8_MAX || stream_type > UINT8_MAX || flags > UINT16_MAX) {
        return gs_fail(GS_E_ARGUMENT, "version, stream_type or flags are out of range");
    }
    gs_frame frame = {
        .version = (uint8_t)version,
        .stream_type = (uint8_t)stream_type,
        .flags = (uint16_t)flags,
        .transition_id = transition_id,
        .stream_id = stream_id,
        .sequence_no = sequence_no,
        .payload_size = payload_len,
        .epoch = gs_flat_u64(epoch_low, epoch_high),
        .group_id = gs_bytes_of(group_id, GS_GROUP_ID_LEN),
        .payload = content,
    };
    gs_writer writer = gs_writer_on(out, cap);
    size_t payload_at = 0;
    gs_frame_encode(&frame, &writer, &payload_at);
    if (!gs_writer_fits(&writer)) {
        return gs_fail(GS_E_SPACE, "frame of %zu bytes does not fit into %u", writer.len,
                       (unsigned)cap);
    }
    return (int32_t)writer.len;
}
