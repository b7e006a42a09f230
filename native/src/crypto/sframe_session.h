/*
 * SFrame sessions (receiving) and encryptors (sending), both fixed to the epoch in which they were
 * made (docs/wire.md, SFrame; behaviour: they outlive the MLS context and each other).
 */
#ifndef GS_CRYPTO_SFRAME_SESSION_H
#define GS_CRYPTO_SFRAME_SESSION_H

#include "crypto/mls_context.h"
#include "crypto/sframe_keys.h"

enum { GS_SFRAME_OVERHEAD = 1 + 8 + 8 + GS_AEAD_TAG_LEN };

typedef struct gs_sframe_session gs_sframe_session;
typedef struct gs_sframe_encryptor gs_sframe_encryptor;

/* A session on the context's present epoch. GS_E_ARGUMENT for an unknown suite or a label that is
 * not UTF-8. */
GS_MUST_USE gs_status gs_sframe_session_create(gs_mls_context *context, uint32_t suite,
                                               gbp_sframe_format format, gs_bytes label,
                                               gs_sframe_session **out);
void gs_sframe_session_free(gs_sframe_session *session);
gbp_sframe_format gs_sframe_session_format(const gs_sframe_session *session);

/* Verifies and decrypts into `out`, which holds payload.len bytes. The checks come in the order
 * header, epoch, replay, tag; only after the last one does anything change. */
GS_MUST_USE gs_status gs_sframe_session_decrypt(gs_sframe_session *session, gs_bytes payload,
                                                gs_bytes extra_aad, gs_writer *out, uint32_t *leaf);

GS_MUST_USE gs_status gs_sframe_encryptor_create(gs_mls_context *context, uint32_t leaf,
                                                 uint32_t suite, gbp_sframe_format format,
                                                 gs_bytes label, gs_sframe_encryptor **out);
void gs_sframe_encryptor_free(gs_sframe_encryptor *encryptor);

/* Appends header, ciphertext and tag. GS_E_SPACE takes no counter. */
GS_MUST_USE gs_status gs_sframe_encryptor_encrypt(gs_sframe_encryptor *encryptor,
                                                  gs_bytes plaintext, gs_bytes extra_aad,
                                                  gs_writer *out);

#endif
