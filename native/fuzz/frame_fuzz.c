/*
 * Any bytes as a frame. What reads is written again and reads the same; group id and payload lie
 * inside the input or in scratch; the payload's place is where it is.
 */
#include "codec/frame.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    uint8_t memory[8192];
    gs_frame frame;
    gs_frame back;
    gs_buffer scratch = {NULL, 0, 0};
    gs_buffer unused = {NULL, 0, 0};
    gs_bytes input = gs_bytes_of(data, len);
    if (gs_frame_decode(input, &scratch, &frame) == GS_OK) {
        size_t payload_at = 0;
        require_within(frame.group_id, input, &scratch);
        require_within(frame.payload, input, &scratch);
        require(frame.codec <= 2);
        gs_writer out = gs_writer_on(memory, sizeof memory);
        gs_frame_encode(&frame, &out, &payload_at);
        if (gs_writer_fits(&out)) {
            require(gs_frame_decode(gs_bytes_of(memory, out.len), &unused, &back) == GS_OK);
            require(unused.data == NULL);
            require(gs_bytes_equal(back.group_id, frame.group_id));
            require(gs_bytes_equal(back.payload, frame.payload));
            require(back.payload.len == 0 || back.payload.data == memory + payload_at);
            require(back.version == frame.version && back.epoch == frame.epoch);
            require(back.transition_id == frame.transition_id && back.flags == frame.flags);
            require(back.stream_type == frame.stream_type && back.stream_id == frame.stream_id);
            require(back.sequence_no == frame.sequence_no && back.codec == frame.codec);
            require(back.payload_size == frame.payload_size);
            require(gs_frame_payload_size_matches(&frame) == gs_frame_payload_size_matches(&back));
        }
    }
    gs_buffer_free(&scratch);
    return 0;
}
