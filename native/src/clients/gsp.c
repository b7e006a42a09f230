#include "clients/gsp.h"

#include "base/memory.h"
#include "clients/dedup.h"
#include "clients/gsp_args.h"
#include "codec/payload.h"

struct gs_gsp {
    gs_noted_epoch noted;
    gs_dedup requests;
    gs_id_set members;
    gs_id_set muted;
    gs_buffer pieces;
};

/* Parity: request ids are told apart without regard to their sender. */
enum { ANY_SENDER = 0 };

gs_gsp *gs_gsp_create(void)
{
    return gs_alloc(sizeof(gs_gsp));
}

void gs_gsp_free(gs_gsp *client)
{
    if (client != NULL) {
        gs_gsp_reset(client);
        gs_buffer_free(&client->pieces);
        gs_free(client);
    }
}

void gs_gsp_reset(gs_gsp *client)
{
    gs_dedup_free(&client->requests);
    gs_id_set_free(&client->members);
    gs_id_set_free(&client->muted);
    client->noted.known = false;
}

static void note_epoch(gs_gsp *client, uint64_t epoch)
{
    if (gs_noted_epoch_changes(&client->noted, epoch)) {
        gs_dedup_free(&client->requests);
    }
}

gs_status gs_gsp_check_signal(uint32_t signal)
{
    if (gs_tables_signal_name(signal) == NULL) {
        return gs_fail(GS_E_ARGUMENT, "bad signal %u", (unsigned)signal);
    }
    return GS_OK;
}

gs_status gs_gsp_send(gs_gsp *client, gs_node *node, gs_epoch_keys *keys, uint32_t signal,
                      uint32_t role_claim, uint32_t request_id, gs_bytes args, uint8_t codec,
                      gs_writer *out)
{
    GS_TRY(gs_gsp_check_signal(signal));
    note_epoch(client, node->epoch);
    gs_gsp_signal message = {
        .signal_type = signal,
        .request_id = request_id,
        .sender_id = node->member_id,
        .role_claim = role_claim,
        .args_length = (uint32_t)args.len,
        .args = args,
    };
    gs_outbound outbound = {GBP_STREAM_SIGNAL,
                            GBP_FLAG_ORDERED | GBP_FLAG_RELIABLE | GBP_FLAG_ACK_REQUESTED, codec,
                            &GS_GSP_SIGNAL, &message};
    return gs_client_send(node, keys, &outbound, out);
}

/* Ours: the target of a MUTE is muted, as the protocol says; the reference mutes its sender, and
 * shows neither. */
static gs_status apply(gs_gsp *client, const gs_gsp_signal *signal, uint64_t target)
{
    switch ((gsp_signal_code)signal->signal_type) {
    case GSP_SIGNAL_JOIN:
        return gs_id_set_add(&client->members, signal->sender_id);
    case GSP_SIGNAL_LEAVE:
        gs_id_set_remove(&client->members, signal->sender_id);
        gs_id_set_remove(&client->muted, signal->sender_id);
        return GS_OK;
    case GSP_SIGNAL_MUTE:
        return target <= UINT32_MAX ? gs_id_set_add(&client->muted, (uint32_t)target) : GS_OK;
    case GSP_SIGNAL_UNMUTE:
        if (target <= UINT32_MAX) {
            gs_id_set_remove(&client->muted, (uint32_t)target);
        }
        return GS_OK;
    case GSP_SIGNAL_ROLE_CHANGE:
    case GSP_SIGNAL_STREAM_START:
    case GSP_SIGNAL_STREAM_STOP:
    case GSP_SIGNAL_CODEC_UPDATE:
        break;
    }
    return GS_OK;
}

/* Decoding, the signal's number and its args, in this order; a fault is the result's error. */
static gs_status read_signal(gs_gsp *client, gs_bytes plaintext, uint8_t codec,
                             gs_gsp_result *result, uint64_t *target)
{
    const char *prefix = "decode: ";
    gs_gsp_signal *signal = &result->signal;
    gs_status status = gs_payload_decode(codec, &GS_GSP_SIGNAL, plaintext, &client->pieces, signal);
    if (status == GS_OK) {
        prefix = "";
        status =
            gs_tables_signal_name(signal->signal_type) != NULL
                ? gs_gsp_args_check(signal->signal_type, signal->args, target)
                : gs_fail(GS_E_DECODE, "unknown signal_type: %u", (unsigned)signal->signal_type);
    }
    if (status == GS_E_DECODE) {
        gs_verdict_from_last_error(&result->text, prefix);
        return GS_OK;
    }
    return status;
}

gs_status gs_gsp_accept(gs_gsp *client, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                        gs_gsp_result *result)
{
    note_epoch(client, epoch);
    gs_buffer_recycle(&client->pieces);
    result->text.reason[0] = '\0';
    result->text.verdict = GS_VERDICT_NEW;
    uint64_t target = 0;
    GS_TRY(read_signal(client, plaintext, codec, result, &target));
    if (result->text.verdict == GS_VERDICT_ERROR) {
        return GS_OK;
    }
    uint32_t request_id = result->signal.request_id;
    if (gs_dedup_contains(&client->requests, ANY_SENDER, request_id)) {
        result->text.verdict = GS_VERDICT_KNOWN;
        return GS_OK;
    }
    /* In this order a signal that found no memory can come again: applying it twice is harmless. */
    GS_TRY(apply(client, &result->signal, target));
    return gs_dedup_add(&client->requests, ANY_SENDER, request_id);
}

const gs_id_set *gs_gsp_members(const gs_gsp *client)
{
    return &client->members;
}

const gs_id_set *gs_gsp_muted(const gs_gsp *client)
{
    return &client->muted;
}
