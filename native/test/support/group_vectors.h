/* The group that recorded vectors were made in: its id, its stream keys, and its MLS context made
 * anew. */
#ifndef TEST_SUPPORT_GROUP_VECTORS_H
#define TEST_SUPPORT_GROUP_VECTORS_H

#include "crypto/mls_context.h"
#include "support/fake_exporter.h"
#include "support/json.h"

typedef struct group_vectors {
    uint8_t group_id[16];
    uint64_t epoch;
    uint8_t stream_keys[GBP_STREAM_COUNT][32];
} group_vectors;

/* Reads the `group` of a vector file. */
void group_vectors_read(const json *file, group_vectors *group);
/* An MLS context restored from the recorded state; every call makes another one, with the same
 * keys. */
gs_mls_context *group_vectors_context(const json *file);

#endif
