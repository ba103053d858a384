// SPDX-License-Identifier: Apache-2.0
#include "voxOverlap.h"

#include "voxError.h"
#include "voxParallelFor.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <mutex>

namespace vox
{
namespace
{

/** Position of a label value in an ascending list. Neighboring voxels mostly hold the same value, so callers ask once a
 * run. */
std::optional<std::size_t>
IndexOf(std::span<const std::int64_t> ascending, std::int64_t value)
{
  const auto found = std::lower_bound(ascending.begin(), ascending.end(), value);
  if (found == ascending.end() || *found != value)
  {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - ascending.begin());
}

bool
Contains(std::span<const std::int64_t> values, std::int64_t value)
{
  return std::find(values.begin(), values.end(), value) != values.end();
}

void
Include(Box & box, const Box & other)
{
  if (other.Empty())
  {
    return;
  }
  if (box.Empty())
  {
    box = other;
    return;
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = std::min(box.lower[axis], other.lower[axis]);
    box.upper[axis] = std::max(box.upper[axis], other.upper[axis]);
  }
}

/** Finds the column of a value; the ignore label in the prediction is background. */
std::size_t
RequireIndex(const LabelOverlap & overlap, std::int64_t value, std::optional<std::int64_t> ignoreLabel,
             const char * map, const Zyx<std::int64_t> & voxel)
{
  const auto index = IndexOf(overlap.values, value == ignoreLabel ? 0 : value);
  if (!index)
  {
    Fail(ErrorKind::BadInput, "{}: found label value {} at voxel (x, y, z) = ({}, {}, {}), expected one of {}{}", map,
         value, voxel.x, voxel.y, voxel.z, fmt::join(overlap.values, ", "),
         ignoreLabel ? fmt::format(" or the ignore label {}", *ignoreLabel) : "");
  }
  return *index;
}

/** The first voxel of a row behind x where either map holds another value than at x, or `end`. */
std::int64_t
EndOfRun(const std::int32_t * reference, const std::int32_t * prediction, std::int64_t x, std::int64_t end)
{
  constexpr std::int64_t block = 16; // compared without a branch, several at once
  const std::int32_t r = reference[x];
  const std::int32_t p = prediction[x];
  for (++x; x + block <= end; x += block)
  {
    std::int32_t differs = 0;
    for (std::int64_t i = 0; i < block; ++i)
    {
      differs |= (reference[x + i] ^ r) | (prediction[x + i] ^ p);
    }
    if (differs != 0)
    {
      break;
    }
  }
  while (x < end && reference[x] == r && prediction[x] == p)
  {
    ++x;
  }
  return x;
}

/** Adds the slices [firstZ, lastZ) to `part`, run by run along x. */
void
CountSlices(const std::int32_t * reference, const std::int32_t * prediction, const Zyx<std::int64_t> & size,
            std::optional<std::int64_t> ignoreLabel, std::int64_t firstZ, std::int64_t lastZ, LabelOverlap & part)
{
  const std::size_t valueCount = part.values.size();
  for (std::int64_t z = firstZ; z < lastZ; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      const std::int64_t row = (z * size.y + y) * size.x;
      for (std::int64_t x = 0, end = 0; x < size.x; x = end)
      {
        const std::int32_t r = reference[row + x];
        const std::int32_t p = prediction[row + x];
        end = EndOfRun(reference + row, prediction + row, x, size.x);
        const std::size_t predicted = RequireIndex(part, p, ignoreLabel, "prediction", {z, y, x});
        if (r == ignoreLabel)
        {
          continue;
        }
        const std::size_t referred = RequireIndex(part, r, std::nullopt, "reference", {z, y, x});
        part.counts[referred * valueCount + predicted] += end - x;
        const Box run{{z, y, x}, {z + 1, y + 1, end}};
        Include(part.boxes[referred], run);
        Include(part.boxes[predicted], run);
      }
    }
  }
}

Box
BoxAround(const LabelOverlap & overlap, std::span<const Box> boxes, std::span<const std::int64_t> values)
{
  Box result;
  for (const std::int64_t value : values)
  {
    if (const auto index = IndexOf(overlap.values, value))
    {
      Include(result, boxes[*index]);
    }
  }
  return result;
}

at::Tensor
LabelTensor(const Volume & volume, const char * name)
{
  if (volume.voxels.dim() != 4 || volume.voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found voxels of shape [{}], expected a label map [1, D, H, W]", name,
         fmt::join(volume.voxels.sizes(), ", "));
  }
  if (!at::isIntegralType(volume.voxels.scalar_type(), true))
  {
    Fail(ErrorKind::BadInput, "{}: found values of type {}, expected a label map of whole numbers", name,
         at::toString(volume.voxels.scalar_type()));
  }
  return Int32Labels(volume.voxels);
}

} // namespace

LabelOverlap
CountOverlap(const Volume & reference, const Volume & prediction, std::span<const std::int64_t> allowed,
             std::optional<std::int64_t> ignoreLabel, int threads)
{
  const at::Tensor referenceLabels = LabelTensor(reference, "reference");
  const at::Tensor predictionLabels = LabelTensor(prediction, "prediction");
  const auto sizes = referenceLabels.sizes();
  if (predictionLabels.sizes() != sizes)
  {
    Fail(ErrorKind::BadInput, "prediction: found a label map [{}], expected [{}] as the reference",
         fmt::join(predictionLabels.sizes(), ", "), fmt::join(sizes, ", "));
  }

  LabelOverlap result;
  result.values.assign(allowed.begin(), allowed.end());
  result.values.push_back(0);
  std::sort(result.values.begin(), result.values.end());
  result.values.erase(std::unique(result.values.begin(), result.values.end()), result.values.end());
  result.counts.assign(result.values.size() * result.values.size(), 0);
  result.boxes.assign(result.values.size(), Box{});

  const LabelOverlap nothing = result;
  const Zyx<std::int64_t> size{sizes[1], sizes[2], sizes[3]};
  std::mutex mutex;
  // Few large parts: each one holds a table of all pairs of values.
  const std::int64_t slicesPerPart = std::max<std::int64_t>(1, size.z / 32);
  result.slabs.resize(static_cast<std::size_t>((size.z + slicesPerPart - 1) / slicesPerPart));
  ParallelFor(0, size.z, slicesPerPart, threads, [&](std::int64_t first, std::int64_t last) {
    LabelOverlap part = nothing;
    CountSlices(ValuesOf<std::int32_t>(referenceLabels), ValuesOf<std::int32_t>(predictionLabels), size, ignoreLabel,
                first, last, part);
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < result.counts.size(); ++i)
    {
      result.counts[i] += part.counts[i];
    }
    for (std::size_t i = 0; i < result.boxes.size(); ++i)
    {
      Include(result.boxes[i], part.boxes[i]);
    }
    result.slabs[static_cast<std::size_t>(first / slicesPerPart)] = std::move(part.boxes);
  });
  return result;
}

ConfusionCounts
CountsOf(const LabelOverlap & overlap, std::span<const std::int64_t> values)
{
  ConfusionCounts result;
  const std::size_t n = overlap.values.size();
  for (std::size_t r = 0; r < n; ++r)
  {
    const bool inReference = Contains(values, overlap.values[r]);
    for (std::size_t p = 0; p < n; ++p)
    {
      const bool inPrediction = Contains(values, overlap.values[p]);
      std::int64_t & count = inReference ? (inPrediction ? result.truePositives : result.falseNegatives)
                                         : (inPrediction ? result.falsePositives : result.trueNegatives);
      count += overlap.counts[r * n + p];
    }
  }
  return result;
}

Box
BoxOf(const LabelOverlap & overlap, std::span<const std::int64_t> values)
{
  return BoxAround(overlap, overlap.boxes, values);
}

std::vector<Box>
SlabBoxesOf(const LabelOverlap & overlap, std::span<const std::int64_t> values)
{
  std::vector<Box> result;
  for (const std::vector<Box> & boxes : overlap.slabs)
  {
    if (const Box box = BoxAround(overlap, boxes, values); !box.Empty())
    {
      result.push_back(box);
    }
  }
  return result;
}

} // namespace vox
