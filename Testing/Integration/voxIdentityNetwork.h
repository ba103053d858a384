// SPDX-License-Identifier: Apache-2.0
#ifndef voxIdentityNetwork_h
#define voxIdentityNetwork_h

#include "voxPreprocess.h"
#include "voxSlidingWindow.h"

#include <ATen/ATen.h>

namespace vox::testing
{

inline constexpr std::int64_t classCount = 4;

/** A network that is always right: its input holds label values, its logits are their one-hot code. */
inline at::Tensor
OneHot(const at::Tensor & window)
{
  return (window.round() == at::arange(classCount, at::kFloat).view({1, classCount, 1, 1, 1})).to(at::kFloat);
}

inline constexpr std::array<ReadingOrder, 2> readingOrders{ReadingOrder::AsStored, ReadingOrder::Ras};

inline PreprocessOptions
Unchanged(ReadingOrder order)
{
  PreprocessOptions options;
  options.readingOrder = order;
  options.normalization = {Normalization::None};
  return options;
}

/** The image, read from a file, through a network that is always right. */
inline Volume
Predicted(const Volume & image, const PreprocessOptions & options, const Zyx<std::int64_t> & patchSize)
{
  const PreprocessedCase prepared = Preprocess(image, {}, options);
  const at::Tensor logits = SlidingWindowLogits(OneHot, prepared.image, {patchSize, 0.5, true, {0, 1, 2}});
  return InvertLogits(logits, prepared.record);
}

} // namespace vox::testing

#endif
