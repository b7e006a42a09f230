/*
 * Any bytes as a signal's arguments: the first byte chooses the signal. Bytes behind the value
 * change nothing; what passes for one signal has a target for every other.
 */
#include "base/tables.h"
#include "clients/gsp_args.h"
#include "fuzz.h"

static const uint32_t SIGNALS[] = {GSP_SIGNAL_MUTE, GSP_SIGNAL_ROLE_CHANGE, GSP_SIGNAL_STREAM_STOP,
                                   GSP_SIGNAL_CODEC_UPDATE, GSP_SIGNAL_JOIN};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    uint8_t memory[1024];
    uint64_t target = 0;
    uint64_t again = 0;
    if (len == 0 || len > sizeof memory) {
        return 0;
    }
    uint32_t signal = SIGNALS[data[0] % (sizeof SIGNALS / sizeof SIGNALS[0])];
    gs_status status = gs_gsp_args_check(signal, gs_bytes_of(data + 1, len - 1), &target);
    require(status == GS_OK || status == GS_E_DECODE);
    if (status != GS_OK || signal == GSP_SIGNAL_JOIN) {
        return 0;
    }
    memcpy(memory, data + 1, len - 1);
    memory[len - 1] = 0xFF;
    require(gs_gsp_args_check(signal, gs_bytes_of(memory, len), &again) == GS_OK);
    require(target == again);
    require(gs_gsp_args_check(GSP_SIGNAL_UNMUTE, gs_bytes_of(memory, len), &again) == GS_OK);
    require(target == again);
    return 0;
}
