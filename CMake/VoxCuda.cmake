# Finds nvcc for the CUDA kernels, installed or out of its wheels (nvidia/cu13, which `./build.sh cuda` fetches), and
# sets VOX_CUDA_FOUND. Nothing links what it compiles, and without it everything else builds the same. nvcc is called
# directly: CMake's own CUDA language wants a complete toolkit, and links every program with the runtime.
set(VOX_CUDA AUTO CACHE STRING "CUDA kernels: ON, OFF, or AUTO (where nvcc is found)")
set_property(CACHE VOX_CUDA PROPERTY STRINGS AUTO ON OFF)
set(VOX_CUDA_ROOT "" CACHE PATH "folder of the CUDA toolkit, with bin/nvcc; empty: the one that nvcc in the path belongs to")
set(VOX_CUDA_ARCHITECTURES 80 86 89 90 100 CACHE STRING "compute capabilities; devices newer than the last compile its PTX")

set(VOX_CUDA_FOUND OFF)
if(VOX_CUDA)
  if(VOX_CUDA_ROOT)
    find_program(VOX_NVCC nvcc PATHS "${VOX_CUDA_ROOT}/bin" NO_DEFAULT_PATH)
  else()
    find_program(VOX_NVCC nvcc PATHS /usr/local/cuda/bin)
  endif()
  if(VOX_NVCC)
    file(REAL_PATH "${VOX_NVCC}" _nvcc)
    cmake_path(GET _nvcc PARENT_PATH _toolkit)
    cmake_path(GET _toolkit PARENT_PATH _toolkit)
    find_path(VOX_CUDA_INCLUDE_DIR cuda_runtime.h PATHS "${_toolkit}/include" NO_DEFAULT_PATH)
    find_library(VOX_CUDART_STATIC cudart_static PATHS "${_toolkit}/lib64" "${_toolkit}/lib" NO_DEFAULT_PATH)
    execute_process(COMMAND "${VOX_NVCC}" --version OUTPUT_VARIABLE _version ERROR_QUIET)
    string(REGEX MATCH "release ([0-9]+\\.[0-9]+)" _version "${_version}")
    set(VOX_NVCC_VERSION "${CMAKE_MATCH_1}")
  endif()
  if(VOX_CUDA_INCLUDE_DIR AND VOX_CUDART_STATIC AND VOX_NVCC_VERSION VERSION_GREATER_EQUAL 13.0)
    set(VOX_CUDA_FOUND ON)
    message(STATUS "CUDA kernels: nvcc ${VOX_NVCC_VERSION} (${VOX_NVCC}) for ${VOX_CUDA_ARCHITECTURES}")
  elseif(VOX_CUDA STREQUAL "AUTO")
    message(STATUS "CUDA kernels: none, no nvcc of version 13 (./build.sh cuda fetches it)")
  else()
    message(FATAL_ERROR "VOX_CUDA=ON: found nvcc '${VOX_NVCC}' of version '${VOX_NVCC_VERSION}', expected version 13 with "
      "cuda_runtime.h and libcudart_static.a beside it; set VOX_CUDA_ROOT, or run ./build.sh cuda, which fetches them")
  endif()
endif()

# vox_compile_cuda(<variable> <files.cu> INCLUDE <folders>)   sets the variable to the object files
function(vox_compile_cuda variable)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "INCLUDE")
  set(flags -std=c++20 -O3 --expt-relaxed-constexpr -Xcompiler=-fPIC,-fvisibility=hidden)
  # Rounded one by one, as the host does, so that both sides give the same bits.
  list(APPEND flags --fmad=false)
  foreach(architecture IN LISTS VOX_CUDA_ARCHITECTURES)
    list(APPEND flags -gencode=arch=compute_${architecture},code=sm_${architecture})
  endforeach()
  list(GET VOX_CUDA_ARCHITECTURES -1 newest)
  list(APPEND flags -gencode=arch=compute_${newest},code=compute_${newest})
  foreach(folder IN LISTS ARG_INCLUDE)
    list(APPEND flags "-I${folder}")
  endforeach()
  set(objects "")
  foreach(source IN LISTS ARG_UNPARSED_ARGUMENTS)
    set(object "${CMAKE_CURRENT_BINARY_DIR}/${source}.o")
    add_custom_command(
      OUTPUT "${object}"
      COMMAND "${VOX_NVCC}" ${flags} -ccbin "${CMAKE_CXX_COMPILER}" -MD -MF "${object}.d" -MT "${object}"
        -c "${CMAKE_CURRENT_SOURCE_DIR}/${source}" -o "${object}"
      DEPENDS "${source}" DEPFILE "${object}.d" COMMENT "Compiling ${source}" VERBATIM)
    list(APPEND objects "${object}")
  endforeach()
  set(${variable} "${objects}" PARENT_SCOPE)
endfunction()
