# How ITK's build system sees this folder; the build of Voxtome does not read it.
itk_module(VoxtomeFiltering
  DEPENDS ITKCommon
  EXCLUDE_FROM_DEFAULT
  DESCRIPTION "Segmentation of images of two and three dimensions by trained networks, and measures of label images.")
