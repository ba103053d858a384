// SPDX-License-Identifier: Apache-2.0
#include "voxStreamLabels.h"

#include "voxTorchThreads.h"
#include "voxWindowWalk.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Output slices that are decoded at a time. */
constexpr std::int64_t kOutputSlices = 16;

/** Sums in the memory of a device, handed on as labels. */
class DeviceSums : public WindowSums
{
public:
  DeviceSums(std::int64_t classes, const WindowedImage & image, const SlidingWindowOptions & options,
             const ComputeDevice & device, LabelGrid & grid)
      : m_Image(image), m_Device(device), m_Kernels(*device.kernels), m_Grid(grid)
  {
    const at::TensorOptions floats = at::TensorOptions(at::kFloat).device(device.place);
    const at::TensorOptions integers = floats.dtype(at::kInt);
    const std::int64_t planes = options.patchSize.z + kernels::DeviceWork::keptSlices;
    const std::int64_t height = image.padded.y;
    const std::int64_t width = image.padded.x;
    m_Scores = at::zeros({classes, planes, height, width}, floats);
    m_WeightSum = at::zeros({planes, height, width}, floats);
    m_Ring = {m_Scores.data_ptr<float>(), m_WeightSum.data_ptr<float>(), classes, planes, height, width};
    m_Weights = WindowWeights(options).to(device.place);
    m_NotFinite = at::zeros({1}, integers);
    const kernels::ArgmaxResize & resize = grid.Resize();
    m_Labels =
        at::empty({std::min(kOutputSlices, resize.outputSize.z), resize.outputSize.y, resize.outputSize.x}, integers);
    const std::vector<std::int32_t> & regions = resize.regionValues;
    m_Regions = at::tensor(at::ArrayRef<std::int32_t>(regions), at::kInt).to(device.place);
  }

  void
  Add(const WindowFeatures & window) override
  {
    const bool isFloat = window.values.scalar_type() == at::kFloat;
    isFloat ? Check(m_Kernels.blendFeatures(PointOf<float>(window), nullptr))
            : Check(m_Kernels.blendFeaturesBfloat16(PointOf<kernels::Bfloat16>(window), nullptr));
  }

  void
  HandOn(std::int64_t first, std::int64_t last) override
  {
    kernels::FinishSlicesPoint finish;
    finish.ring = m_Ring;
    finish.first = first;
    finish.last = last;
    finish.notFinite = m_NotFinite.data_ptr<std::int32_t>();
    Check(m_Kernels.finishSlices(finish, nullptr));
    if (m_NotFinite.item<std::int32_t>() != 0)
    {
      RefuseSums(first, last);
    }
    const std::int64_t inImage = std::clamp<std::int64_t>(last - m_Image.below.z, 0, m_Image.size.z);
    Decode(inImage);
    Clear(std::min(last, m_Grid.FirstNeeded(inImage) + m_Image.below.z));
  }

private:
  void
  Check(int status) const
  {
    kernels::CheckCuda(m_Kernels, status, "predicting on " + m_Device.name);
  }

  template <typename T>
  kernels::BlendFeaturesPoint<T>
  PointOf(const WindowFeatures & window)
  {
    kernels::BlendFeaturesPoint<T> point;
    point.ring = m_Ring;
    point.origin = window.origin;
    point.size = {window.values.size(0), window.values.size(1), window.values.size(2)};
    for (const std::int64_t dimension : window.mirrored)
    {
      point.mirrored[static_cast<std::size_t>(dimension - 2)] = true;
    }
    point.weights = m_Weights.const_data_ptr<float>();
    point.share = window.share;
    point.features = static_cast<const T *>(window.values.const_data_ptr());
    point.featureCount = window.values.size(3);
    point.layer = window.head.weight.const_data_ptr<float>();
    point.bias = window.head.bias.const_data_ptr<float>();
    return point;
  }

  /** All output slices that need no slice of the image from `last` on. */
  void
  Decode(std::int64_t last)
  {
    const kernels::ArgmaxResize & resize = m_Grid.Resize();
    const kernels::SliceRange ready = m_Grid.Ready(last);
    for (std::int64_t slice = ready.first; slice < ready.last; slice += m_Labels.size(0))
    {
      kernels::ArgmaxPoint point;
      point.channels = resize.channels;
      point.inputSize = resize.inputSize;
      point.outputSize = resize.outputSize;
      point.order = resize.order;
      point.roundToHalf = resize.roundToHalf;
      // The part of the ring that is not padding.
      point.scores = m_Ring.scores + m_Image.below.y * m_Ring.width + m_Image.below.x;
      point.firstSlice = -m_Image.below.z;
      point.planes = m_Ring.planes;
      point.channelStride = m_Ring.ChannelStride();
      point.sliceStride = m_Ring.height * m_Ring.width;
      point.rowStride = m_Ring.width;
      point.regionValues = m_Regions.numel() == 0 ? nullptr : m_Regions.const_data_ptr<std::int32_t>();
      point.labels = m_Labels.data_ptr<std::int32_t>();
      point.firstOutputSlice = slice;
      point.outputSlices = std::min(m_Labels.size(0), ready.last - slice);
      Check(m_Kernels.argmax(point, nullptr));
      m_Grid.Store({slice, slice + point.outputSlices}, m_Labels.narrow(0, 0, point.outputSlices).to(at::kCPU));
    }
  }

  /** Slices below `end` make room for others. */
  void
  Clear(std::int64_t end)
  {
    if (end > m_Cleared)
    {
      kernels::ClearSlicesPoint clear;
      clear.ring = m_Ring;
      clear.first = m_Cleared;
      clear.last = end;
      Check(m_Kernels.clearSlices(clear, nullptr));
      m_Cleared = end;
    }
  }

  const WindowedImage & m_Image;
  const ComputeDevice & m_Device;
  const kernels::CudaTable & m_Kernels;
  LabelGrid & m_Grid;
  at::Tensor m_Scores;
  at::Tensor m_WeightSum;
  at::Tensor m_Weights;
  at::Tensor m_NotFinite;
  at::Tensor m_Labels; ///< int32 [n, H, W]
  at::Tensor m_Regions;
  kernels::ScoreRing m_Ring;
  std::int64_t m_Cleared = 0; ///< slices of the padded image below it
};

} // namespace

void
StreamLabels(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
             const SlidingWindowOptions & options, const ComputeDevice & device, LabelGrid & grid,
             const RunContext & context)
{
  Validate(options);
  RequireNetworks(networks, options);
  const at::NoGradGuard noGrad;
  const TorchThreads torchThreads(context.threads);
  const WindowedImage windows = PlaceWindows(image, WholePart(image), options, context.ThreadCount());
  kernels::CheckCuda(*device.kernels, device.kernels->selectDevice(std::max<int>(device.place.index(), 0)),
                     "selecting " + device.name);
  DeviceSums sums(networks.front().head.weight.size(0), windows, options, device, grid);
  WalkWindows(networks, windows, options, sums, context);
}

kernels::DeviceForecast
ForecastLabels(const at::Tensor & image, const SlidingWindowOptions & options, const LabelGrid & grid,
               const LinearHead & head, std::int64_t bytesPerFeature)
{
  kernels::DeviceWork work;
  work.classes = head.weight.size(0);
  work.patchSize = options.patchSize;
  work.imageSize = PaddedSize({image.size(1), image.size(2), image.size(3)}, options.patchSize);
  work.imageChannels = image.size(0);
  work.featureCount = head.weight.size(1);
  work.bytesPerFeature = bytesPerFeature;
  work.outputSize = grid.Resize().outputSize;
  work.outputSlices = std::min(kOutputSlices, work.outputSize.z);
  return kernels::ForecastDevice(work);
}

} // namespace vox
