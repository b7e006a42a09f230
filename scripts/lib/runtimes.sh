# Bun, Deno and the type checker from npm, and the Rust crates. Sourced by setup after steps.sh.

modules=$root/node_modules

# npm installs into node_modules and removes it when it fails; the stamp tells that it ended well.
# A package, unlike a checkout, has no lock file: whoever unpacked it has a runtime, and building
# the library needs none.
install_runtimes() {
    local stamp
    [ -e "$root/package-lock.json" ] || return 0
    stamp=$(sha256sum "$root/package-lock.json" | cut -d ' ' -f 1)
    if [ "$(cat "$modules/.gbp-stamp" 2>/dev/null)" != "$stamp" ]; then
        say "installing Bun, Deno and TypeScript from npm"
        cd "$root"
        run_step npm-ci npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 ||
            fail "npm ci failed, is there a network? the words of npm are in build/logs/npm-ci.log"
    fi
    runtime_works bun install.js
    runtime_works deno install.cjs
    printf '%s\n' "$stamp" >"$modules/.gbp-stamp"
}

# The packages put their binary in place by an install script, which npm may be told not to run.
runtime_works() { # name install-script
    "$modules/.bin/$1" --version >/dev/null 2>&1 && return
    (cd "$modules/$1" && node "$2" >/dev/null 2>&1) || true
    "$modules/.bin/$1" --version >/dev/null 2>&1 ||
        fail "node_modules/.bin/$1 does not run here; try: rm -rf node_modules && scripts/setup"
}

fetch_crates() {
    local host
    cd "$root/native/mls"
    host=$(rustc -vV | sed -n 's/^host: //p')
    cargo fetch --locked --offline --quiet --target "$host" 2>/dev/null && return
    say "downloading the Rust crates"
    run_step cargo-fetch cargo fetch --locked --target "$host" ||
        fail "cargo fetch failed, is there a network? its words are in build/logs/cargo-fetch.log"
}
