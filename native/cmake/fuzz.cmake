# Fuzz targets: every native/fuzz/<x>_fuzz.c, with its corpus in native/fuzz/corpus/<x>. The test is
# a short run that starts from the corpus and keeps what it finds in the build tree.

set(GBP_FUZZ_SECONDS 5 CACHE STRING "Seconds of a fuzz target's run as a test")
add_library(gbp_fuzz_support STATIC ${PROJECT_SOURCE_DIR}/native/test/support/flatcc_check.c)
target_link_libraries(gbp_fuzz_support PUBLIC gbp_abi gbp_warnings)
target_include_directories(gbp_fuzz_support PUBLIC
    ${PROJECT_SOURCE_DIR}/native/include ${PROJECT_SOURCE_DIR}/native/test)
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/native/fuzz/*_fuzz.c)
foreach(source IN LISTS fuzz_sources)
    get_filename_component(target ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" name ${target})
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE gbp_fuzz_support)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)

    set(corpus ${PROJECT_SOURCE_DIR}/native/fuzz/corpus/${name})
    if(NOT IS_DIRECTORY ${corpus})
        message(FATAL_ERROR "${source} has no corpus folder ${corpus}")
    endif()
    set(found ${PROJECT_BINARY_DIR}/corpus/${name})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME fuzz/${name} COMMAND ${target}
        -max_total_time=${GBP_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=2048
        -artifact_prefix=${found}- ${found} ${corpus})
endforeach()
