// SPDX-License-Identifier: Apache-2.0
#ifndef voxNnunetFolderExamples_h
#define voxNnunetFolderExamples_h

#include "voxAtomicFile.h"
#include "voxModelFixture.h"
#include "voxTorchFileBytes.h"

#include <string>
#include <vector>

namespace vox::testing
{

/** What a checkpoint says beside its weights; each text is a value of a pickle, an empty one leaves its key out. */
struct CheckpointText
{
  std::string trainer = pickle::Text("nnUNetTrainer");
  std::string configuration = pickle::Text("3d_fullres");
  std::string fold = pickle::Int(0);
  std::string mirrorAxes = pickle::Tuple({pickle::Int(0), pickle::Int(2)});
  std::string plans;
  std::string keyPrefix; ///< of the names of weights
};

/** The state dict of nnU-Net with its duplicates, which share the storages. */
inline std::string
StateDictText(const FoldWeights & fold, const std::string & prefix, std::vector<std::string> & storages)
{
  std::vector<std::string> entries;
  const auto add = [&](const std::string & key, const std::string & tensor) {
    entries.push_back(pickle::Text(prefix + key) + tensor);
  };
  for (const auto & [key, weight] : fold.weights)
  {
    const std::string tensor = TensorValue({std::to_string(storages.size()), "FloatStorage", weight.numel(), 0,
                                            weight.sizes().vec(), weight.contiguous().strides().vec(), false});
    storages.push_back(TensorBytes(weight));
    add(key, tensor);
    if (key.starts_with("encoder."))
    {
      add("decoder." + key, tensor);
    }
    if (const auto conv = key.find(".conv."); conv != key.npos)
    {
      add(key.substr(0, conv) + ".all_modules.0." + key.substr(conv + 6), tensor);
    }
  }
  return pickle::OrderedDict(entries);
}

inline void
WriteCheckpoint(const std::filesystem::path & file, const FoldWeights & fold, const CheckpointText & text = {})
{
  using namespace pickle;
  std::vector<std::string> storages;
  std::vector<std::string> arguments;
  std::vector<std::string> entries{Text("network_weights"), StateDictText(fold, text.keyPrefix, storages)};
  const auto add = [](std::vector<std::string> & dict, const char * key, const std::string & value) {
    if (!value.empty())
    {
      dict.push_back(Text(key) + value);
    }
  };
  add(arguments, "plans", text.plans);
  add(arguments, "configuration", text.configuration);
  add(arguments, "fold", text.fold);
  add(arguments, "device", Call(Global("torch", "device"), {Text("cuda"), Int(0)}));
  add(entries, "optimizer_state", Dict({Text("state"), Dict({})}));
  add(entries, "_best_ema", NumpyScalar("f8", std::string("\0\0\0\0\0\0\xc3\xa8?", 9))); // 3f e8 ...: 0.75
  add(entries, "current_epoch", Int(1000));
  add(entries, "init_args", Dict(arguments));
  add(entries, "trainer_name", text.trainer);
  add(entries, "inference_allowed_mirroring_axes", text.mirrorAxes);
  std::filesystem::create_directories(file.parent_path());
  WriteTextFile(file, TorchZip(Dict(entries), storages, "checkpoint_final/"));
}

/** A results folder as nnU-Net leaves it: one fold_* for each fold of the model. */
inline void
WriteNnunetFolder(const std::filesystem::path & folder, const Model & model, CheckpointText text = {},
                  const std::string & checkpoint = "checkpoint_final.pth")
{
  std::filesystem::create_directories(folder);
  WriteJson(folder / "plans.json", model.plan.document);
  WriteJson(folder / "dataset.json", ToJson(model.description));
  text.configuration = pickle::Text(model.configuration);
  text.plans = text.plans.empty() ? pickle::FromJson(model.plan.document) : text.plans;
  for (const FoldWeights & fold : model.folds)
  {
    WriteCheckpoint(folder / ("fold_" + fold.fold) / checkpoint, fold, text);
  }
}

} // namespace vox::testing

#endif
