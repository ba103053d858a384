// SPDX-License-Identifier: Apache-2.0
#include "voxWriteNnunetCheckpoint.h"

#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxPickleWriter.h"
#include "voxStateDictNames.h"
#include "voxUNetOptions.h"
#include "voxZipWriter.h"

#include <ATen/ATen.h>

#include <charconv>
#include <utility>

namespace vox
{
namespace
{

constexpr const char * kTrainer = "nnUNetTrainer";

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

/** As nnU-Net has it: a number, or the word. */
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

/** What nnU-Net's checkpoint said of a fold, or what a training without nnU-Net has instead. */
void
WriteTraining(PickleWriter & pickle, const Model & model, const std::string & fold)
{
  const Json::json_pointer place("/folds/" + fold);
  const bool isNnunet = model.provenance.contains("source") && model.provenance.at("source") == "nnU-Net";
  const Json known = isNnunet && model.provenance.contains(place) ? model.provenance.at(place) : Json::object();
  const std::pair<const char *, Json> entries[]{{"_best_ema", known.value("best_ema_dice", Json())},
                                                {"current_epoch", known.value("epoch", Json(0))},
                                                {"trainer_name", known.value("trainer", Json(kTrainer))}};
  for (const auto & [key, value] : entries)
  {
    pickle.Text(key);
    pickle.Value(value);
  }
}

} // namespace

void
RequireNnunetFold(const std::string & fold, const std::string & where)
{
  (void)FoldNumber(fold, where);
}

void
WriteNnunetCheckpoint(const std::filesystem::path & path, const Model & model, const FoldWeights & fold,
                      const Json & plan)
{
  const UNetOptions network = UNetOptionsOf(model.Configuration().network);
  PickleWriter pickle;
  std::vector<at::Tensor> storages;
  pickle.OpenDict();
  pickle.Text("network_weights");
  pickle.OpenOrderedDict();
  for (const auto & [canonical, weight] : fold.weights)
  {
    storages.push_back(weight.detach().to(at::kCPU, at::kFloat).contiguous());
    for (const std::string & name : StateDictNames(canonical, network.dropout > 0.0))
    {
      pickle.Text(name);
      WriteTensor(pickle, storages.back(), storages.size() - 1);
    }
  }
  pickle.CloseDict();
  for (const char * key : {"optimizer_state", "grad_scaler_state"})
  {
    pickle.Text(key);
    pickle.None();
  }
  pickle.Text("logging");
  pickle.Value(EmptyLog());
  WriteTraining(pickle, model, fold.fold);
  WriteInitArguments(pickle, model, plan, FoldNumber(fold.fold, path.string()));
  WriteMirrorAxes(pickle, model, network.dimensions == 2);
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

} // namespace vox
