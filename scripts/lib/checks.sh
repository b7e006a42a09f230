# The steps of scripts/test, in their order. Each is a function check_<step> whose status is the
# verdict and whose last line is the note in the summary. They run in the root of the checkout.

checks=(
    generate format tidy tsc deno-lint clippy clang-tidy
    ctest-debug ctest-asan ctest-tsan ctest-fuzz ctest-mbedtls cargo-test
    bun-test bun-asan deno-test parity docs demo
)

check_build() { scripts/build release; }
check_generate() { scripts/generate --check && echo "generated files are up to date"; }
check_format() { scripts/fmt --check && echo "formatted"; }
check_tidy() { bun scripts/tidy.ts; }
check_tsc() { tsc --noEmit && echo "no type error"; }
check_deno_lint() { deno lint 2>&1; }

check_clippy() {
    (cd native/mls && cargo clippy --locked --all-targets --profile plain -- -D warnings) &&
        (cd native/mls && cargo clippy --locked --lib --profile plain --no-default-features -- \
            -D warnings)
}

check_clang_tidy() {
    configure_preset debug &&
        find native/src native/test -name '*.c' -print0 |
        xargs -0 -P "$(nproc)" -n 4 .deps/tools/bin/clang-tidy -p build/debug --quiet &&
        echo "$(find native/src native/test -name '*.c' | wc -l) files without a finding"
}

check_ctest_debug() { scripts/build debug && run_ctest debug; }
check_ctest_asan() { scripts/build asan && run_ctest asan; }
check_ctest_tsan() { scripts/build tsan && run_ctest tsan; }
check_ctest_fuzz() { scripts/build fuzz && run_ctest fuzz; }
check_ctest_mbedtls() { scripts/build mbedtls && run_ctest mbedtls; }

run_ctest() { # preset
    local words=$logs/ctest-words-$1.log
    ctest --preset "$1" --parallel "$(nproc)" --output-log "$words" && grep 'tests passed' "$words"
}

check_cargo_test() {
    (cd native/mls && cargo test --locked --profile plain --lib --tests) &&
        awk '/^test result: ok/ { n += $4 } END { print n " tests passed" }' "$logs/cargo-test.log"
}

check_bun_test() { bun test test bench; }

# The same tests on the library with the sanitizers, whose runtime must be there before Bun's.
check_bun_asan() {
    scripts/build asan && GBP_STACK_LIBRARY=$root/build/asan/libgbp_stack.so \
        LD_PRELOAD=$("${CC:-cc}" -print-file-name=libasan.so) \
        ASAN_OPTIONS=detect_leaks=0:halt_on_error=1 bun test test
}

# Permissions are for what the tests do beside the bindings: vectors, children, other libraries.
check_deno_test() {
    deno test --quiet --allow-ffi --allow-read --allow-write --allow-env --allow-run test
}

check_parity() { .deps/python-1.5.0/bin/python -m pytest -q test/parity; }

check_docs() { scripts/docs; }

check_demo() { bun examples/live/main.ts && deno run --allow-ffi=lib examples/quick_start.ts; }
