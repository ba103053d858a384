# The headers that cost most, compiled once for all modules and once for all tests: a module source takes 3 s instead of 8,
# a test 8 instead of 24.
option(VOX_PRECOMPILE "compile the heavy third-party headers once" ON)

function(vox_add_precompiled target)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${target}.cxx" CONTENT "// Nothing but a home for the precompiled header.\n")
  add_library(${target} OBJECT "${CMAKE_BINARY_DIR}/${target}.cxx")
  target_link_libraries(${target} PRIVATE voxFmt LibTorch::LibTorch nlohmann_json::nlohmann_json)
  # The warnings of the users, because -Wpedantic changes what the compiler predefines.
  target_compile_options(${target} PRIVATE -fpch-preprocess ${VOX_WARNINGS})
  target_precompile_headers(${target} PRIVATE
    <ATen/ATen.h> <fmt/format.h> <nlohmann/json.hpp> <algorithm> <filesystem> <functional> <map> <memory> <string> <vector> ${ARGN})
endfunction()

if(VOX_PRECOMPILE)
  vox_add_precompiled(voxPrecompiled)
  if(BUILD_TESTING)
    vox_add_precompiled(voxTestPrecompiled <gmock/gmock.h> <gtest/gtest.h>)
    target_link_libraries(voxTestPrecompiled PRIVATE GTest::gmock)
    target_compile_options(voxTestPrecompiled PRIVATE ${VOX_TEST_OPTIMIZATION})
    # Programs are compiled with -fPIE where this is on, and a header precompiled with -fPIC does not fit them.
    set_target_properties(voxTestPrecompiled PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
endif()

# vox_precompile(<target> <voxPrecompiled|voxTestPrecompiled>)
function(vox_precompile target from)
  if(VOX_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${from})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
    # For its own compilation: what a user of the installed module links is what the module names itself.
    target_link_libraries(${target} PRIVATE "$<BUILD_INTERFACE:voxFmt>" "$<BUILD_INTERFACE:LibTorch::LibTorch>"
      "$<BUILD_INTERFACE:nlohmann_json::nlohmann_json>")
  endif()
endfunction()
