// SPDX-License-Identifier: Apache-2.0
#include "voxWriteNnunetFolder.h"

#include "voxError.h"
#include "voxModelStages.h"
#include "voxWriteNnunetCheckpoint.h"

namespace vox
{
namespace
{

constexpr const char * kReader = "image_reader_writer";
constexpr const char * kReorienting = "NibabelIOWithReorient";

void
RequireNnunetNetwork(const std::string & name, const std::string & where)
{
  if (name != "PlainConvUNet" && name != "ResidualEncoderUNet")
  {
    Fail(ErrorKind::BadModel,
         "{}: found the network {}, expected PlainConvUNet or ResidualEncoderUNet, which nnU-Net has", where, name);
  }
}

/** The order of axes that nnU-Net gives images by the reader of the plan alone. */
ReadingOrder
OrderOfReader(const Model & model, const std::string & where)
{
  Plan plan = model.plan;
  plan.document.erase("voxtome");
  return plan.Configuration(model.configuration, where + ": plan").preprocessing.readingOrder;
}

/** The plan as nnU-Net has to read it: with a reader that gives the order of axes that the plan has. */
Json
PlanFor(const Model & model, const PlanConfiguration & configuration, const std::string & where)
{
  Json plan = model.plan.document;
  const ReadingOrder order = configuration.preprocessing.readingOrder;
  const std::string & ending = model.description.fileEnding;
  if (order == OrderOfReader(model, where))
  {
    return plan;
  }
  if (order == ReadingOrder::Ras && !ending.starts_with(".nii"))
  {
    Fail(ErrorKind::BadModel, "{}: the plan turns images to RAS, which nnU-Net does for NIfTI alone; found {} files",
         where, ending);
  }
  plan[kReader] = order == ReadingOrder::Ras ? kReorienting : ending == ".nii" ? "NibabelIO" : "SimpleITKIO";
  return plan;
}

/** Refuses what nnU-Net could not read, before anything is written. */
void
RequireWritable(const Model & model, const std::string & where)
{
  const PlanConfiguration configuration = model.Configuration();
  RequireNnunetNetwork(configuration.network.name, where);
  (void)PlanFor(model, configuration, where);
  for (const FoldWeights & fold : model.folds)
  {
    RequireNnunetFold(fold.fold, where);
  }
}

void
MakeFolder(const std::filesystem::path & folder)
{
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
  {
    Fail(ErrorKind::BadInput, "{}: cannot be made: {}; choose another folder", folder.string(), error.message());
  }
}

/** One stage. */
void
WriteResults(const std::filesystem::path & folder, const Model & model)
{
  const PlanConfiguration configuration = model.Configuration();
  const Json plan = PlanFor(model, configuration, folder.string());
  MakeFolder(folder);
  WriteJson(folder / "dataset.json", ToJson(model.description));
  WriteJson(folder / "plans.json", plan);
  if (!model.fingerprint.is_null())
  {
    WriteJson(folder / "dataset_fingerprint.json", model.fingerprint);
  }
  for (const FoldWeights & fold : model.folds)
  {
    const std::filesystem::path place = folder / ("fold_" + fold.fold);
    MakeFolder(place);
    WriteNnunetCheckpoint(place / "checkpoint_final.pth", model, fold, plan);
  }
}

} // namespace

std::vector<std::filesystem::path>
NnunetFoldersOf(const std::filesystem::path & folder, const Model & model)
{
  std::vector<std::filesystem::path> folders{folder};
  const Model * stage = &model;
  for (; stage->previousStage; stage = stage->previousStage.get())
  {
    const auto beside = ResultsBeside(folders.back(), stage->configuration, stage->previousStage->configuration);
    if (!beside)
    {
      Fail(ErrorKind::Usage,
           "{}: the model is a cascade whose previous stage goes into a folder beside it; expected a folder named "
           "<trainer>__<plans>__{}, for instance nnUNetTrainer__nnUNetPlans__{}",
           folder.string(), stage->configuration, stage->configuration);
    }
    folders.push_back(*beside);
  }
  return folders;
}

void
WriteNnunetFolder(const std::filesystem::path & folder, const Model & model)
{
  const std::vector<std::filesystem::path> folders = NnunetFoldersOf(folder, model);
  for (const Model * stage = &model; stage != nullptr; stage = stage->previousStage.get())
  {
    RequireWritable(*stage, folder.string());
    RequirePreviousStage(*stage, folder.string());
  }
  const Model * stage = &model;
  for (const std::filesystem::path & place : folders)
  {
    WriteResults(place, *stage);
    stage = stage->previousStage.get();
  }
}

} // namespace vox
