# One static library a layer, each linked to those below it, and the shared library from all of them.

include(CheckCompilerFlag)

# gbp_layer(name below...): every .c file of native/src/<name>.
function(gbp_layer name)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/native/src/${name}/*.c)
    if(NOT sources)
        add_library(gbp_${name} INTERFACE)
        target_link_libraries(gbp_${name} INTERFACE ${ARGN})
        return()
    endif()
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

string(TOUPPER ${GBP_AEAD} aead)
foreach(layer crypto abi)
    get_target_property(type gbp_${layer} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
        target_compile_definitions(gbp_crypto PRIVATE GBP_AEAD_${aead}=1)
        target_include_directories(gbp_${layer} PUBLIC
            ${PROJECT_SOURCE_DIR}/native/include ${PROJECT_BINARY_DIR}/include)
    endif()
endforeach()
if(TARGET gbp_abi)
    get_target_property(type gbp_abi TYPE)
endif()
if(NOT type STREQUAL "STATIC_LIBRARY")
    return()
endif()

add_library(gbp_stack SHARED)
set_target_properties(gbp_stack PROPERTIES
    LINKER_LANGUAGE C
    LINK_DEPENDS ${PROJECT_BINARY_DIR}/exports.map)
target_link_libraries(gbp_stack PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,gbp_abi>)
target_link_options(gbp_stack PRIVATE
    -Wl,--version-script=${PROJECT_BINARY_DIR}/exports.map
    -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,relro,-z,now)
if(NOT GBP_SANITIZE)
    target_link_options(gbp_stack PRIVATE -Wl,--no-undefined)
endif()
