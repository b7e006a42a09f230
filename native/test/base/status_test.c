#include "base/status.h"

#include <pthread.h>

#include "base/utf8.h"
#include "support/check.h"

enum { CUT_AT = 511 };

static gs_status fail_with(gs_status status)
{
    return gs_fail(status, "failed with %d", (int)status);
}

static gs_status tried(gs_status status, bool *went_on)
{
    GS_TRY(status == GS_OK ? GS_OK : fail_with(status));
    *went_on = true;
    return GS_OK;
}

static void fail_yields_the_status_and_sets_the_text(void **state)
{
    (void)state;
    assert_int_equal(fail_with(GS_E_STATE), GS_E_STATE);
    assert_string_equal(gs_last_error(), "failed with -3");
    gs_last_error_clear();
    assert_string_equal(gs_last_error(), "");
}

static void try_returns_failures_only(void **state)
{
    (void)state;
    bool went_on = false;
    assert_ok(tried(GS_OK, &went_on));
    assert_true(went_on);
    went_on = false;
    assert_int_equal(tried(GS_E_SPACE, &went_on), GS_E_SPACE);
    assert_false(went_on);
}

static void within_puts_words_before(void **state)
{
    (void)state;
    gs_fail_text("inner");
    gs_fail_within("node: ");
    assert_string_equal(gs_last_error(), "node: inner");
    gs_last_error_clear();
    gs_fail_within("node: ");
    assert_string_equal(gs_last_error(), "node: ");
}

static void a_text_of_its_own_is_quoted_safely(void **state)
{
    (void)state;
    gs_fail_text("%s", "100 %s");
    gs_fail_within("50 %d ");
    assert_string_equal(gs_last_error(), "50 %d 100 %s");
}

static void long_texts_are_cut_between_characters(void **state)
{
    (void)state;
    /* one, two, three and four bytes, so that the cut falls on every place inside a character */
    static const char *const characters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t c = 0; c < COUNT_OF(characters); c++) {
        for (size_t before = 0; before < 4; before++) {
            char text[1024] = "aaaa";
            size_t len = before;
            while (len < 600) {
                memcpy(text + len, characters[c], strlen(characters[c]) + 1);
                len += strlen(characters[c]);
            }
            gs_fail_text("%s", text);
            size_t cut = strlen(gs_last_error());
            assert_true(cut <= CUT_AT && cut + strlen(characters[c]) > CUT_AT);
            assert_true(gs_utf8_valid(gs_bytes_of(gs_last_error(), cut)));
            assert_memory_equal(gs_last_error(), text, cut);
        }
    }
}

static void a_text_that_just_fits_stays_whole(void **state)
{
    (void)state;
    char text[CUT_AT + 1];
    memset(text, 'x', CUT_AT - 2);
    memcpy(text + CUT_AT - 2, "\xC3\xA9", 3);
    gs_fail_text("%s", text);
    assert_string_equal(gs_last_error(), text);
}

static void *fail_elsewhere(void *seen)
{
    *(bool *)seen = strcmp(gs_last_error(), "") == 0;
    gs_fail_text("elsewhere");
    return NULL;
}

static void each_thread_has_its_own_text(void **state)
{
    (void)state;
    bool was_empty = false;
    pthread_t thread;
    gs_fail_text("here");
    assert_int_equal(pthread_create(&thread, NULL, fail_elsewhere, &was_empty), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(was_empty);
    assert_string_equal(gs_last_error(), "here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_yields_the_status_and_sets_the_text),
        cmocka_unit_test(try_returns_failures_only),
        cmocka_unit_test(within_puts_words_before),
        cmocka_unit_test(a_text_of_its_own_is_quoted_safely),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(a_text_that_just_fits_stays_whole),
        cmocka_unit_test(each_thread_has_its_own_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
