// SPDX-License-Identifier: Apache-2.0
#include "voxRenderVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"
#include "voxOutputPath.h"
#include "voxRenderCommand.h"

#include <filesystem>

namespace vox
{
namespace
{

class RenderVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "render", "Draw slices of an image with its segmentation",
        "Writes one PNG picture: rows of axial, coronal and sagittal slices of the patient in radiological convention\n"
        "(the patient's right is on the left), all at one scale with true proportions, a scale bar, the intensities\n"
        "that are black and white, and a legend. Letters and positions come from the geometry; volumes that lie "
        "obliquely\n"
        "are cut along the patient's axes, which the picture says. Slices are those where labels lie.\n"
        "IMAGE is an image file or DICOM, LABELS a label map, .seg.nrrd, DICOM segmentation or structure set, with "
        "the\n"
        "names and colors of the file or of --names. A reference is drawn as a line; with --difference colors tell "
        "what\n"
        "agrees, is missed or extra. --heat draws a map of numbers, such as a probability or an uncertainty, instead "
        "of\n"
        "labels. Labels on another grid are shown where they lie in the world, which the picture says. Photographs\n"
        "(PNG, JPEG, TIFF, BMP) are drawn as they are. No display is needed.",
        "Slices only; of segments that overlap, later ones cover earlier ones.",
        "  voxtome render image.nii.gz label.nii.gz -o picture.png\n"
        "  voxtome render image.nii.gz prediction.nii.gz --reference label.nii.gz --difference -o difference.png"};
  }

  void
  Describe(CLI::App & app) override
  {
    SliceMosaicOptions & options = m_Command.options;
    app.add_option("image", m_Command.image, "image file, DICOM folder or file")->required();
    app.add_option("labels", m_Command.labels, "its segmentation");
    app.add_option("-o,--output", m_Command.output, "picture to write, .png")->required();
    auto * reference = app.add_option("--reference", m_Command.reference, "segmentation to compare with");
    app.add_flag("--difference", options.difference, "show agreement with the reference instead of structures")
        ->needs(reference);
    app.add_option("--heat", m_Command.heat, "image of numbers to show in colors, instead of labels")
        ->excludes(reference);
    app.add_option("--heat-range", m_Command.heatRange, "numbers of the darkest and of the lightest color")
        ->type_name("LOWER,UPPER")
        ->capture_default_str();
    app.add_option("--heat-name", options.heatName, "what the numbers are, for the legend");
    app.add_option("--window", m_Command.window,
                   "intensities that are black and white; auto takes percentiles of the image")
        ->type_name("auto|" + WindowNames() + "|LOWER,UPPER")
        ->capture_default_str();
    app.add_option("--names", m_Command.names, "table with names and colors of the label values");
    AddChoice(app, "--style", options.labelStyle, "how labels are drawn");
    app.add_option("--opacity", options.labelOpacity, "of the colored fill, 0 to 1")->capture_default_str();
    app.add_option("--slices", options.slicesPerRow, "slices of the widest plane; narrower ones get what fits")
        ->capture_default_str();
    app.add_option("--focus", options.focusMarginMm, "show only the labeled part and this margin around it, mm");
    app.add_flag("--along-voxels", options.alongVoxels, "slices of the file, also where they are oblique");
    app.add_option("--width", options.widthPixels, "of the picture in pixels")->capture_default_str();
    app.add_option("--title", options.title, "text above the picture; the name of the image file by default");
    app.add_option("--channel", options.channel, "channel of the image, counted from 0")->capture_default_str();
    app.add_option("--volume", m_Command.volume, "which volume of 4D files, from 0");
    app.add_option("--series", m_Command.series, "UID of the DICOM series to show, where there are several");
  }

  void
  Run(Session & session) override
  {
    if (!m_Command.heat.empty() && !m_Command.labels.empty())
    {
      Fail(ErrorKind::Usage, "render: found both labels and --heat, expected one of them");
    }
    if (std::filesystem::path(m_Command.output).extension() != ".png")
    {
      Fail(ErrorKind::Usage, "{}: its ending names no picture that render writes, expected .png", m_Command.output);
    }
    Validate(m_Command.options);
    RequireWritable(m_Command.output);
    if (m_Command.options.title.empty())
    {
      m_Command.options.title = std::filesystem::path(m_Command.image).filename().string();
    }
    LoadTorchPart(session).render(m_Command, session);
  }

private:
  static std::string
  WindowNames()
  {
    std::string names;
    for (const NamedWindow & entry : NamedWindows())
    {
      names += (names.empty() ? "" : "|") + std::string(entry.name);
    }
    return names;
  }

  RenderCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakeRenderVerb()
{
  return std::make_unique<RenderVerb>();
}

} // namespace vox
