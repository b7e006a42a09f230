/* One object of every kind, fresh for every test that has these as its set-up and tear-down. */
#ifndef TEST_SUPPORT_EVERY_OBJECT_H
#define TEST_SUPPORT_EVERY_OBJECT_H

#include "support/members.h"

extern pair both;
extern int32_t session;   /* Bob's, of SFrame */
extern int32_t encryptor; /* Alice's */

int open_all(void **state);
int close_all(void **state);

#endif
