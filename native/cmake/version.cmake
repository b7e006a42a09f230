# package.json holds the version: gbp_version.h is made from it, and the crate must agree.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/package.json ${GBP_CRATE_DIR}/Cargo.toml)
file(STRINGS ${GBP_CRATE_DIR}/Cargo.toml crate_version REGEX "^version *=" LIMIT_COUNT 1)
if(NOT crate_version MATCHES "\"${PROJECT_VERSION}\"")
    message(FATAL_ERROR
        "package.json has version ${PROJECT_VERSION}, native/mls/Cargo.toml: ${crate_version}")
endif()
configure_file(
    ${CMAKE_CURRENT_LIST_DIR}/gbp_version.h.in ${PROJECT_BINARY_DIR}/include/gbp_version.h @ONLY)
