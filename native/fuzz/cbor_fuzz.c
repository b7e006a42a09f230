/*
 * Any bytes as a message in CBOR: the first byte chooses which. What reads is written again, as
 * long as was measured, and reads the same; byte strings lie inside the input or in scratch.
 */
#include "codec/control.h"
#include "codec/engine_cbor.h"
#include "codec/gap_payload.h"
#include "codec/gsp_signal.h"
#include "codec/gtp_message.h"
#include "fuzz.h"

typedef union any_value {
    gs_control control;
    gs_gtp_message gtp;
    gs_gtp_manifest manifest;
    gs_gtp_chunk chunk;
    gs_gap_payload gap;
    gs_gsp_signal gsp;
} any_value;

static const gs_message *const MESSAGES[] = {&GS_CONTROL,    &GS_GTP_MESSAGE,  &GS_GAP_PAYLOAD,
                                             &GS_GSP_SIGNAL, &GS_GTP_MANIFEST, &GS_GTP_CHUNK};

static void write_again(const gs_message *message, const any_value *value)
{
    uint8_t memory[8192];
    any_value back;
    gs_buffer unused = {NULL, 0, 0};
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_cbor_encode(message, value, &out);
    require(out.len == gs_cbor_measure(message, value));
    if (gs_writer_fits(&out)) {
        require(gs_cbor_decode(message, gs_bytes_of(memory, out.len), &unused, &back) == GS_OK);
        require(unused.data == NULL);
        require_equal(message, value, &back);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    any_value value;
    gs_buffer scratch = {NULL, 0, 0};
    if (len == 0) {
        return 0;
    }
    const gs_message *message = MESSAGES[data[0] % (sizeof MESSAGES / sizeof MESSAGES[0])];
    gs_bytes input = gs_bytes_of(data + 1, len - 1);
    gs_status status = gs_cbor_decode(message, input, &scratch, &value);
    require(status == GS_OK || status == GS_E_DECODE);
    if (status == GS_OK) {
        require_views(message, &value, input, &scratch);
        write_again(message, &value);
    }
    gs_buffer_free(&scratch);
    return 0;
}
