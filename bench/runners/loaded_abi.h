/*
 * The loaded ABI (native/include/gbp_stack.h) of a library that is chosen at run time: the
 * reference's or ours. Every function of the header that the benchmark calls, under its own name.
 */
#ifndef BENCH_LOADED_ABI_H
#define BENCH_LOADED_ABI_H

#include "gbp_stack.h"

#define LOADED_FUNCTIONS(X)         \
    X(gbp_buffer_free)              \
    X(gbp_string_free)              \
    X(gbp_last_error)               \
    X(gbp_frame_encode_v)           \
    X(gbp_mls_create)               \
    X(gbp_mls_destroy)              \
    X(gbp_mls_epoch)                \
    X(gbp_mls_group_id)             \
    X(gbp_mls_export_key_package)   \
    X(gbp_mls_invite_full)          \
    X(gbp_mls_remove)               \
    X(gbp_mls_process_message)      \
    X(gbp_mls_finalize_commit)      \
    X(gbp_mls_clear_pending_commit) \
    X(gbp_mls_accept_welcome)       \
    X(gbp_node_create)              \
    X(gbp_node_bootstrap_creator)   \
    X(gbp_node_on_wire)             \
    X(gtp_client_create)            \
    X(gtp_client_send)              \
    X(gtp_client_accept)            \
    X(gap_client_create)            \
    X(gap_client_send)              \
    X(gap_client_accept)            \
    X(gsp_client_create)            \
    X(gbp_sframe_session_create)    \
    X(gbp_sframe_encryptor_create)  \
    X(gbp_sframe_encrypt)           \
    X(gbp_sframe_decrypt)

typedef struct loaded_abi {
#define X(name) __typeof__(&(name)) name;
    LOADED_FUNCTIONS(X)
#undef X
} loaded_abi;

extern loaded_abi abi;

/* Two members, 1 and 2, of one group at epoch 1, with an active node each. */
typedef struct loaded_pair {
    int32_t sender_mls;
    int32_t receiver_mls;
    int32_t sender;
    int32_t receiver;
    uint8_t group_id[16];
    uint64_t epoch;
} loaded_pair;

void loaded_open(const char *path);
loaded_pair loaded_make_pair(void);
/* A node of this member, ACTIVE. */
int32_t loaded_make_node(uint32_t member_id, const uint8_t group_id[16], uint64_t epoch);
/* Ends the runner with the library's last error. */
_Noreturn void loaded_fail(const char *operation);

typedef struct commit_and_welcome {
    GbpBuffer both; /* what gbp_mls_invite_full returned */
    const uint8_t *commit;
    size_t commit_len;
    const uint8_t *welcome;
    size_t welcome_len;
} commit_and_welcome;

int32_t loaded_make_context(const char *identity);
/* Adds the context's key package by a commit that stays pending. */
commit_and_welcome loaded_invite(int32_t mls, GbpBuffer key_package);

/* loaded_receive.c: one frame to the end, as a binding would. */
void loaded_receive_text(int32_t node, int32_t mls, int32_t client, uint64_t epoch, uint8_t codec,
                         const uint8_t *wire, size_t wire_len);
void loaded_receive_audio(int32_t node, int32_t mls, int32_t client, uint64_t epoch, uint8_t codec,
                          const uint8_t *wire, size_t wire_len);

/* loaded_stories.c */
void loaded_tell_group(size_t members);
void loaded_tell_objects(size_t count);
void loaded_tell_memory(size_t messages);

#endif
