// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluationRecord_h
#define voxEvaluationRecord_h

#include "voxJson.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** A structure of an evaluation, as summary.json keys it: "1", or "(1, 2)" for a region. */
struct RecordedStructure
{
  std::string key;
  std::string name; ///< the key again where the file has no names, as nnU-Net's
};

/** Nothing where undefined; may be infinite. */
using RecordedValue = std::optional<double>;

struct RecordedCase
{
  std::string name; ///< of the reference file, without folder and ending
  std::filesystem::path reference;
  std::filesystem::path prediction;
  std::vector<std::map<std::string, RecordedValue>> measures; ///< of each structure, by the key of the measure

  /** Nothing too where the file does not have the measure. */
  [[nodiscard]] RecordedValue Value(std::size_t structure, const std::string & measure) const;
  /** Over the structures that define it; nothing where none does. */
  [[nodiscard]] RecordedValue Mean(const std::string & measure) const;
  /** In the reference but not in the prediction, or the other way around. */
  [[nodiscard]] bool IsMissed(std::size_t structure) const;
  [[nodiscard]] bool IsHallucinated(std::size_t structure) const;
};

/** A summary.json, of this program or of nnU-Net v2, as a report needs it. */
struct EvaluationRecord
{
  std::filesystem::path file;
  std::vector<RecordedStructure> structures;
  std::vector<RecordedCase> cases;
  std::vector<std::string> measures; ///< keys that any case has, known ones first, in the order of MetricRegistry
  Json definitions;                  ///< what the numbers are; null where the file does not say
  Json program;                      ///< what made them; likewise
  Json confusion;                    ///< as ConfusionJson; null where it was not counted

  /** The values of all cases for one structure. */
  [[nodiscard]] std::vector<RecordedValue> Values(std::size_t structure, const std::string & measure) const;
  /** The mean of each case over its structures. */
  [[nodiscard]] std::vector<RecordedValue> CaseMeans(const std::string & measure) const;
  [[nodiscard]] bool Has(const std::string & measure) const;
};

/** Whether this is a summary.json, or a folder that holds one. */
[[nodiscard]] bool IsEvaluation(const std::filesystem::path & path);

/** Reads it. Paths of cases stay as they are written; ResolveCaseFile finds them. Throws Error(BadInput) that names the
 * file: no `metric_per_case`, no case, a case without metrics or with other structures than the first, a measure that
 * is neither a number nor null, "inf" or "-inf", two cases of one name. */
[[nodiscard]] EvaluationRecord ReadEvaluationRecord(const std::filesystem::path & path);

/** Where a file of a record is: as written, from the working folder; else from the folder of summary.json; else beside
 * it, by its name alone. Empty: nowhere. */
[[nodiscard]] std::filesystem::path ResolveCaseFile(const EvaluationRecord & record,
                                                    const std::filesystem::path & written);

} // namespace vox

#endif
