// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxLabelSink.h"
#include "voxMeasure.h"

#include <ATen/ATen.h>

namespace vox::benchmark
{
namespace
{

Zyx<std::int64_t>
SizeFrom(const Json & list)
{
  return {list.at(0).get<std::int64_t>(), list.at(1).get<std::int64_t>(), list.at(2).get<std::int64_t>()};
}

ImageGeometry
Grid(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm)
{
  ImageGeometry geometry;
  geometry.size = size;
  geometry.spacingMm = spacingMm;
  return geometry;
}

/** A case of 1 mm voxels, not cropped, whose logits lie on a coarser grid. */
PreprocessRecord
RecordFor(const Zyx<std::int64_t> & gridSize, const Zyx<std::int64_t> & size)
{
  PreprocessRecord record;
  record.original = record.reordered = Grid(size, {1.0, 1.0, 1.0});
  record.crop.upper = size;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    record.targetSpacingMm[axis] = static_cast<double>(size[axis]) / static_cast<double>(gridSize[axis]);
  }
  record.resampled = Grid(gridSize, record.targetSpacingMm);
  record.probabilities = {1, 0, std::nullopt};
  return record;
}

/** Slices of a volume of logits that repeats a block [K, d, h, w], as the peers repeat it; `slices` is [K, n, H, W]. */
void
FillFromBlock(const at::Tensor & slices, std::int64_t first, const at::Tensor & block)
{
  for (std::int64_t z = 0; z < slices.size(1); ++z)
  {
    const at::Tensor plane = block.select(1, (first + z) % block.size(1));
    for (std::int64_t y = 0; y < slices.size(2); y += block.size(2))
    {
      for (std::int64_t x = 0; x < slices.size(3); x += block.size(3))
      {
        const at::Tensor target = slices.select(1, z).slice(1, y, y + block.size(2)).slice(2, x, x + block.size(3));
        target.copy_(plane.slice(1, 0, target.size(1)).slice(2, 0, target.size(2)));
      }
    }
  }
}

} // namespace

// As a prediction does it: logits come slice by slice. Making them does not count.
Json
CompareExport(const Json & settings)
{
  const Zyx<std::int64_t> gridSize = SizeFrom(settings.at("grid"));
  const PreprocessRecord record = RecordFor(gridSize, SizeFrom(settings.at("size")));
  const at::Tensor block = ReadTensor(settings.at("input").get<std::string>(), "block").to(at::kFloat);
  LabelRule rule;
  rule.channels = block.size(0);
  RunContext context;
  context.threads = settings.at("threads").get<int>();
  Volume labels;
  Json result = Measure(settings, [&](Stopwatch & watch) {
    labels = {};
    LabelSink sink(record, rule);
    for (std::int64_t done = 0; done < gridSize.z;)
    {
      const at::Tensor slices = sink.Prepare(gridSize.z - done);
      watch.Stop();
      FillFromBlock(slices, done, block);
      watch.Start();
      done += slices.size(1);
      sink.Accept(context);
    }
    labels = sink.Finish();
  });
  WriteTensors(settings.at("output").get<std::string>(), {{"labels", labels.voxels[0].to(at::kShort)}});
  return result;
}

} // namespace vox::benchmark
