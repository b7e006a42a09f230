# Source archives from package registries, through their ordinary clients and with the addresses and
# certificates that this machine is configured for. Sourced by fetch-sources.
#
# Each function prints the path of the archive, or fails quietly when the registry cannot serve it.

# Debian keeps the upstream archive of a package unchanged. Suite trixie has the versions we want on
# any Debian, whatever suite the machine itself runs, so it is read through lists of our own.
registry_debian_source() { # package upstream-version folder
    local apt=$3/apt version
    if [ ! -d "$apt" ]; then
        registry_debian_lists "$apt" || return 1
    fi
    version=$(registry_apt apt-cache "$apt" showsrc "$1" 2>/dev/null |
        sed -n "s/^Version: \\(\\([0-9]*:\\)\\{0,1\\}$2-.*\\)/\\1/p" | head -n 1)
    [ -n "$version" ] || return 1
    mkdir -p "$apt/archives/$1"
    (cd "$apt/archives/$1" && registry_apt apt-get "$apt" --quiet --quiet source --download-only \
        --tar-only --only-source "$1=$version" >"$apt/log" 2>&1) || return 1
    find "$apt/archives/$1" -name '*.orig.tar.*' ! -name '*.asc' -print -quit
}

registry_apt() { # command folder arguments...
    local command=$1 apt=$2
    shift 2
    "$command" -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" \
        -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User= "$@"
}

registry_debian_lists() { # folder
    local codename base
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    base=$(apt-get update --print-uris 2>/dev/null |
        sed -n "s|^'\\([^']*\\)/dists/$codename/.*|\\1|p" | head -n 1)
    [ -n "$base" ] || return 1
    mkdir -p "$1/sources" "$1/lists/partial" "$1/cache/archives/partial" "$1/archives"
    cat >"$1/sources/trixie.sources" <<END
Types: deb-src
URIs: ${base%/}
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
    registry_apt apt-get "$1" --quiet --quiet update >"$1/log" 2>&1
}

# pip checks the hash before it runs anything of the package.
registry_pypi_sdist() { # name==version sha256 folder
    local folder=$3/pypi
    mkdir -p "$folder"
    printf '%s --hash=sha256:%s\n' "$1" "$2" >"$folder/requirement.txt"
    python3 -m pip download --quiet --no-deps --no-binary "${1%%=*}" --dest "$folder" \
        --requirement "$folder/requirement.txt" >"$folder/log" 2>&1 || return 1
    find "$folder" -name '*.tar.gz' -print -quit
}

# cargo checks the hash that its index names.
registry_crate() { # name version folder
    local folder=$3/crate
    mkdir -p "$folder/src"
    : >"$folder/src/lib.rs"
    cat >"$folder/Cargo.toml" <<END
[package]
name = "fetch"
edition = "2021"
[workspace]
[dependencies]
$1 = "=${2%%+*}"
END
    cargo fetch --quiet --manifest-path "$folder/Cargo.toml" >"$folder/log" 2>&1 || return 1
    find "${CARGO_HOME:-$HOME/.cargo}/registry/cache" -name "$1-$2.crate" -print -quit
}
