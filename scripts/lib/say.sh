# Words to the user, sourced by the other scripts: plain lines, no colour, no terminal needed.

say() { printf '%s: %s\n' "${0##*/}" "$*"; }

# One line that says what is wrong and what to do, then the end.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Whether the words ask for help, which shall not wait for a build.
asks_for_help() { case " $* " in *" --help "* | *" -h "*) true ;; *) false ;; esac; }

have() { command -v "$1" >/dev/null 2>&1; }

# True when the dotted version $1 is at least $2.
version_at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | LC_ALL=C sort -V | head -n 1)" = "$2" ]
}
