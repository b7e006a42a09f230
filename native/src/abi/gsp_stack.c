/* The signal client in the loaded ABI. */
#include "abi/clients_stack.h"
#include "clients/gsp.h"
#include "codec/payload.h"

#define NULL_SIGNAL ",\"signal\":null,\"signal_code\":null,\"sender\":null,\"role_claim\":null"
#define NULL_FIELDS NULL_SIGNAL ",\"request_id\":null"

int32_t gsp_client_create(void)
{
    gs_gsp *client = gs_gsp_create();
    int32_t handle = gs_stack_add(GS_KIND_GSP, client);
    if (handle == 0) {
        gs_gsp_free(client);
    }
    return handle;
}

void gsp_client_destroy(int32_t client)
{
    gs_gsp_free(gs_handles_remove(GS_KIND_GSP, client));
}

void gsp_client_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GSP, client);
    if (gs_handles_take(&use, 1) == GS_OK) {
        gs_gsp_reset(use.object);
        gs_handles_give_back(&use, 1);
    }
}

GbpBuffer gsp_client_send(int32_t client, int32_t node, int32_t mls, uint32_t target,
                          uint32_t signal, uint32_t role_claim, uint32_t request_id, uint8_t codec)
{
    return gsp_client_send_with_args(client, node, mls, target, signal, role_claim, request_id,
                                     NULL, 0, codec);
}

GbpBuffer gsp_client_send_with_args(int32_t client, int32_t node, int32_t mls, uint32_t target,
                                    uint32_t signal, uint32_t role_claim, uint32_t request_id,
                                    const uint8_t *args, size_t args_len, uint8_t codec)
{
    gs_bytes content;
    gs_use uses[3];
    gs_stack_frame frame;
    gs_last_error_clear();
    /* Parity: the signal is looked at before the handles. */
    if (gs_stack_input(args, args_len, "args", &content) != GS_OK ||
        gs_gsp_check_signal(signal) != GS_OK ||
        gs_clients_stack_take(uses, GS_KIND_GSP, client, node, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status = gs_stack_frame_begin(&frame, target, content.len);
    if (status == GS_OK) {
        status =
            gs_gsp_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object), signal,
                        role_claim, request_id, content, gs_payload_codec(codec), &frame.writer);
    }
    gs_handles_give_back(uses, 3);
    return gs_stack_frame_give(&frame, status);
}

static void put_new(gs_json *json, const gs_gsp_signal *signal)
{
    GS_JSON_PUT(json, "{\"status\":\"new\",\"signal\":\"");
    gs_json_put_name(json, gs_tables_signal_name(signal->signal_type));
    GS_JSON_PUT(json, "\",\"signal_code\":");
    gs_json_put_number(json, signal->signal_type);
    GS_JSON_PUT(json, ",\"sender\":");
    gs_json_put_number(json, signal->sender_id);
    GS_JSON_PUT(json, ",\"role_claim\":");
    gs_json_put_number(json, signal->role_claim);
}

static char *tell(const gs_gsp_result *accepted)
{
    enum { BOUND = 192 };
    if (accepted->text.verdict == GS_VERDICT_ERROR) {
        return gs_clients_stack_refusal(NULL_FIELDS, accepted->text.reason);
    }
    gs_json json;
    if (gs_json_begin(&json, BOUND) != GS_OK) {
        return NULL;
    }
    if (accepted->text.verdict == GS_VERDICT_NEW) {
        put_new(&json, &accepted->signal);
    } else {
        GS_JSON_PUT(&json, "{\"status\":\"duplicate\"" NULL_SIGNAL);
    }
    GS_JSON_PUT(&json, ",\"request_id\":");
    gs_json_put_number(&json, accepted->signal.request_id);
    GS_JSON_PUT(&json, ",\"reason\":null}");
    return gs_json_finish(&json);
}

char *gsp_client_accept(int32_t client, uint64_t epoch, const uint8_t *plaintext,
                        size_t plaintext_len, uint8_t codec)
{
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GSP, client);
    gs_gsp_result accepted;
    gs_last_error_clear();
    if (gs_handles_take(&use, 1) != GS_OK) {
        return gs_clients_stack_bad_client();
    }
    gs_status status = gs_stack_input(plaintext, plaintext_len, "plaintext", &input);
    if (status == GS_OK) {
        status = gs_gsp_accept(use.object, epoch, input, gs_payload_codec(codec), &accepted);
    }
    char *text =
        status == GS_OK ? tell(&accepted) : gs_clients_stack_refusal(NULL_FIELDS, gs_last_error());
    gs_handles_give_back(&use, 1);
    return text;
}
