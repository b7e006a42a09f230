/* The audio client in the loaded ABI. */
#include "abi/clients_stack.h"
#include "clients/gap.h"
#include "codec/payload.h"

#define NULL_FIELDS ",\"source\":null,\"seq\":null,\"bytes\":null"

int32_t gap_client_create(void)
{
    gs_gap *client = gs_gap_create(gs_clock_system());
    int32_t handle = gs_stack_add(GS_KIND_GAP, client);
    if (handle == 0) {
        gs_gap_free(client);
    }
    return handle;
}

void gap_client_destroy(int32_t client)
{
    gs_gap_free(gs_handles_remove(GS_KIND_GAP, client));
}

void gap_client_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GAP, client);
    if (gs_handles_take(&use, 1) == GS_OK) {
        gs_gap_reset(use.object);
        gs_handles_give_back(&use, 1);
    }
}

GbpBuffer gap_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                          uint32_t media_source_id, uint64_t rtp_timestamp, const uint8_t *opus,
                          size_t opus_len, uint8_t codec)
{
    gs_bytes audio;
    gs_use uses[3];
    gs_stack_frame frame;
    gs_last_error_clear();
    if (gs_stack_input(opus, opus_len, "opus", &audio) != GS_OK ||
        gs_clients_stack_take(uses, GS_KIND_GAP, client, node, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status = gs_stack_frame_begin(&frame, target, audio.len);
    if (status == GS_OK) {
        status = gs_gap_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object),
                             media_source_id, rtp_timestamp, audio, gs_payload_codec(codec),
                             &frame.writer);
    }
    gs_handles_give_back(uses, 3);
    return gs_stack_frame_give(&frame, status);
}

static char *tell(const gs_gap_result *accepted)
{
    enum { BOUND = 128 };
    if (accepted->text.verdict == GS_VERDICT_ERROR) {
        return gs_clients_stack_refusal(NULL_FIELDS, accepted->text.reason);
    }
    gs_json json;
    if (gs_json_begin(&json, BOUND) != GS_OK) {
        return NULL;
    }
    GS_JSON_PUT(&json, "{\"status\":\"");
    gs_json_put_name(&json, accepted->text.verdict == GS_VERDICT_NEW ? "new" : "late");
    GS_JSON_PUT(&json, "\",\"source\":");
    gs_json_put_number(&json, accepted->payload.media_source_id);
    GS_JSON_PUT(&json, ",\"seq\":");
    gs_json_put_number(&json, accepted->payload.rtp_sequence);
    GS_JSON_PUT(&json, ",\"bytes\":");
    gs_json_put_number(&json, accepted->payload.opus_frame.len);
    GS_JSON_PUT(&json, ",\"reason\":null}");
    return gs_json_finish(&json);
}

char *gap_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                        size_t plaintext_len, uint8_t codec)
{
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GAP, client);
    gs_gap_result accepted;
    gs_last_error_clear();
    if (gs_handles_take(&use, 1) != GS_OK) {
        return gs_clients_stack_bad_client();
    }
    gs_status status = gs_stack_input(plaintext, plaintext_len, "plaintext", &input);
    if (status == GS_OK) {
        status = gs_gap_accept(use.object, epoch, input, gs_payload_codec(codec), &accepted);
    }
    char *text =
        status == GS_OK ? tell(&accepted) : gs_clients_stack_refusal(NULL_FIELDS, gs_last_error());
    gs_handles_give_back(&use, 1);
    return text;
}
