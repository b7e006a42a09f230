#include "support/members.h"

#include <stdlib.h>

static member member_open(const char *identity)
{
    member who = {0};
    who.mls = gbp_mls_create((const uint8_t *)identity, strlen(identity));
    who.gtp = gtp_client_create();
    who.gap = gap_client_create();
    who.gsp = gsp_client_create();
    assert_true(who.mls > 0 && who.gtp > 0 && who.gap > 0 && who.gsp > 0);
    return who;
}

static void node_open(member *who, uint32_t member_id, const pair *both)
{
    who->node = gbp_node_create(member_id, both->group_id);
    assert_true(gbp_node_bootstrap_creator(who->node, both->epoch));
    gbp_string_free(gbp_node_drain_events(who->node));
}

void pair_open(pair *both)
{
    both->alice = member_open("alice");
    both->bob = member_open("bob");
    GbpBuffer key_package = gbp_mls_export_key_package(both->bob.mls);
    GbpBuffer welcome = gbp_mls_invite(both->alice.mls, key_package.ptr, key_package.len);
    assert_true(gbp_mls_accept_welcome(both->bob.mls, welcome.ptr, welcome.len));
    gbp_buffer_free(key_package);
    gbp_buffer_free(welcome);
    assert_true(gbp_mls_group_id(both->alice.mls, both->group_id));
    both->epoch = gbp_mls_epoch(both->alice.mls);
    assert_int_equal(both->epoch, 1);
    node_open(&both->alice, 1, both);
    node_open(&both->bob, 2, both);
}

static void member_close(const member *who)
{
    gbp_mls_destroy(who->mls);
    gbp_node_destroy(who->node);
    gtp_client_destroy(who->gtp);
    gap_client_destroy(who->gap);
    gsp_client_destroy(who->gsp);
}

void pair_close(pair *both)
{
    member_close(&both->alice);
    member_close(&both->bob);
}

void check_text(char *actual, const char *expected, const char *file, int line)
{
    _assert_true(actual != NULL, "text is not null", file, line);
    _assert_string_equal(actual, expected, file, line);
    gbp_string_free(actual);
}

void check_text_begins(char *actual, const char *prefix, const char *file, int line)
{
    _assert_true(actual != NULL, "text is not null", file, line);
    if (strncmp(actual, prefix, strlen(prefix)) != 0) {
        _assert_string_equal(actual, prefix, file, line);
    }
    gbp_string_free(actual);
}

void check_refused(GbpBuffer actual, const char *text, const char *file, int line)
{
    _assert_true(actual.ptr == NULL && actual.len == 0 && actual.cap == 0, "buffer is empty", file,
                 line);
    check_text(gbp_last_error(), text, file, line);
}

void mark_last_error(void)
{
    gbp_buffer_free(gbp_error_lookup(0xFFFF));
    assert_last_error(MARKER);
}

static unsigned sextet(char character)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(ALPHABET, character);
    assert_non_null(at);
    return (unsigned)(at - ALPHABET);
}

gs_bytes take_base64(char *events)
{
    enum { CAPACITY = 1 << 18 };
    static uint8_t bytes[CAPACITY];
    assert_non_null(events);
    const char *at = strstr(events, "_b64\":\"");
    assert_non_null(at);
    at += strlen("_b64\":\"");
    size_t len = 0;
    unsigned bits = 0;
    for (size_t i = 0; at[i] != '"' && at[i] != '='; i++) {
        bits = (bits << 6 | sextet(at[i])) & 0xFFFFFFu;
        if (i % 4 != 0) {
            assert_true(len < CAPACITY);
            bytes[len++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    gbp_string_free(events);
    return gs_bytes_of(bytes, len);
}

char *deliver(const member *to, GbpBuffer sent)
{
    assert_true(sent.len > 4);
    char *events = gbp_node_on_wire(to->node, to->mls, sent.ptr + 4, sent.len - 4);
    gbp_buffer_free(sent);
    return events;
}
