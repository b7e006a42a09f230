# The Rust crate gbp-mls as an imported static library. One cargo folder serves every preset, so
# that its dependencies are compiled once; each build tree takes a copy of the result, since
# features differ.

find_program(CARGO cargo HINTS $ENV{HOME}/.cargo/bin)
if(NOT CARGO)
    message(FATAL_ERROR "cargo is missing: install Rust from https://rustup.rs")
endif()
set(GBP_CARGO_TARGET_DIR ${PROJECT_SOURCE_DIR}/build/cargo CACHE PATH "cargo's build folder")
set(GBP_CRATE_DIR ${PROJECT_SOURCE_DIR}/native/mls)

set(rust_library ${PROJECT_BINARY_DIR}/rust/libgbp_mls.a)
set(rust_profile plain)
if(GBP_LTO)
    set(rust_profile release)
endif()
set(rust_features "")
if(GBP_AEAD STREQUAL "mbedtls")
    set(rust_features --no-default-features)
endif()

add_custom_command(
    OUTPUT ${rust_library}
    COMMAND ${CMAKE_COMMAND}
        -D CARGO=${CARGO} -D CRATE=${GBP_CRATE_DIR} -D TARGET_DIR=${GBP_CARGO_TARGET_DIR}
        -D PROFILE=${rust_profile} -D FEATURES=${rust_features} -D OUTPUT=${rust_library}
        -P ${CMAKE_CURRENT_LIST_DIR}/cargo_build.cmake
    DEPENDS
        ${GBP_CRATE_DIR}/Cargo.toml
        ${GBP_CRATE_DIR}/Cargo.lock
        ${PROJECT_SOURCE_DIR}/rust-toolchain.toml
        ${CMAKE_CURRENT_LIST_DIR}/cargo_build.cmake
    DEPFILE ${rust_library}.d
    COMMENT "Building the Rust crate gbp-mls (${rust_profile})"
    USES_TERMINAL
    VERBATIM)
add_custom_target(gbp_mls_build DEPENDS ${rust_library})

add_library(gbp_mls STATIC IMPORTED)
add_dependencies(gbp_mls gbp_mls_build)
set_target_properties(gbp_mls PROPERTIES
    IMPORTED_LOCATION ${rust_library}
    INTERFACE_INCLUDE_DIRECTORIES ${GBP_CRATE_DIR}/include
    INTERFACE_LINK_LIBRARIES "gcc_s;pthread;dl;m")
