# What must be on the machine before anything is installed or built. Sourced by setup after say.sh.
# Each missing thing is one line with the command that gets it.

missing=0

need() { # what command-that-gets-it
    printf '%s: missing: %s; to get it: %s\n' "${0##*/}" "$1" "$2" >&2
    missing=1
}

# The command that installs Debian packages, or words for other systems.
packages() {
    if have apt-get; then
        printf '%sapt-get install %s' "$([ "$(id -u)" = 0 ] || echo 'sudo ')" "$*"
    else
        printf 'install %s with the package manager of your system' "$*"
    fi
}

need_build_tools() {
    local compiler=${CC:-cc} version
    printf 'int main(void) { return 0; }\n' | "$compiler" -x c -o /dev/null - 2>/dev/null ||
        need "a working C compiler ($compiler)" "$(packages gcc libc6-dev)"
    version=$(cmake --version 2>/dev/null | sed -n '1s/^cmake version //p' || true)
    if [ -z "$version" ]; then
        need "cmake (3.25 or newer)" "$(packages cmake)"
    elif ! version_at_least "$version" 3.25; then
        need "cmake 3.25 or newer (this is $version)" "pip install cmake"
    fi
    have ninja || have make || need "ninja or make" "$(packages ninja-build)"
    need_rust
    need_node
    [ "$(uname -m)" != x86_64 ] || have perl ||
        need "perl, which writes OpenSSL's assembly" "$(packages perl)"
    have tar && have bzip2 && have xz && have sha256sum ||
        need "tar, bzip2, xz and sha256sum" "$(packages tar bzip2 xz-utils coreutils)"
}

need_rust() {
    local wanted version
    wanted=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/rust-toolchain.toml")
    if ! have cargo; then
        need "cargo (Rust $wanted)" "curl -sSf https://sh.rustup.rs | sh"
        return
    fi
    version=$(cd "$root" && cargo --version 2>/dev/null | cut -d ' ' -f 2 || true)
    [ -n "$version" ] && version_at_least "$version" "$wanted" ||
        need "Rust $wanted or newer${version:+ (this is $version)}" \
            "rustup toolchain install $wanted"
}

need_node() {
    local version
    version=$(node --version 2>/dev/null | tr -d v || true)
    if [ -z "$version" ] || ! version_at_least "$version" 18; then
        need "node 18 or newer${version:+ (this is $version)}, which installs Bun and Deno" \
            "$(packages nodejs npm)"
    elif ! have npm; then
        need "npm, which installs Bun and Deno" "$(packages npm)"
    fi
}

need_python() {
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        need "python3 (3.10 or newer) with venv, for the reference and the linters" \
            "$(packages python3 python3-venv)"
}
