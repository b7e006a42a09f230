#include "support/every_object.h"

pair both;
int32_t session;
int32_t encryptor;

int open_all(void **state)
{
    (void)state;
    pair_open(&both);
    session = gbp_sframe_session_create(both.bob.mls, 0, NULL, 0);
    encryptor = gbp_sframe_encryptor_create(both.alice.mls, session, 0, 0, NULL, 0);
    return session > 0 && encryptor > 0 ? 0 : -1;
}

int close_all(void **state)
{
    (void)state;
    gbp_sframe_session_free(session);
    gbp_sframe_encryptor_free(encryptor);
    pair_close(&both);
    return 0;
}
