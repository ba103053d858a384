// SPDX-License-Identifier: Apache-2.0
#include "voxConvertVerb.h"

#include "voxCommandLine.h"
#include "voxOpenModel.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxWriteNnunetFolder.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

enum class Weights
{
  Keep,
  Fp32,
  Bf16
};

std::span<const EnumName<Weights>>
EnumNames(Weights)
{
  static constexpr EnumName<Weights> names[]{{Weights::Keep, "keep"}, {Weights::Fp32, "fp32"}, {Weights::Bf16, "bf16"}};
  return names;
}

/** Weights that are all bfloat16 lose nothing when they are written so; any others are kept by single precision. */
bool
HoldsBfloat16(const Model & model)
{
  for (const FoldWeights & fold : model.folds)
  {
    for (const auto & [key, weight] : fold.weights)
    {
      if (weight.scalar_type() != at::kBFloat16)
      {
        return false;
      }
    }
  }
  return !model.previousStage || HoldsBfloat16(*model.previousStage);
}

/** What is there already must not be mixed with what is written. */
void
RequireNewFolders(const std::filesystem::path & out, const Model & model)
{
  for (const std::filesystem::path & folder : NnunetFoldersOf(out, model))
  {
    if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder))
    {
      Fail(ErrorKind::Usage, "{}: exists and is not empty, expected a new folder, so that nothing is lost",
           folder.string());
    }
  }
}

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
        "and for 2D PNG, TIFF, BMP. With --labels the values are whole numbers and stay so. A model (.safetensors)\n"
        "becomes one with weights of another precision or, where OUT has no ending, a results folder that Python's\n"
        "nnU-Net v2 loads; and such a folder becomes a model file. A cascade is one model file with both stages, and\n"
        "two results folders beside each other, named <trainer>__<plans>__<configuration>.",
        "Volumes are written as float32 unless --labels is given; DICOM is not read.",
        "  voxtome convert image.nii.gz image.nrrd\n"
        "  voxtome convert label.nii.gz label.mha --labels\n"
        "  voxtome convert model.safetensors small.safetensors --weights bf16\n"
        "  voxtome convert model.safetensors nnunet-results"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("in", m_In, "file to read, or nnU-Net results folder")->required();
    app.add_option("out", m_Out, "file to write, or folder for nnU-Net")->required();
    app.add_flag("--labels", m_Labels, "IN is a label map");
    AddChoice(app, "--weights", m_Weights, "precision of a model's weights; that of a folder is kept unless given");
  }

  void
  Run(Session & session) override
  {
    if (!std::filesystem::exists(m_In))
    {
      Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path", m_In);
    }
    if (std::filesystem::is_directory(m_In) || std::filesystem::path(m_In).extension() == ".safetensors")
    {
      ConvertModel();
    }
    else
    {
      ConvertVolume();
    }
    session.terminal.Print(m_Out);
    session.terminal.Result({{"in", m_In}, {"out", m_Out}});
  }

private:
  void
  ConvertModel() const
  {
    const std::filesystem::path out = m_Out;
    const bool fromFolder = std::filesystem::is_directory(m_In);
    const bool toFile = out.extension() == ".safetensors";
    const bool toFolder = !fromFolder && out.extension().empty() && m_Weights == Weights::Keep;
    // A copy of a model file with the same weights is not worth a conversion.
    const bool isCopy = !fromFolder && toFile && m_Weights == Weights::Keep;
    if (m_Labels || isCopy || (!toFile && !toFolder))
    {
      Fail(ErrorKind::Usage, "{} is a model: expected an output that ends in .safetensors{}", m_In,
           fromFolder ? ", without --labels" : " and --weights fp32 or bf16, or the name of a folder for nnU-Net");
    }
    const Model model = OpenModel(m_In);
    if (toFolder)
    {
      RequireNewFolders(out, model);
      WriteNnunetFolder(out, model);
      return;
    }
    RequireWritable(out);
    const bool half = m_Weights == Weights::Bf16 || (m_Weights == Weights::Keep && HoldsBfloat16(model));
    WriteModel(out, model, half ? WeightPrecision::BFloat16 : WeightPrecision::Float32);
  }

  void
  ConvertVolume() const
  {
    if (m_Weights != Weights::Keep)
    {
      Fail(ErrorKind::Usage, "--weights: {} is not a model (.safetensors); leave the option out", m_In);
    }
    RequireWritable(m_Out);
    if (m_Labels)
    {
      WriteLabelMap(m_Out, ReadLabelMap(m_In));
    }
    else
    {
      WriteImage(m_Out, ReadImage(m_In));
    }
  }

  std::string m_In;
  std::string m_Out;
  bool m_Labels = false;
  Weights m_Weights = Weights::Keep;
};

} // namespace

std::unique_ptr<Verb>
MakeConvertVerb()
{
  return std::make_unique<ConvertVerb>();
}

} // namespace vox
