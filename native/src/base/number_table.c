/* Open addressing with linear probing, at most half full. Keys are never removed one by one. */
#include "base/number_table.h"

#include <string.h>

#include "base/memory.h"
#include "base/seed.h"

static size_t slot_of(const gs_number_table *table, uint64_t key)
{
    size_t slot = (size_t)gs_seed_mix(key, table->seed) & (table->capacity - 1);
    while (table->entries[slot].used && table->entries[slot].key != key) {
        slot = (slot + 1) & (table->capacity - 1);
    }
    return slot;
}

static bool grow(gs_number_table *table)
{
    gs_number_table larger = {NULL, table->capacity == 0 ? 8 : table->capacity * 2, table->count,
                              gs_seed()};
    if (larger.capacity > SIZE_MAX / sizeof(gs_number_entry)) {
        return false;
    }
    larger.entries = gs_alloc(larger.capacity * sizeof(gs_number_entry));
    if (larger.entries == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->entries[i].used) {
            larger.entries[slot_of(&larger, table->entries[i].key)] = table->entries[i];
        }
    }
    gs_free(table->entries);
    *table = larger;
    return true;
}

uint64_t *gs_number_table_find(const gs_number_table *table, uint64_t key)
{
    if (table->count == 0) {
        return NULL;
    }
    size_t slot = slot_of(table, key);
    return table->entries[slot].used ? &table->entries[slot].value : NULL;
}

uint64_t *gs_number_table_at(gs_number_table *table, uint64_t key)
{
    uint64_t *found = gs_number_table_find(table, key);
    if (found != NULL) {
        return found;
    }
    if (table->count >= table->capacity / 2 && !grow(table)) {
        return NULL;
    }
    gs_number_entry *entry = &table->entries[slot_of(table, key)];
    entry->key = key;
    entry->value = 0;
    entry->used = true;
    table->count++;
    return &entry->value;
}

void gs_number_table_clear(gs_number_table *table)
{
    enum { KEPT_MAX = 4096 };
    if (table->capacity > KEPT_MAX) {
        gs_number_table_free(table);
    } else if (table->count > 0) {
        memset(table->entries, 0, table->capacity * sizeof(gs_number_entry));
        table->count = 0;
    }
}

void gs_number_table_free(gs_number_table *table)
{
    gs_free(table->entries);
    memset(table, 0, sizeof *table);
}
