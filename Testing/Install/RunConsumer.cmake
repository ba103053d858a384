# cmake -DBUILD=<build folder, an absolute path> -P RunConsumer.cmake
cmake_minimum_required(VERSION 3.25)
file(STRINGS "${BUILD}/CMakeCache.txt" settings REGEX "^(BUILD_SHARED_LIBS|LIBTORCH_ROOT|CMAKE_GENERATOR|CMAKE_READELF|VOX_CCACHE):")
foreach(setting IN LISTS settings)
  string(REGEX MATCH "^([A-Z_]+):[A-Z]+=(.*)$" ignored "${setting}")
  set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
endforeach()
set(work "${BUILD}/Testing/Install/work")
set(prefix "${work}/a prefix")
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${work}")

# run(<variable for what it prints> <command>)   stops the test where the command fails
function(run variable)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${work}" OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message("${out}${err}")
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: exit ${status}")
  endif()
  set(${variable} "${out}" PARENT_SCOPE)
endfunction()

# expect(<text> <regular expression> <of what>)
function(expect text pattern what)
  if(NOT text MATCHES "${pattern}")
    message(FATAL_ERROR "${what}: found '${text}', expected a match of '${pattern}'")
  endif()
endfunction()

run(ignored "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
set(configure "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/Consumer" -B consumer -G "${CMAKE_GENERATOR}"
  "-DCMAKE_PREFIX_PATH=${prefix}" "-DLIBTORCH_ROOT=${LIBTORCH_ROOT}" -DCMAKE_BUILD_TYPE=Release
  "-DCMAKE_CXX_COMPILER_LAUNCHER=${VOX_CCACHE}")
file(GLOB components RELATIVE "${prefix}/lib/cmake/Voxtome" "${prefix}/lib/cmake/Voxtome/Voxtome*.cmake")
list(FILTER components EXCLUDE REGEX "-|Config")
list(TRANSFORM components REPLACE "^Voxtome(.+)\\.cmake$" "\\1")
list(JOIN components "+" components)
expect("${components}" "Core.*Filtering.*Rendering.*Surfaces" "installed components")
run(ignored ${configure} "-DEACH=${components}")
run(ignored "${CMAKE_COMMAND}" --build consumer)

# The installed example, labels and model; three programs of the consumer.
set(example "${prefix}/share/voxtome/Examples/Hippocampus3d")
run(out consumer/Describe/describe "${example}/image.nii.gz")
expect("${out}" "^[0-9]+ x [0-9]+ x [0-9]+\n$" "describe")
run(needed "${CMAKE_READELF}" -d consumer/Describe/describe)
if(needed MATCHES "libtorch_cpu")
  message(FATAL_ERROR "describe: found libtorch_cpu among its libraries, expected c10 alone: it uses module IO only")
endif()
run(out consumer/Segment/segment "${example}" labels.nii.gz)
expect("${out}" "Anterior: Dice 0\\.[89].*Posterior: Dice 0\\.[89]" "segment")
message(STATUS "${out}")
run(out consumer/Capi/labels "${example}/model.safetensors")
expect("${out}" "0 background\n1 Anterior\n2 Posterior" "labels")

# The installed program gives what the library gave, without the sources and whatever LD_LIBRARY_PATH names.
run(out "${prefix}/bin/voxtome" --version)
if(IS_SYMLINK "${prefix}/share/voxtome/models/hippocampus.safetensors")
  message(FATAL_ERROR "installed: found a link in the place of the model, expected the file: it leads to the sources")
endif()
run(ignored "${prefix}/bin/voxtome" --quiet predict -m "${prefix}/share/voxtome/models/hippocampus.safetensors"
  -i "${example}/image.nii.gz" -o program.nii.gz)
run(ignored "${prefix}/bin/voxtome" --quiet evaluate -r labels.nii.gz -p program.nii.gz -o same.json)
file(READ "${work}/same.json" same)
expect("${same}" "\"Dice\": 1\\.0" "program against library")

# Components that cannot be had: one line that says why, and for one that does not exist those there are.
function(expect_refusal pattern what)
  execute_process(COMMAND ${configure} -B refused --fresh ${ARGN} WORKING_DIRECTORY "${work}"
    OUTPUT_QUIET ERROR_VARIABLE err RESULT_VARIABLE status)
  string(REGEX REPLACE "[ \n]+" " " err "${err}")
  expect("${err}" "${pattern}" "${what}")
endfunction()
expect_refusal("found Inferrence, which Voxtome [0-9.]+ does not have, expected some of: Core .*Filtering" "unknown component"
  -DWANTED=Inferrence)
# Debian's VTK has MPI.
expect_refusal("languages: found CXX, expected C too.*project\\(name LANGUAGES C CXX\\)" "surfaces in C++ alone"
  -DWANTED=Surfaces -DLANGUAGES=CXX)
