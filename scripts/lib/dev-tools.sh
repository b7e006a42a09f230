# What only the tests need, each pinned and inside the checkout, clang aside. Sourced by setup.

clang=clang-19
cbindgen_version=0.29.4

# clang-19 with libFuzzer: a system package, installed when we may.
install_fuzz_compiler() {
    fuzzer_works && return
    if have apt-get && [ "$(id -u)" = 0 ]; then
        say "installing $clang for the fuzz targets"
        run_step apt-update apt-get update &&
            run_step apt-install env DEBIAN_FRONTEND=noninteractive \
                apt-get install --yes --no-install-recommends "$clang" libclang-rt-19-dev || true
        fuzzer_works && return
    fi
    need "$clang with libFuzzer, for the fuzz targets" "$(packages "$clang" libclang-rt-19-dev)"
    exit 1
}

fuzzer_works() {
    have "$clang" && printf 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
        "$clang" -x c -fsanitize=fuzzer,address -o /dev/null - 2>/dev/null
}

# python_environment FOLDER REQUIREMENTS...: a venv in .deps with exactly these packages.
python_environment() {
    local place=$root/.deps/$1 stamp
    shift
    stamp=$(printf "%s\n" "$@")
    [ "$(cat "$place/.gbp-stamp" 2>/dev/null)" = "$stamp" ] && return
    say "installing $* from PyPI"
    rm -rf "$place"
    run_step "pip-${place##*/}" make_python_environment "$place" "$@" ||
        fail "pip failed, is there a network? its words are in build/logs/pip-${place##*/}.log"
    printf '%s\n' "$stamp" >"$place/.gbp-stamp"
}

make_python_environment() { # place requirements...
    local place=$1
    shift
    python3 -m venv "$place" &&
        "$place/bin/python" -m pip install --disable-pip-version-check --only-binary :all: "$@"
}

install_python_tools() {
    python_environment tools clang-format==19.1.7 clang-tidy==19.1.0.1
}

install_references() {
    python_environment python-1.5.0 gbp-stack==1.5.0 pytest==8.4.2
    python_environment python-1.9.1 gbp-stack==1.9.1 pytest==8.4.2
}

# cbindgen (a debug build: it runs for a moment) writes native/mls/include/gs_mls.h; the tests ask
# whether it still would write the same.
install_cbindgen() {
    local place=$root/.deps/cbindgen
    "$place/bin/cbindgen" --version 2>/dev/null | grep -qx "cbindgen $cbindgen_version" && return
    say "building cbindgen $cbindgen_version, half a minute"
    run_step cbindgen cargo install --debug --locked cbindgen --version "$cbindgen_version" \
        --root "$place" --target-dir "$root/build/cargo" ||
        fail "cargo install cbindgen failed; its words are in build/logs/cbindgen.log"
}
