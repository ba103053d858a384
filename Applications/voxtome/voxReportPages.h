// SPDX-License-Identifier: Apache-2.0
#ifndef voxReportPages_h
#define voxReportPages_h

#include "voxOptions.h"
#include "voxResultsPage.h"
#include "voxSession.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** What a report is about. */
enum class ReportKind
{
  Auto, ///< found from what the sources are
  Evaluation,
  Comparison,
  Training,
  Dataset,
  Case
};
[[nodiscard]] std::span<const EnumName<ReportKind>> EnumNames(ReportKind);

/** What `voxtome report` was asked for. */
struct ReportRequest
{
  std::vector<std::filesystem::path> sources;
  ReportKind kind = ReportKind::Auto;
  std::string title;               ///< empty: says the kind
  std::string images;              ///< folder or data set with the images of the cases; may be empty
  std::vector<std::string> models; ///< names of the compared ones; empty: of their folders
  std::string names;               ///< table with names and colors of the label values
  std::string window = "auto";     ///< intensities of pictures
  std::string series;              ///< UID, of DICOM
  std::int64_t worst = 5;          ///< cases of an evaluation that are shown with pictures
  bool surfaces = true;            ///< among these pictures
};

/** What the sources are. Throws Error(BadInput) for a source that is not there, and with the kinds that there are where
 * they are none of them. */
[[nodiscard]] ReportKind KindOfReport(const ReportRequest & request);

/** Makes the page of a kind that is not Auto. */
[[nodiscard]] ResultsPage MakeReport(const ReportRequest & request, ReportKind kind, const Session & session);

} // namespace vox

#endif
