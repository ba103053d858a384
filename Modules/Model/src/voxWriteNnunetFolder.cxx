// SPDX-License-Identifier: Apache-2.0
#include "voxWriteNnunetFolder.h"

#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxPickleWriter.h"
#include "voxStateDictNames.h"
#include "voxZipWriter.h"

#include <ATen/ATen.h>

#include <charconv>

namespace vox
{
namespace
{

constexpr const char * kReader = "image_reader_writer";
constexpr const char * kReorienting = "NibabelIOWithReorient";
constexpr const char * kTrainer = "nnUNetTrainer";

void
RequireNnunetNetwork(const std::string & name, const std::string & where)
{
  if (name != "PlainConvUNet" && name != "ResidualEncoderUNet")
  {
    Fail(ErrorKind::BadModel,
         "{}: found the network {}, expected PlainConvUNet or ResidualEncoderUNet, which nnU-Net has", where, name);
  }
}

/** The plan as nnU-Net has to read it: the order of axes is a matter of the reader there. */
Json
PlanFor(const Model & model, const PlanConfiguration & configuration, const std::string & where)
{
  Json plan = model.plan.document;
  if (configuration.preprocessing.readingOrder == ReadingOrder::AsStored)
  {
    return plan;
  }
  if (!model.description.fileEnding.starts_with(".nii"))
  {
    Fail(ErrorKind::BadModel, "{}: the plan turns images to RAS, which nnU-Net does for NIfTI alone; found {} files",
         where, model.description.fileEnding);
  }
  plan[kReader] = kReorienting;
  return plan;
}

void
WriteTensor(PickleWriter & pickle, const at::Tensor & weight, std::size_t storage)
{
  pickle.Global("torch._utils", "_rebuild_tensor_v2");
  pickle.OpenTuple();
  pickle.OpenTuple();
  pickle.Text("storage");
  pickle.Global("torch", "FloatStorage");
  pickle.Text(std::to_string(storage));
  pickle.Text("cpu");
  pickle.Integer(weight.numel());
  pickle.CloseTuple();
  pickle.Persistent();
  pickle.Integer(0); // offset
  for (const at::IntArrayRef list : {weight.sizes(), weight.strides()})
  {
    pickle.OpenTuple();
    for (const std::int64_t value : list)
    {
      pickle.Integer(value);
    }
    pickle.CloseTuple();
  }
  pickle.Bool(false);       // wants no gradient
  pickle.OpenOrderedDict(); // no hooks
  pickle.CloseDict();
  pickle.CloseTuple();
  pickle.Call();
}

void
WriteMirrorAxes(PickleWriter & pickle, const Model & model, bool isFlat)
{
  pickle.Text("inference_allowed_mirroring_axes");
  if (model.mirrorAxes.empty())
  {
    return pickle.None();
  }
  pickle.OpenTuple();
  for (const int axis : model.mirrorAxes)
  {
    pickle.Integer(isFlat ? axis - 1 : axis); // nnU-Net counts the axes of the patch, two in 2D
  }
  pickle.CloseTuple();
}

Json
FoldNumber(const std::string & fold, const std::string & where)
{
  int number = 0;
  const auto [end, error] = std::from_chars(fold.data(), fold.data() + fold.size(), number);
  const bool isNumber = error == std::errc() && end == fold.data() + fold.size();
  if (!isNumber && fold != "all")
  {
    Fail(ErrorKind::BadModel, "{}: found a fold '{}', expected a number or all, which nnU-Net knows", where, fold);
  }
  return isNumber ? Json(number) : Json(fold);
}

void
WriteInitArguments(PickleWriter & pickle, const Model & model, const Json & plan, const Json & fold)
{
  pickle.Text("init_args");
  pickle.OpenDict();
  pickle.Text("plans");
  pickle.Value(plan);
  pickle.Text("configuration");
  pickle.Text(model.configuration);
  pickle.Text("fold");
  pickle.Value(fold);
  pickle.Text("dataset_json");
  pickle.Value(ToJson(model.description));
  pickle.Text("device");
  pickle.Global("torch", "device");
  pickle.OpenTuple();
  pickle.Text("cpu");
  pickle.CloseTuple();
  pickle.Call();
  pickle.CloseDict();
}

/** The lists of nnU-Net's log, empty. */
Json
EmptyLog()
{
  Json log = Json::object();
  for (const char * key : {"mean_fg_dice", "ema_fg_dice", "dice_per_class_or_region", "train_losses", "val_losses",
                           "lrs", "epoch_start_timestamps", "epoch_end_timestamps"})
  {
    log[key] = Json::array();
  }
  return log;
}

void
WriteCheckpoint(const std::filesystem::path & path, const Model & model, const FoldWeights & fold, const Json & plan,
                const PlanConfiguration & configuration)
{
  PickleWriter pickle;
  std::vector<at::Tensor> storages;
  pickle.OpenDict();
  pickle.Text("network_weights");
  pickle.OpenOrderedDict();
  for (const auto & [canonical, weight] : fold.weights)
  {
    storages.push_back(weight.detach().to(at::kCPU, at::kFloat).contiguous());
    for (const std::string & name : StateDictNames(canonical, configuration.network.dropout > 0.0))
    {
      pickle.Text(name);
      WriteTensor(pickle, storages.back(), storages.size() - 1);
    }
  }
  pickle.CloseDict();
  for (const char * key : {"optimizer_state", "grad_scaler_state", "_best_ema"})
  {
    pickle.Text(key);
    pickle.None();
  }
  pickle.Text("logging");
  pickle.Value(EmptyLog());
  pickle.Text("current_epoch");
  pickle.Integer(0);
  WriteInitArguments(pickle, model, plan, FoldNumber(fold.fold, path.string()));
  pickle.Text("trainer_name");
  pickle.Text(kTrainer);
  WriteMirrorAxes(pickle, model, configuration.network.dimensions == 2);
  pickle.CloseDict();

  AtomicFile file(path);
  ZipWriter zip(file.TemporaryPath());
  const std::string stem = path.stem().string();
  zip.Add(stem + "/data.pkl", pickle.Finish());
  zip.Add(stem + "/byteorder", std::string("little"));
  for (std::size_t i = 0; i < storages.size(); ++i)
  {
    const auto * bytes = static_cast<const std::byte *>(storages[i].const_data_ptr());
    zip.Add(fmt::format("{}/data/{}", stem, i), std::span(bytes, storages[i].nbytes()));
  }
  zip.Add(stem + "/version", std::string("3\n"));
  zip.Finish();
  file.Commit();
}

} // namespace

void
WriteNnunetFolder(const std::filesystem::path & folder, const Model & model)
{
  const PlanConfiguration configuration = model.Configuration();
  RequireNnunetNetwork(configuration.networkName, folder.string());
  const Json plan = PlanFor(model, configuration, folder.string());
  for (const FoldWeights & fold : model.folds)
  {
    (void)FoldNumber(fold.fold, folder.string());
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
  {
    Fail(ErrorKind::BadInput, "{}: cannot be made: {}; choose another folder", folder.string(), error.message());
  }
  WriteJson(folder / "dataset.json", ToJson(model.description));
  WriteJson(folder / "plans.json", plan);
  for (const FoldWeights & fold : model.folds)
  {
    const std::filesystem::path place = folder / ("fold_" + fold.fold);
    std::filesystem::create_directories(place);
    WriteCheckpoint(place / "checkpoint_final.pth", model, fold, plan, configuration);
  }
}

} // namespace vox
