/* MLS contexts in the loaded ABI. */
#include "abi/stack.h"
#include "crypto/mls_context.h"

static int32_t add_context(gs_mls_context *context)
{
    int32_t handle = gs_stack_add(GS_KIND_MLS, context);
    if (handle == 0) {
        gs_mls_context_free(context);
    }
    return handle;
}

int32_t gbp_mls_create(const uint8_t *identity, size_t identity_len)
{
    gs_bytes name;
    gs_mls_context *context = NULL;
    gs_last_error_clear();
    if (gs_stack_input(identity, identity_len, "identity", &name) != GS_OK ||
        gs_mls_context_create(name, &context) != GS_OK) {
        return 0;
    }
    return add_context(context);
}

int32_t gbp_mls_restore_state(const uint8_t *state, size_t state_len)
{
    gs_bytes blob;
    gs_mls_context *context = NULL;
    gs_last_error_clear();
    if (gs_stack_input(state, state_len, "state", &blob) != GS_OK ||
        gs_mls_context_restore(blob, &context) != GS_OK) {
        return 0;
    }
    return add_context(context);
}

void gbp_mls_destroy(int32_t mls)
{
    gs_mls_context_free(gs_handles_remove(GS_KIND_MLS, mls));
}

uint64_t gbp_mls_epoch(int32_t mls)
{
    gs_use use = gs_use_of(GS_KIND_MLS, mls);
    if (gs_handles_take(&use, 1) != GS_OK) {
        return 0;
    }
    uint64_t epoch = gs_mls_context_epoch(use.object);
    gs_handles_give_back(&use, 1);
    return epoch;
}

bool gbp_mls_group_id(int32_t mls, uint8_t out[16])
{
    gs_use use;
    gs_last_error_clear();
    if (gs_stack_not_null(out, "out") != GS_OK || gs_stack_take_mls(&use, mls) != GS_OK) {
        return false;
    }
    gs_mls_context_group_id(use.object, out);
    gs_handles_give_back(&use, 1);
    return true;
}

GbpBuffer gbp_mls_export_key_package(int32_t mls)
{
    gs_use use;
    gs_buffer result = {NULL, 0, 0};
    gs_last_error_clear();
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status = gs_mls_context_key_package(use.object, &result);
    gs_handles_give_back(&use, 1);
    return gs_stack_give(status, &result);
}

/* Commit and Welcome of one new member. */
static gs_status invite(int32_t mls, const uint8_t *key_package, size_t key_package_len, bool merge,
                        gs_buffer *commit, gs_buffer *welcome)
{
    gs_bytes package;
    gs_use use;
    GS_TRY(gs_stack_input(key_package, key_package_len, "key_package", &package));
    GS_TRY(gs_stack_take_mls(&use, mls));
    uint32_t len = (uint32_t)package.len;
    gs_status status = gs_mls_context_invite(use.object, package, &len, 1, merge, commit, welcome);
    gs_handles_give_back(&use, 1);
    return status;
}

GbpBuffer gbp_mls_invite(int32_t mls, const uint8_t *key_package, size_t key_package_len)
{
    gs_buffer commit = {NULL, 0, 0};
    gs_buffer welcome = {NULL, 0, 0};
    gs_last_error_clear();
    gs_status status = invite(mls, key_package, key_package_len, true, &commit, &welcome);
    gs_buffer_free(&commit);
    return gs_stack_give(status, &welcome);
}

/* u32 little-endian commit length, commit, welcome. */
static gs_status join(const gs_buffer *commit, const gs_buffer *welcome, gs_buffer *out)
{
    uint8_t len[4];
    gs_store_le32(len, (uint32_t)commit->len);
    GS_TRY(gs_buffer_reserve(out, sizeof len + commit->len + welcome->len));
    GS_TRY(gs_buffer_append(out, len, sizeof len));
    GS_TRY(gs_buffer_append(out, commit->data, commit->len));
    return gs_buffer_append(out, welcome->data, welcome->len);
}

GbpBuffer gbp_mls_invite_full(int32_t mls, const uint8_t *key_package, size_t key_package_len)
{
    gs_buffer commit = {NULL, 0, 0};
    gs_buffer welcome = {NULL, 0, 0};
    gs_buffer both = {NULL, 0, 0};
    gs_last_error_clear();
    gs_status status = invite(mls, key_package, key_package_len, false, &commit, &welcome);
    if (status == GS_OK) {
        status = join(&commit, &welcome, &both);
    }
    gs_buffer_free(&commit);
    gs_buffer_free(&welcome);
    return gs_stack_give(status, &both);
}

GbpBuffer gbp_mls_remove(int32_t mls, uint32_t leaf)
{
    gs_use use;
    gs_buffer commit = {NULL, 0, 0};
    gs_last_error_clear();
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status = gs_mls_context_remove(use.object, leaf, true, &commit);
    gs_handles_give_back(&use, 1);
    return gs_stack_give(status, &commit);
}

uint32_t gbp_mls_process_message(int32_t mls, const uint8_t *message, size_t message_len)
{
    gs_bytes bytes;
    gs_use use;
    gs_mls_message kind = GS_MLS_COMMIT;
    gs_last_error_clear();
    if (gs_stack_input(message, message_len, "message", &bytes) != GS_OK ||
        gs_stack_take_mls(&use, mls) != GS_OK) {
        return 0;
    }
    gs_status status = gs_mls_context_process(use.object, bytes, &kind);
    gs_handles_give_back(&use, 1);
    return status == GS_OK ? (uint32_t)kind : 0;
}

bool gbp_mls_finalize_commit(int32_t mls)
{
    gs_use use;
    gs_last_error_clear();
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return false;
    }
    gs_status status = gs_mls_context_finalize(use.object);
    gs_handles_give_back(&use, 1);
    return status == GS_OK;
}

bool gbp_mls_clear_pending_commit(int32_t mls)
{
    gs_use use;
    gs_last_error_clear();
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return false;
    }
    gs_status status = gs_mls_context_clear_pending(use.object);
    gs_handles_give_back(&use, 1);
    return status == GS_OK;
}

bool gbp_mls_accept_welcome(int32_t mls, const uint8_t *welcome, size_t welcome_len)
{
    gs_bytes bytes;
    gs_use use;
    gs_last_error_clear();
    if (gs_stack_input(welcome, welcome_len, "welcome", &bytes) != GS_OK ||
        gs_stack_take_mls(&use, mls) != GS_OK) {
        return false;
    }
    gs_status status = gs_mls_context_accept_welcome(use.object, bytes);
    gs_handles_give_back(&use, 1);
    return status == GS_OK;
}

GbpBuffer gbp_mls_export_state(int32_t mls)
{
    gs_use use;
    gs_buffer state = {NULL, 0, 0};
    gs_last_error_clear();
    if (gs_stack_take_mls(&use, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status = gs_mls_context_export_state(use.object, &state);
    gs_handles_give_back(&use, 1);
    return gs_stack_give(status, &state);
}
