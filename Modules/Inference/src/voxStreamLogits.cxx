// SPDX-License-Identifier: Apache-2.0
#include "voxStreamLogits.h"

#include "voxError.h"
#include "voxFiniteFeatures.h"
#include "voxTorchThreads.h"
#include "voxWindows.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

using Dimensions = std::vector<std::int64_t>;

void
RequireNetworks(const std::vector<FeatureNetwork> & networks, const SlidingWindowOptions & options)
{
  if (networks.empty() || options.halfPrecisionSums)
  {
    Fail(ErrorKind::Internal, "streamed logits: found {} networks and {} sums, expected networks and single precision",
         networks.size(), options.halfPrecisionSums ? "half-precision" : "single-precision");
  }
  for (const FeatureNetwork & network : networks)
  {
    if (!network.head.weight.isfinite().all().item<bool>() || !network.head.bias.isfinite().all().item<bool>())
    {
      Fail(ErrorKind::BadModel, "the last layer of the network holds NaN or infinity; its weights are damaged");
    }
  }
}

kernels::FeatureView
ViewOf(const at::Tensor & features, const Dimensions & mirrored)
{
  kernels::FeatureView view;
  features.scalar_type() == at::kFloat
      ? void(view.float32 = features.const_data_ptr<float>())
      : void(view.bfloat16 = static_cast<const std::uint16_t *>(features.const_data_ptr()));
  view.size = {features.size(0), features.size(1), features.size(2)};
  for (const std::int64_t dimension : mirrored)
  {
    view.mirrored[static_cast<std::size_t>(dimension - 2)] = true;
  }
  return view;
}

kernels::HeadView
ViewOf(const LinearHead & head)
{
  return {head.weight.const_data_ptr<float>(), head.bias.const_data_ptr<float>(), head.weight.size(0),
          head.weight.size(1)};
}

/** One run over all windows of an image. */
class Stream
{
public:
  Stream(const std::vector<FeatureNetwork> & networks, const at::Tensor & image, const SlidingWindowOptions & options,
         kernels::RingType ring, const RunContext & context)
      : m_Networks(networks),
        m_Context(context),
        m_Threads(context.ThreadCount()),
        m_Features(m_Threads),
        m_Windows(PlaceWindows(image, options, m_Threads)),
        m_Mirrors(MirrorSubsets(options)),
        m_Weights(WindowWeights(options)),
        m_Ring(ring, networks.front().head.weight.size(0),
               {options.patchSize.z, m_Windows.padded.size(2), m_Windows.padded.size(3)}),
        m_Total(static_cast<double>(m_Windows.slices.size() * networks.size() * m_Windows.rows.size() *
                                    m_Windows.columns.size()))
  {}

  void
  Run(const SliceReceiver & receiver)
  {
    const std::vector<std::int64_t> & starts = m_Windows.slices;
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
      AddSlice(starts[i]);
      HandOn(starts[i], i + 1 < starts.size() ? starts[i + 1] : m_Windows.padded.size(1), receiver);
    }
    std::ranges::for_each(m_Networks, Release);
    m_Features.LogRepeated(m_Context);
  }

private:
  static void
  Release(const FeatureNetwork & network)
  {
    if (network.release)
    {
      network.release();
    }
  }

  /** All windows that begin at this slice. */
  void
  AddSlice(std::int64_t z)
  {
    for (const FeatureNetwork & network : m_Networks)
    {
      for (const std::int64_t y : m_Windows.rows)
      {
        for (const std::int64_t x : m_Windows.columns)
        {
          m_Context.ThrowIfCancelled();
          AddWindow(network, {z, y, x});
          m_Context.Report(++m_Done / m_Total, "predicting windows");
        }
      }
      if (m_Networks.size() > 1)
      {
        Release(network);
      }
    }
  }

  void
  AddWindow(const FeatureNetwork & network, const Zyx<std::int64_t> & origin)
  {
    const float share = 1.0F / static_cast<float>(m_Mirrors.size() * m_Networks.size());
    const at::Tensor window = m_Windows.Window(origin);
    for (const Dimensions & mirrored : m_Mirrors)
    {
      const at::Tensor features =
          m_Features.Compute(network, mirrored.empty() ? window : window.flip(mirrored), origin);
      m_Ring.Add(ViewOf(network.head), ViewOf(features, mirrored), m_Weights.const_data_ptr<float>(), share, origin,
                 m_Threads);
    }
  }

  /** Slices [first, last) of the padded image, which no later window reaches. */
  void
  HandOn(std::int64_t first, std::int64_t last, const SliceReceiver & receiver)
  {
    // What lies in the padding is taken out of the ring by nobody: it is never reached again.
    first = std::max(first, m_Windows.below.z);
    last = std::min(last, m_Windows.below.z + m_Windows.size.z);
    while (first < last)
    {
      const at::Tensor slab = receiver.prepare(last - first);
      const std::int64_t end = first + slab.size(1);
      const kernels::FinishedSlices slices{first,           end, m_Windows.below.y, m_Windows.below.x, m_Windows.size.y,
                                           m_Windows.size.x};
      if (!m_Ring.Take(slices, slab.mutable_data_ptr<float>(), slab.stride(0), m_Threads))
      {
        Fail(ErrorKind::BadModel,
             "the logits of slices {} to {} exceed single precision though all features are finite; the weights of the "
             "last layer are damaged",
             first, end - 1);
      }
      receiver.accept();
      first = end;
    }
  }

  const std::vector<FeatureNetwork> & m_Networks;
  const RunContext & m_Context;
  int m_Threads;
  FiniteFeatures m_Features;
  WindowedImage m_Windows;
  std::vector<Dimensions> m_Mirrors;
  at::Tensor m_Weights;
  kernels::LogitsRing m_Ring;
  double m_Total;
  double m_Done = 0.0;
};

} // namespace

void
StreamLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
             const SlidingWindowOptions & options, kernels::RingType ring, const SliceReceiver & receiver,
             const RunContext & context)
{
  Validate(options);
  RequireNetworks(networks, options);
  const at::NoGradGuard noGrad;
  const TorchThreads threads(context.threads);
  Stream(networks, image, options, ring, context).Run(receiver);
}

at::Tensor
CollectLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
              const SlidingWindowOptions & options, kernels::RingType ring, const RunContext & context)
{
  at::Tensor logits;
  std::int64_t filled = 0;
  std::int64_t prepared = 0;
  const SliceReceiver receiver{
      [&](std::int64_t wanted) {
        if (!logits.defined())
        {
          logits = at::empty({networks.front().head.weight.size(0), image.size(1), image.size(2), image.size(3)},
                             at::kFloat);
        }
        prepared = wanted;
        return logits.narrow(1, filled, wanted);
      },
      [&] { filled += prepared; }};
  StreamLogits(networks, image, options, ring, receiver, context);
  return logits;
}

} // namespace vox
