# Third-party C code. Each source comes from, in this order: a folder given by the user
# (FETCHCONTENT_SOURCE_DIR_X), the one that scripts/lib/fetch-sources filled, an installed package
# where it is as good, the pinned public release. The pins stand in sources.txt.
include(FetchContent)

# Their old minimum versions leave this unset, and it decides whether a release optimises them too.
set(CMAKE_POLICY_DEFAULT_CMP0069 NEW)

# Reads "name key value" out of sources.txt into pin_<name>_<key>.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/sources.txt pin_lines REGEX "^[a-z]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_LIST_DIR}/sources.txt)
foreach(line IN LISTS pin_lines)
    string(REGEX MATCH "^([a-z0-9]+) +(.*)$" _ "${line}")
    if(CMAKE_MATCH_1 STREQUAL "name")
        set(pin_name ${CMAKE_MATCH_2})
    else()
        set(pin_${pin_name}_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endif()
endforeach()

# Leaves <name>_SOURCE_DIR to the caller; the sources are added to the build by hand below, since
# some of the projects write into their source tree or want tools that their runtime does not need.
macro(gbp_source name)
    string(TOUPPER ${name} upper)
    set(fetched ${PROJECT_SOURCE_DIR}/.deps/sources/${name})
    if(NOT FETCHCONTENT_SOURCE_DIR_${upper} AND EXISTS ${fetched}/.gbp-pin)
        file(STRINGS ${fetched}/.gbp-pin pin)
        if(pin STREQUAL "${pin_${name}_version} ${pin_${name}_sha256}")
            set(FETCHCONTENT_SOURCE_DIR_${upper} ${fetched})
        else()
            message(FATAL_ERROR "${fetched} is not ${pin_${name}_version}: run scripts/setup")
        endif()
    endif()
    FetchContent_Declare(${name} SYSTEM
        URL ${pin_${name}_url}
        URL_HASH SHA256=${pin_${name}_sha256}
        SOURCE_SUBDIR none
        ${ARGN})
    FetchContent_MakeAvailable(${name})
endmacro()

function(gbp_third_party target)
    target_compile_options(${target} PRIVATE -w)
    set_target_properties(${target} PROPERTIES C_EXTENSIONS ON C_CLANG_TIDY "")
endfunction()

# tinycbor: its own build is a Makefile.
gbp_source(tinycbor)
add_library(gbp_tinycbor STATIC)
foreach(part encoder encoder_close_container_checked encoder_float errorstrings parser
        parser_dup_string parser_float)
    target_sources(gbp_tinycbor PRIVATE ${tinycbor_SOURCE_DIR}/src/cbor${part}.c)
endforeach()
target_sources(gbp_tinycbor PRIVATE ${tinycbor_SOURCE_DIR}/src/cborvalidation.c)
target_include_directories(gbp_tinycbor SYSTEM PUBLIC ${tinycbor_SOURCE_DIR}/src)
target_link_libraries(gbp_tinycbor PUBLIC m)
gbp_third_party(gbp_tinycbor)

# nanopb: its own build wants protoc, the runtime does not.
gbp_source(nanopb FIND_PACKAGE_ARGS 0.4.9 CONFIG)
if(TARGET nanopb::protobuf-nanopb-static)
    add_library(gbp_nanopb ALIAS nanopb::protobuf-nanopb-static)
else()
    add_library(gbp_nanopb STATIC
        ${nanopb_SOURCE_DIR}/pb_common.c
        ${nanopb_SOURCE_DIR}/pb_decode.c
        ${nanopb_SOURCE_DIR}/pb_encode.c)
    target_include_directories(gbp_nanopb SYSTEM PUBLIC ${nanopb_SOURCE_DIR})
    gbp_third_party(gbp_nanopb)
endif()

# flatcc: the runtime only; its own build writes into its source tree.
gbp_source(flatcc)
add_library(gbp_flatcc STATIC)
foreach(part builder emitter refmap verifier)
    target_sources(gbp_flatcc PRIVATE ${flatcc_SOURCE_DIR}/src/runtime/${part}.c)
endforeach()
target_include_directories(gbp_flatcc SYSTEM PUBLIC ${flatcc_SOURCE_DIR}/include)
gbp_third_party(gbp_flatcc)

# mbedtls: libmbedcrypto with the few algorithms of mbedtls_config.h. An installed one has them all.
gbp_source(mbedtls FIND_PACKAGE_ARGS 3.6 CONFIG NAMES MbedTLS)
if(NOT TARGET MbedTLS::mbedcrypto)
    set(ENABLE_PROGRAMS OFF CACHE INTERNAL "")
    set(ENABLE_TESTING OFF CACHE INTERNAL "")
    set(GEN_FILES OFF CACHE INTERNAL "")
    set(MBEDTLS_FATAL_WARNINGS OFF CACHE INTERNAL "")
    set(MBEDTLS_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/mbedtls_config.h CACHE INTERNAL "")
    add_subdirectory(${mbedtls_SOURCE_DIR} ${mbedtls_BINARY_DIR} EXCLUDE_FROM_ALL SYSTEM)
    gbp_third_party(mbedcrypto)
endif()

# OpenSSL: its ChaCha20 and Poly1305 for x86-64, where the assembler knows AVX-512, for which they
# are used. perl scripts write them; nothing else of OpenSSL is built. The scripts ask the compiler
# in CC which assembler it has, in English and not of all compilers; they are told the oldest one
# that has all instructions, so that they write the same everywhere.
if(GBP_AEAD STREQUAL "ring" AND CMAKE_SIZEOF_VOID_P EQUAL 8 AND
        CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64)$")
    include(CheckCSourceCompiles)
    check_c_source_compiles("int main(void)
        { __asm__(\"vpmadd52luq %zmm0, %zmm0, %zmm0\"); return 0; }" GBP_ASSEMBLES_AVX512)
endif()
if(GBP_ASSEMBLES_AVX512)
    find_program(PERL perl REQUIRED)
    enable_language(ASM)
    gbp_source(openssl)
    add_library(gbp_openssl STATIC)
    # A folder for each version: the scripts may be older than what was made from older ones.
    set(folder ${PROJECT_BINARY_DIR}/openssl-${pin_openssl_version})
    foreach(script chacha/asm/chacha-x86_64 poly1305/asm/poly1305-x86_64 x86_64cpuid)
        get_filename_component(part ${script} NAME)
        add_custom_command(
            OUTPUT ${folder}/${part}.s
            COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
            COMMAND ${CMAKE_COMMAND} -E env "CC=echo GNU assembler version 2.30"
                ${PERL} ${openssl_SOURCE_DIR}/crypto/${script}.pl elf ${folder}/${part}.s
            DEPENDS ${openssl_SOURCE_DIR}/crypto/${script}.pl
                ${openssl_SOURCE_DIR}/crypto/perlasm/x86_64-xlate.pl
            VERBATIM)
        target_sources(gbp_openssl PRIVATE ${folder}/${part}.s)
    endforeach()
    target_compile_options(gbp_openssl PRIVATE -Wa,--noexecstack)
    target_compile_definitions(gbp_openssl INTERFACE GBP_AEAD_OPENSSL=1)
endif()
