/* What the three clients' functions in the loaded ABI share. */
#ifndef GS_ABI_CLIENTS_STACK_H
#define GS_ABI_CLIENTS_STACK_H

#include "abi/json.h"
#include "abi/stack.h"
#include "clients/client.h"
#include "crypto/mls_context.h"

/* Takes a client, a node and an MLS context: "bad handle". */
GS_MUST_USE gs_status gs_clients_stack_take(gs_use uses[3], gs_kind kind, int32_t client,
                                            int32_t node, int32_t mls);
/* What accept says to a client that does not exist. */
char *gs_clients_stack_bad_client(void);
/* What accept says to a faulty payload or call: the keys in between, each with null
 * (",\"a\":null"), and the reason. */
char *gs_clients_stack_refusal(const char *null_fields, const char *reason);

#endif
