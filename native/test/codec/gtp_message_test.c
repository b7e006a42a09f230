/* The tables of text messages and attachments: keys, widths and order
 * (docs/wire.md, GTP text message). */
#include "codec/gtp_message.h"

#include "codec/engine_cbor.h"
#include "support/check.h"

static gs_bytes encoded(const gs_message *message, const void *value, uint8_t memory[256])
{
    gs_writer out = gs_writer_on(memory, 256);
    gs_cbor_encode(message, value, &out);
    assert_true(gs_writer_fits(&out));
    return gs_bytes_of(memory, out.len);
}

static void a_message_has_its_keys_in_order(void **state)
{
    (void)state;
    uint8_t memory[256];
    gs_gtp_message message = {.message_id = 1,
                              .sender_id = 2,
                              .timestamp_ms = 3,
                              .request_id = 4,
                              .flags = 5,
                              .content_type = 6,
                              .content_length = 7,
                              .content = BYTES("content")};
    assert_bytes_equal(encoded(&GS_GTP_MESSAGE, &message, memory),
                       BYTES("\xa8\x63mid\x01\x63sid\x02\x62ts\x03\x63rid\x04\x62"
                             "fl\x05\x62"
                             "ct\x06\x63len\x07\x64"
                             "body\x47"
                             "content"));
}

static void a_manifest_has_its_keys_in_order(void **state)
{
    (void)state;
    uint8_t memory[256];
    gs_buffer scratch = {NULL, 0, 0};
    gs_gtp_manifest back;
    gs_gtp_manifest manifest = {.attachment_id = 1,
                                .name = BYTES("a.txt"),
                                .mime = BYTES("text/plain"),
                                .size = 65537,
                                .chunk_count = 2,
                                .hash = BYTES("\xAA\xBB")};
    gs_bytes written = encoded(&GS_GTP_MANIFEST, &manifest, memory);
    assert_bytes_equal(written,
                       BYTES("\xa6\x63"
                             "aid\x01\x64name\x65"
                             "a.txt\x64mime\x6atext/plain\x64size\x1a\x00\x01\x00\x01\x62nc"
                             "\x02\x64hash\x42\xAA\xBB"));
    assert_ok(gs_cbor_decode(&GS_GTP_MANIFEST, written, &scratch, &back));
    assert_int_equal(back.size, 65537);
    assert_bytes_equal(back.name, manifest.name);
    assert_bytes_equal(back.hash, manifest.hash);
    memory[6] = 0x44;  /* "name" as bytes: a key may be */
    memory[11] = 0x45; /* its value as bytes may not */
    assert_fails(gs_cbor_decode(&GS_GTP_MANIFEST, written, &scratch, &back), GS_E_DECODE,
                 "CBOR decode: expected text");
}

static void a_chunk_has_its_keys_in_order(void **state)
{
    (void)state;
    uint8_t memory[256];
    gs_gtp_chunk chunk = {
        .attachment_id = UINT64_MAX, .index = 1, .chunk_count = UINT32_MAX, .data = BYTES("d")};
    assert_bytes_equal(encoded(&GS_GTP_CHUNK, &chunk, memory),
                       BYTES("\xa4\x63"
                             "aid\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x63idx\x01\x62nc\x1a\xff\xff"
                             "\xff\xff\x64"
                             "data\x41"
                             "d"));
}

static void flags_and_types_of_more_than_8_bits_are_refused(void **state)
{
    (void)state;
    gs_buffer scratch = {NULL, 0, 0};
    gs_gtp_message message;
    assert_fails(gs_cbor_decode(&GS_GTP_MESSAGE,
                                BYTES("\xa1\x62"
                                      "fl\x19\x01\x00"),
                                &scratch, &message),
                 GS_E_DECODE, "CBOR decode: integer out of range");
    assert_fails(gs_cbor_decode(&GS_GTP_MESSAGE,
                                BYTES("\xa1\x62"
                                      "ct\x19\x01\x00"),
                                &scratch, &message),
                 GS_E_DECODE, "CBOR decode: integer out of range");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_has_its_keys_in_order),
        cmocka_unit_test(a_manifest_has_its_keys_in_order),
        cmocka_unit_test(a_chunk_has_its_keys_in_order),
        cmocka_unit_test(flags_and_types_of_more_than_8_bits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
