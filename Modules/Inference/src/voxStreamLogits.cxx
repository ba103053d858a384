// SPDX-License-Identifier: Apache-2.0
#include "voxStreamLogits.h"

#include "voxTorchThreads.h"
#include "voxWindowWalk.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

kernels::FeatureView
ViewOf(const at::Tensor & features, const std::vector<std::int64_t> & mirrored)
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

/** Sums in the memory of the processor, handed on as logits. */
class HostSums : public WindowSums
{
public:
  HostSums(std::int64_t classes, const WindowedImage & image, const SlidingWindowOptions & options,
           kernels::RingType ring, const SliceReceiver & receiver, int threads)
      : m_Image(image),
        m_Weights(WindowWeights(options)),
        m_Ring(ring, classes, {options.patchSize.z, image.padded.y, image.padded.x}),
        m_Receiver(receiver),
        m_Threads(threads)
  {}

  void
  Add(const WindowFeatures & window) override
  {
    m_Ring.Add(ViewOf(window.head), ViewOf(window.values, window.mirrored), m_Weights.const_data_ptr<float>(),
               window.share, window.origin, m_Threads);
  }

  void
  HandOn(std::int64_t first, std::int64_t last) override
  {
    const std::int64_t begin = m_Image.below.z;
    const std::int64_t end = begin + m_Image.size.z;
    m_Ring.Drop(first, std::min(last, begin));
    m_Ring.Drop(std::max(first, end), last);
    Take(std::max(first, begin), std::min(last, end));
  }

private:
  /** Hands slices on that are wanted. */
  void
  Take(std::int64_t first, std::int64_t last)
  {
    while (first < last)
    {
      const at::Tensor slab = m_Receiver.prepare(last - first);
      const std::int64_t end = first + slab.size(1);
      const kernels::FinishedSlices slices{first,          end,           m_Image.below.y, m_Image.below.x,
                                           m_Image.size.y, m_Image.size.x};
      if (!m_Ring.Take(slices, slab.mutable_data_ptr<float>(), slab.stride(0), m_Threads))
      {
        RefuseSums(first, end);
      }
      m_Receiver.accept();
      first = end;
    }
  }

  const WindowedImage & m_Image;
  at::Tensor m_Weights;
  kernels::LogitsRing m_Ring;
  const SliceReceiver & m_Receiver;
  int m_Threads;
};

} // namespace

void
StreamLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
             const SlidingWindowOptions & options, kernels::RingType ring, const SliceReceiver & receiver,
             const RunContext & context)
{
  StreamLogits(networks, image, WholePart(image), options, ring, receiver, context);
}

void
StreamLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image, const ImagePart & part,
             const SlidingWindowOptions & options, kernels::RingType ring, const SliceReceiver & receiver,
             const RunContext & context)
{
  Validate(options);
  RequireNetworks(networks, options);
  const at::NoGradGuard noGrad;
  const TorchThreads torchThreads(context.threads);
  const int threads = context.ThreadCount();
  const WindowedImage windows = PlaceWindows(image, part, options, threads);
  HostSums sums(networks.front().head.weight.size(0), windows, options, ring, receiver, threads);
  WalkWindows(networks, windows, options, sums, context);
}

at::Tensor
CollectLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
              const SlidingWindowOptions & options, kernels::RingType ring, const RunContext & context)
{
  return CollectLogits(networks, image, WholePart(image), options, ring, context);
}

at::Tensor
CollectLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image, const ImagePart & part,
              const SlidingWindowOptions & options, kernels::RingType ring, const RunContext & context)
{
  at::Tensor logits;
  std::int64_t filled = 0;
  std::int64_t prepared = 0;
  const SliceReceiver receiver{
      [&](std::int64_t wanted) {
        if (!logits.defined())
        {
          const Zyx<std::int64_t> size = part.wanted.Size();
          logits = at::empty({networks.front().head.weight.size(0), size.z, size.y, size.x}, at::kFloat);
        }
        prepared = wanted;
        return logits.narrow(1, filled, wanted);
      },
      [&] { filled += prepared; }};
  StreamLogits(networks, image, part, options, ring, receiver, context);
  return logits;
}

} // namespace vox
