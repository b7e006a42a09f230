/* An MLS exporter without a group: secrets that depend on label and context only, or given ones. */
#ifndef TEST_SUPPORT_FAKE_EXPORTER_H
#define TEST_SUPPORT_FAKE_EXPORTER_H

#include "crypto/epoch_keys.h"

typedef struct fake_exporter {
    size_t calls;
    gs_status result;                 /* what the next calls return */
    uint8_t generation;               /* goes into every secret: another one, another epoch */
    const uint8_t (*stream_keys)[32]; /* by stream class, in place of made-up ones */
    gs_bytes last_label;
    uint8_t last_context[8];
    size_t last_context_len;
} fake_exporter;

gs_exporter fake_exporter_of(fake_exporter *fake);

/* Keys on a fake exporter, and the memory that their alignment asks for. Released with
 * fake_keys_free. */
gs_epoch_keys *fake_keys_new(fake_exporter *fake);
void fake_keys_free(gs_epoch_keys *keys);

#endif
