/* What is measured once and not in batches: a group's life, the size of objects, growing memory. */
#include "loaded_abi.h"
#include "rounds.h"

#include <stdio.h>

typedef struct stopwatch {
    uint64_t start;
} stopwatch;

static stopwatch start(void)
{
    return (stopwatch){bench_now_ns()};
}

static uint64_t elapsed(stopwatch watch)
{
    return bench_now_ns() - watch.start;
}

static void require(bool succeeded, const char *operation)
{
    if (!succeeded)
        loaded_fail(operation);
}

static uint64_t grow_one(int32_t creator, GbpBuffer key_package, commit_and_welcome *out)
{
    stopwatch watch = start();
    *out = loaded_invite(creator, key_package);
    require(abi.gbp_mls_finalize_commit(creator), "gbp_mls_finalize_commit");
    return elapsed(watch);
}

/* Everyone but the last joiner is added; the last but one of them joins, as a witness. Nanoseconds
 * that the creator spent. */
static uint64_t grow_to_last(int32_t creator, const GbpBuffer *key_packages, const int32_t *joiners,
                             size_t count)
{
    uint64_t total = 0;
    for (size_t index = 0; index + 1 < count; index += 1) {
        commit_and_welcome one;
        total += grow_one(creator, key_packages[index], &one);
        if (index + 2 == count) {
            require(abi.gbp_mls_accept_welcome(joiners[index], one.welcome, one.welcome_len),
                    "gbp_mls_accept_welcome");
        }
        abi.gbp_buffer_free(one.both);
    }
    return total;
}

/* The last one joins, and the witness processes the commit. */
static void tell_last_join(int32_t creator, const GbpBuffer *key_packages, const int32_t *joiners,
                           size_t count, uint64_t grown)
{
    commit_and_welcome last;
    uint64_t invite = grow_one(creator, key_packages[count - 1], &last);
    bench_pair("invite", invite);
    bench_pair("grow", grown + invite);
    bench_pair("commitBytes", last.commit_len);
    bench_pair("welcomeBytes", last.welcome_len);
    if (count > 1) {
        stopwatch watch = start();
        int32_t witness = joiners[count - 2];
        require(abi.gbp_mls_process_message(witness, last.commit, last.commit_len) == 1,
                "gbp_mls_process_message");
        require(abi.gbp_mls_finalize_commit(witness), "gbp_mls_finalize_commit");
        bench_pair("process", elapsed(watch));
    }
    stopwatch watch = start();
    require(abi.gbp_mls_accept_welcome(joiners[count - 1], last.welcome, last.welcome_len),
            "gbp_mls_accept_welcome");
    bench_pair("join", elapsed(watch));
    abi.gbp_buffer_free(last.both);
}

/* The last member is removed; the commit is dropped. */
static void tell_removal(int32_t creator, size_t members)
{
    stopwatch watch = start();
    GbpBuffer commit = abi.gbp_mls_remove(creator, (uint32_t)(members - 1));
    require(commit.len > 0, "gbp_mls_remove");
    bench_pair("remove", elapsed(watch));
    bench_pair("removeBytes", commit.len);
    abi.gbp_buffer_free(commit);
    require(abi.gbp_mls_clear_pending_commit(creator), "gbp_mls_clear_pending_commit");
}

void loaded_tell_group(size_t members)
{
    stopwatch watch = start();
    int32_t creator = loaded_make_context("creator");
    bench_pair("create", elapsed(watch));
    size_t count = members - 1;
    int32_t *joiners = bench_array(count, sizeof *joiners);
    GbpBuffer *key_packages = bench_array(count, sizeof *key_packages);
    for (size_t index = 0; index < count; index += 1) {
        char identity[32];
        (void)snprintf(identity, sizeof identity, "member-%zu", index);
        joiners[index] = loaded_make_context(identity);
        key_packages[index] = abi.gbp_mls_export_key_package(joiners[index]);
    }
    uint64_t grown = grow_to_last(creator, key_packages, joiners, count);
    tell_last_join(creator, key_packages, joiners, count, grown);
    tell_removal(creator, members);
    for (size_t index = 0; index < count; index += 1) {
        abi.gbp_buffer_free(key_packages[index]);
        abi.gbp_mls_destroy(joiners[index]);
    }
    abi.gbp_mls_destroy(creator);
}

/* ---- Memory
 * ------------------------------------------------------------------------------------ */

static void tell_contexts(size_t count)
{
    uint64_t before = bench_allocated();
    for (size_t made = 0; made < count; made += 1)
        loaded_make_context("somebody");
    bench_pair("context", (bench_allocated() - before) / count);
}

static void tell_nodes(size_t count)
{
    const uint8_t group_id[16] = {0};
    uint64_t before = bench_allocated();
    for (size_t made = 0; made < count; made += 1) {
        require(abi.gbp_node_create(1, group_id) != 0, "gbp_node_create");
    }
    bench_pair("node", (bench_allocated() - before) / count);
}

static void tell_clients(const char *key, int32_t (*create)(void), size_t count)
{
    uint64_t before = bench_allocated();
    for (size_t made = 0; made < count; made += 1)
        require(create() != 0, key);
    bench_pair(key, (bench_allocated() - before) / count);
}

void loaded_tell_objects(size_t count)
{
    loaded_make_context("first"); /* what a library allocates once is no object's */
    tell_contexts(count);
    tell_nodes(count);
    tell_clients("gtp", abi.gtp_client_create, count);
    tell_clients("gap", abi.gap_client_create, count);
    tell_clients("gsp", abi.gsp_client_create, count);
}

void loaded_tell_memory(size_t messages)
{
    static loaded_pair pair;
    static int32_t sender;
    static int32_t receiver;
    static uint64_t number;
    if (sender == 0) {
        pair = loaded_make_pair();
        sender = abi.gtp_client_create();
        receiver = abi.gtp_client_create();
    }
    const uint8_t text[] = "thirty-two bytes of plain text..";
    for (size_t done = 0; done < messages; done += 1) {
        GbpBuffer sent = abi.gtp_client_send(sender, pair.sender, pair.sender_mls, 2, ++number,
                                             text, sizeof text - 1, 0);
        require(sent.len > 4, "gtp_client_send");
        loaded_receive_text(pair.receiver, pair.receiver_mls, receiver, pair.epoch, 0, sent.ptr + 4,
                            sent.len - 4);
        abi.gbp_buffer_free(sent);
    }
    bench_pair("resident", bench_resident());
    bench_pair("native", bench_allocated());
}
