// SPDX-License-Identifier: Apache-2.0
#include "voxLossRegistry.h"

#include "voxCrossEntropyLoss.h"
#include "voxDiceBinaryCrossEntropyLoss.h"
#include "voxDiceCrossEntropyLoss.h"
#include "voxDiceLoss.h"
#include "voxFocalLoss.h"
#include "voxFocalTverskyLoss.h"
#include "voxOptions.h"
#include "voxTverskyLoss.h"

namespace vox
{
namespace
{

template <typename TOptions, auto TLoss>
LossFunction
Make(const Json & json)
{
  TOptions options;
  FromJson(json, options, "loss options");
  Validate(options);
  return [options](const at::Tensor & logits, const at::Tensor & labels) { return TLoss(logits, labels, options); };
}

template <typename TOptions>
Json
Defaults()
{
  return ToJson(TOptions{});
}

template <typename TOptions, auto TLoss>
constexpr LossEntry
Entry(std::string_view name, std::string_view help, Activation activation = Activation::Softmax)
{
  return {name, activation, &Make<TOptions, TLoss>, &Defaults<TOptions>, help};
}

constexpr LossEntry registry[] = {
    Entry<DiceCrossEntropyLossOptions, DiceCrossEntropyLoss>("dice-cross-entropy",
                                                             "soft Dice plus cross entropy, nnU-Net's default"),
    Entry<DiceBinaryCrossEntropyLossOptions, DiceBinaryCrossEntropyLoss>(
        "dice-binary-cross-entropy", "soft Dice plus binary cross entropy, for overlapping regions, nnU-Net's default",
        Activation::Sigmoid),
    Entry<DiceLossOptions, DiceLoss>("dice", "soft Dice: overlap of each class, blind to its size"),
    Entry<CrossEntropyLossOptions, CrossEntropyLoss>("cross-entropy",
                                                     "voxel by voxel, with class weights and label smoothing"),
    Entry<TverskyLossOptions, TverskyLoss>("tversky",
                                           "soft Dice with separate weights for false positives and negatives"),
    Entry<FocalTverskyLossOptions, FocalTverskyLoss>("focal-tversky",
                                                     "Tversky raised to a power, for small structures"),
    Entry<FocalLossOptions, FocalLoss>("focal", "cross entropy that fades for voxels already right"),
};

} // namespace

std::span<const LossEntry>
LossRegistry()
{
  return registry;
}

const LossEntry &
FindLoss(std::string_view name)
{
  std::vector<std::string_view> known;
  for (const LossEntry & entry : registry)
  {
    if (entry.name == name)
    {
      return entry;
    }
    known.push_back(entry.name);
  }
  Fail(ErrorKind::Usage, "loss '{}' is not known; known are: {}", name, fmt::join(known, ", "));
}

LossFunction
MakeLoss(std::string_view name, const Json & options)
{
  return FindLoss(name).make(options);
}

} // namespace vox
