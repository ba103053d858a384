// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentVerb.h"

#include "voxAssignment.h"
#include "voxCommandLine.h"
#include "voxSegmentStep.h"
#include "voxSegmentationRegistry.h"

namespace vox
{
namespace
{

std::string
MethodNames()
{
  std::string names;
  for (const SegmentationEntry & entry : SegmentationRegistry())
  {
    names += (names.empty() ? "" : "|") + std::string(entry.name);
  }
  return names;
}

class SegmentVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "segment", "Segment images by classical methods, without a model",
        "Reads images in any supported format, 3D or 2D, or DICOM, and writes one label map a case on the grid of its\n"
        "image; NAME.dcm is a DICOM segmentation, NAME.rtstruct.dcm a structure set.\n"
        "`voxtome inspect methods` shows the methods with their options and sources. IN is an image or a folder of\n"
        "cases, OUT a file or a folder. Pictures in color become gray, 0.299 R + 0.587 G + 0.114 B; of several "
        "channels\n"
        "--channel takes one. The method `components` reads label maps and numbers their objects.\n"
        "Objects are the connected components of each label, numbered by decreasing size: --instances writes these\n"
        "numbers, --panoptic label x 1000 + number, --objects a table with label, voxels, size (mm3, in 2D mm2),\n"
        "centroid (LPS, mm) and box of each. With --minimum-size, smaller ones vanish from all of these and from OUT.\n"
        "Resolved options go to segment_options.json in OUT, or beside the file under its name. A case of a folder\n"
        "that cannot be read or segmented is reported and does not stop the others.",
        "One channel at a time. Watershed takes minutes for a CT of 512 x 512 x 300 voxels.",
        "  voxtome segment --method otsu -i image.nii.gz -o otsu.nii.gz --objects objects.csv\n"
        "  voxtome segment --method k-means -i image.nii.gz -o k-means.nii.gz --set classes=4\n"
        "  voxtome segment --method components -i label.nii.gz -o numbered.nii.gz --minimum-size 5"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("--method", m_Request.method, "how to segment")->required()->type_name(MethodNames());
    app.add_option("-i,--input", m_Request.inputs, "file(s) of one case, or a folder of cases")->required();
    app.add_option("-o,--output", m_Request.output, "label map to write, or a folder for several")->required();
    app.add_option("--set", m_Set, "options of the method as key=value")->type_name("KEY=VALUE");
    app.add_option("--channel", m_Request.channel, "channel of the image, counted from 0")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--series", m_Request.series, "UID of the DICOM series to read, where there are several")
        ->type_name("UID");
    app.add_option("--markers", m_Request.markers,
                   "label map that basins grow from, or a folder with one for each case");
    app.add_option("--instances", m_Request.instances, "map of numbered objects to write, or a folder for several");
    app.add_option("--panoptic", m_Request.panoptic,
                   "map of label x offset + number to write, or a folder for several");
    app.add_option("--panoptic-offset", m_Request.panopticOffset, "above the number of objects of a case")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--objects", m_Request.objects, "table of the objects of all cases to write, .csv or .json");
    AddChoice(app, "--connectivity", m_Request.object.connectivity, "neighbors of a voxel of an object");
    app.add_option("--minimum-size", m_Request.object.minimumSize, "smaller objects are left out, mm3; in 2D mm2")
        ->capture_default_str();
    app.add_option("--format", m_Request.format,
                   "ending of the files in a folder, such as .nii.gz or .png; by default that of each image")
        ->type_name("ENDING");
  }

  void
  Run(Session & session) override
  {
    for (const std::string & text : m_Set)
    {
      AddAssignment(m_Request.options, text, "--set");
    }
    SegmentCases(m_Request, session);
  }

  std::vector<FieldDescription>
  Keys() const override
  {
    std::vector<FieldDescription> keys;
    for (const SegmentationEntry & entry : SegmentationRegistry())
    {
      for (const FieldDescription & field : entry.fields())
      {
        keys.push_back({fmt::format("{} {}", entry.name, field.key), field.defaultValue, field.help});
      }
    }
    return keys;
  }

private:
  SegmentRequest m_Request;
  std::vector<std::string> m_Set;
};

} // namespace

std::unique_ptr<Verb>
MakeSegmentVerb()
{
  return std::make_unique<SegmentVerb>();
}

} // namespace vox
