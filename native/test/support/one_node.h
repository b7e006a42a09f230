/* The fixture of tests that are each about one node: fresh for every test, by these as its set-up
 * and tear-down. */
#ifndef TEST_SUPPORT_ONE_NODE_H
#define TEST_SUPPORT_ONE_NODE_H

#include "support/node_fixture.h"

extern node_fixture fixture;

int open_fixture(void **state);
int close_fixture(void **state);

#endif
