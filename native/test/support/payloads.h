/* The three payloads that have three codecs, for tests and fuzz targets that go through all. */
#ifndef SUPPORT_PAYLOADS_H
#define SUPPORT_PAYLOADS_H

#include "codec/gap_payload.h"
#include "codec/gsp_signal.h"
#include "codec/gtp_message.h"

typedef union any_payload {
    gs_gtp_message gtp;
    gs_gap_payload gap;
    gs_gsp_signal gsp;
} any_payload;

enum { PAYLOAD_COUNT = 3 };
static const gs_message *const PAYLOADS[PAYLOAD_COUNT] = {&GS_GTP_MESSAGE, &GS_GAP_PAYLOAD,
                                                          &GS_GSP_SIGNAL};

#endif
