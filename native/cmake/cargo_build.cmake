# Runs cargo and puts its static library and its list of sources where the build asked for them.
# Called by rust.cmake with CARGO, CRATE, TARGET_DIR, PROFILE, FEATURES and OUTPUT.

# The crate's release profile has fat link-time optimisation; "plain" is the same without its wait.
set(profile --profile ${PROFILE})
if(PROFILE STREQUAL "plain")
    list(APPEND profile
        --config "profile.plain.inherits='release'"
        --config profile.plain.lto=false
        --config profile.plain.codegen-units=16)
endif()
execute_process(
    COMMAND ${CARGO} build --locked --lib ${profile} ${FEATURES} --target-dir ${TARGET_DIR}
    WORKING_DIRECTORY ${CRATE}
    RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "cargo build failed in ${CRATE}")
endif()

set(built ${TARGET_DIR}/${PROFILE}/libgbp_mls)
get_filename_component(folder ${OUTPUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
configure_file(${built}.a ${OUTPUT} COPYONLY)
file(TOUCH ${OUTPUT})
file(READ ${built}.d depfile)
string(REGEX REPLACE "^[^\n]*libgbp_mls\\.[a-z]+:" "${OUTPUT}:" depfile "${depfile}")
file(WRITE ${OUTPUT}.d "${depfile}")
