# Test: the library exports the functions that its two headers declare, each and no other. The
# headers are read through the preprocessor, so a prototype that lost its GBP_API is found as well.

execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^ \n]+\n" symbols "${symbols}")
list(TRANSFORM symbols STRIP)

set(declared "")
foreach(header gbp_stack.h gbp_flat.h)
    execute_process(COMMAND ${CC} -E -P -x c ${INCLUDE}/${header}
        OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "[^a-zA-Z0-9_](gbpf|gbp|gtp|gap|gsp)_[a-z0-9_]+[ \n]*\\(" names "${text}")
    list(APPEND declared ${names})
endforeach()
list(TRANSFORM declared REPLACE "[^a-z0-9_]" "")

list(SORT symbols)
list(SORT declared)
if(symbols STREQUAL declared)
    list(LENGTH symbols count)
    message("${count} symbols, as declared")
    return()
endif()
set(missing ${declared})
set(extra ${symbols})
list(REMOVE_ITEM missing ${symbols})
list(REMOVE_ITEM extra ${declared})
message(FATAL_ERROR "declared and not exported: ${missing}; exported and not declared: ${extra}")
