// SPDX-License-Identifier: Apache-2.0
#include "voxConvertModelCommand.h"

#include "voxOpenModel.h"
#include "voxOutputPath.h"
#include "voxWriteNnunetFolder.h"

namespace vox
{
namespace
{

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

} // namespace

void
ConvertModel(const ConvertModelCommand & command)
{
  const std::filesystem::path out = command.out;
  const bool fromFolder = std::filesystem::is_directory(command.in);
  const bool toFile = out.extension() == ".safetensors";
  const bool toFolder = !fromFolder && out.extension().empty() && command.weights == Weights::Keep;
  // A copy of a model file with the same weights is not worth a conversion.
  const bool isCopy = !fromFolder && toFile && command.weights == Weights::Keep;
  if (command.labels || isCopy || (!toFile && !toFolder))
  {
    Fail(ErrorKind::Usage, "{} is a model: expected an output that ends in .safetensors{}", command.in,
         fromFolder ? ", without --labels" : " and --weights fp32 or bf16, or the name of a folder for nnU-Net");
  }
  const Model model = OpenModel(command.in);
  if (toFolder)
  {
    RequireNewFolders(out, model);
    WriteNnunetFolder(out, model);
    return;
  }
  RequireWritable(out);
  const bool half = command.weights == Weights::Bf16 || (command.weights == Weights::Keep && HoldsBfloat16(model));
  WriteModel(out, model, half ? WeightPrecision::BFloat16 : WeightPrecision::Float32);
}

} // namespace vox
