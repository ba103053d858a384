// SPDX-License-Identifier: Apache-2.0
#ifndef voxReportCase_h
#define voxReportCase_h

#include "voxCaseReport.h"
#include "voxDatasetFolder.h"
#include "voxEvaluationRecord.h"
#include "voxPrivateFolder.h"
#include "voxReportPages.h"

#include <vector>

namespace vox
{

/** Pictures of the cases of an evaluation: images are looked for among those of the request, by the names of the
 * cases. The request must outlive it. Throws as ListDataset and ListCases do. */
class ReportedCases
{
public:
  ReportedCases(const ReportRequest & request, const EvaluationRecord & record, const Session & session);

  /** Never throws but to cancel: what cannot be shown is a notice. */
  [[nodiscard]] std::vector<PageElement> Draw(const RecordedCase & ofCase) const;

private:
  const ReportRequest & m_Request;
  const EvaluationRecord & m_Record;
  const Session & m_Session;
  PrivateFolder m_Folder; ///< holds the table of names
  std::vector<CaseFiles> m_Images;
};

/** The only case of a request: an image, its labels and, if there is one, a reference. Throws Error(BadInput) as the
 * readers do. */
[[nodiscard]] CaseReportContent ReportCase(const ReportRequest & request, const Session & session);

} // namespace vox

#endif
