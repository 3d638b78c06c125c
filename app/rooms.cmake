# How a room is built. One folder under app/ is one room: one static library with one duty.

# Every flag of the project, in one target that each room links.
add_library(timesheet_options INTERFACE)
target_compile_features(timesheet_options INTERFACE cxx_std_20)
target_include_directories(timesheet_options INTERFACE ${PROJECT_SOURCE_DIR}/app)
target_compile_options(timesheet_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
    -Woverloaded-virtual -Wnon-virtual-dtor
    $<$<BOOL:${TIMESHEET_WARNINGS_AS_ERRORS}>:-Werror>)
# What nobody calls is left out of what is shipped.
target_compile_options(timesheet_options INTERFACE
    $<$<CONFIG:Release>:-ffunction-sections> $<$<CONFIG:Release>:-fdata-sections>)
target_link_options(timesheet_options INTERFACE $<$<CONFIG:Release>:-Wl,--gc-sections>)
target_compile_definitions(timesheet_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_CONTEXTLESS_CONNECT
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    TIMESHEET_VERSION="${PROJECT_VERSION}")
if(TIMESHEET_SANITIZE)
    target_compile_options(timesheet_options INTERFACE
        -fsanitize=${TIMESHEET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(timesheet_options INTERFACE -fsanitize=${TIMESHEET_SANITIZE})
endif()

# timesheet_room(NAME SOURCES files... [LINKS rooms and libraries...])
# NAME is the room's folder below app/, as gateway/tokens; the library is then room_gateway_tokens.
# LINKS are public: a room's users see what its headers include.
function(timesheet_room name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    string(REPLACE / _ target room_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC timesheet_options ${ARG_LINKS})
endfunction()

# timesheet_desktop_room(NAME...): a room of the program that waits all day on 500 desktops. It is
# compiled for size: that is memory there, and nothing in it is slow. What it says is translated.
function(timesheet_desktop_room name)
    timesheet_room(${ARGV})
    string(REPLACE / _ target room_${name})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.(cpp|h)$")
    list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    set_property(GLOBAL APPEND PROPERTY TIMESHEET_TRANSLATED_SOURCES ${sources})
endfunction()
