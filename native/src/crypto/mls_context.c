#include "crypto/mls_context.h"

#include <gs_mls.h>

#include "base/memory.h"

struct gs_mls_context {
    gs_epoch_keys keys; /* first, for its alignment */
    GsMls *mls;
    bool has_staged;     /* a commit of somebody else's, to be merged next */
    bool has_new_commit; /* an own commit is pending that no exported state holds */
};

static gs_status check(int32_t result, const GsMlsError *error)
{
    if (result == 0) {
        return GS_OK;
    }
    return gs_fail(result == -1 ? GS_E_MLS : GS_E_INTERNAL, "%s", error->text);
}

static gs_status export_for_keys(void *owner, gs_bytes label, gs_bytes context, uint8_t *out,
                                 size_t out_len)
{
    return gs_mls_context_export_secret(owner, label, context, out, out_len);
}

/* Takes the crate's object over, whatever the result. */
static gs_status wrap(GsMls *mls, gs_mls_context **out)
{
    gs_mls_context *context = gs_alloc_aligned(sizeof *context);
    if (context == NULL) {
        gs_mls_free(mls);
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    context->mls = mls;
    context->keys.exporter.export_secret = export_for_keys;
    context->keys.exporter.owner = context;
    *out = context;
    return GS_OK;
}

/* Moves the crate's bytes behind what a buffer holds. */
static gs_status move(GsMlsBytes bytes, gs_buffer *out)
{
    gs_status status = gs_buffer_append(out, bytes.ptr, bytes.len);
    gs_mls_bytes_free(bytes);
    return status;
}

gs_status gs_mls_context_create(gs_bytes identity, gs_mls_context **out)
{
    GsMlsError error;
    GsMls *mls = NULL;
    GS_TRY(check(gs_mls_create(identity.data, identity.len, &mls, &error), &error));
    return wrap(mls, out);
}

gs_status gs_mls_context_restore(gs_bytes state, gs_mls_context **out)
{
    GsMlsError error;
    GsMls *mls = NULL;
    GsMlsBytes counters = {NULL, 0, 0};
    GS_TRY(check(gs_mls_restore_state(state.data, state.len, &mls, &counters, &error), &error));
    gs_mls_context *context = NULL;
    gs_status status = wrap(mls, &context);
    if (status == GS_OK) {
        status = gs_counters_restore(&context->keys.counters, gs_mls_context_epoch(context),
                                     gs_bytes_of(counters.ptr, counters.len));
    }
    gs_mls_bytes_free(counters);
    if (status != GS_OK) {
        gs_mls_context_free(context);
        return status;
    }
    *out = context;
    return GS_OK;
}

void gs_mls_context_free(gs_mls_context *context)
{
    if (context == NULL) {
        return;
    }
    gs_epoch_keys_clear(&context->keys);
    gs_mls_free(context->mls);
    gs_wipe(context, sizeof *context);
    gs_free_aligned(context);
}

uint64_t gs_mls_context_epoch(const gs_mls_context *context)
{
    return gs_mls_epoch(context->mls);
}

void gs_mls_context_group_id(const gs_mls_context *context, uint8_t out[16])
{
    gs_mls_group_id(context->mls, out);
}

uint32_t gs_mls_context_own_leaf(const gs_mls_context *context)
{
    return gs_mls_own_leaf(context->mls);
}

gs_epoch_keys *gs_mls_context_keys(gs_mls_context *context)
{
    return &context->keys;
}

gs_status gs_mls_context_key_package(gs_mls_context *context, gs_buffer *out)
{
    GsMlsError error;
    GsMlsBytes bytes = {NULL, 0, 0};
    GS_TRY(check(gs_mls_export_key_package(context->mls, &bytes, &error), &error));
    return move(bytes, out);
}

/* After a merge. A commit that only this object knew leads where no restored state can follow
 * (counters.h). */
static void begin_epoch(gs_mls_context *context)
{
    gs_epoch_keys_next_epoch(&context->keys, context->has_new_commit && !context->has_staged);
    context->has_staged = false;
    context->has_new_commit = false;
}

gs_status gs_mls_context_invite(gs_mls_context *context, gs_bytes key_packages,
                                const uint32_t *lens, size_t count, bool merge, gs_buffer *commit,
                                gs_buffer *welcome)
{
    GsMlsError error;
    GsMlsBytes commit_bytes = {NULL, 0, 0};
    GsMlsBytes welcome_bytes = {NULL, 0, 0};
    (void)key_packages.len; /* the lengths say it; the caller compared their sum */
    GS_TRY(check(gs_mls_invite(context->mls, key_packages.data, lens, count, merge, &commit_bytes,
                               &welcome_bytes, &error),
                 &error));
    context->has_new_commit = true;
    if (merge) {
        begin_epoch(context); /* Parity: a staged commit is merged in place of the own one */
    }
    gs_status status = move(commit_bytes, commit);
    gs_status welcome_status = move(welcome_bytes, welcome);
    return status != GS_OK ? status : welcome_status;
}

gs_status gs_mls_context_remove(gs_mls_context *context, uint32_t leaf, bool strict_count,
                                gs_buffer *commit)
{
    GsMlsError error;
    GsMlsBytes bytes = {NULL, 0, 0};
    GS_TRY(check(gs_mls_remove(context->mls, leaf, strict_count, &bytes, &error), &error));
    context->has_new_commit = true;
    return move(bytes, commit);
}

gs_status gs_mls_context_process(gs_mls_context *context, gs_bytes message, gs_mls_message *kind)
{
    GsMlsError error;
    uint32_t number = 0;
    GS_TRY(check(gs_mls_process(context->mls, message.data, message.len, &number, &error), &error));
    *kind = (gs_mls_message)number;
    context->has_staged = context->has_staged || *kind == GS_MLS_COMMIT;
    return GS_OK;
}

gs_status gs_mls_context_finalize(gs_mls_context *context)
{
    GsMlsError error;
    uint64_t before = gs_mls_context_epoch(context);
    int32_t result = gs_mls_finalize_commit(context->mls, &error);
    if (gs_mls_context_epoch(context) != before) {
        begin_epoch(context);
    }
    return check(result, &error);
}

gs_status gs_mls_context_clear_pending(gs_mls_context *context)
{
    GsMlsError error;
    GS_TRY(check(gs_mls_clear_pending_commit(context->mls, &error), &error));
    context->has_staged = false;
    context->has_new_commit = false;
    return GS_OK;
}

gs_status gs_mls_context_accept_welcome(gs_mls_context *context, gs_bytes welcome)
{
    GsMlsError error;
    GS_TRY(check(gs_mls_accept_welcome(context->mls, welcome.data, welcome.len, &error), &error));
    context->has_new_commit = false;
    begin_epoch(context); /* another group, even when the epoch has the same number */
    return GS_OK;
}

gs_status gs_mls_context_export_state(gs_mls_context *context, gs_buffer *out)
{
    GsMlsError error;
    GsMlsBytes bytes = {NULL, 0, 0};
    gs_buffer counters = {NULL, 0, 0};
    gs_status status =
        gs_counters_export(&context->keys.counters, gs_mls_context_epoch(context), &counters);
    if (status == GS_OK) {
        status = check(
            gs_mls_export_state(context->mls, counters.data, counters.len, &bytes, &error), &error);
    }
    if (status == GS_OK) {
        status = move(bytes, out);
    }
    if (status == GS_OK) {
        gs_counters_lease(&context->keys.counters, gs_bytes_of(counters.data, counters.len));
        context->has_new_commit = false;
    }
    gs_buffer_free(&counters);
    return status;
}

gs_status gs_mls_context_export_secret(gs_mls_context *context, gs_bytes label,
                                       gs_bytes exporter_context, uint8_t *out, size_t out_len)
{
    GsMlsError error;
    return check(gs_mls_export_secret(context->mls, label.data, label.len, exporter_context.data,
                                      exporter_context.len, out, out_len, &error),
                 &error);
}
