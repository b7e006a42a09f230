#include "support/group_vectors.h"

#include "support/check.h"

void group_vectors_read(const json *file, group_vectors *group)
{
    const json *recorded = json_get(file, "group");
    gs_bytes group_id = json_hex(recorded, "group_id");
    assert_int_equal(group_id.len, sizeof group->group_id);
    memcpy(group->group_id, group_id.data, group_id.len);
    group->epoch = json_number(recorded, "epoch");
    const json *key = json_get(recorded, "stream_keys")->first;
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++, key = key->next) {
        assert_non_null(key);
        gs_bytes bytes = json_hex_of(key);
        assert_int_equal(bytes.len, sizeof group->stream_keys[i]);
        memcpy(group->stream_keys[i], bytes.data, bytes.len);
    }
}

gs_mls_context *group_vectors_context(const json *file)
{
    gs_mls_context *context = NULL;
    assert_ok(gs_mls_context_restore(json_hex(json_get(file, "group"), "state"), &context));
    return context;
}
