// SPDX-License-Identifier: Apache-2.0
#include "voxRenderVerb.h"

#include "voxCommandLine.h"
#include "voxDrawSurfaces.h"
#include "voxLoadTorchPart.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxRenderCommand.h"
#include "voxWindowPart.h"

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
        "labels; of probabilities (predict --save-probabilities) --heat-of chooses the class or their entropy, 0 "
        "certain\n"
        "to 1. Labels on another grid are shown where they lie in the world, which the picture says. Photographs\n"
        "(PNG, JPEG, TIFF, BMP) are drawn as they are. --volume draws the whole volume as a body, rays through it from "
        "the\n"
        "side that --from names, with labels as colored structures. No display is needed for any of these.\n"
        "--surface draws the surfaces of the structures from six sides of the patient, --turntable a turn about them "
        "as\n"
        "an animated PNG, with --distance colored by the distance in mm to the reference, as evaluate measures it. "
        "That\n"
        "needs an X server, or Xvfb (package xvfb), which is then started for it alone.",
        "Of segments that overlap, later ones cover earlier ones, but for surfaces. --volume shows no reference and "
        "takes\n"
        "the options of files, names, channel, title and width alone.",
        "  voxtome render image.nii.gz label.nii.gz -o picture.png\n"
        "  voxtome render image.nii.gz prediction.nii.gz --reference label.nii.gz --difference -o difference.png\n"
        "  voxtome render image.nii.gz prediction.nii.gz --reference label.nii.gz --distance --surface -o surface.png\n"
        "  voxtome render image.nii.gz --heat probabilities.nii.gz --heat-of entropy -o uncertainty.png\n"
        "  voxtome render image.nii.gz label.nii.gz --volume --from left --preset bone -o body.png"};
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
    auto * heat = app.add_option("--heat", m_Command.heat, "image of numbers to show in colors, instead of labels")
                      ->excludes(reference);
    app.add_option("--heat-of", m_Command.heatOf,
                   "which numbers of several, as of probabilities: a channel from 0, or their entropy")
        ->type_name("CHANNEL|entropy")
        ->needs(heat);
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
    m_WidthOption = app.add_option("--width", options.widthPixels, "of the picture in pixels; 900 for --volume")
                        ->capture_default_str();
    app.add_option("--title", options.title, "text above the picture; the name of the image file by default");
    app.add_option("--channel", options.channel, "channel of the image, counted from 0")->capture_default_str();
    m_VolumeOption = app.add_flag("--volume", m_VolumeFlag, "ray-cast picture of the whole volume instead of slices")
                         ->excludes(reference)
                         ->excludes(heat);
    AddChoice(app, "--from", m_Command.body.from, "side of the patient from which --volume looks");
    AddChoice(app, "--preset", m_Command.body.preset, "intensities that --volume shows");
    app.add_option("--volume-index", m_Command.volume, "which volume of 4D files, from 0 (--volume of other verbs)");
    app.add_option("--series", m_Command.series, "UID of the DICOM series to show, where there are several");
    app.add_flag("--surface", m_Surface, "draw surfaces of the structures from six sides");
    app.add_flag("--turntable", m_Surfaces.turntable, "draw a turn about the surfaces, an animated PNG");
    app.add_flag("--distance", m_Surfaces.distance, "color surfaces by their distance to the reference, mm")
        ->needs(reference);
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
    TakeVolumeFlag();
    Validate(m_Command.options);
    RequireWritable(m_Command.output);
    if (m_Command.options.title.empty())
    {
      m_Command.options.title = std::filesystem::path(m_Command.image).filename().string();
    }
    if (m_Surface || m_Surfaces.turntable)
    {
      return DrawSurfaces(session);
    }
    if (m_Surfaces.distance)
    {
      Fail(ErrorKind::Usage, "--distance: colors surfaces, expected --surface or --turntable beside it");
    }
    m_Command.body.title = m_Command.options.title;
    if (m_WidthOption->count() > 0)
    {
      m_Command.body.widthPixels = m_Command.options.widthPixels;
    }
    m_Command.body.channel = m_Command.options.channel;
    if (m_Command.isBody)
    {
      Validate(m_Command.body);
    }
    LoadTorchPart(session).render(m_Command, session);
  }

private:
  void
  DrawSurfaces(Session & session)
  {
    if (m_Command.labels.empty())
    {
      Fail(ErrorKind::Usage, "render: found no labels, expected some whose surfaces are drawn");
    }
    const bool isDicom = !m_Command.series.empty() || !HasImageEnding(m_Command.image);
    m_Surfaces.request = {.labels = m_Command.labels,
                          .image = isDicom ? m_Command.image : "",
                          .series = m_Command.series,
                          .reference = m_Surfaces.distance ? m_Command.reference : "",
                          .names = m_Command.names,
                          .structures = {},
                          .options = {}};
    m_Surfaces.output = m_Command.output;
    m_Surfaces.options.title = m_Command.options.title;
    constexpr int sixSides = 1440, oneSide = 640;
    m_Surfaces.options.widthPixels = m_WidthOption->count() > 0 ? static_cast<int>(m_Command.options.widthPixels)
                                     : m_Surfaces.turntable     ? oneSide
                                                                : sixSides;
    const Json result = LoadWindowPart().writeSurfacePicture(m_Surfaces, session.context);
    session.terminal.Print(m_Surfaces.turntable
                               ? fmt::format("{}: {} pictures", m_Surfaces.output, result.at("frames").get<int>())
                               : fmt::format("{}: {} x {} pixels", m_Surfaces.output,
                                             result.at("width_pixels").get<int>(),
                                             result.at("height_pixels").get<int>()));
    session.terminal.Result(result);
  }

  /** A number behind --volume means what other verbs mean by it: it comes as a value, or as the next file. */
  void
  TakeVolumeFlag()
  {
    const std::string & next = m_Command.labels;
    const bool isNumber = !next.empty() && next.find_first_not_of("0123456789") == std::string::npos;
    const bool isGiven = m_VolumeOption->count() > 0;
    if (isGiven && (m_VolumeFlag != 1 || (isNumber && !std::filesystem::exists(next))))
    {
      const std::string number = isNumber ? next : std::to_string(m_VolumeFlag);
      Fail(ErrorKind::Usage,
           "render: found --volume with the number {}, expected it alone, for a ray-cast picture; a volume of a 4D "
           "file is chosen by --volume-index {}",
           number, number);
    }
    m_Command.isBody = isGiven;
  }

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
  std::int64_t m_VolumeFlag = 0;
  CLI::Option * m_VolumeOption = nullptr;
  CLI::Option * m_WidthOption = nullptr;
  bool m_Surface = false;
  DrawSurfacesCommand m_Surfaces;
};

} // namespace

std::unique_ptr<Verb>
MakeRenderVerb()
{
  return std::make_unique<RenderVerb>();
}

} // namespace vox
