/* The signal client in the flat ABI. */
#include "abi/clients_flat.h"
#include "abi/result_slot.h"
#include "clients/gsp.h"
#include "codec/payload.h"

int32_t gbpf_gsp_create(void)
{
    gs_gsp *client = gs_gsp_create();
    if (client == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    int32_t handle = gs_flat_add(GS_KIND_GSP, client);
    if (handle < 0) {
        gs_gsp_free(client);
    }
    return handle;
}

int32_t gbpf_gsp_destroy(int32_t client)
{
    gs_gsp *object = gs_handles_remove(GS_KIND_GSP, client);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no signal client has the handle %d", (int)client);
    }
    gs_gsp_free(object);
    return 0;
}

int32_t gbpf_gsp_reset(int32_t client)
{
    gs_use use = gs_use_of(GS_KIND_GSP, client);
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_gsp_reset(use.object);
    gs_handles_give_back(&use, 1);
    return 0;
}

int32_t gbpf_gsp_send(int32_t client, int32_t node, int32_t mls, uint32_t signal,
                      uint32_t role_claim, uint32_t request_id, const uint8_t *args,
                      uint32_t args_len, uint32_t codec, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes content;
    gs_use uses[3];
    GS_FLAT_TRY(gs_flat_input(args, args_len, "args", &content));
    GS_FLAT_TRY(gs_flat_bound(out, cap, args_len, GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD));
    GS_FLAT_TRY(gs_clients_flat_take(uses, GS_KIND_GSP, client, node, mls));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status =
        gs_gsp_send(uses[0].object, uses[1].object, gs_mls_context_keys(uses[2].object), signal,
                    role_claim, request_id, content, gs_payload_codec(codec), &writer);
    gs_handles_give_back(uses, 3);
    return gs_flat_result(status, writer.len);
}

/* Of a signal that is known already nothing but its numbers is told. */
static void tell(const gs_gsp_signal *signal, gs_verdict verdict, gs_bytes input,
                 uint32_t result[8], uint8_t *bytes)
{
    result[0] = signal->signal_type;
    result[1] = signal->sender_id;
    result[2] = signal->role_claim;
    result[3] = signal->request_id;
    gs_bytes args = verdict == GS_VERDICT_NEW ? signal->args : gs_bytes_of(NULL, 0);
    result[6] = gs_clients_flat_place(args, input, bytes, &result[4]);
}

int32_t gbpf_gsp_accept(int32_t client, uint32_t epoch_low, uint32_t epoch_high,
                        const uint8_t *plaintext, uint32_t plaintext_len, uint32_t codec,
                        uint32_t result[8], uint8_t *bytes, uint32_t bytes_cap)
{
    gs_last_error_clear();
    gs_bytes input;
    gs_use use = gs_use_of(GS_KIND_GSP, client);
    gs_gsp_result accepted;
    GS_FLAT_TRY(
        gs_clients_flat_check_accept(plaintext, plaintext_len, result, bytes, bytes_cap, &input));
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    gs_status status = gs_gsp_accept(use.object, gs_flat_u64(epoch_low, epoch_high), input,
                                     gs_payload_codec(codec), &accepted);
    if (status == GS_OK && accepted.text.verdict != GS_VERDICT_ERROR) {
        tell(&accepted.signal, accepted.text.verdict, input, result, bytes);
    }
    gs_handles_give_back(&use, 1);
    GS_FLAT_TRY(status);
    return gs_clients_flat_verdict(&accepted.text, result, bytes);
}

int32_t gbpf_gsp_members(int32_t client, uint32_t which, uint8_t *out, uint32_t cap)
{
    gs_use use = gs_use_of(GS_KIND_GSP, client);
    gs_buffer result = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_output(out, cap));
    if (which > 1) {
        return gs_fail(GS_E_ARGUMENT, "which is %u, must be 0 (members) or 1 (muted)",
                       (unsigned)which);
    }
    GS_FLAT_TRY(gs_flat_take(&use, 1));
    const gs_id_set *set = which == 0 ? gs_gsp_members(use.object) : gs_gsp_muted(use.object);
    gs_status status = GS_OK;
    for (size_t i = 0; i < set->count && status == GS_OK; i++) {
        uint8_t id[4];
        gs_store_le32(id, set->ids[i]);
        status = gs_buffer_append(&result, id, sizeof id);
    }
    gs_handles_give_back(&use, 1);
    if (status != GS_OK) {
        gs_buffer_free(&result);
        return (int32_t)status;
    }
    return gs_result_slot_give(&result, out, cap);
}
