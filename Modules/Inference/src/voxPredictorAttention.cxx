// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxGatedNetworks.h"
#include "voxInvertMaps.h"
#include "voxPrecision.h"
#include "voxPredictorImplementation.h"
#include "voxProgressPart.h"
#include "voxWindows.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/ranges.h>

namespace vox
{
namespace
{

/** The maps [1, gates, D, H, W] float32 that gates lay over one window, brought to its size. */
at::Tensor
MapsOf(Network & network, const at::Tensor & window)
{
  (void)network.Features(window);
  std::vector<at::Tensor> maps;
  for (const auto & [gate, map] : network.AttentionMaps())
  {
    maps.push_back(at::upsample_trilinear3d(map.to(at::kCPU, at::kFloat), window.sizes().slice(2), false));
  }
  return at::cat(maps, 1);
}

} // namespace

std::vector<std::string>
Predictor::Implementation::RequireGates() const
{
  std::vector<std::string> names;
  for (const auto & [gate, map] : networks.front().AttentionMaps())
  {
    names.push_back(gate);
  }
  if (names.empty())
  {
    Fail(ErrorKind::Usage,
         "attention: the model's network {} has no gates whose maps could be shown; networks that have them: {}",
         networks.front().Definition().name, fmt::join(GatedNetworks(), ", "));
  }
  return names;
}

std::vector<AttentionMap>
Predictor::Implementation::Attention(const PreprocessedCase & prepared, const RunContext & context)
{
  const at::NoGradGuard noGrad;
  SlidingWindowOptions options = window;
  options.mirrorAxes.clear();
  options.halfPrecisionSums = false;
  const bool isAutocast = device.place.is_cuda() || window.halfPrecisionSums; // else the features themselves are bf16
  at::Tensor sum;
  for (std::size_t i = 0; i < networks.size(); ++i)
  {
    Network & network = networks[i];
    const auto maps = [&](const at::Tensor & tile) {
      const at::Tensor placed = tile.to(device.place);
      const PrecisionScope chosen(isAutocast ? precision : Precision::Fp32, device.place.type());
      const at::Tensor found = MapsOf(network, placed);
      if (precision != Precision::Bf16 || found.isfinite().all().item<bool>())
      {
        return found;
      }
      const PrecisionScope single(Precision::Fp32, device.place.type());
      Network precise = isAutocast ? network : network.Clone();
      return MapsOf(precise, placed);
    };
    const double folds = static_cast<double>(networks.size());
    const double done = static_cast<double>(i);
    const at::Tensor ofFold =
        SlidingWindowLogits(maps, prepared.image, options, PartOf(context, done / folds, (done + 1.0) / folds));
    sum = sum.defined() ? sum.add_(ofFold) : ofFold;
    network.ReleaseFeatures();
  }
  sum.div_(static_cast<double>(networks.size()));
  std::vector<AttentionMap> result;
  for (std::int64_t gate = 0; gate < sum.size(0); ++gate)
  {
    result.push_back(
        {gates[static_cast<std::size_t>(gate)], InvertMap(sum.narrow(0, gate, 1), prepared.record, context)});
    result.back().map.voxels.clamp_(0.0, 1.0); // cubic splines overshoot
  }
  return result;
}

std::int64_t
Predictor::Implementation::AttentionBytes(const PreprocessRecord & record) const
{
  if (gates.empty())
  {
    return 0;
  }
  constexpr std::int64_t BytesPerValue = 4;
  const auto count = static_cast<std::int64_t>(gates.size());
  const std::int64_t windows = Product(PaddedSize(record.resampled.size, window.patchSize));
  const std::int64_t voxels = Product(record.reordered.size);
  const auto channels = static_cast<std::int64_t>(description.channelNames.size());
  // Sums, one more of them between folds, and weights; maps in the original grid with one on its way there; the image.
  return BytesPerValue * ((2 * count + 1) * windows + (count + 2 + channels) * voxels);
}

} // namespace vox
