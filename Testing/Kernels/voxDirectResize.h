// SPDX-License-Identifier: Apache-2.0
#ifndef voxDirectResize_h
#define voxDirectResize_h

#include "voxZyx.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace vox::testing
{

/** The recipe of skimage.transform.resize(mode="edge", clip=True) as it is written down, with no thought of speed: the
 * volume padded by 12 edge samples, SciPy's reflecting prefilter on every axis, then every output voxel from its (order
 * + 1)^3 neighbors, all in double. The oracle of Resize, and what the benchmark compares it with. Sums run in SciPy's
 * order, z slowest. */
class DirectResize
{
public:
  using Size = Zyx<std::int64_t>;

  template <typename T>
  DirectResize(const T * input, const Size & size, int order)
      : m_Order(order),
        m_Pad(order == 3 ? 12 : 0),
        m_Size(size),
        m_Padded{size.z + 2 * m_Pad, size.y + 2 * m_Pad, size.x + 2 * m_Pad},
        m_Samples(static_cast<std::size_t>(Product(m_Padded)))
  {
    m_Low = *std::min_element(input, input + Product(size));
    m_High = *std::max_element(input, input + Product(size));
    for (std::int64_t z = 0; z < m_Padded.z; ++z)
    {
      for (std::int64_t y = 0; y < m_Padded.y; ++y)
      {
        for (std::int64_t x = 0; x < m_Padded.x; ++x)
        {
          const std::int64_t row = Inside(z - m_Pad, size.z) * size.y + Inside(y - m_Pad, size.y);
          m_Samples[Index(z, y, x)] = static_cast<double>(input[row * size.x + Inside(x - m_Pad, size.x)]);
        }
      }
    }
    for (std::size_t axis = 0; axis < 3 && order == 3; ++axis)
    {
      Prefilter(axis);
    }
  }

  [[nodiscard]] std::vector<double>
  To(const Size & outputSize) const
  {
    const std::vector<Taps> z = AxisTaps(m_Size.z, outputSize.z);
    const std::vector<Taps> y = AxisTaps(m_Size.y, outputSize.y);
    const std::vector<Taps> x = AxisTaps(m_Size.x, outputSize.x);
    std::vector<double> output;
    for (const Taps & atZ : z)
    {
      for (const Taps & atY : y)
      {
        for (const Taps & atX : x)
        {
          output.push_back(std::clamp(Sum(atZ, atY, atX), m_Low, m_High));
        }
      }
    }
    return output;
  }

private:
  struct Taps
  {
    std::int64_t first;
    double weight[4];
  };

  static std::int64_t
  Inside(std::int64_t index, std::int64_t size)
  {
    return std::clamp<std::int64_t>(index, 0, size - 1);
  }
  [[nodiscard]] std::size_t
  Index(std::int64_t z, std::int64_t y, std::int64_t x) const
  {
    return static_cast<std::size_t>((z * m_Padded.y + y) * m_Padded.x + x);
  }

  [[nodiscard]] std::vector<Taps>
  AxisTaps(std::int64_t inputSize, std::int64_t outputSize) const
  {
    const double scale = static_cast<double>(inputSize) / static_cast<double>(outputSize);
    std::vector<Taps> result;
    for (std::int64_t k = 0; k < outputSize; ++k)
    {
      double at = (static_cast<double>(k) + 0.5) * scale - 0.5;
      at = m_Order == 3 ? at + static_cast<double>(m_Pad) : std::clamp(at, 0.0, static_cast<double>(inputSize - 1));
      const double floor = std::floor(m_Order == 0 ? at + 0.5 : at);
      const double y = at - floor;
      const double z = 1.0 - y;
      if (m_Order == 0)
      {
        result.push_back({static_cast<std::int64_t>(floor), {1.0}});
      }
      else if (m_Order == 1)
      {
        result.push_back({static_cast<std::int64_t>(floor), {z, 1.0 - z}});
      }
      else
      {
        const double w0 = z * z * z / 6.0;
        const double w1 = (y * y * (y - 2.0) * 3.0 + 4.0) / 6.0;
        const double w2 = (z * z * (z - 2.0) * 3.0 + 4.0) / 6.0;
        result.push_back({static_cast<std::int64_t>(floor) - 1, {w0, w1, w2, 1.0 - w0 - w1 - w2}});
      }
    }
    return result;
  }

  [[nodiscard]] double
  Sum(const Taps & z, const Taps & y, const Taps & x) const
  {
    double sum = 0.0;
    for (std::int64_t i = 0; i <= m_Order; ++i)
    {
      for (std::int64_t j = 0; j <= m_Order; ++j)
      {
        for (std::int64_t k = 0; k <= m_Order; ++k)
        {
          const double sample = m_Samples[Index(Inside(z.first + i, m_Padded.z), Inside(y.first + j, m_Padded.y),
                                                Inside(x.first + k, m_Padded.x))];
          sum += sample * z.weight[i] * y.weight[j] * x.weight[k];
        }
      }
    }
    return sum;
  }

  void
  Prefilter(std::size_t axis)
  {
    const std::int64_t count = m_Padded[axis];
    const std::int64_t stride = axis == 2 ? 1 : axis == 1 ? m_Padded.x : m_Padded.y * m_Padded.x;
    std::vector<double> line(static_cast<std::size_t>(count));
    for (std::int64_t start = 0; start < Product(m_Padded); ++start)
    {
      if (start / stride % count != 0)
      {
        continue;
      }
      for (std::int64_t k = 0; k < count; ++k)
      {
        line[static_cast<std::size_t>(k)] = 6.0 * m_Samples[static_cast<std::size_t>(start + k * stride)];
      }
      PrefilterLine(line);
      for (std::int64_t k = 0; k < count; ++k)
      {
        m_Samples[static_cast<std::size_t>(start + k * stride)] = line[static_cast<std::size_t>(k)];
      }
    }
  }

  static void
  PrefilterLine(std::vector<double> & c)
  {
    const double pole = std::sqrt(3.0) - 2.0;
    const std::size_t n = c.size();
    const double toTheN = std::pow(pole, static_cast<double>(n));
    double sum = 0.0;
    double power = 1.0;
    for (std::size_t i = 0; i < n; ++i, power *= pole)
    {
      sum += power * (c[i] + toTheN * c[n - 1 - i]);
    }
    c[0] += pole / (1.0 - toTheN * toTheN) * sum;
    for (std::size_t i = 1; i < n; ++i)
    {
      c[i] += pole * c[i - 1];
    }
    c[n - 1] *= pole / (pole - 1.0);
    for (std::size_t i = n - 1; i-- > 0;)
    {
      c[i] = pole * (c[i + 1] - c[i]);
    }
  }

  int m_Order;
  std::int64_t m_Pad;
  Size m_Size;
  Size m_Padded;
  std::vector<double> m_Samples;
  double m_Low;
  double m_High;
};

} // namespace vox::testing

#endif
