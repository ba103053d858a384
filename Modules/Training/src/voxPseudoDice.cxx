// SPDX-License-Identifier: Apache-2.0
#include "voxPseudoDice.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

namespace vox
{

PseudoDice::PseudoDice(std::int64_t classes)
    : m_Confusion(static_cast<std::size_t>(classes * classes), 0), m_Classes(classes)
{}

void
PseudoDice::Add(const at::Tensor & logits, const at::Tensor & labels)
{
  const at::Tensor valid = labels.ge(0).logical_and(labels.lt(m_Classes));
  const at::Tensor pairs = (labels * m_Classes + logits.argmax(1)).masked_select(valid);
  const at::Tensor counts = at::bincount(pairs, {}, m_Classes * m_Classes);
  for (std::size_t i = 0; i < m_Confusion.size(); ++i)
  {
    m_Confusion[i] += counts[static_cast<std::int64_t>(i)].item<std::int64_t>();
  }
}

std::vector<double>
PseudoDice::PerClass() const
{
  std::vector<double> result;
  for (std::int64_t c = 1; c < m_Classes; ++c)
  {
    std::int64_t reference = 0;
    std::int64_t predicted = 0;
    for (std::int64_t other = 0; other < m_Classes; ++other)
    {
      reference += m_Confusion[static_cast<std::size_t>(c * m_Classes + other)];
      predicted += m_Confusion[static_cast<std::size_t>(other * m_Classes + c)];
    }
    const std::int64_t both = m_Confusion[static_cast<std::size_t>(c * m_Classes + c)];
    // 2 TP + FP + FN is the size of the reference plus the size of the prediction.
    result.push_back(reference + predicted == 0
                         ? std::numeric_limits<double>::quiet_NaN()
                         : 2.0 * static_cast<double>(both) / static_cast<double>(reference + predicted));
  }
  return result;
}

double
MeanOfDefined(const std::vector<double> & values)
{
  double sum = 0.0;
  int defined = 0;
  for (const double value : values)
  {
    if (!std::isnan(value))
    {
      sum += value;
      ++defined;
    }
  }
  return defined == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / defined;
}

} // namespace vox
