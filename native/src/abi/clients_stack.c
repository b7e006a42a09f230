#include "abi/clients_stack.h"

gs_status gs_clients_stack_take(gs_use uses[3], gs_kind kind, int32_t client, int32_t node,
                                int32_t mls)
{
    uses[0] = gs_use_of(kind, client);
    uses[1] = gs_use_of(GS_KIND_NODE, node);
    uses[2] = gs_use_of(GS_KIND_MLS, mls);
    return gs_stack_take(uses, 3, "bad handle");
}

char *gs_clients_stack_bad_client(void)
{
    return gs_stack_text("{\"status\":\"error\",\"reason\":\"bad client\"}");
}

char *gs_clients_stack_refusal(const char *null_fields, const char *reason)
{
    enum { FIXED = 64 };
    gs_json json;
    gs_json_text text = gs_json_measure(gs_bytes_of(reason, strlen(reason)));
    if (gs_json_begin(&json, FIXED + strlen(null_fields) + text.len) != GS_OK) {
        return NULL;
    }
    GS_JSON_PUT(&json, "{\"status\":\"error\"");
    gs_json_put_name(&json, null_fields);
    GS_JSON_PUT(&json, ",\"reason\":");
    gs_json_put_text(&json, &text);
    GS_JSON_PUT(&json, "}");
    return gs_json_finish(&json);
}
