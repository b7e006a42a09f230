# Runs cargo and puts its static library and its list of sources where the build asked for them.
# Called by rust.cmake with CARGO, CRATE, TARGET_DIR, PROFILE, FEATURES and OUTPUT.

execute_process(
    COMMAND ${CARGO} build --locked --lib --profile ${PROFILE} ${FEATURES}
        --target-dir ${TARGET_DIR}
    WORKING_DIRECTORY ${CRATE}
    RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "cargo build failed in ${CRATE}")
endif()

set(built ${TARGET_DIR}/${PROFILE}/libgbp_mls)
get_filename_component(folder ${OUTPUT} DIRECTORY)
file(COPY ${built}.a DESTINATION ${folder})
file(TOUCH ${OUTPUT})
file(READ ${built}.d depfile)
string(REGEX REPLACE "^[^\n]*libgbp_mls\\.[a-z]+:" "${OUTPUT}:" depfile "${depfile}")
file(WRITE ${OUTPUT}.d "${depfile}")
