// SPDX-License-Identifier: Apache-2.0
#include "voxSignedDistances.h"

#include "voxParallelFor.h"
#include "voxVectorClones.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox
{
namespace
{

/** Columns that are worked on together. */
constexpr std::int64_t kLanes = 32;
/** Square of a distance that is not known yet: above all others, and far from the end of float32. */
template <typename T> constexpr T kUnknown = T(1e30);

/** Squared distances along a row to the other side, with the sign of the side. */
template <typename T>
void
SeekAlongRow(const std::uint8_t * mask, std::int64_t count, T spacing, T * squared)
{
  const auto square = [spacing](std::int64_t steps) {
    const T distance = static_cast<T>(steps) * spacing;
    return distance * distance;
  };
  for (std::int64_t first = 0; first < count;)
  {
    std::int64_t last = first;
    while (last + 1 < count && (mask[last + 1] != 0) == (mask[first] != 0))
    {
      ++last;
    }
    const T sign = mask[first] != 0 ? T(-1) : T(1);
    for (std::int64_t x = first; x <= last; ++x)
    {
      const T left = first > 0 ? square(x - first + 1) : kUnknown<T>;
      const T right = last + 1 < count ? square(last + 1 - x) : kUnknown<T>;
      squared[x] = sign * (left < right ? left : right);
    }
    first = last + 1;
  }
}

/** Lowers `best` to what a row of the same columns, so many mm^2 away, knows: its distances on the side of `sign`, and
 * 0 where it is on the other side. */
template <typename T>
[[gnu::always_inline]] inline void
LowerBy(const T * row, T away, const T * sign, T * best)
{
  for (std::int64_t lane = 0; lane < kLanes; ++lane)
  {
    const T known = sign[lane] * row[lane];
    const T through = (known > T(0) ? known : T(0)) + away;
    best[lane] = through < best[lane] ? through : best[lane];
  }
}

/** `found` [count][kLanes] = the squares of `squared`, lowered along the axis of `count`. */
template <typename T>
[[gnu::always_inline]] inline void
SeekAlongAxis(const T * squared, std::int64_t count, T spacing, T * found)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const T * const own = squared + i * kLanes;
    T sign[kLanes];
    T best[kLanes];
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
    {
      sign[lane] = own[lane] < T(0) ? T(-1) : T(1);
      best[lane] = sign[lane] * own[lane];
    }
    for (std::int64_t steps = 1; steps <= std::max(i, count - 1 - i); ++steps)
    {
      const T distance = static_cast<T>(steps) * spacing;
      const T away = distance * distance;
      T largest = 0;
      for (std::int64_t lane = 0; lane < kLanes; ++lane)
      {
        largest = best[lane] > largest ? best[lane] : largest;
      }
      if (away >= largest)
      {
        break;
      }
      if (steps <= i)
      {
        LowerBy(own - steps * kLanes, away, sign, best);
      }
      if (steps < count - i)
      {
        LowerBy(own + steps * kLanes, away, sign, best);
      }
    }
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
    {
      found[i * kLanes + lane] = sign[lane] * best[lane];
    }
  }
}

// Clones are made of functions, not of templates.
VOX_CLONES void
SeekAlong(const float * squared, std::int64_t count, float spacing, float * found)
{
  SeekAlongAxis(squared, count, spacing, found);
}

VOX_CLONES void
SeekAlong(const double * squared, std::int64_t count, double spacing, double * found)
{
  SeekAlongAxis(squared, count, spacing, found);
}

/** Up to kLanes columns, `stride` apart, copied to and from where they lie side by side. */
template <typename T> struct Columns
{
  explicit Columns(std::int64_t length)
      : count(length),
        before(static_cast<std::size_t>(length * kLanes)), // lanes without a column stay 0, at which nothing is sought
        after(before.size())
  {}

  void
  Seek(T * start, std::int64_t stride, std::int64_t lanes, T spacing)
  {
    if (lanes < kLanes)
    {
      std::ranges::fill(before, T(0));
    }
    for (std::int64_t i = 0; i < count; ++i)
    {
      std::copy_n(start + i * stride, lanes, before.data() + i * kLanes);
    }
    // Where no column knows a distance, as in a slice beside the mask, none learns one from the others.
    if (std::ranges::all_of(before, [](T value) { return value == kUnknown<T>; }))
    {
      return;
    }
    SeekAlong(before.data(), count, spacing, after.data());
    for (std::int64_t i = 0; i < count; ++i)
    {
      std::copy_n(after.data() + i * kLanes, lanes, start + i * stride);
    }
  }

  std::int64_t count;
  std::vector<T> before;
  std::vector<T> after;
};

/** Calls Seek for all columns of a plane: rows of x that begin at `start`, the samples of a column `stride` apart. */
template <typename T>
void
SeekInPlane(Columns<T> & columns, T * start, std::int64_t width, std::int64_t stride, double spacing)
{
  for (std::int64_t x = 0; x < width; x += kLanes)
  {
    columns.Seek(start + x, stride, std::min(kLanes, width - x), static_cast<T>(spacing));
  }
}

template <typename T>
void
Compute(const std::uint8_t * mask, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, int threads,
        T * distances)
{
  const std::uint8_t * const end = mask + Product(size);
  if (std::all_of(mask, end, [mask](std::uint8_t value) { return (value != 0) == (mask[0] != 0); }))
  {
    std::fill_n(distances, Product(size), T(0));
    return;
  }
  ParallelFor(0, size.z, 8, threads, [&](std::int64_t first, std::int64_t last) {
    Columns<T> columns(size.y);
    for (std::int64_t z = first; z < last; ++z)
    {
      T * const slice = distances + z * size.y * size.x;
      for (std::int64_t y = 0; y < size.y; ++y)
      {
        SeekAlongRow(mask + (z * size.y + y) * size.x, size.x, static_cast<T>(spacingMm.x), slice + y * size.x);
      }
      SeekInPlane(columns, slice, size.x, size.x, spacingMm.y);
    }
  });
  ParallelFor(0, size.y, 8, threads, [&](std::int64_t first, std::int64_t last) {
    Columns<T> columns(size.z);
    for (std::int64_t y = first; y < last; ++y)
    {
      SeekInPlane(columns, distances + y * size.x, size.x, size.y * size.x, spacingMm.z);
    }
  });
  ParallelFor(0, Product(size), 65536, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      const T squared = distances[i];
      const T root = std::sqrt(squared < T(0) ? -squared : squared);
      distances[i] = squared < T(0) ? -root : root;
    }
  });
}

} // namespace

void
SignedDistances(const std::uint8_t * mask, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, int threads,
                float * distances)
{
  Compute(mask, size, spacingMm, threads, distances);
}

void
SignedDistances(const std::uint8_t * mask, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, int threads,
                double * distances)
{
  Compute(mask, size, spacingMm, threads, distances);
}

at::Tensor
SignedDistancesOf(const at::Tensor & masks, const Zyx<double> & spacingMm, at::ScalarType type, int threads)
{
  const at::Tensor bytes = masks.contiguous();
  const std::int64_t axes = masks.dim();
  const Zyx<std::int64_t> size{axes == 5 ? masks.size(2) : 1, masks.size(axes - 2), masks.size(axes - 1)};
  const at::Tensor distances = at::empty(masks.sizes(), type);
  for (std::int64_t i = 0; i < masks.size(0) * masks.size(1); ++i)
  {
    const std::uint8_t * const mask = bytes.const_data_ptr<std::uint8_t>() + i * Product(size);
    if (type == at::kDouble)
    {
      SignedDistances(mask, size, spacingMm, threads, distances.data_ptr<double>() + i * Product(size));
    }
    else
    {
      SignedDistances(mask, size, spacingMm, threads, distances.data_ptr<float>() + i * Product(size));
    }
  }
  return distances;
}

} // namespace vox
