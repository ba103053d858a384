# What is installed, and the CMake package that finds it. Files for developers (headers, libraries of the modules, CMake's)
# are of the install component Development; all else is what runs.
include(CMakePackageConfigHelpers)
find_package(DCMTK REQUIRED CONFIG)

# Programs find their libraries by DT_RPATH, which LD_LIBRARY_PATH does not override: that of another program (3D Slicer's)
# may name other libraries of the same names. Beside their own folders, those that the build linked; a package's are one.
set(VOX_RUNTIME_FOLDERS
  "$<TARGET_FILE_DIR:LibTorch::C10>" "$<TARGET_FILE_DIR:ITKCommon>" "$<TARGET_FILE_DIR:DCMTK::dcmdata>")

# vox_install_rpath(<target> FOLDERS <relative to the file, as $ORIGIN/..>)
function(vox_install_rpath target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "FOLDERS")
  target_link_options(${target} PRIVATE "LINKER:--disable-new-dtags")
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "${ARG_FOLDERS};${VOX_RUNTIME_FOLDERS}")
endfunction()

# vox_install_module(<Name> TARGET <target> [DEPENDS <modules>] [USES <third-party targets>] [COMPONENT <of its files>])
# Makes the module a component of find_package(Voxtome): its headers, its library, its exported target Voxtome::<Name>.
function(vox_install_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "TARGET;COMPONENT" "DEPENDS;USES")
  if(NOT ARG_COMPONENT)
    set(ARG_COMPONENT Development)
  endif()
  set_target_properties(${ARG_TARGET} PROPERTIES EXPORT_NAME ${name})
  install(DIRECTORY include/ DESTINATION include/voxtome COMPONENT ${ARG_COMPONENT} FILES_MATCHING PATTERN "*.h" PATTERN "*.hxx")
  install(TARGETS ${ARG_TARGET} EXPORT Voxtome${name}
    ARCHIVE DESTINATION lib COMPONENT Development
    LIBRARY DESTINATION lib NAMELINK_COMPONENT ${ARG_COMPONENT})
  install(EXPORT Voxtome${name} NAMESPACE Voxtome:: DESTINATION lib/cmake/Voxtome COMPONENT Development)
  set(packages "")
  set(parts_of_vtk "")
  foreach(used IN LISTS ARG_USES)
    if(used MATCHES "^VTK::(.+)$")
      list(APPEND packages VTK)
      list(APPEND parts_of_vtk "${CMAKE_MATCH_1}")
    elseif(used MATCHES "^(.+)::")
      list(APPEND packages "${CMAKE_MATCH_1}")
    elseif(used STREQUAL "voxFmt")
      list(APPEND packages Fmt)
    elseif(used MATCHES "^(ITK|voxItk|itk)")
      list(APPEND packages Itk)
    elseif(used MATCHES "^gdcm")
      list(APPEND packages GDCM)
    elseif(used STREQUAL "charls")
      list(APPEND packages charls)
    endif()
  endforeach()
  list(REMOVE_DUPLICATES packages)
  set_property(GLOBAL APPEND PROPERTY VOX_COMPONENTS ${name})
  string(CONCAT table "set(_vox_${name}_modules ${ARG_DEPENDS})\n" "set(_vox_${name}_packages ${packages})\n"
    "set(_vox_${name}_vtk ${parts_of_vtk})\n")
  set_property(GLOBAL APPEND_STRING PROPERTY VOX_COMPONENT_TABLE "${table}")
endfunction()

# vox_install_package()   after all modules
function(vox_install_package)
  get_property(VOX_COMPONENTS GLOBAL PROPERTY VOX_COMPONENTS)
  get_property(VOX_COMPONENT_TABLE GLOBAL PROPERTY VOX_COMPONENT_TABLE)
  configure_package_config_file(CMake/VoxtomeConfig.cmake.in "${CMAKE_BINARY_DIR}/VoxtomeConfig.cmake"
    INSTALL_DESTINATION lib/cmake/Voxtome NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  write_basic_package_version_file("${CMAKE_BINARY_DIR}/VoxtomeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
  install(FILES "${CMAKE_BINARY_DIR}/VoxtomeConfig.cmake" "${CMAKE_BINARY_DIR}/VoxtomeConfigVersion.cmake"
    CMake/FindLibTorch.cmake CMake/VoxFmt.cmake CMake/VoxItk.cmake
    DESTINATION lib/cmake/Voxtome COMPONENT Development)

  install(FILES LICENSE Examples/Hippocampus3d/LICENSE-DATA.md DESTINATION share/doc/voxtome)
  # The manual page and the completions of shells, as the program writes them.
  # Not share/voxtome, where a build keeps links to its sources.
  install(DIRECTORY "${CMAKE_BINARY_DIR}/share/" DESTINATION share OPTIONAL REGEX "/share/voxtome$" EXCLUDE)
  install(FILES Examples/Hippocampus3d/model.safetensors DESTINATION share/voxtome/models RENAME hippocampus.safetensors)
  install(FILES Examples/Hippocampus3d/image.nii.gz Examples/Hippocampus3d/label.nii.gz
    Examples/Hippocampus3d/README.md Examples/Hippocampus3d/LICENSE-DATA.md
    DESTINATION share/voxtome/Examples/Hippocampus3d)
  foreach(example IN ITEMS OxfordPet2d KvasirSeg2d)
    install(DIRECTORY Examples/${example}/ DESTINATION share/voxtome/Examples/${example} FILES_MATCHING PATTERN "*.json")
  endforeach()
  # The demonstration reads the model beside its image.
  install(CODE [[file(CREATE_LINK ../../models/hippocampus.safetensors
    "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/voxtome/Examples/Hippocampus3d/model.safetensors" SYMBOLIC)]])
  # Where DCMTK's own folder is absent at run time, module Dicom reads this one.
  find_file(VOX_DICOM_DICTIONARY dicom.dic REQUIRED
    PATHS "${DCMTK_DIR}/../../../share/libdcmtk17" "${DCMTK_DIR}/../../../../share/libdcmtk17"
      /usr/share/libdcmtk17 /usr/share/dcmtk /usr/local/share/dcmtk
    PATH_SUFFIXES "" NO_DEFAULT_PATH)
  install(FILES "${VOX_DICOM_DICTIONARY}" DESTINATION share/voxtome)
endfunction()
