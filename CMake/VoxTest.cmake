# vox_add_gtest(NAME <Module> SOURCES <files> [LIBRARIES <targets>] [LABELS <labels>])
# One executable and one CTest entry per module: a process that loads LibTorch costs 0.4 s to start.
# VOX_SHARED_DIR, the folder with the data and parity sets, is handed to the tests; those that need it skip where it is absent.
set(VOX_SHARED_DIR "${CMAKE_SOURCE_DIR}/../shared" CACHE PATH "folder that holds data/ and parity/; tests that need it skip without it")

# Tests are compiled more often than they run: a file takes 8 s instead of 11.
set(VOX_TEST_OPTIMIZATION $<$<CONFIG:Release>:-O1>)

function(vox_add_gtest)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "NAME" "SOURCES;LIBRARIES;LABELS")
  set(target vox${ARG_NAME}GTests)
  add_executable(${target} ${ARG_SOURCES})
  target_compile_options(${target} PRIVATE ${VOX_WARNINGS} ${VOX_TEST_OPTIMIZATION})
  target_compile_definitions(${target} PRIVATE VOX_SHARED_DIR="${VOX_SHARED_DIR}")
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/Testing/Support")
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES} voxSeededTests LibTorch::LibTorch GTest::gmock GTest::gtest_main)
  if(VOX_PRECOMPILE)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
  vox_precompile(${target} voxTestPrecompiled)
  add_test(NAME ${ARG_NAME} COMMAND ${target})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  # Threads of torch that spin while they wait for each other take many times as long where tests share the processors.
  set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900 ENVIRONMENT OMP_WAIT_POLICY=passive)
endfunction()
