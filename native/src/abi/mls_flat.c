/* MLS contexts in the flat ABI. */
#include "abi/flat.h"
#include "abi/result_slot.h"
#include "base/memory.h"
#include "crypto/mls_context.h"

enum { EXPORT_MAX = 255 * 32 };

static gs_status take_context(gs_use *use, int32_t mls)
{
    *use = gs_use_of(GS_KIND_MLS, mls);
    return gs_flat_take(use, 1);
}

/* The handle of a new context. */
static int32_t add_context(gs_mls_context *context)
{
    int32_t handle = gs_flat_add(GS_KIND_MLS, context);
    if (handle < 0) {
        gs_mls_context_free(context);
    }
    return handle;
}

int32_t gbpf_mls_create(const uint8_t *identity, uint32_t identity_len)
{
    gs_last_error_clear();
    gs_bytes name;
    gs_mls_context *context = NULL;
    GS_FLAT_TRY(gs_flat_input(identity, identity_len, "identity", &name));
    GS_FLAT_TRY(gs_mls_context_create(name, &context));
    return add_context(context);
}

int32_t gbpf_mls_restore_state(const uint8_t *state, uint32_t state_len)
{
    gs_last_error_clear();
    gs_bytes blob;
    gs_mls_context *context = NULL;
    GS_FLAT_TRY(gs_flat_input(state, state_len, "state", &blob));
    GS_FLAT_TRY(gs_mls_context_restore(blob, &context));
    return add_context(context);
}

int32_t gbpf_mls_destroy(int32_t mls)
{
    gs_mls_context *context = gs_handles_remove(GS_KIND_MLS, mls);
    if (context == NULL) {
        return gs_fail(GS_E_HANDLE, "no MLS context has the handle %d", (int)mls);
    }
    gs_mls_context_free(context);
    return 0;
}

int32_t gbpf_mls_info(int32_t mls, uint8_t out[24])
{
    gs_use use;
    GS_FLAT_TRY(gs_flat_not_null(out, "out"));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_store_le64(out, gs_mls_context_epoch(use.object));
    gs_mls_context_group_id(use.object, out + 8);
    gs_handles_give_back(&use, 1);
    return 24;
}

int32_t gbpf_mls_own_leaf(int32_t mls)
{
    gs_use use;
    GS_FLAT_TRY(take_context(&use, mls));
    uint32_t leaf = gs_mls_context_own_leaf(use.object);
    gs_handles_give_back(&use, 1);
    return (int32_t)leaf;
}

int32_t gbpf_mls_export_secret(int32_t mls, const uint8_t *label, uint32_t label_len,
                               const uint8_t *context, uint32_t context_len, uint8_t *out,
                               uint32_t out_len)
{
    gs_last_error_clear();
    gs_bytes label_bytes;
    gs_bytes context_bytes;
    gs_use use;
    GS_FLAT_TRY(gs_flat_input(label, label_len, "label", &label_bytes));
    GS_FLAT_TRY(gs_flat_input(context, context_len, "context", &context_bytes));
    GS_FLAT_TRY(gs_flat_output(out, out_len));
    if (out_len < 1 || out_len > EXPORT_MAX) {
        return gs_fail(GS_E_ARGUMENT, "a secret has 1 to %d bytes, not %u", EXPORT_MAX,
                       (unsigned)out_len);
    }
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status =
        gs_mls_context_export_secret(use.object, label_bytes, context_bytes, out, out_len);
    gs_handles_give_back(&use, 1);
    return gs_flat_result(status, out_len);
}

/* Gives a result away when the call went well, else wipes it. */
static int32_t finish(gs_status status, gs_buffer *result, uint8_t *out, uint32_t cap)
{
    if (status != GS_OK) {
        gs_buffer_free(result);
        return (int32_t)status;
    }
    return gs_result_slot_give(result, out, cap);
}

int32_t gbpf_mls_export_key_package(int32_t mls, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_use use;
    gs_buffer result = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_key_package(use.object, &result);
    gs_handles_give_back(&use, 1);
    return finish(status, &result, out, cap);
}

int32_t gbpf_mls_invite(int32_t mls, const uint8_t *key_package, uint32_t key_package_len,
                        uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes package;
    gs_use use;
    gs_buffer commit = {NULL, 0, 0};
    gs_buffer welcome = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_input(key_package, key_package_len, "key_package", &package));
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status =
        gs_mls_context_invite(use.object, package, &key_package_len, 1, true, &commit, &welcome);
    gs_handles_give_back(&use, 1);
    gs_buffer_free(&commit);
    return finish(status, &welcome, out, cap);
}

static gs_status check_lens(const uint32_t *lens, uint32_t count, size_t total)
{
    uint64_t sum = 0;
    if (count == 0) {
        return gs_fail(GS_E_ARGUMENT, "no key package given");
    }
    GS_TRY(gs_flat_not_null(lens, "key_package_lens"));
    for (uint32_t i = 0; i < count; i++) {
        sum += lens[i];
    }
    if (sum != total) {
        return gs_fail(GS_E_ARGUMENT, "key_package_lens add up to another length");
    }
    return GS_OK;
}

/* u32 little-endian commit length, commit, welcome. */
static gs_status join(gs_buffer *commit, const gs_buffer *welcome, gs_buffer *out)
{
    uint8_t len[4];
    gs_store_le32(len, (uint32_t)commit->len);
    GS_TRY(gs_buffer_append(out, len, sizeof len));
    GS_TRY(gs_buffer_append(out, commit->data, commit->len));
    return gs_buffer_append(out, welcome->data, welcome->len);
}

int32_t gbpf_mls_invite_many(int32_t mls, const uint8_t *key_packages, uint32_t key_packages_len,
                             const uint32_t *key_package_lens, uint32_t count, uint8_t *out,
                             uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes packages;
    gs_use use;
    gs_buffer commit = {NULL, 0, 0};
    gs_buffer welcome = {NULL, 0, 0};
    gs_buffer result = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_input(key_packages, key_packages_len, "key_packages", &packages));
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(check_lens(key_package_lens, count, packages.len));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_invite(use.object, packages, key_package_lens, count, false,
                                             &commit, &welcome);
    gs_handles_give_back(&use, 1);
    if (status == GS_OK) {
        status = join(&commit, &welcome, &result);
    }
    gs_buffer_free(&commit);
    gs_buffer_free(&welcome);
    return finish(status, &result, out, cap);
}

int32_t gbpf_mls_remove(int32_t mls, uint32_t leaf, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_use use;
    gs_buffer commit = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_remove(use.object, leaf, false, &commit);
    gs_handles_give_back(&use, 1);
    return finish(status, &commit, out, cap);
}

int32_t gbpf_mls_process_message(int32_t mls, const uint8_t *message, uint32_t message_len)
{
    gs_last_error_clear();
    gs_bytes bytes;
    gs_use use;
    gs_mls_message kind = GS_MLS_COMMIT;
    GS_FLAT_TRY(gs_flat_input(message, message_len, "message", &bytes));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_process(use.object, bytes, &kind);
    gs_handles_give_back(&use, 1);
    return gs_flat_result(status, (size_t)kind);
}

int32_t gbpf_mls_finalize_commit(int32_t mls)
{
    gs_last_error_clear();
    gs_use use;
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_finalize(use.object);
    gs_handles_give_back(&use, 1);
    return (int32_t)status;
}

int32_t gbpf_mls_clear_pending_commit(int32_t mls)
{
    gs_last_error_clear();
    gs_use use;
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_clear_pending(use.object);
    gs_handles_give_back(&use, 1);
    return (int32_t)status;
}

int32_t gbpf_mls_accept_welcome(int32_t mls, const uint8_t *welcome, uint32_t welcome_len)
{
    gs_last_error_clear();
    gs_bytes bytes;
    gs_use use;
    GS_FLAT_TRY(gs_flat_input(welcome, welcome_len, "welcome", &bytes));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_accept_welcome(use.object, bytes);
    gs_handles_give_back(&use, 1);
    return (int32_t)status;
}

int32_t gbpf_mls_export_state(int32_t mls, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_use use;
    gs_buffer state = {NULL, 0, 0};
    GS_FLAT_TRY(gs_flat_output(out, cap));
    GS_FLAT_TRY(take_context(&use, mls));
    gs_status status = gs_mls_context_export_state(use.object, &state);
    gs_handles_give_back(&use, 1);
    return finish(status, &state, out, cap);
}
