// SPDX-License-Identifier: Apache-2.0
#ifndef voxCasePictures_h
#define voxCasePictures_h

#include "voxDatasetFolder.h"
#include "voxLabelStatistics.h"
#include "voxResultsPage.h"
#include "voxRunContext.h"
#include "voxStructureExtents.h"

#include <string>
#include <vector>

namespace vox
{

/** A case that a report shows. */
struct CasePicturesRequest
{
  std::string name;
  std::vector<std::filesystem::path> channels; ///< of the image; none: labels alone are shown
  std::string labels;
  std::string reference;       ///< may be empty
  std::string names;           ///< table with names and colors of the values; may be empty
  std::string window = "auto"; ///< or what ParseWindow takes
  std::string series;          ///< UID, of DICOM
};

struct CasePictures
{
  std::vector<PageElement> elements;       ///< slices, those of the difference, a viewer
  std::vector<LabelStatistics> statistics; ///< of the labels, in the order of their values
  std::vector<StructureExtent> extents;    ///< of the same structures
  std::string space;                       ///< size and spacing of the image, for people
};

/** Draws the pictures of a case. What cannot be shown is told by a notice where its picture would be; labels that
 * cannot be read are an error as those of the readers. */
[[nodiscard]] CasePictures DrawCase(const CasePicturesRequest & request, const RunContext & context);

} // namespace vox

#endif
