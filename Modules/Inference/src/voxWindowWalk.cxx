// SPDX-License-Identifier: Apache-2.0
#include "voxWindowWalk.h"

#include "voxError.h"
#include "voxFiniteFeatures.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

void
Release(const FeatureNetwork & network)
{
  if (network.release)
  {
    network.release();
  }
}

/** One run over all windows of an image. */
class Walk
{
public:
  Walk(const std::vector<FeatureNetwork> & networks, const WindowedImage & image, const SlidingWindowOptions & options,
       WindowSums & sums, const RunContext & context)
      : m_Networks(networks),
        m_Image(image),
        m_Mirrors(MirrorSubsets(options)),
        m_Sums(sums),
        m_Context(context),
        m_Features(context.ThreadCount()),
        m_Total(static_cast<double>(image.slices.size() * networks.size() * image.rows.size() * image.columns.size()))
  {}

  void
  Run()
  {
    const std::vector<std::int64_t> & starts = m_Image.slices;
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
      AddSlice(starts[i]);
      m_Sums.HandOn(starts[i], i + 1 < starts.size() ? starts[i + 1] : m_Image.padded.z);
    }
    std::ranges::for_each(m_Networks, Release);
    m_Features.LogRepeated(m_Context);
  }

private:
  /** All windows that begin at this slice. */
  void
  AddSlice(std::int64_t z)
  {
    for (const FeatureNetwork & network : m_Networks)
    {
      for (const std::int64_t y : m_Image.rows)
      {
        for (const std::int64_t x : m_Image.columns)
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
    const at::Tensor window = m_Image.Window(origin);
    const Zyx<std::int64_t> & offset = m_Image.offset;
    const Zyx<std::int64_t> inImage{origin.z + offset.z, origin.y + offset.y, origin.x + offset.x};
    for (const std::vector<std::int64_t> & mirrored : m_Mirrors)
    {
      const at::Tensor features =
          m_Features.Compute(network, mirrored.empty() ? window : window.flip(mirrored), m_Image.patchSize, inImage);
      m_Sums.Add({network.head, features, mirrored, origin, share});
    }
  }

  const std::vector<FeatureNetwork> & m_Networks;
  const WindowedImage & m_Image;
  std::vector<std::vector<std::int64_t>> m_Mirrors;
  WindowSums & m_Sums;
  const RunContext & m_Context;
  FiniteFeatures m_Features;
  double m_Total;
  double m_Done = 0.0;
};

} // namespace

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

void
WalkWindows(const std::vector<FeatureNetwork> & networks, const WindowedImage & image,
            const SlidingWindowOptions & options, WindowSums & sums, const RunContext & context)
{
  Walk(networks, image, options, sums, context).Run();
}

} // namespace vox
