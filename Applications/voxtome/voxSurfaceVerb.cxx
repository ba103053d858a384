// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceVerb.h"

#include "voxCommandLine.h"
#include "voxLoadPart.h"
#include "voxSurfaceCommand.h"
#include "voxSurfacePart.h"

namespace vox
{
namespace
{

class SurfaceVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "surface", "Write the surfaces of structures for printing, planning and other programs",
        "Makes a closed triangle surface of each structure, smoothed and decimated, which encloses the volume of its\n"
        "voxels, and writes all into one file, or with a folder as OUT a file of each. LABELS is a label map, "
        ".seg.nrrd\n"
        "or DICOM segmentation; a structure set needs its series (--image). Coordinates are mm of the patient, LPS as\n"
        "3D Slicer expects, or RAS; the file says which. STL holds triangles alone, PLY colors, OBJ and glTF (.glb,\n"
        ".gltf) names and colors, VTP all of it. With --reference each point of PLY and VTP gets its distance in mm to "
        "the boundary of\n"
        "the structure of the same name there, below 0 inside of it. No display is needed.",
        "Structures are smoothed one by one, so that neighbors may overlap by a fraction of a voxel.",
        "  voxtome surface label.nii.gz -o surfaces.glb --names labels.json\n"
        "  voxtome surface prediction.seg.nrrd --reference expert.seg.nrrd -o distances.vtp --table surfaces.csv"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("labels", m_Command.request.labels, "segmentation of any kind")->required();
    app.add_option("-o,--output", m_Command.output, "file to write, .stl .ply .obj .vtp .glb .gltf, or a folder")
        ->required();
    app.add_option("--format", m_Command.format, "ending of the files in a folder")
        ->type_name("ENDING")
        ->capture_default_str();
    app.add_option("--structures", m_Command.request.structures,
                   "names of the structures that are wanted; all by default")
        ->type_name("NAME");
    app.add_option("--names", m_Command.request.names, "table with names and colors of the label values");
    app.add_option("--image", m_Command.request.image, "image that the labels belong to, as a structure set needs it");
    app.add_option("--reference", m_Command.request.reference, "segmentation that distances are measured to");
    app.add_option("--smoothing", m_Command.request.options.smoothing, "0 none to 1, as in 3D Slicer")
        ->capture_default_str();
    app.add_option("--reduction", m_Command.request.options.reduction, "share of the triangles that are given up")
        ->capture_default_str();
    AddChoice(app, "--space", m_Command.space, "directions in which coordinates grow");
    app.add_option("--table", m_Command.table, "table of areas, volumes and distances to write, .csv");
  }

  void
  Run(Session & session) override
  {
    Validate(m_Command.request.options);
    const auto & part = LoadPart<SurfacePart>("libvoxtome-surface.so", kSurfacePartSymbol, "VTK 9.1");
    part.surface(m_Command, session);
  }

private:
  SurfaceCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakeSurfaceVerb()
{
  return std::make_unique<SurfaceVerb>();
}

} // namespace vox
