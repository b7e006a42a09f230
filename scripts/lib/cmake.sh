# CMake with the preset's tree in build/<preset>. Sourced by build and test.

configure_preset() { # preset
    if [ ! -e "$root/build/$1/CMakeCache.txt" ] && have ninja; then
        CMAKE_GENERATOR=Ninja cmake --preset "$1"
    else
        cmake --preset "$1"
    fi
}

compile_preset() { # preset
    cmake --build --preset "$1" --parallel "$(nproc)"
}
