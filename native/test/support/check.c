#include "support/check.h"

static void print_hex(const char *name, gs_bytes bytes)
{
    print_error("%s (%zu bytes): ", name, bytes.len);
    for (size_t i = 0; i < bytes.len && i < 512; i++) {
        print_error("%02x", bytes.data[i]);
    }
    print_error("\n");
}

void check_bytes_equal(gs_bytes actual, gs_bytes expected, const char *file, int line)
{
    if (!gs_bytes_equal(actual, expected)) {
        print_hex("actual", actual);
        print_hex("expected", expected);
        _fail(file, line);
    }
}
