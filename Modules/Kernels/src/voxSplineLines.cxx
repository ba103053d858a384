// SPDX-License-Identifier: Apache-2.0
#include "voxSplineLines.h"

#include "voxTargetClones.h"

#include <algorithm>

namespace vox::kernels
{
namespace
{
constexpr double pole = -0.26794919243112270647; // sqrt(3) - 2
constexpr double gain = 6.0;                     // (1 - pole) * (1 - 1 / pole)

// Over an end that goes on without limit the recursions are geometric series. SciPy instead pads 12 samples and
// mirrors: the first sample that differs lies 25 away, a part of pole^25 = 5e-15.

VOX_TARGET_CLONES void
Causal(double * lines, std::int64_t count, std::int64_t lanes)
{
  double * const before = lines + lanes;
  double * const after = lines + (count + 3) * lanes;
  const double * const firstSample = lines + 2 * lanes;
  const double * const lastSample = lines + (count + 1) * lanes;
  for (std::int64_t lane = 0; lane < lanes; ++lane)
  {
    before[lane] = gain * firstSample[lane] / (1.0 - pole);
    lines[lane] = before[lane];
    after[lane] = gain * lastSample[lane] / (1.0 - pole);
  }
  for (std::int64_t k = 2; k < count + 2; ++k)
  {
    double * const row = lines + k * lanes;
    const double * const previous = row - lanes;
    for (std::int64_t lane = 0; lane < lanes; ++lane)
    {
      row[lane] = gain * row[lane] + pole * previous[lane];
    }
  }
}

VOX_TARGET_CLONES void
Anticausal(double * lines, std::int64_t count, std::int64_t lanes)
{
  double * const last = lines + (count + 1) * lanes;
  double * const after = last + lanes;
  double * const afterNext = after + lanes;
  for (std::int64_t lane = 0; lane < lanes; ++lane)
  {
    const double limit = afterNext[lane] / (1.0 - pole);
    const double transient = (last[lane] - afterNext[lane]) / (1.0 - pole * pole);
    last[lane] = -pole * (limit + transient);
    after[lane] = -pole * (limit + pole * transient);
    afterNext[lane] = -pole * (limit + pole * pole * transient);
  }
  for (std::int64_t k = count; k >= 0; --k)
  {
    double * const row = lines + k * lanes;
    const double * const next = row + lanes;
    for (std::int64_t lane = 0; lane < lanes; ++lane)
    {
      row[lane] = pole * (next[lane] - row[lane]);
    }
  }
}

VOX_TARGET_CLONES void
EvaluateRow(const double * __restrict rows, const double * weights, std::int64_t lanes, float low, float high,
            float * __restrict output)
{
  const double w0 = weights[0];
  const double w1 = weights[1];
  const double w2 = weights[2];
  const double w3 = weights[3];
  for (std::int64_t lane = 0; lane < lanes; ++lane)
  {
    const double sum =
        w0 * rows[lane] + w1 * rows[lane + lanes] + w2 * rows[lane + 2 * lanes] + w3 * rows[lane + 3 * lanes];
    output[lane] = std::min(std::max(static_cast<float>(sum), low), high);
  }
}
} // namespace

void
SplineCoefficients(double * lines, std::int64_t count, std::int64_t lanes)
{
  Causal(lines, count, lanes);
  Anticausal(lines, count, lanes);
}

void
EvaluateSpline(const double * lines, std::int64_t lanes, const CubicTaps & taps, float * output,
               std::int64_t outputStride, const ClipRange & clip)
{
  for (std::size_t k = 0; k < taps.first.size(); ++k)
  {
    const double * const rows = lines + (taps.first[k] + 2) * lanes;
    EvaluateRow(rows, taps.weights[k].data(), lanes, clip.low, clip.high,
                output + static_cast<std::int64_t>(k) * outputStride);
  }
}

} // namespace vox::kernels
