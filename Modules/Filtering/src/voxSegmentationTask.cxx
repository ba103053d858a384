// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationTask.h"

#include "voxFilterContext.h"
#include "voxFiniteVoxels.h"
#include "voxGridGeometry.h"
#include "voxItkErrors.h"
#include "voxModelImplementation.h"
#include "voxTensorMemory.h"

#include <utility>

namespace itk::vox
{
namespace
{

/** The voxels of a region of the grid. */
::vox::Volume
VolumeOver(std::unique_ptr<float[]> voxels, unsigned int channels, const SegmentationGrid & grid,
           const SegmentationRegion & region, int threads)
{
  const std::shared_ptr<float[]> owner(std::move(voxels));
  const ::vox::ImageGeometry geometry = ::vox::Cropped(GeometryOf(grid), BoxOf(region, grid));
  const auto & [z, y, x] = geometry.size;
  const std::array<std::int64_t, 4> sizes{channels, z, y, x};
  const std::array<std::int64_t, 4> strides{z * y * x, y * x, x, 1};
  ::vox::Volume volume = ::vox::MakeVolume(::vox::TensorOver(owner.get(), sizes, strides, at::kFloat, owner), geometry);
  ::vox::RequireFiniteVoxels(volume, threads, {region.index[2], region.index[1], region.index[0]});
  return volume;
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
                          const FilterCallbacks & callbacks) const
{
  return WithItkErrors("Segment", [&] {
    const FilterContext context(callbacks);
    return ResultOf(m_Implementation->prepared->InTurn(
        [&](::vox::Predictor & predictor) {
          return predictor.Predict(VolumeOver(std::move(voxels), channels, grid, grid.region, callbacks.threads),
                                   context.Get());
        },
        context.Get()));
  });
}

SegmentationResult
SegmentationTask::SegmentRegion(const SegmentationGrid & grid, const SegmentationRegion & known,
                                std::unique_ptr<float[]> voxels, unsigned int channels,
                                const SegmentationRegion & wanted, const FilterCallbacks & callbacks) const
{
  return WithItkErrors("SegmentRegion", [&] {
    const FilterContext context(callbacks);
    return ResultOf(m_Implementation->prepared->InTurn(
        [&](::vox::Predictor & predictor) {
          return predictor.PredictPart(VolumeOver(std::move(voxels), channels, grid, known, callbacks.threads),
                                       GeometryOf(grid), BoxOf(known, grid), BoxOf(wanted, grid), context.Get());
        },
        context.Get()));
  });
}

} // namespace itk::vox
