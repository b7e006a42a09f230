/* The tables against what was recorded from the reference (error_lookup.json, the reasons of
 * others) and for holes. */
#include "base/tables.h"

#include "support/check.h"
#include "support/json.h"

static void errors_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t known = 0;
    const json *cases = json_get(json_open("error_lookup.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        uint32_t code = (uint32_t)json_number(json_get(vector, "in"), "code");
        bool is_known = json_find(json_get(vector, "out"), "cbor") != NULL;
        const gs_error_row *row = gs_tables_error(code);
        assert_int_equal(row != NULL, is_known);
        if (row != NULL) {
            assert_int_equal(row->code, code);
            known++;
        }
    }
    json_close();
    for (uint32_t code = 0; code <= 0x10000; code++) {
        known -= gs_tables_error(code) != NULL ? 1 : 0;
    }
    assert_int_equal(known, 0);
}

static void names_end_where_the_codes_end(void **state)
{
    (void)state;
    assert_null(gs_tables_opcode_name(0));
    assert_string_equal(gs_tables_opcode_name(1), "PrepareTransition");
    assert_string_equal(gs_tables_opcode_constant(1), "PREPARE_TRANSITION");
    assert_string_equal(gs_tables_opcode_name(10), "Nack");
    assert_string_equal(gs_tables_opcode_constant(10), "NACK");
    assert_null(gs_tables_opcode_name(11));
    assert_null(gs_tables_opcode_constant(11));
    assert_string_equal(gs_tables_stream_name(3), "signal");
    assert_null(gs_tables_stream_name(4));
    assert_string_equal(gs_tables_state_name(6), "CLOSED");
    assert_null(gs_tables_state_name(7));
    assert_null(gs_tables_event_name(0));
    assert_string_equal(gs_tables_event_name(8), "coordinator_claim");
    assert_null(gs_tables_event_name(9));
    assert_null(gs_tables_signal_name(99));
    assert_string_equal(gs_tables_signal_name(400), "CODEC_UPDATE");
    assert_null(gs_tables_signal_name(UINT32_MAX));
}

static void streams_have_label_and_base(void **state)
{
    (void)state;
    static const char *const labels[] = {"gbp/control", "gbp/audio", "gbp/text", "gbp/signal"};
    static const uint32_t bases[] = {0, 2, 1, 3};
    assert_int_equal(GBP_STREAM_COUNT, COUNT_OF(labels));
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        assert_string_equal(gs_tables_stream_label((gbp_stream)i), labels[i]);
        assert_int_equal(gs_tables_stream_base((gbp_stream)i), bases[i]);
    }
}

static void signal_arguments_belong_to_known_signals(void **state)
{
    (void)state;
    size_t count = 0;
    const gs_signal_arg *rows = gs_tables_signal_args(&count);
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(gs_tables_signal_name(rows[i].signal));
        assert_true(rows[i].key <= 1);
        assert_non_null(rows[i].family);
        assert_non_null(rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_those_of_the_reference),
        cmocka_unit_test(names_end_where_the_codes_end),
        cmocka_unit_test(streams_have_label_and_base),
        cmocka_unit_test(signal_arguments_belong_to_known_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
