/* The numbers and names of native/tables/, as C enums, and what is looked up in them. */
#ifndef GS_BASE_TABLES_H
#define GS_BASE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum gbp_error_class {
#define GBP_ERROR_CLASS(value, name) GBP_CLASS_##name = (value),
#define GBP_ERROR(code, name, class, retryable, fatal)
#include "../../tables/errors.def"
#undef GBP_ERROR_CLASS
#undef GBP_ERROR
} gbp_error_class;

typedef enum gbp_error {
#define GBP_ERROR_CLASS(value, name)
#define GBP_ERROR(code, name, class, retryable, fatal) GBP_##name = (code),
#include "../../tables/errors.def"
#undef GBP_ERROR_CLASS
#undef GBP_ERROR
} gbp_error;

typedef enum gbp_opcode {
#define GBP_OPCODE(code, constant, name) GBP_OP_##constant = (code),
#include "../../tables/opcodes.def"
#undef GBP_OPCODE
} gbp_opcode;

typedef enum gbp_stream {
#define GBP_STREAM(code, constant, name, base, label) GBP_STREAM_##constant = (code),
#include "../../tables/streams.def"
#undef GBP_STREAM
} gbp_stream;
enum { GBP_STREAM_COUNT = 4 };

typedef enum gbp_state {
#define GBP_STATE(code, constant, name) GBP_STATE_##constant = (code),
#include "../../tables/states.def"
#undef GBP_STATE
} gbp_state;
enum { GBP_STATE_COUNT = 7 };

enum gbp_flag {
#define GBP_FLAG(bit, name) GBP_FLAG_##name = (bit),
#define GTP_FLAG(bit, name)
#include "../../tables/flags.def"
#undef GBP_FLAG
#undef GTP_FLAG
};

enum gtp_flag {
#define GBP_FLAG(bit, name)
#define GTP_FLAG(bit, name) GTP_FLAG_##name = (bit),
#include "../../tables/flags.def"
#undef GBP_FLAG
#undef GTP_FLAG
};

typedef enum gbp_codec {
#define GBP_CODEC(value, name) GBP_CODEC_##name = (value),
#include "../../tables/codecs.def"
#undef GBP_CODEC
} gbp_codec;

typedef enum gtp_content {
#define GTP_CONTENT(value, name) GTP_CONTENT_##name = (value),
#include "../../tables/content_types.def"
#undef GTP_CONTENT
} gtp_content;

typedef enum gbp_sframe_suite {
#define GBP_SFRAME_SUITE(value, name) GBP_SFRAME_SUITE_##name = (value),
#define GBP_SFRAME_FORMAT(value, name, text)
#include "../../tables/sframe.def"
#undef GBP_SFRAME_SUITE
#undef GBP_SFRAME_FORMAT
} gbp_sframe_suite;

typedef enum gbp_sframe_format {
#define GBP_SFRAME_SUITE(value, name)
#define GBP_SFRAME_FORMAT(value, name, text) GBP_SFRAME_FORMAT_##name = (value),
#include "../../tables/sframe.def"
#undef GBP_SFRAME_SUITE
#undef GBP_SFRAME_FORMAT
} gbp_sframe_format;

typedef enum gsp_signal_code {
#define GSP_SIGNAL(code, constant, name) GSP_SIGNAL_##constant = (code),
#define GSP_SIGNAL_ARG(signal, family, key, argument)
#include "../../tables/signals.def"
#undef GSP_SIGNAL
#undef GSP_SIGNAL_ARG
} gsp_signal_code;

typedef enum gbp_event_kind {
#define GBP_EVENT(code, constant, name) GBP_EVENT_##constant = (code),
#define GBP_EVENT_FIELD(constant, word, field)
#include "../../tables/events.def"
#undef GBP_EVENT
#undef GBP_EVENT_FIELD
} gbp_event_kind;

/* Word indices of an event record's fields, GBP_EVENT_<KIND>_<FIELD>. */
enum gbp_event_field {
#define GBP_EVENT(code, constant, name)
#define GBP_EVENT_FIELD(constant, word, field) GBP_EVENT_##constant##_##field = (word),
#include "../../tables/events.def"
#undef GBP_EVENT
#undef GBP_EVENT_FIELD
};

typedef struct gs_error_row {
    uint16_t code;
    uint8_t error_class;
    bool retryable;
    bool fatal;
    const char *name;
} gs_error_row;

/* One argument that a signal's CBOR map must carry. */
typedef struct gs_signal_arg {
    uint32_t signal;
    const char *family;
    uint32_t key;
    const char *name;
} gs_signal_arg;

/* The registry's row, or null for an unknown code. */
const gs_error_row *gs_tables_error(uint32_t code);
/* Names as events and reasons write them; null for an unknown code. */
const char *gs_tables_opcode_constant(uint32_t opcode);
const char *gs_tables_opcode_name(uint32_t opcode);
const char *gs_tables_stream_name(uint32_t stream);
const char *gs_tables_state_name(uint32_t state);
const char *gs_tables_signal_name(uint32_t signal);
const char *gs_tables_event_name(uint32_t kind);
/* The exporter label of a stream class and the base of its stream ids. */
const char *gs_tables_stream_label(gbp_stream stream);
uint32_t gs_tables_stream_base(gbp_stream stream);
/* All rows of required signal arguments. */
const gs_signal_arg *gs_tables_signal_args(size_t *count);

#endif
