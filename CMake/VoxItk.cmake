# The parts of ITK that modules link, and voxItk, which gives their headers to users of the filters; installed with the
# package.
find_package(ITK 5.2 REQUIRED COMPONENTS
  ITKCommon ITKIOImageBase ITKIOGDCM ITKIONIFTI ITKIONRRD ITKIOMeta ITKIOPNG ITKIOJPEG ITKIOTIFF ITKIOBMP
  ITKDistanceMap ITKConnectedComponents ITKLabelMap ITKBinaryMathematicalMorphology ITKImageGrid
  ITKThresholding ITKRegionGrowing ITKWatersheds ITKSmoothing ITKImageGradient)
if(NOT TARGET voxItk)
  add_library(voxItk INTERFACE IMPORTED GLOBAL)
  target_include_directories(voxItk SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
  target_link_libraries(voxItk INTERFACE ${ITK_LIBRARIES})
endif()
