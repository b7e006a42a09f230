#include "support/one_node.h"

node_fixture fixture;

int open_fixture(void **state)
{
    (void)state;
    node_fixture_open(&fixture);
    return 0;
}

int close_fixture(void **state)
{
    (void)state;
    node_fixture_close(&fixture);
    return 0;
}
