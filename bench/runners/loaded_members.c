/* The library of the loaded ABI, and the members that every workload starts from. */
#include "loaded_abi.h"
#include "rounds.h"

#include <string.h>

loaded_abi abi;

void loaded_open(const char *path)
{
    void *library = bench_library(path);
#define X(name) *(void **)&abi.name = bench_symbol(library, #name);
    LOADED_FUNCTIONS(X)
#undef X
}

_Noreturn void loaded_fail(const char *operation)
{
    bench_fail("%s: %s", operation, abi.gbp_last_error());
}

int32_t loaded_make_context(const char *identity)
{
    int32_t mls = abi.gbp_mls_create((const uint8_t *)identity, strlen(identity));
    if (mls == 0)
        loaded_fail("gbp_mls_create");
    return mls;
}

commit_and_welcome loaded_invite(int32_t mls, GbpBuffer key_package)
{
    GbpBuffer both = abi.gbp_mls_invite_full(mls, key_package.ptr, key_package.len);
    uint32_t length = 0;
    if (both.len < sizeof length)
        loaded_fail("gbp_mls_invite_full");
    memcpy(&length, both.ptr, sizeof length); /* every supported platform is little-endian */
    const uint8_t *commit = both.ptr + sizeof length;
    return (commit_and_welcome){both, commit, length, commit + length,
                                both.len - sizeof length - length};
}

int32_t loaded_make_node(uint32_t member_id, const uint8_t group_id[16], uint64_t epoch)
{
    int32_t node = abi.gbp_node_create(member_id, group_id);
    if (node == 0 || !abi.gbp_node_bootstrap_creator(node, epoch))
        loaded_fail("gbp_node_create");
    return node;
}

loaded_pair loaded_make_pair(void)
{
    loaded_pair pair = {.sender_mls = loaded_make_context("alice"),
                        .receiver_mls = loaded_make_context("bob")};
    GbpBuffer key_package = abi.gbp_mls_export_key_package(pair.receiver_mls);
    commit_and_welcome invitation = loaded_invite(pair.sender_mls, key_package);
    if (!abi.gbp_mls_finalize_commit(pair.sender_mls) ||
        !abi.gbp_mls_accept_welcome(pair.receiver_mls, invitation.welcome,
                                    invitation.welcome_len) ||
        !abi.gbp_mls_group_id(pair.receiver_mls, pair.group_id)) {
        loaded_fail("joining");
    }
    abi.gbp_buffer_free(invitation.both);
    abi.gbp_buffer_free(key_package);
    pair.epoch = abi.gbp_mls_epoch(pair.receiver_mls);
    pair.sender = loaded_make_node(1, pair.group_id, pair.epoch);
    pair.receiver = loaded_make_node(2, pair.group_id, pair.epoch);
    return pair;
}
