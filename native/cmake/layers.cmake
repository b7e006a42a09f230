# One static library a layer, each linked to those below it, and the shared library from all of
# them.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    message(FATAL_ERROR "gbp_stack is built and tested on Linux only, this is ${CMAKE_SYSTEM_NAME}")
endif()

# gbp_layer(name below...): every .c file of native/src/<name>.
function(gbp_layer name)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/native/src/${name}/*.c)
    add_library(gbp_${name} STATIC ${sources})
    target_include_directories(gbp_${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/native/src ${PROJECT_SOURCE_DIR}/native)
    target_compile_options(gbp_${name} PRIVATE -ffunction-sections -fdata-sections)
    target_link_libraries(gbp_${name} PUBLIC ${ARGN} PRIVATE gbp_warnings)
endfunction()

gbp_layer(base)
gbp_layer(codec gbp_base gbp_tinycbor gbp_nanopb gbp_flatcc)
gbp_layer(crypto gbp_codec MbedTLS::mbedcrypto gbp_mls)
gbp_layer(node gbp_crypto)
gbp_layer(clients gbp_node)
gbp_layer(abi gbp_clients)

string(TOUPPER GBP_AEAD_${GBP_AEAD} aead)
target_compile_definitions(gbp_crypto PUBLIC ${aead}=1)
if(TARGET gbp_openssl)
    target_link_libraries(gbp_crypto PUBLIC gbp_openssl)
endif()
target_include_directories(gbp_abi PUBLIC
    ${PROJECT_SOURCE_DIR}/native/include ${PROJECT_BINARY_DIR}/include)

add_library(gbp_stack SHARED $<TARGET_OBJECTS:gbp_abi>)
set_target_properties(gbp_stack PROPERTIES
    LINKER_LANGUAGE C
    LINK_DEPENDS ${PROJECT_BINARY_DIR}/exports.map)
target_link_libraries(gbp_stack PRIVATE gbp_clients)
target_link_options(gbp_stack PRIVATE
    -Wl,--version-script=${PROJECT_BINARY_DIR}/exports.map
    -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,relro,-z,now)
if(NOT GBP_SANITIZE)
    target_link_options(gbp_stack PRIVATE -Wl,--no-undefined)
endif()

# The bindings look in lib/<platform>-<arch>, in Node's words.
if(GBP_INSTALL_LIB)
    string(TOLOWER ${CMAKE_SYSTEM_PROCESSOR} arch)
    if(arch MATCHES "^(x86_64|amd64)$")
        set(arch x64)
    elseif(arch STREQUAL "aarch64")
        set(arch arm64)
    endif()
    set_target_properties(gbp_stack PROPERTIES
        LIBRARY_OUTPUT_DIRECTORY ${PROJECT_SOURCE_DIR}/lib/linux-${arch})
    target_link_options(gbp_stack PRIVATE -Wl,--strip-all)
endif()

add_test(NAME exports COMMAND ${CMAKE_COMMAND}
    -D LIBRARY=$<TARGET_FILE:gbp_stack> -D NM=${CMAKE_NM} -D CC=${CMAKE_C_COMPILER}
    -D INCLUDE=${PROJECT_SOURCE_DIR}/native/include
    -P ${PROJECT_SOURCE_DIR}/native/cmake/check_exports.cmake)
