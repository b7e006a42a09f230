/* flatcc's verifier on the tables of the three payloads: a second opinion on the engine. */
#ifndef SUPPORT_FLATCC_CHECK_H
#define SUPPORT_FLATCC_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether flatcc accepts a buffer, aligned to 8 bytes, as the payload of that place in PAYLOADS. */
bool flatcc_accepts(size_t payload, const void *buffer, size_t len);

#endif
