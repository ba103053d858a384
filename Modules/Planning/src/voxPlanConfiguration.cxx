// SPDX-License-Identifier: Apache-2.0
#include "voxPlanConfiguration.h"

#include "voxError.h"
#include "voxMemoryProxy.h"
#include "voxTopology.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::int64_t kBaseFeatures = 32;
constexpr std::int64_t kMinimumBatch = 2;
constexpr std::array<std::int64_t, 4> kFirstResidualBlocks{1, 3, 4, 6};

bool
IsResidual(const PlannerPreset & preset)
{
  return preset.networkName == "ResidualEncoderUNet";
}

std::size_t
FirstAxis(const ConfigurationTask & task)
{
  return task.dimensions == 2 ? 1 : 0;
}

/** A patch of 256^3 or 2048^2 voxels with edges of equal length in mm, cut to the median case. */
Zyx<double>
InitialPatch(const ConfigurationTask & task)
{
  const std::size_t first = FirstAxis(task);
  double volume = 1.0;
  for (std::size_t axis = first; axis < 3; ++axis)
  {
    volume *= 1.0 / task.spacingMm[axis];
  }
  const double voxels = task.dimensions == 2 ? 2048.0 * 2048.0 : 256.0 * 256.0 * 256.0;
  const double scale = std::pow(voxels / volume, 1.0 / task.dimensions);
  Zyx<double> patch{1, 1, 1};
  for (std::size_t axis = first; axis < 3; ++axis)
  {
    patch[axis] = std::min(std::nearbyint(1.0 / task.spacingMm[axis] * scale), task.medianShape[axis]);
  }
  return patch;
}

UNetOptions
NetworkFor(const PlannerPreset & preset, const ConfigurationTask & task, const Topology & topology)
{
  UNetOptions network;
  network.dimensions = task.dimensions;
  network.inputChannels = task.inputChannels;
  network.outputChannels = task.classes;
  network.kernelSizes = topology.kernelSizes;
  network.strides = topology.strides;
  const std::size_t stages = topology.strides.size();
  const std::int64_t mostFeatures = task.dimensions == 2 ? 512 : 320;
  network.featuresPerStage.clear();
  for (std::size_t stage = 0; stage < stages; ++stage)
  {
    network.featuresPerStage.push_back(std::min(mostFeatures, kBaseFeatures << std::min<std::size_t>(stage, 8)));
  }
  network.blocksPerStage.assign(stages, IsResidual(preset) ? kFirstResidualBlocks.back() : 2);
  if (IsResidual(preset))
  {
    std::copy_n(kFirstResidualBlocks.begin(), std::min(stages, kFirstResidualBlocks.size()),
                network.blocksPerStage.begin());
  }
  network.convsPerDecoderStage.assign(stages - 1, IsResidual(preset) ? 1 : 2);
  return network;
}

Zyx<double>
AsDouble(const Zyx<std::int64_t> & size)
{
  return {static_cast<double>(size.z), static_cast<double>(size.y), static_cast<double>(size.x)};
}

/** The axis on which the patch covers the largest part of the median case; of equal ones the last. */
std::size_t
AxisToReduce(const Zyx<std::int64_t> & patch, const ConfigurationTask & task)
{
  std::size_t reduced = FirstAxis(task);
  double largest = 0.0;
  for (std::size_t axis = reduced; axis < 3; ++axis)
  {
    const double share = static_cast<double>(patch[axis]) / task.medianShape[axis];
    if (share >= largest)
    {
      largest = share;
      reduced = axis;
    }
  }
  return reduced;
}

/** One step smaller on one axis. The step is the divisor that the network of the smaller patch would have: with that of
 * the present one, sizes between would be skipped. */
Topology
Reduced(const Topology & topology, const ConfigurationTask & task)
{
  const std::size_t axis = AxisToReduce(topology.patchSize, task);
  Zyx<std::int64_t> smaller = topology.patchSize;
  smaller[axis] -= topology.divisors[axis];
  const std::int64_t step = MakeTopology(task.spacingMm, AsDouble(smaller), task.dimensions).divisors[axis];
  Zyx<std::int64_t> patch = topology.patchSize;
  patch[axis] -= step;
  if (patch[axis] < 1)
  {
    Fail(ErrorKind::Usage, "a GPU memory target of {} GB is too small for any patch; choose a larger one",
         task.memoryGb);
  }
  return MakeTopology(task.spacingMm, AsDouble(patch), task.dimensions);
}

} // namespace

PlannedConfiguration
PlanPatchAndBatch(const PlannerPreset & preset, const ConfigurationTask & task)
{
  const double referenceBatch = task.dimensions == 2 ? 12.0 : 2.0;
  const double reference =
      (task.dimensions == 2 ? preset.reference2d : preset.reference3d) * (task.memoryGb / preset.memoryGb);
  // nnU-Net's plain planner asks for room for two patches, its residual planners for room for the reference batch.
  const double required = IsResidual(preset) ? 1.0 : kMinimumBatch / referenceBatch;

  Topology topology = MakeTopology(task.spacingMm, InitialPatch(task), task.dimensions);
  const auto outputs = [&] {
    return static_cast<double>(
        ConvolutionOutputs(preset.networkName, NetworkFor(preset, task, topology), topology.patchSize));
  };
  double estimate = outputs();
  while (estimate * required > reference)
  {
    topology = Reduced(topology, task);
    estimate = outputs();
  }

  const double fitting = std::nearbyint(reference / estimate * referenceBatch);
  const double covering =
      std::nearbyint(task.datasetVoxels * preset.datasetShare / static_cast<double>(Product(topology.patchSize)));
  PlannedConfiguration planned;
  planned.patchSize = topology.patchSize;
  planned.batchSize = std::max(static_cast<std::int64_t>(std::min(fitting, covering)), kMinimumBatch);
  planned.network = NetworkFor(preset, task, topology);
  return planned;
}

} // namespace vox
