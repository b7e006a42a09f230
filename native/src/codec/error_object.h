/* The error object of the registry (docs/wire.md, Error object). */
#ifndef GS_CODEC_ERROR_OBJECT_H
#define GS_CODEC_ERROR_OBJECT_H

#include "base/bytes.h"

/* Writes the object of a registered code, its reason the code's name, its details empty. False and
 * nothing written for a code that the registry does not have. */
bool gs_error_object_encode(uint32_t code, gs_writer *out);

#endif
