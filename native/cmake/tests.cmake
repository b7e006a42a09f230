# C tests. cmocka, because it is the field's runner for plain C: no C++ in the build, one process a
# file. Every native/test/<layer>/<x>_test.c becomes one executable and one test of that name; files
# in native/test/support are linked to all of them.

gbp_source(cmocka)
add_library(gbp_cmocka STATIC EXCLUDE_FROM_ALL ${cmocka_SOURCE_DIR}/src/cmocka.c)
target_include_directories(gbp_cmocka SYSTEM PUBLIC ${cmocka_SOURCE_DIR}/include)
target_compile_definitions(gbp_cmocka PRIVATE
    HAVE_MALLOC_H=1 HAVE_INTTYPES_H=1 HAVE_SIGNAL_H=1 HAVE_STRINGS_H=1 HAVE_STRSIGNAL=1
    HAVE_STRUCT_TIMESPEC=1 HAVE_CLOCK_REALTIME=1 HAVE_SIGLONGJMP=1 HAVE_GCC_THREAD_LOCAL_STORAGE=1)
gbp_third_party(gbp_cmocka)

add_library(gbp_test_needs INTERFACE)
target_compile_definitions(gbp_test_needs INTERFACE
    GBP_VECTORS_DIR="${PROJECT_SOURCE_DIR}/test/vectors")
target_include_directories(gbp_test_needs INTERFACE
    ${PROJECT_SOURCE_DIR}/native/test ${PROJECT_SOURCE_DIR}/native/include
    ${PROJECT_BINARY_DIR}/include)
target_link_libraries(gbp_test_needs INTERFACE gbp_abi gbp_cmocka gbp_warnings)

# Every request for memory passes through support/memory_faults.c, which lets chosen ones fail.
file(GLOB support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/native/test/support/*.c)
add_library(gbp_test_support_files OBJECT ${support_sources})
target_link_libraries(gbp_test_support_files PRIVATE gbp_test_needs)
add_library(gbp_test_support INTERFACE)
target_sources(gbp_test_support INTERFACE $<TARGET_OBJECTS:gbp_test_support_files>)
target_link_libraries(gbp_test_support INTERFACE gbp_test_needs)
target_link_options(gbp_test_support INTERFACE
    -Wl,--wrap=gs_alloc,--wrap=gs_alloc_bytes,--wrap=gs_alloc_aligned,--wrap=calloc)

file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS
    RELATIVE ${PROJECT_SOURCE_DIR}/native/test ${PROJECT_SOURCE_DIR}/native/test/*_test.c)
foreach(source IN LISTS test_sources)
    string(REGEX REPLACE "\\.c$" "" test ${source})
    string(REPLACE "/" "_" target ${test})
    add_executable(${target} ${PROJECT_SOURCE_DIR}/native/test/${source})
    target_link_libraries(${target} PRIVATE gbp_test_support)
    add_test(NAME ${test} COMMAND ${target})
    get_filename_component(layer ${test} DIRECTORY)
    set_property(TEST ${test} PROPERTY LABELS ${layer})
    if(NOT TARGET tests_${layer})
        add_custom_target(tests_${layer})
    endif()
    add_dependencies(tests_${layer} ${target})
endforeach()
