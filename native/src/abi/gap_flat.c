/* The audio client in the flat ABI. */
#include "abi/clients_flat.h"
#include "clients/gap.h"
#include "codec/payload.h"

int32_t gbpf_gap_create(void)
{
    gs_gap *client = gs_gap_create(gs_clock_system());
    if (client == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    int32_t handle = gs_flat_add(GS_KIND_GAP, client);
    if (handle < 0) {
        gs_gap_free(client);
    }
    return handle;
}

int32_t gbpf_gap_destroy(int32_t client)
{
    gs_gap *object = gs_handles_remove(GS_KIND_GAP, client);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no audio client has the handle %d", (int)client);
    }
    gs_gap_free(object);
    return 0;
}

int32_t gbpf_gap_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GAP, client);
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_gap_reset(use.object);
    gs_handles_give_back(&use, 1);
    return 0;
}

int32_t gbpf_gap_send(int32_t client, int32_t node, int32_t mls, uint32_t media_source_id,
                      uint32_t rtp_timestamp_low, uint32_t rtp_timestamp_high, const uint8_t *opus,
                      uint32_t opus_len, uint32_t codec, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes frame;
    gs_use uses[3];
    GS_FLAT_TRY(gs_flat_input(opus, opus_len, "opus", &frame));
    GS_FLAT_TRY(gs_flat_bound(out, cap, opus_len, GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD));
    GS_FLAT_TRY(gs_clients_flat_take(uses, GS_KIND_GAP, client, node, mls));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status =
        gs_gap_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object),
                    media_source_id, gs_flat_u64(rtp_timestamp_low, rtp_timestamp_high), frame,
                    gs_payload_codec(codec), &writer);
    gs_handles_give_back(uses, 3);
    return gs_flat_result(status, writer.len);
}

static void tell(const gs_gap_payload *payload, gs_bytes input, uint32_t result[8], uint8_t *bytes)
{
    result[0] = payload->media_source_id;
    result[1] = payload->rtp_sequence;
    result[2] = (uint32_t)payload->rtp_timestamp;
    result[3] = (uint32_t)(payload->rtp_timestamp >> 32);
    result[6] = gs_clients_flat_place(payload->opus_frame, input, bytes, &result[4]);
}

int32_t gbpf_gap_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                        const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                        uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap)
{
    gs_last_error_clear();
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GAP, client);
    gs_gap_result accepted;
    GS_FLAT_TRY(
        gs_clients_flat_check_accept(plaintext, plaintext_len, result, bytes, bytes_cap, &input));
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_status status = gs_gap_accept(use.object, gs_flat_u64(epoch_low, epoch_high), input,
                                     gs_payload_codec(codec), &accepted);
    if (status == GS_OK && accepted.text.verdict != GS_VERDICT_ERROR) {
        tell(&accepted.payload, input, result, bytes);
    }
    gs_handles_give_back(&use, 1);
    GS_FLAT_TRY(status);
    return gs_clients_flat_verdict(&accepted.text, result, bytes);
}
