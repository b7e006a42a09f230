# Compiler and linker flags: sanitizers for all C code of the build (dependencies included, since
# the decoders run inside them), warnings for our own files only.

if(GBP_SANITIZE)
    string(REPLACE "address" "address,undefined" sanitizers ${GBP_SANITIZE})
    set(sanitizers -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_compile_options(${sanitizers})
    add_link_options(${sanitizers})
endif()
if(GBP_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "GBP_FUZZ needs clang (apt-get install clang-19 libclang-rt-19-dev)")
    endif()
    include(CheckCSourceCompiles)
    set(CMAKE_REQUIRED_FLAGS -fsanitize=fuzzer)
    set(CMAKE_REQUIRED_LINK_OPTIONS -fsanitize=fuzzer)
    set(CMAKE_TRY_COMPILE_TARGET_TYPE EXECUTABLE)
    file(WRITE ${CMAKE_BINARY_DIR}/libfuzzer_probe.c
        "#include <stddef.h>\n#include <stdint.h>\nint LLVMFuzzerTestOneInput(const uint8_t *d, "
        "size_t n);\nint LLVMFuzzerTestOneInput(const uint8_t *d, size_t n) { (void)d; (void)n; "
        "return 0; }\n")
    try_compile(GBP_HAS_LIBFUZZER ${CMAKE_BINARY_DIR}/probe
        SOURCES ${CMAKE_BINARY_DIR}/libfuzzer_probe.c
        COMPILE_DEFINITIONS -fsanitize=fuzzer
        LINK_OPTIONS -fsanitize=fuzzer)
    if(NOT GBP_HAS_LIBFUZZER)
        message(FATAL_ERROR
            "${CMAKE_C_COMPILER} has no libFuzzer (apt-get install libclang-rt-19-dev)")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
    add_link_options(-fsanitize=fuzzer-no-link)
endif()

add_library(gbp_warnings INTERFACE)
target_compile_options(gbp_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wswitch-enum -Wmissing-prototypes -Werror)
