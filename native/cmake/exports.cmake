# The shared library exports the prototypes of its two headers and nothing else: the linker's
# version script is made from every declaration that begins a line with GBP_API.

set(GBP_PUBLIC_HEADERS
    ${PROJECT_SOURCE_DIR}/native/include/gbp_stack.h
    ${PROJECT_SOURCE_DIR}/native/include/gbp_flat.h)
set(GBP_EXPORTS "")
foreach(header IN LISTS GBP_PUBLIC_HEADERS)
    if(NOT EXISTS ${header})
        continue()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
    file(READ ${header} text)
    string(REGEX MATCHALL "\nGBP_API[^;(]*\\(" declarations "${text}")
    foreach(declaration IN LISTS declarations)
        string(REGEX MATCH "([a-z0-9_]+)[ \n]*\\($" _ "${declaration}")
        list(APPEND GBP_EXPORTS ${CMAKE_MATCH_1})
    endforeach()
endforeach()
list(LENGTH GBP_EXPORTS exports_total)
list(REMOVE_DUPLICATES GBP_EXPORTS)
list(SORT GBP_EXPORTS)
list(LENGTH GBP_EXPORTS exports_unique)
if(NOT exports_total EQUAL exports_unique)
    message(FATAL_ERROR "a symbol is declared twice in ${GBP_PUBLIC_HEADERS}")
endif()

list(JOIN GBP_EXPORTS ";\n        " export_lines)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports.map @ONLY CONTENT
"{
    global:
        @export_lines@;
    local: *;
};
")
list(JOIN GBP_EXPORTS "\n" export_lines)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports.txt CONTENT "${export_lines}\n" @ONLY)
