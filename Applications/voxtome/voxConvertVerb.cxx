// SPDX-License-Identifier: Apache-2.0
#include "voxConvertVerb.h"

#include "voxCommandLine.h"
#include "voxConvertLabels.h"
#include "voxConvertModelCommand.h"
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
        "convert", "Convert volumes, label maps and models",
        "Reads IN and writes OUT in the format of its ending: NIfTI (.nii .nii.gz), NRRD (.nrrd), MetaImage (.mha "
        ".mhd),\n"
        "and for 2D PNG, TIFF, BMP. With --labels the values are whole numbers and stay so; names, colors and codes of\n"
        "labels go along (.seg.nrrd holds all of them), and --map-to gives labels the values that another table has for\n"
        "their names. A model (.safetensors)\n"
        "becomes one with weights of another precision or, where OUT has no ending, a results folder that Python's\n"
        "nnU-Net v2 loads; and such a folder becomes a model file. A cascade is one model file with both stages, and\n"
        "two results folders beside each other, named <trainer>__<plans>__<configuration>.",
        "Volumes are written as float32 unless --labels is given; DICOM is not read.",
        "  voxtome convert image.nii.gz image.nrrd\n"
        "  voxtome convert label.nii.gz label.seg.nrrd --labels --label-table Dataset004_Hippocampus/dataset.json\n"
        "  voxtome convert label.seg.nrrd label.mha --labels --map-to Dataset004_Hippocampus/dataset.json\n"
        "  voxtome convert model.safetensors small.safetensors --weights bf16\n"
        "  voxtome convert model.safetensors nnunet-results"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("in", m_Command.in, "file to read, or nnU-Net results folder")->required();
    app.add_option("out", m_Command.out, "file to write, or folder for nnU-Net")->required();
    auto * labels = app.add_flag("--labels", m_Command.labels, "IN is a label map: names and colors are kept");
    app.add_option("--label-table", m_LabelTable, "names and colors of the values (.ctbl .txt .label .csv .tsv .json)")
        ->needs(labels);
    app.add_option("--map-to", m_MapTo, "label table with the values that names are to have in OUT")->needs(labels);
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
    if (std::filesystem::is_directory(m_Command.in) ||
        std::filesystem::path(m_Command.in).extension() == ".safetensors")
    {
      LoadTorchPart(session).convertModel(m_Command);
    }
    else
    {
      ConvertVolume(session);
    }
    session.terminal.Print(m_Command.out);
    session.terminal.Result({{"in", m_Command.in}, {"out", m_Command.out}});
  }

private:
  void
  ConvertVolume(Session & session) const
  {
    if (m_Command.weights != Weights::Keep)
    {
      Fail(ErrorKind::Usage, "--weights: {} is not a model (.safetensors); leave the option out", m_Command.in);
    }
    RequireWritable(m_Command.out);
    if (m_Command.labels)
    {
      ConvertLabels({m_Command.in, m_Command.out, m_LabelTable, m_MapTo}, session);
    }
    else
    {
      WriteImage(m_Command.out, ReadImage(m_Command.in));
    }
  }

  ConvertModelCommand m_Command;
  std::string m_LabelTable;
  std::string m_MapTo;
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
