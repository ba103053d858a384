// SPDX-License-Identifier: Apache-2.0
#include "voxConvertVerb.h"

#include "voxCommandLine.h"
#include "voxConvertDicom.h"
#include "voxConvertLabels.h"
#include "voxConvertModelCommand.h"
#include "voxFileNotes.h"
#include "voxLabelOutput.h"
#include "voxLoadTorchPart.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

class ConvertVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "convert", "Convert volumes, label maps, DICOM and models",
        "Reads IN and writes OUT in the format of its ending: NIfTI (.nii .nii.gz), NRRD (.nrrd), MetaImage (.mha "
        ".mhd),\n"
        "and for 2D PNG, TIFF, BMP. DICOM is a folder, a file or a zip archive: a series becomes a volume; a DICOM\n"
        "segmentation or structure set becomes labels, on the grid of --like where that is given. Labels become a "
        "DICOM\n"
        "segmentation (OUT.dcm) or structure set (OUT.rtstruct.dcm) of the series --like, which says that they were "
        "made "
        "by\n"
        "hand unless --origin is given. With --labels the values are "
        "whole numbers and stay so; names, colors and codes of labels go along (.seg.nrrd holds all of them), and\n"
        "--map-to gives labels the values that another table has for their names. A model (.safetensors)\n"
        "becomes one with weights of another precision or, where OUT has no ending, a results folder that Python's\n"
        "nnU-Net v2 loads; and such a folder becomes a model file. A cascade is one model file with both stages, and\n"
        "two results folders beside each other, named <trainer>__<plans>__<configuration>.",
        "Volumes are written as float32 unless --labels is given; DICOM images are not written.",
        "  voxtome convert image.nii.gz image.nrrd\n"
        "  voxtome convert label.nii.gz label.seg.nrrd --labels --label-table Dataset004_Hippocampus/dataset.json\n"
        "  voxtome convert label.seg.nrrd label.mha --labels --map-to Dataset004_Hippocampus/dataset.json\n"
        "  voxtome convert DICOM image.nii.gz\n"
        "  voxtome convert label.nii.gz seg.dcm --like DICOM\n"
        "  voxtome convert seg.dcm label.seg.nrrd\n"
        "  voxtome convert model.safetensors small.safetensors --weights bf16\n"
        "  voxtome convert model.safetensors nnunet-results"};
  }

  void
  Describe(CLI::App & app) override
  {
    m_App = &app;
    app.add_option("in", m_Command.in, "file to read, or nnU-Net results folder")->required();
    app.add_option("out", m_Command.out, "file to write, or folder for nnU-Net")->required();
    app.add_option("--like", m_Dicom.like, "DICOM series or image that the labels belong to");
    app.add_option("--volume", m_Volume, "volume of a 4D image to read, from 0")->check(CLI::NonNegativeNumber);
    app.add_option("--series", m_Dicom.series, "UID of the DICOM series to read, where there are several")
        ->type_name("UID");
    app.add_flag("--labels", m_Command.labels, "IN is a label map: names and colors are kept");
    app.add_option("--label-table", m_Names.table,
                   "names and colors of the values (.ctbl .txt .label .csv .tsv .json)");
    app.add_option("--map-to", m_Names.mapTo, "label table with the values that names are to have in OUT");
    AddChoice(app, "--origin", m_Dicom.origin, "who made labels that become DICOM");
    AddChoice(app, "--weights", m_Command.weights,
              "precision of a model's weights; that of a folder is kept unless given");
  }

  void
  Run(Session & session) override
  {
    if (!std::filesystem::exists(m_Command.in))
    {
      Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path", m_Command.in);
    }
    // A folder that becomes an image is one of DICOM, or DICOM's reader says what is in it instead.
    const bool wantsImage = std::filesystem::is_directory(m_Command.in) && HasLabelEnding(m_Command.out);
    if (wantsImage || ConcernsDicom(m_Command.in, m_Command.out))
    {
      RequireWritable(m_Command.out);
      m_Dicom.in = m_Command.in;
      m_Dicom.out = m_Command.out;
      m_Dicom.names = m_Names;
      Refuse({"--volume"}, "volumes of DICOM are series, chosen by --series");
      Refuse({"--weights"}, m_Command.in + " is not a model (.safetensors)");
      if (!HasDicomEnding(m_Command.out))
      {
        Refuse({"--origin"}, m_Command.out + " is no DICOM, which alone says it");
      }
      m_Dicom.wantsLabels = m_Command.labels || !m_Names.table.empty() || !m_Names.mapTo.empty();
      m_Dicom.isOriginKnown = m_App->count("--origin") > 0;
      ConvertDicom(m_Dicom, session.context);
    }
    else if (std::filesystem::is_directory(m_Command.in) ||
             std::filesystem::path(m_Command.in).extension() == ".safetensors")
    {
      Refuse({"--volume", "--labels", "--label-table", "--map-to", "--like", "--series", "--origin"},
             m_Command.in + " is a model, not an image");
      LoadTorchPart(session).convertModel(m_Command);
    }
    else
    {
      ConvertVolume(session.context);
    }
    session.terminal.Print(m_Command.out);
    session.terminal.Result({{"in", m_Command.in}, {"out", m_Command.out}});
  }

private:
  /** Options that would change nothing are refused, so that nobody takes their wish for granted. */
  void
  Refuse(std::initializer_list<const char *> options, const std::string & why) const
  {
    for (const char * option : options)
    {
      if (m_App->count(option) > 0)
      {
        Fail(ErrorKind::Usage, "{}: {}; leave the option out", option, why);
      }
    }
  }

  void
  ConvertVolume(const RunContext & context) const
  {
    Refuse({"--weights"}, m_Command.in + " is not a model (.safetensors)");
    Refuse({"--like", "--series", "--origin"}, fmt::format("neither {} nor {} is DICOM", m_Command.in, m_Command.out));
    RequireWritable(m_Command.out);
    WarnOfNotes(m_Command.in, context);
    if (m_Command.labels || !m_Names.table.empty() || !m_Names.mapTo.empty())
    {
      ConvertLabels({m_Command.in, m_Command.out, m_Names, m_Volume}, context);
    }
    else
    {
      WriteImage(m_Command.out, ReadImage(m_Command.in, {m_Volume}));
    }
  }

  ConvertModelCommand m_Command;
  LabelNames m_Names;
  DicomConversion m_Dicom;
  const CLI::App * m_App = nullptr;
  std::optional<std::int64_t> m_Volume;
};

} // namespace

std::span<const EnumName<Weights>>
EnumNames(Weights)
{
  static constexpr EnumName<Weights> names[]{{Weights::Keep, "keep"}, {Weights::Fp32, "fp32"}, {Weights::Bf16, "bf16"}};
  return names;
}

std::unique_ptr<Verb>
MakeConvertVerb()
{
  return std::make_unique<ConvertVerb>();
}

} // namespace vox
