#include "clients/client.h"

#include <stdio.h>

bool gs_noted_epoch_changes(gs_noted_epoch *noted, uint64_t epoch)
{
    bool changes = noted->known && noted->epoch != epoch;
    noted->known = true;
    noted->epoch = epoch;
    return changes;
}

void gs_verdict_from_last_error(gs_verdict_text *text, const char *prefix)
{
    text->verdict = GS_VERDICT_ERROR;
    (void)snprintf(text->reason, sizeof text->reason, "%s%s", prefix, gs_last_error());
    gs_last_error_clear();
}

gs_status gs_client_send(gs_node *node, gs_epoch_keys *keys, const gs_outbound *outbound,
                         gs_writer *out)
{
    gs_status status = gs_node_send(node, keys, outbound, out);
    if (status != GS_OK && status != GS_E_SPACE) {
        gs_fail_within("node: ");
    }
    return status;
}
