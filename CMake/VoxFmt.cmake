# LibTorch's include folder holds fmt headers of another version. A folder that holds nothing but the headers of the fmt we
# link, given with -I, is searched before it (-isystem); /usr/include itself cannot be moved forward like that.
find_package(fmt REQUIRED)
find_path(VOX_FMT_INCLUDE_DIR fmt/format.h REQUIRED NO_CMAKE_FIND_ROOT_PATH)
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/fmt-include")
file(CREATE_LINK "${VOX_FMT_INCLUDE_DIR}/fmt" "${CMAKE_BINARY_DIR}/fmt-include/fmt" SYMBOLIC)
add_library(voxFmt INTERFACE)
target_include_directories(voxFmt BEFORE INTERFACE "${CMAKE_BINARY_DIR}/fmt-include")
target_link_libraries(voxFmt INTERFACE fmt::fmt)
