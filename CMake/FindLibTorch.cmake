# Finds LibTorch in LIBTORCH_ROOT: either the `torch` folder of an unpacked wheel (the CUDA runtime wheels lie beside it
# under nvidia/) or an official LibTorch folder. Defines the imported target LibTorch::LibTorch, which links torch_cpu and
# c10 only: find_package(Torch) insists on a CUDA toolkit when the build of torch has CUDA, and the program must start
# without one.
# LibTorch::C10 is the part that holds tensors but no operators: 1 MB instead of 400, loaded in a millisecond instead of
# 0.4 s. A program with the property LIBTORCH_C10_ONLY gets no more than that, whatever its libraries link: an operator
# that it calls is an undefined symbol.
set(LIBTORCH_ROOT "$ENV{LIBTORCH_ROOT}" CACHE PATH "torch folder of the wheel, or an official LibTorch folder")

find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS "${LIBTORCH_ROOT}/include" NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)
if(LibTorch_INCLUDE_DIR)
  set(_header "${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h")
  if(NOT EXISTS "${_header}")
    set(_header "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h")
  endif()
  file(STRINGS "${_header}" _lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
  string(REGEX MATCHALL "[0-9]+" _numbers "${_lines}")
  list(JOIN _numbers "." LibTorch_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
  VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "set LIBTORCH_ROOT, or run ./build.sh, which fetches LibTorch and sets it")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::C10 SHARED IMPORTED)
  set_target_properties(LibTorch::C10 PROPERTIES IMPORTED_LOCATION "${LibTorch_C10_LIBRARY}")
  target_include_directories(LibTorch::C10 SYSTEM INTERFACE
    "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
  add_library(LibTorch::Cpu SHARED IMPORTED)
  set_target_properties(LibTorch::Cpu PROPERTIES IMPORTED_LOCATION "${LibTorch_CPU_LIBRARY}")
  target_link_libraries(LibTorch::Cpu INTERFACE LibTorch::C10)
  # torch_cpu of a CUDA wheel needs the CUDA runtime at link time too; it finds it by its own rpath at run time.
  file(GLOB _runtime_folders "${LIBTORCH_ROOT}/../nvidia/*/lib")
  foreach(folder IN LISTS _runtime_folders)
    target_link_options(LibTorch::Cpu INTERFACE "LINKER:-rpath-link,${folder}")
  endforeach()
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  target_link_libraries(LibTorch::LibTorch INTERFACE LibTorch::C10
    "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:LIBTORCH_C10_ONLY>>>:LibTorch::Cpu>")
endif()
