/* The text client in the loaded ABI. */
#include "abi/clients_stack.h"
#include "clients/gtp.h"
#include "codec/payload.h"

#define NULL_FIELDS ",\"sender\":null,\"message_id\":null,\"text\":null"

int32_t gtp_client_create(void)
{
    gs_gtp *client = gs_gtp_create();
    int32_t handle = gs_stack_add(GS_KIND_GTP, client);
    if (handle == 0) {
        gs_gtp_free(client);
    }
    return handle;
}

void gtp_client_destroy(int32_t client)
{
    gs_gtp_free(gs_handles_remove(GS_KIND_GTP, client));
}

void gtp_client_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GTP, client);
    if (gs_handles_take(&use, 1) == GS_OK) {
        gs_gtp_reset(use.object);
        gs_handles_give_back(&use, 1);
    }
}

GbpBuffer gtp_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                          uint64_t message_id, const uint8_t *text, size_t text_len, uint8_t codec)
{
    gs_bytes body;
    gs_use uses[3];
    gs_stack_frame frame;
    gs_last_error_clear();
    if (gs_stack_input(text, text_len, "text", &body) != GS_OK) {
        return gs_stack_nothing();
    }
    if (gs_clients_stack_take(uses, GS_KIND_GTP, client, node, mls) != GS_OK) {
        (void)!gs_gtp_check_plain(body); /* Parity: the text's fault goes before the handle's */
        return gs_stack_nothing();
    }
    gs_status status = gs_stack_frame_begin(&frame, target, body.len);
    if (status == GS_OK) {
        status = gs_gtp_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object),
                             message_id, GTP_CONTENT_PLAIN, body, gs_payload_codec(codec),
                             &frame.writer);
    }
    gs_handles_give_back(uses, 3);
    return gs_stack_frame_give(&frame, status);
}

static char *tell(const gs_gtp_result *accepted)
{
    enum { FIXED = 128 };
    static const char BINARY[] = "<binary>";
    if (accepted->text.verdict == GS_VERDICT_ERROR) {
        return gs_clients_stack_refusal(NULL_FIELDS, accepted->text.reason);
    }
    gs_json json;
    const gs_gtp_message *message = &accepted->message;
    gs_json_text text = gs_json_measure(accepted->text_kind != GS_UTF8_INVALID
                                            ? message->content
                                            : gs_bytes_of(BINARY, sizeof BINARY - 1));
    if (gs_json_begin(&json, FIXED + text.len) != GS_OK) {
        return NULL;
    }
    GS_JSON_PUT(&json, "{\"status\":\"");
    gs_json_put_name(&json, accepted->text.verdict == GS_VERDICT_NEW ? "new" : "duplicate");
    GS_JSON_PUT(&json, "\",\"sender\":");
    gs_json_put_number(&json, message->sender_id);
    GS_JSON_PUT(&json, ",\"message_id\":");
    gs_json_put_number(&json, message->message_id);
    GS_JSON_PUT(&json, ",\"text\":");
    gs_json_put_text(&json, &text);
    GS_JSON_PUT(&json, ",\"reason\":null}");
    return gs_json_finish(&json);
}

char *gtp_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                        size_t plaintext_len, uint8_t codec)
{
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GTP, client);
    gs_gtp_result accepted;
    gs_last_error_clear();
    if (gs_handles_take(&use, 1) != GS_OK) {
        return gs_clients_stack_bad_client();
    }
    gs_status status = gs_stack_input(plaintext, plaintext_len, "plaintext", &input);
    if (status == GS_OK) {
        status = gs_gtp_accept(use.object, epoch, input, gs_payload_codec(codec), &accepted);
    }
    char *text =
        status == GS_OK ? tell(&accepted) : gs_clients_stack_refusal(NULL_FIELDS, gs_last_error());
    gs_handles_give_back(&use, 1);
    return text;
}
