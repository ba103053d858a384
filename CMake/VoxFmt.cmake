# LibTorch's include folder holds fmt headers of another version. A folder that holds nothing but the headers of the fmt we
# link, given with -I, is searched before it (-isystem); /usr/include itself cannot be moved forward like that.
# Imported, and installed with the package, so that users of the modules get their own folder.
find_package(fmt REQUIRED)
find_path(VOX_FMT_INCLUDE_DIR fmt/format.h REQUIRED NO_CMAKE_FIND_ROOT_PATH)
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/fmt-include")
file(CREATE_LINK "${VOX_FMT_INCLUDE_DIR}/fmt" "${CMAKE_BINARY_DIR}/fmt-include/fmt" SYMBOLIC)
if(NOT TARGET voxFmt)
  add_library(voxFmt INTERFACE IMPORTED GLOBAL)
  set_target_properties(voxFmt PROPERTIES SYSTEM OFF)
  target_include_directories(voxFmt BEFORE INTERFACE "${CMAKE_BINARY_DIR}/fmt-include")
  target_link_libraries(voxFmt INTERFACE fmt::fmt)
endif()
