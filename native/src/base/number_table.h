/* A hash table from a pair of numbers to a number: sequence tables, outbound counters. O(1), grows
 * by doubling. */
#ifndef GS_BASE_NUMBER_TABLE_H
#define GS_BASE_NUMBER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct gs_number_entry {
    uint64_t key;
    uint64_t value;
    bool used;
} gs_number_entry;

typedef struct gs_number_table {
    gs_number_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
    uint64_t seed; /* of the hash, since the table has memory */
} gs_number_table;

/* The value's place, or null when the key is not there. Valid until the next insertion. */
uint64_t *gs_number_table_find(const gs_number_table *table, uint64_t key);
/* The value's place, 0 in it when the key was not there; null when memory ran out. */
uint64_t *gs_number_table_at(gs_number_table *table, uint64_t key);
/* Forgets every key and keeps the memory, unless it is large. */
void gs_number_table_clear(gs_number_table *table);
void gs_number_table_free(gs_number_table *table);

#endif
