/* Arguments against their schema; what is refused was seen to be refused by the reference. */
#include "clients/gsp_args.h"

#include "base/tables.h"
#include "support/check.h"

#define NO_MAP "bad args schema: MUTE/UNMUTE: args must be a CBOR map"
#define NO_TARGET "bad args schema: MUTE/UNMUTE: missing key 0 (target_member_id)"

static const gs_bytes NOTHING = {NULL, 0};

static gs_status check(uint32_t signal, gs_bytes args, uint64_t *target)
{
    *target = 99;
    return gs_gsp_args_check(signal, args, target);
}

static void signals_without_schema_take_anything(void **state)
{
    (void)state;
    uint64_t target = 0;
    assert_ok(check(GSP_SIGNAL_JOIN, NOTHING, &target));
    assert_ok(check(GSP_SIGNAL_LEAVE, BYTES("\xff no CBOR"), &target));
}

static void each_signal_names_its_family_and_keys(void **state)
{
    (void)state;
    uint64_t target = 0;
    static const struct {
        uint32_t signal;
        gs_bytes args;
        const char *text;
    } faults[] = {
        {GSP_SIGNAL_MUTE, STATIC_BYTES(""), NO_MAP},
        {GSP_SIGNAL_UNMUTE, STATIC_BYTES("\xa0"), NO_TARGET},
        {GSP_SIGNAL_ROLE_CHANGE, STATIC_BYTES("\x80"),
         "bad args schema: ROLE_CHANGE: args must be a CBOR map"},
        {GSP_SIGNAL_ROLE_CHANGE, STATIC_BYTES("\xa1\x01\x02"),
         "bad args schema: ROLE_CHANGE: missing key 0 (target_member_id)"},
        {GSP_SIGNAL_ROLE_CHANGE, STATIC_BYTES("\xa1\x00\x02"),
         "bad args schema: ROLE_CHANGE: missing key 1 (new_role)"},
        {GSP_SIGNAL_STREAM_START, STATIC_BYTES("\xa0"),
         "bad args schema: STREAM_START/STOP: missing key 0 (stream_type)"},
        {GSP_SIGNAL_STREAM_STOP, STATIC_BYTES("\x00"),
         "bad args schema: STREAM_START/STOP: args must be a CBOR map"},
        {GSP_SIGNAL_CODEC_UPDATE, STATIC_BYTES("\xa0"),
         "bad args schema: CODEC_UPDATE: missing key 0 (codec_id)"},
    };
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        assert_fails(check(faults[i].signal, faults[i].args, &target), GS_E_DECODE, faults[i].text);
    }
    assert_ok(check(GSP_SIGNAL_ROLE_CHANGE, BYTES("\xa2\x01\x02\x00\x05"), &target));
    assert_int_equal(target, 5);
}

static void the_target_is_the_first_value_of_key_0(void **state)
{
    (void)state;
    static const struct {
        gs_bytes args;
        uint64_t target;
    } fine[] = {
        {STATIC_BYTES("\xa1\x00\x07"), 7},
        {STATIC_BYTES("\xa1\x00\x07 and more"), 7},
        {STATIC_BYTES("\xbf\x00\x07\xff"), 7},
        {STATIC_BYTES("\xa2\x00\x07\x00\x08"), 7},
        {STATIC_BYTES("\xa2\x00\x07\x00\x61x"), 7},
        {STATIC_BYTES("\xa3\x05\xf6\x1a\x00\x00\x00\x00\x07\x06\x82\x01\x02"), 7},
        {STATIC_BYTES("\xa1\x00\x1b\xff\xff\xff\xff\xff\xff\xff\xff"), UINT64_MAX},
        {STATIC_BYTES("\xa1\x00\xc2\x41\x07"), 7},
        {STATIC_BYTES("\xa1\xc2\x40\x07"), 7},
    };
    for (size_t i = 0; i < COUNT_OF(fine); i++) {
        uint64_t target = 0;
        assert_ok(check(GSP_SIGNAL_MUTE, fine[i].args, &target));
        assert_int_equal(target, fine[i].target);
        for (size_t len = 0; i != 1 && len < fine[i].args.len; len++) {
            assert_fails(check(GSP_SIGNAL_MUTE, gs_bytes_of(fine[i].args.data, len), &target),
                         GS_E_DECODE, NO_MAP);
        }
    }
}

static void a_value_of_another_type_counts_as_missing(void **state)
{
    (void)state;
    static const gs_bytes values[] = {STATIC_BYTES("\xa1\x00\x20"),
                                      STATIC_BYTES("\xa1\x00\x61x"),
                                      STATIC_BYTES("\xa1\x00\xf5"),
                                      STATIC_BYTES("\xa1\x00\xc1\x07"),
                                      STATIC_BYTES("\xa1\x00\x81\x07"),
                                      STATIC_BYTES("\xa1\x00\xf9\x3c\x00"),
                                      STATIC_BYTES("\xa1\x00\xc3\x41\x07"),
                                      STATIC_BYTES("\xa1\x00\xc2\x5f\x41\x07\xff"),
                                      STATIC_BYTES("\xa1\x00\xc2\x49\x01\0\0\0\0\0\0\0\0"),
                                      STATIC_BYTES("\xa2\x00\x61x\x00\x07")};
    uint64_t target = 0;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        assert_fails(check(GSP_SIGNAL_MUTE, values[i], &target), GS_E_DECODE, NO_TARGET);
    }
}

static void the_map_and_its_keys_must_be_plain(void **state)
{
    (void)state;
    static const gs_bytes maps[] = {
        STATIC_BYTES("\xc1\xa1\x00\x07"),     STATIC_BYTES("\x81\x00"),
        STATIC_BYTES("\xa1\x61x\x07"),        STATIC_BYTES("\xa1\x20\x07"),
        STATIC_BYTES("\xa1\xc1\x00\x07"),     STATIC_BYTES("\xa2\x00\x07\x61x\x07"),
        STATIC_BYTES("\xa1\xf9\x00\x00\x07"), STATIC_BYTES("\xa2\x00\x07\x01\x1c"),
        STATIC_BYTES("\xa2\x00\x07\x01\xff")};
    uint64_t target = 0;
    for (size_t i = 0; i < COUNT_OF(maps); i++) {
        assert_fails(check(GSP_SIGNAL_MUTE, maps[i], &target), GS_E_DECODE, NO_MAP);
    }
}

static void values_nest_255_deep(void **state)
{
    (void)state;
    for (size_t depth = 254; depth <= 257; depth++) {
        uint8_t args[300] = {0xA2, 0x00, 0x07, 0x01};
        uint64_t target = 0;
        memset(args + 4, 0x81, depth);
        args[4 + depth] = 0;
        gs_status status = check(GSP_SIGNAL_MUTE, gs_bytes_of(args, depth + 5), &target);
        assert_int_equal(status, depth <= 255 ? GS_OK : GS_E_DECODE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_without_schema_take_anything),
        cmocka_unit_test(each_signal_names_its_family_and_keys),
        cmocka_unit_test(the_target_is_the_first_value_of_key_0),
        cmocka_unit_test(a_value_of_another_type_counts_as_missing),
        cmocka_unit_test(the_map_and_its_keys_must_be_plain),
        cmocka_unit_test(values_nest_255_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
