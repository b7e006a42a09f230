/*
 * Any bytes as the counters of an exported state: what is taken up is exported again, and the one
 * who takes that up begins behind every number that the first may still use.
 */
#include "crypto/counters.h"
#include "fuzz.h"

static void check_stream(gs_counters *first, gs_counters *second, uint64_t key)
{
    uint32_t mine = 0;
    uint32_t theirs = 0;
    uint32_t type = (uint32_t)(key >> 32);
    uint32_t id = (uint32_t)key;
    if (gs_counters_next(first, type, id, 0, &mine) == GS_OK &&
        gs_counters_next(second, type, id, 0, &theirs) == GS_OK) {
        require(mine > 0 && theirs > mine);
        require(gs_counters_next(first, type, id, theirs - 1, &mine) == GS_E_EXHAUSTED);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    enum { EPOCH_AT = 1 };
    gs_counters first = {.floor = 0};
    gs_counters second = {.floor = 0};
    gs_buffer exported = {NULL, 0, 0};
    uint64_t epoch =
        len >= EPOCH_AT + 8 && data[len - 1] % 4 != 0 ? gs_load_le64(data + EPOCH_AT) : 7;
    if (gs_counters_restore(&first, epoch, gs_bytes_of(data, len)) == GS_OK) {
        require(gs_counters_export(&first, epoch, &exported) == GS_OK);
        gs_counters_lease(&first, gs_bytes_of(exported.data, exported.len));
        gs_bytes blob = gs_bytes_of(exported.data, exported.len);
        gs_status status = gs_counters_restore(&second, epoch, blob);
        require(status == GS_OK || first.floor > UINT64_MAX / 4);
        for (size_t i = 0; status == GS_OK && i < first.streams.capacity; i++) {
            if (first.streams.entries[i].used) {
                check_stream(&first, &second, first.streams.entries[i].key);
            }
        }
        if (status == GS_OK) {
            check_stream(&first, &second, UINT64_C(0xFFFFFFFFFFFFFFF0));
        }
    }
    gs_counters_clear(&first);
    gs_counters_clear(&second);
    gs_buffer_free(&exported);
    return 0;
}
