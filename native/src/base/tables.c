#include "base/tables.h"

static const gs_error_row ERRORS[] = {
#define GBP_ERROR_CLASS(value, name)
#define GBP_ERROR(code, name, class, retryable, fatal) \
    {(code), GBP_CLASS_##class, (retryable), (fatal), #name},
#include "../../tables/errors.def"
#undef GBP_ERROR_CLASS
#undef GBP_ERROR
};

static const gs_signal_arg SIGNAL_ARGS[] = {
#define GSP_SIGNAL(code, constant, name)
#define GSP_SIGNAL_ARG(signal, family, key, argument) \
    {GSP_SIGNAL_##signal, (family), (key), (argument)},
#include "../../tables/signals.def"
#undef GSP_SIGNAL
#undef GSP_SIGNAL_ARG
};

const gs_error_row *gs_tables_error(uint32_t code)
{
    for (size_t i = 0; i < sizeof ERRORS / sizeof ERRORS[0]; i++) {
        if (ERRORS[i].code == code) {
            return &ERRORS[i];
        }
    }
    return NULL;
}

const gs_signal_arg *gs_tables_signal_args(size_t *count)
{
    *count = sizeof SIGNAL_ARGS / sizeof SIGNAL_ARGS[0];
    return SIGNAL_ARGS;
}

const char *gs_tables_opcode_constant(uint32_t opcode)
{
    switch (opcode) {
#define GBP_OPCODE(code, constant, name) \
    case (code):                         \
        return #constant;
#include "../../tables/opcodes.def"
#undef GBP_OPCODE
    default:
        return NULL;
    }
}

const char *gs_tables_opcode_name(uint32_t opcode)
{
    switch (opcode) {
#define GBP_OPCODE(code, constant, name) \
    case (code):                         \
        return (name);
#include "../../tables/opcodes.def"
#undef GBP_OPCODE
    default:
        return NULL;
    }
}

const char *gs_tables_stream_name(uint32_t stream)
{
    switch (stream) {
#define GBP_STREAM(code, constant, name, base, label) \
    case (code):                                      \
        return (name);
#include "../../tables/streams.def"
#undef GBP_STREAM
    default:
        return NULL;
    }
}

const char *gs_tables_state_name(uint32_t state)
{
    switch (state) {
#define GBP_STATE(code, constant, name) \
    case (code):                        \
        return (name);
#include "../../tables/states.def"
#undef GBP_STATE
    default:
        return NULL;
    }
}

const char *gs_tables_signal_name(uint32_t signal)
{
    switch (signal) {
#define GSP_SIGNAL(code, constant, name) \
    case (code):                         \
        return (name);
#define GSP_SIGNAL_ARG(signal, family, key, argument)
#include "../../tables/signals.def"
#undef GSP_SIGNAL
#undef GSP_SIGNAL_ARG
    default:
        return NULL;
    }
}

const char *gs_tables_event_name(uint32_t kind)
{
    switch (kind) {
#define GBP_EVENT(code, constant, name) \
    case (code):                        \
        return (name);
#define GBP_EVENT_FIELD(constant, word, field)
#include "../../tables/events.def"
#undef GBP_EVENT
#undef GBP_EVENT_FIELD
    default:
        return NULL;
    }
}

const char *gs_tables_stream_label(gbp_stream stream)
{
    static const char *const LABELS[] = {
#define GBP_STREAM(code, constant, name, base, label) [code] = (label),
#include "../../tables/streams.def"
#undef GBP_STREAM
    };
    return LABELS[stream];
}

uint32_t gs_tables_stream_base(gbp_stream stream)
{
    static const uint32_t BASES[] = {
#define GBP_STREAM(code, constant, name, base, label) [code] = (base),
#include "../../tables/streams.def"
#undef GBP_STREAM
    };
    return BASES[stream];
}
