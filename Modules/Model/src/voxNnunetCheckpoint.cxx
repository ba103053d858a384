// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetCheckpoint.h"

#include "voxError.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"
#include "voxTorchArchive.h"

#include <fmt/ranges.h>

#include <string_view>

namespace vox
{
namespace
{

/** The keys of a dict, to say what a foreign file holds instead. */
std::string
KeysText(const PickleNode & node)
{
  if (node.kind != PickleKind::Dict)
  {
    return "no dict";
  }
  constexpr std::size_t shown = 10;
  std::string keys;
  for (std::size_t i = 0; i + 1 < node.items.size() && i < 2 * shown; i += 2)
  {
    keys += (i > 0 ? ", " : "") + Printable(node.items[i]->text);
  }
  return fmt::format("the keys [{}{}]", keys, node.items.size() > 2 * shown ? ", ..." : "");
}

const PickleNode &
Required(const PickleNode & dict, const char * key, PickleKind kind, const std::string & where)
{
  const PickleNode * value = FindInPickle(dict, key);
  if (value == nullptr || value->kind != kind)
  {
    Fail(ErrorKind::BadModel, "{}: found {}, expected '{}' of a checkpoint of nnU-Net v2", where, KeysText(dict), key);
  }
  return *value;
}

/** A fold is a number, or "all". */
std::string
FoldText(const PickleNode * node)
{
  if (node == nullptr)
  {
    return "";
  }
  return node->kind == PickleKind::Integer ? std::to_string(node->integer) : node->text;
}

std::vector<int>
MirrorAxes(const PickleNode * node, const std::string & where)
{
  std::vector<int> axes;
  if (node == nullptr || node->kind == PickleKind::None)
  {
    return axes;
  }
  if (node->kind != PickleKind::Tuple && node->kind != PickleKind::List)
  {
    Fail(ErrorKind::BadModel, "{}: inference_allowed_mirroring_axes: found no list, expected some of 0, 1, 2", where);
  }
  for (const PickleNode * item : node->items)
  {
    const auto axis = NumberInPickle(*item);
    if (!axis || (*axis != 0 && *axis != 1 && *axis != 2))
    {
      Fail(ErrorKind::BadModel, "{}: inference_allowed_mirroring_axes: found {}, expected some of 0, 1, 2", where,
           axis ? fmt::format("{}", *axis) : "no number");
    }
    axes.push_back(static_cast<int>(*axis));
  }
  return axes;
}

std::map<std::string, at::Tensor>
Weights(const TorchArchive & archive, const PickleNode & state, const std::string & where)
{
  std::map<std::string, at::Tensor> weights;
  for (std::size_t i = 0; i + 1 < state.items.size(); i += 2)
  {
    const auto name = CanonicalWeightName(state.items[i]->text);
    if (name && !weights.emplace(*name, archive.Tensor(*state.items[i + 1], state.items[i]->text)).second)
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' stands twice, expected once", where, Printable(*name));
    }
  }
  return weights;
}

} // namespace

std::optional<std::string>
CanonicalWeightName(std::string key)
{
  for (bool stripped = true; stripped;)
  {
    stripped = false;
    for (const std::string_view prefix : {"module.", "_orig_mod."})
    {
      if (key.starts_with(prefix))
      {
        key.erase(0, prefix.size());
        stripped = true;
      }
    }
  }
  if (key.starts_with("decoder.encoder.") || key.find(".all_modules.") != std::string::npos)
  {
    return std::nullopt;
  }
  return key;
}

NnunetCheckpoint
ReadNnunetCheckpoint(const std::filesystem::path & path)
{
  const std::string where = path.string();
  const TorchArchive archive(path);
  const PickleNode & root = archive.Root();
  const PickleNode & state = Required(root, "network_weights", PickleKind::Dict, where);
  const PickleNode & arguments = Required(root, "init_args", PickleKind::Dict, where);

  NnunetCheckpoint checkpoint;
  checkpoint.trainer = Required(root, "trainer_name", PickleKind::Text, where).text;
  checkpoint.configuration = Required(arguments, "configuration", PickleKind::Text, where + ": init_args").text;
  checkpoint.fold = FoldText(FindInPickle(arguments, "fold"));
  checkpoint.mirrorAxes = MirrorAxes(FindInPickle(root, "inference_allowed_mirroring_axes"), where);
  if (const PickleNode * epoch = FindInPickle(root, "current_epoch");
      epoch != nullptr && epoch->kind == PickleKind::Integer)
  {
    checkpoint.epoch = epoch->integer;
  }
  if (const PickleNode * best = FindInPickle(root, "_best_ema"); best != nullptr)
  {
    checkpoint.bestEmaDice = NumberInPickle(*best);
  }
  if (const PickleNode * plans = FindInPickle(arguments, "plans"))
  {
    checkpoint.plans = PickleToJson(*plans, where + ": init_args: plans");
  }
  checkpoint.weights = Weights(archive, state, where);
  return checkpoint;
}

} // namespace vox
