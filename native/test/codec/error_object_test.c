/* Error objects against those of the reference (error_lookup.json). */
#include "codec/error_object.h"

#include "support/check.h"
#include "support/json.h"

static void objects_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t known = 0;
    const json *cases = json_get(json_open("error_lookup.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        uint8_t memory[128];
        gs_writer out = gs_writer_on(memory, sizeof memory);
        uint32_t code = (uint32_t)json_number(json_get(vector, "in"), "code");
        const json *expected = json_get(vector, "out");
        bool found = gs_error_object_encode(code, &out);
        assert_int_equal(found, json_find(expected, "cbor") != NULL);
        assert_bytes_equal(gs_bytes_of(memory, out.len),
                           found ? json_hex(expected, "cbor") : gs_bytes_of(NULL, 0));
        known += found ? 1 : 0;
    }
    json_close();
    assert_int_equal(known, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_those_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
