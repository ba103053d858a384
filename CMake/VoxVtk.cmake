# The parts of VTK that modules link. Those of VOX_VTK_GEOMETRY need no display; those of VOX_VTK_RENDERING need an X
# server at run time, bring the window system's libraries along, and are linked only by what draws.
# find_package(VTK) looks for what all of VTK was built with, also for components that are not asked for.
set(VOX_VTK_GEOMETRY CommonCore CommonDataModel CommonExecutionModel CommonMath CommonTransforms FiltersCore FiltersGeneral
  FiltersGeometry IOCore IOGeometry IOPLY IOXML)
set(VOX_VTK_RENDERING CommonColor FiltersSources ImagingCore ImagingGeneral InteractionStyle InteractionWidgets IOImage
  RenderingAnnotation RenderingCore RenderingFreeType RenderingOpenGL2 RenderingUI RenderingVolume RenderingVolumeOpenGL2)
find_package(VTK 9.1 REQUIRED COMPONENTS ${VOX_VTK_GEOMETRY} ${VOX_VTK_RENDERING})
list(TRANSFORM VOX_VTK_GEOMETRY PREPEND VTK::)
list(TRANSFORM VOX_VTK_RENDERING PREPEND VTK::)
