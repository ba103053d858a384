// SPDX-License-Identifier: Apache-2.0
#ifndef voxPairedRecords_h
#define voxPairedRecords_h

#include "voxModelComparisonReport.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** What all models have: cases by their names, structures by their keys, measures. */
class PairedRecords
{
public:
  /** The models must outlive it. Throws as ModelComparisonReport. */
  explicit PairedRecords(std::span<const ComparedModel> models);

  [[nodiscard]] const std::vector<std::string> &
  Cases() const
  {
    return m_Cases;
  }

  [[nodiscard]] const std::vector<RecordedStructure> &
  Structures() const
  {
    return m_Structures;
  }

  [[nodiscard]] bool Have(const std::string & measure) const;

  /** Of the common cases in their order, for a common structure. */
  [[nodiscard]] std::vector<RecordedValue> Values(std::size_t model, std::size_t structure,
                                                  const std::string & measure) const;
  /** The mean of each common case over the common structures. */
  [[nodiscard]] std::vector<RecordedValue> CaseMeans(std::size_t model, const std::string & measure) const;

  /** Lines on what some have and others do not; none where all have the same. */
  [[nodiscard]] std::vector<std::string> Differences() const;

private:
  std::span<const ComparedModel> m_Models;
  std::vector<std::string> m_Cases;
  std::vector<RecordedStructure> m_Structures;
  std::vector<std::vector<std::size_t>> m_CaseAt;      ///< of each model, positions of the common cases
  std::vector<std::vector<std::size_t>> m_StructureAt; ///< likewise of the structures
};

} // namespace vox

#endif
