// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationTask.h"

#include "voxGridGeometry.h"
#include "voxItkErrors.h"
#include "voxModelImplementation.h"
#include "voxTensorMemory.h"

#include <atomic>
#include <utility>

namespace itk::vox
{
namespace
{

/** Callbacks of a filter as the library's context. */
class FilterContext
{
public:
  explicit FilterContext(const SegmentationCallbacks & callbacks) : m_Callbacks(callbacks)
  {
    m_Context.onProgress = [this](double fraction, std::string_view) {
      if (m_Callbacks.onProgress)
      {
        m_Callbacks.onProgress(static_cast<float>(fraction));
      }
      m_Cancelled = IsAborted();
    };
    m_Context.onLog = [this](::vox::LogLevel level, std::string_view message) {
      if (level == ::vox::LogLevel::Warning && m_Callbacks.onWarning)
      {
        m_Callbacks.onWarning(std::string(message));
      }
    };
    m_Context.cancelled = &m_Cancelled;
    m_Context.threads = callbacks.threads;
  }

  [[nodiscard]] const ::vox::RunContext &
  Get() const
  {
    return m_Context;
  }

private:
  [[nodiscard]] bool
  IsAborted() const
  {
    return m_Callbacks.isAborted && m_Callbacks.isAborted();
  }

  const SegmentationCallbacks & m_Callbacks;
  std::atomic<bool> m_Cancelled{false};
  ::vox::RunContext m_Context;
};

::vox::Volume
VolumeOver(std::unique_ptr<float[]> voxels, unsigned int channels, const ::vox::ImageGeometry & geometry)
{
  const std::shared_ptr<float[]> owner(std::move(voxels));
  const auto & [z, y, x] = geometry.size;
  const std::array<std::int64_t, 4> sizes{channels, z, y, x};
  const std::array<std::int64_t, 4> strides{z * y * x, y * x, x, 1};
  return ::vox::MakeVolume(::vox::TensorOver(owner.get(), sizes, strides, at::kFloat, owner), geometry);
}

SegmentationResult
ResultOf(::vox::Prediction prediction)
{
  const auto owner = std::make_shared<::vox::Prediction>(std::move(prediction));
  at::Tensor & labels = owner->labels.voxels;
  labels = ::vox::Contiguous(labels);
  SegmentationResult result;
  result.labels = labels.const_data_ptr();
  result.bytesPerLabel = static_cast<unsigned int>(labels.element_size());
  if (owner->probabilities)
  {
    at::Tensor & probabilities = owner->probabilities->voxels;
    probabilities = ::vox::Contiguous(probabilities);
    result.probabilities = ::vox::ValuesOf<float>(probabilities);
    result.numberOfProbabilities = static_cast<unsigned int>(probabilities.size(0));
  }
  result.owner = owner;
  return result;
}

} // namespace

struct SegmentationTask::Implementation
{
  std::shared_ptr<::vox::SharedPredictor> prepared;
};

SegmentationTask::SegmentationTask(const SegmentationModel & model, const SegmentationSettings & settings)
    : m_Implementation(WithItkErrors("SegmentationTask", [&] {
        return std::make_unique<Implementation>(Implementation{model.m_Implementation->Prepare(settings)});
      }))
{}

SegmentationTask::~SegmentationTask() = default;

std::string
SegmentationTask::GetStreamingObstacle(const SegmentationGrid & grid) const
{
  return WithItkErrors("GetStreamingObstacle",
                       [&] { return m_Implementation->prepared->Asked().WhyNotInParts(GeometryOf(grid)); });
}

SegmentationRegion
SegmentationTask::GetInputRegion(const SegmentationGrid & grid, const SegmentationRegion & wanted) const
{
  return WithItkErrors("GetInputRegion", [&] {
    return RegionOf(m_Implementation->prepared->Asked().NeededInput(GeometryOf(grid), BoxOf(wanted, grid)), grid);
  });
}

SegmentationResult
SegmentationTask::Segment(const SegmentationGrid & grid, std::unique_ptr<float[]> voxels, unsigned int channels,
                          const SegmentationCallbacks & callbacks) const
{
  return WithItkErrors("Segment", [&] {
    const FilterContext context(callbacks);
    return ResultOf(m_Implementation->prepared->InTurn(
        [&](::vox::Predictor & predictor) {
          return predictor.Predict(VolumeOver(std::move(voxels), channels, GeometryOf(grid)), context.Get());
        },
        context.Get()));
  });
}

SegmentationResult
SegmentationTask::SegmentRegion(const SegmentationGrid & grid, const SegmentationRegion & known,
                                std::unique_ptr<float[]> voxels, unsigned int channels,
                                const SegmentationRegion & wanted, const SegmentationCallbacks & callbacks) const
{
  return WithItkErrors("SegmentRegion", [&] {
    const ::vox::ImageGeometry whole = GeometryOf(grid);
    const ::vox::Box knownBox = BoxOf(known, grid);
    const FilterContext context(callbacks);
    return ResultOf(m_Implementation->prepared->InTurn(
        [&](::vox::Predictor & predictor) {
          return predictor.PredictPart(VolumeOver(std::move(voxels), channels, ::vox::Cropped(whole, knownBox)), whole,
                                       knownBox, BoxOf(wanted, grid), context.Get());
        },
        context.Get()));
  });
}

} // namespace itk::vox
