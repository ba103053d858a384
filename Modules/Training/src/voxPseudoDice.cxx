// SPDX-License-Identifier: Apache-2.0
#include "voxPseudoDice.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace vox
{

namespace
{

std::int64_t
Count(const at::Tensor & mask)
{
  return mask.sum().item<std::int64_t>();
}

} // namespace

PseudoDice::PseudoDice(const DatasetDescription & description)
    : m_IgnoreLabel(description.ignoreLabel), m_Regions(description.HasRegions())
{
  for (const LabelEntry & region : description.Foreground())
  {
    m_Structures.push_back({region.values});
  }
  if (!m_Regions)
  {
    // Heads are in the order of the values, which need not be that of the file.
    std::sort(m_Structures.begin(), m_Structures.end(),
              [](const Structure & a, const Structure & b) { return a.values < b.values; });
  }
}

void
PseudoDice::Add(const at::Tensor & logits, const at::Tensor & labels)
{
  const at::Tensor counted = m_IgnoreLabel ? labels.ne(*m_IgnoreLabel) : at::ones_like(labels, at::kBool);
  const at::Tensor winner = m_Regions ? at::Tensor() : logits.argmax(1);
  for (std::size_t i = 0; i < m_Structures.size(); ++i)
  {
    Structure & structure = m_Structures[i];
    const at::Tensor values = at::tensor(structure.values, labels.options());
    const at::Tensor head = m_Regions ? logits.select(1, static_cast<std::int64_t>(i)).sigmoid().gt(0.5)
                                      : winner.eq(structure.values.front());
    const at::Tensor predicted = head.logical_and(counted);
    const at::Tensor reference = at::isin(labels, values).logical_and_(counted);
    structure.predicted += Count(predicted);
    structure.reference += Count(reference);
    structure.both += Count(reference.logical_and(predicted));
  }
}

std::vector<double>
PseudoDice::PerStructure() const
{
  std::vector<double> result;
  for (const Structure & structure : m_Structures)
  {
    // 2 TP + FP + FN is the size of the reference plus the size of the prediction.
    const std::int64_t sizes = structure.reference + structure.predicted;
    result.push_back(sizes == 0 ? std::numeric_limits<double>::quiet_NaN()
                                : 2.0 * static_cast<double>(structure.both) / static_cast<double>(sizes));
  }
  return result;
}

} // namespace vox
