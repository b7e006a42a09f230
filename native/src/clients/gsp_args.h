/* The arguments of a signal against its schema (docs/wire.md, Signals; docs/behaviour.md, GSP). */
#ifndef GS_CLIENTS_GSP_ARGS_H
#define GS_CLIENTS_GSP_ARGS_H

#include "base/buffer.h"

/* GS_E_DECODE "bad args schema: …" when the args do not fit the signal. target is the value of key
 * 0, where the signal has one. */
GS_MUST_USE gs_status gs_gsp_args_check(uint32_t signal, gs_bytes args, uint64_t *target);

#endif
