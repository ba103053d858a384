// SPDX-License-Identifier: Apache-2.0
#include "voxConvertVerb.h"

#include "voxCommandLine.h"
#include "voxConvertModelCommand.h"
#include "voxFileNotes.h"
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
        "Reads IN and writes OUT in the format of its ending: NIfTI (.nii .nii.gz), NRRD (.nrrd), MetaImage (.mha),\n"
        "and for 2D PNG, TIFF, BMP; .hdr, .mgz, .mhd and .nhdr are read only. With --labels the values are whole\n"
        "numbers and stay so; --volume takes one of the volumes of a 4D file. A model (.safetensors)\n"
        "becomes one with weights of another precision or, where OUT has no ending, a results folder that Python's\n"
        "nnU-Net v2 loads; and such a folder becomes a model file. A cascade is one model file with both stages, and\n"
        "two results folders beside each other, named <trainer>__<plans>__<configuration>.",
        "Images are written as int16 where their values are such numbers, else as float32; DICOM is not read.",
        "  voxtome convert image.nii.gz image.nrrd\n"
        "  voxtome convert label.nii.gz label.mha --labels\n"
        "  voxtome convert series.nii.gz first.nii.gz --volume 0\n"
        "  voxtome convert model.safetensors small.safetensors --weights bf16\n"
        "  voxtome convert model.safetensors nnunet-results"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("in", m_Command.in, "file to read, or nnU-Net results folder")->required();
    app.add_option("out", m_Command.out, "file to write, or folder for nnU-Net")->required();
    app.add_flag("--labels", m_Command.labels, "IN is a label map");
    app.add_option("--volume", m_Volume.volume, "which volume of a 4D file, from 0");
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
  ConvertVolume(const Session & session) const
  {
    if (m_Command.weights != Weights::Keep)
    {
      Fail(ErrorKind::Usage, "--weights: {} is not a model (.safetensors); leave the option out", m_Command.in);
    }
    RequireWritable(m_Command.out);
    WarnOfNotes(m_Command.in, session.context);
    if (m_Command.labels)
    {
      WriteLabelMap(m_Command.out, ReadLabelMap(m_Command.in, m_Volume));
    }
    else
    {
      WriteImage(m_Command.out, ReadImage(m_Command.in, m_Volume));
    }
  }

  ConvertModelCommand m_Command;
  ReadVolumeOptions m_Volume;
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
