// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetReport_h
#define voxDatasetReport_h

#include "voxImageGeometry.h"
#include "voxResultsPage.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** What a look at the files of a case found. */
struct SurveyedCase
{
  std::string name;
  bool isTraining = true;
  std::optional<ImageGeometry> geometry;                ///< none where it cannot be read
  std::string orientation;                              ///< as "RAS"
  std::optional<std::pair<double, double>> intensities; ///< smallest and largest
  std::map<std::string, double> milliliters;            ///< of each structure that is there, by name
  bool hasLabels = false;
  std::string problem; ///< empty: none
};

struct DatasetSurvey
{
  std::string name;
  std::vector<std::string> channels;
  std::vector<std::string> structures; ///< names, without background
  std::vector<SurveyedCase> cases;
};

/** One number of a case that lies far from those of the others. */
struct Outlier
{
  std::string ofCase;
  std::string quantity;
  double value = 0.0;
  double median = 0.0;
  double score = 0.0; ///< robust z-score
};

/** Outliers by the rule of Iglewicz and Hoaglin ("How to detect and handle outliers", ASQC, 1993): a modified z-score,
 * 0.6745 (x - median) / MAD, above 3.5; where more than half of the values are equal (MAD 0), their mean absolute
 * deviation times 1.2533 takes its place; none below five values or where all are equal. */
[[nodiscard]] std::vector<Outlier> FindOutliers(const DatasetSurvey & survey);

/** A page on a data set: problems first, then outliers with the rule above, other orientations than those of most
 * cases, structures that are in no case; sizes, spacings, intensities and volumes as tables and box plots; all cases.
 */
[[nodiscard]] ResultsPage DatasetReport(const DatasetSurvey & survey, const std::string & title);

} // namespace vox

#endif
