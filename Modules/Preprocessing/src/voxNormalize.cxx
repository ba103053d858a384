// SPDX-License-Identifier: Apache-2.0
#include "voxNormalize.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace vox
{
namespace
{
constexpr double epsilon = 1e-8;

/** x to (x - shift) / scale, scale kept away from 0. */
float
Standardized(float value, double shift, double scale)
{
  return static_cast<float>((static_cast<double>(value) - shift) / std::max(scale, epsilon));
}

void
ZScore(std::span<float> values, const bool * mask)
{
  const auto counts = [&](std::size_t i) { return mask == nullptr || mask[i]; };
  double sum = 0.0;
  double number = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    if (counts(i))
    {
      sum += values[i];
      number += 1.0;
    }
  }
  const double mean = sum / std::max(number, 1.0);
  double squares = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    const double difference = counts(i) ? values[i] - mean : 0.0;
    squares += difference * difference;
  }
  const double standardDeviation = std::sqrt(squares / std::max(number, 1.0));
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    if (counts(i))
    {
      values[i] = Standardized(values[i], mean, standardDeviation);
    }
  }
}

void
Ct(std::span<float> values, const IntensityStatistics & statistics)
{
  const auto low = static_cast<float>(statistics.percentile005);
  const auto high = static_cast<float>(statistics.percentile995);
  for (float & value : values)
  {
    value = Standardized(std::min(std::max(value, low), high), statistics.mean, statistics.standardDeviation);
  }
}

void
RescaleTo01(std::span<float> values)
{
  const auto [low, high] = std::ranges::minmax(values);
  for (float & value : values)
  {
    value = Standardized(value, low, static_cast<double>(high) - low);
  }
}

void
RequireBytes(std::span<const float> values)
{
  const auto [low, high] = std::ranges::minmax(values);
  if (low < 0.0F || high > 255.0F)
  {
    Fail(ErrorKind::BadInput, "a color channel with values from {} to {}, expected 0 to 255; is it a color image?", low,
         high);
  }
}

void
RgbTo01(std::span<float> values)
{
  RequireBytes(values);
  for (float & value : values)
  {
    value /= 255.0F;
  }
}

void
Photograph(std::span<float> values, const IntensityStatistics & statistics)
{
  RequireBytes(values);
  const auto mean = static_cast<float>(statistics.mean);
  const auto standardDeviation = static_cast<float>(statistics.standardDeviation);
  for (float & value : values)
  {
    value = (value / 255.0F - mean) / standardDeviation;
  }
}
} // namespace

void
Normalize(const at::Tensor & channel, Normalization scheme, const IntensityStatistics & statistics,
          const at::Tensor & mask)
{
  const std::span<float> values(channel.mutable_data_ptr<float>(), static_cast<std::size_t>(channel.numel()));
  switch (scheme)
  {
  case Normalization::ZScore:
    ZScore(values, mask.defined() ? mask.const_data_ptr<bool>() : nullptr);
    break;
  case Normalization::Ct:
    Ct(values, statistics);
    break;
  case Normalization::None:
    break;
  case Normalization::RescaleTo01:
    RescaleTo01(values);
    break;
  case Normalization::RgbTo01:
    RgbTo01(values);
    break;
  case Normalization::Photograph:
    Photograph(values, statistics);
    break;
  }
}

} // namespace vox
