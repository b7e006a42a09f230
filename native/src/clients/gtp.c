#include "clients/gtp.h"

#include "base/memory.h"
#include "clients/dedup.h"
#include "codec/payload.h"

struct gs_gtp {
    gs_noted_epoch noted;
    gs_dedup seen;
    gs_buffer pieces; /* a body that stands in pieces; wiped at the next call */
};

gs_gtp *gs_gtp_create(void)
{
    return gs_alloc(sizeof(gs_gtp));
}

void gs_gtp_free(gs_gtp *client)
{
    if (client != NULL) {
        gs_gtp_reset(client);
        gs_buffer_free(&client->pieces);
        gs_free(client);
    }
}

void gs_gtp_reset(gs_gtp *client)
{
    gs_dedup_free(&client->seen);
    client->noted.known = false;
}

static void note_epoch(gs_gtp *client, uint64_t epoch)
{
    if (gs_noted_epoch_changes(&client->noted, epoch)) {
        gs_dedup_free(&client->seen);
    }
}

gs_status gs_gtp_check_plain(gs_bytes content)
{
    if (!gs_utf8_valid(content)) {
        return gs_fail(GS_E_ARGUMENT, "utf8: invalid at byte %zu", gs_utf8_valid_prefix(content));
    }
    return GS_OK;
}

gs_status gs_gtp_send(gs_gtp *client, gs_node *node, gs_epoch_keys *keys, uint64_t message_id,
                      uint8_t content_type, gs_bytes content, uint8_t codec, gs_writer *out)
{
    if (content_type == GTP_CONTENT_PLAIN) {
        GS_TRY(gs_gtp_check_plain(content));
    }
    note_epoch(client, node->epoch);
    gs_gtp_message message = {
        .message_id = message_id,
        .sender_id = node->member_id,
        .flags = GTP_FLAG_URGENT, /* Parity: what the reference sends with every message */
        .content_type = content_type,
        .content_length = (uint32_t)content.len,
        .content = content,
    };
    gs_outbound outbound = {GBP_STREAM_TEXT,
                            GBP_FLAG_ORDERED | GBP_FLAG_RELIABLE | GBP_FLAG_ACK_REQUESTED, codec,
                            &GS_GTP_MESSAGE, &message};
    return gs_client_send(node, keys, &outbound, out);
}

gs_status gs_gtp_accept(gs_gtp *client, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                        gs_gtp_result *result)
{
    note_epoch(client, epoch);
    gs_buffer_recycle(&client->pieces);
    result->text.reason[0] = '\0';
    gs_status status =
        gs_payload_decode(codec, &GS_GTP_MESSAGE, plaintext, &client->pieces, &result->message);
    if (status == GS_E_DECODE) {
        gs_verdict_from_last_error(&result->text, "decode: ");
        return GS_OK;
    }
    GS_TRY(status);
    const gs_gtp_message *message = &result->message;
    result->text_kind = gs_utf8_classify(message->content);
    if (gs_dedup_contains(&client->seen, message->sender_id, message->message_id)) {
        result->text.verdict = GS_VERDICT_KNOWN;
        return GS_OK;
    }
    result->text.verdict = GS_VERDICT_NEW;
    return gs_dedup_add(&client->seen, message->sender_id, message->message_id);
}
