// SPDX-License-Identifier: Apache-2.0
#ifndef voxReportPages_h
#define voxReportPages_h

#include "voxAtomicFile.h"
#include "voxChromium.h"
#include "voxResultsPage.h"
#include "voxSliceViewer.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

namespace vox::testing
{

/** A page of these elements, in a folder that lives as long as the object, opened in the browser. */
class OpenedPage
{
public:
  explicit OpenedPage(std::vector<PageElement> elements) : OpenedPage(PageOf(std::move(elements))) {}
  explicit OpenedPage(const ResultsPage & page)
  {
    WriteTextFile(m_Folder / "page.html", RenderResultsPage(page));
    Chromium::Shared().Open(m_Folder / "page.html");
  }
  [[nodiscard]] const TemporaryFolder &
  Folder() const
  {
    return m_Folder;
  }

private:
  static ResultsPage
  PageOf(std::vector<PageElement> elements)
  {
    ResultsPage page;
    page.title = "A page";
    page.sections.push_back({"Section", "", std::move(elements)});
    return page;
  }

  TemporaryFolder m_Folder;
};

/** 40 x 32 x 24 mm, of 100 everywhere but for a bright corner at the right, front and bottom, in voxels of 1 x 1 x 2 mm
 * (x, y, z), which run to the left, back and top. */
inline Volume
BrightCorner()
{
  const at::Tensor voxels = at::full({1, 12, 32, 40}, 100.0F);
  voxels.slice(1, 0, 4).slice(2, 0, 8).slice(3, 0, 10).fill_(180.0F);
  ImageGeometry geometry;
  geometry.size = {12, 32, 40};
  geometry.spacingMm = {2.0, 1.0, 1.0};
  geometry.originLps = {-20.0, -16.0, -12.0};
  return MakeVolume(voxels, geometry);
}

/** Label 1 in the middle, from 10 to 30 mm along x, 8 to 24 along y, 8 to 16 along z; label 2 at its left. */
inline Volume
TwoLabels()
{
  Volume labels{at::zeros({1, 12, 32, 40}, at::kInt), BrightCorner().geometry};
  labels.voxels.slice(1, 4, 8).slice(2, 8, 24).slice(3, 10, 30).fill_(1);
  labels.voxels.slice(1, 4, 8).slice(2, 8, 24).slice(3, 30, 36).fill_(2);
  return labels;
}

inline SliceViewerOptions
TwoStructures()
{
  SliceViewerOptions options;
  options.title = "Case 1";
  options.window = IntensityWindow{0.0, 255.0};
  options.structures = {{"liver", {1}}, {"spleen", {2}}};
  return options;
}

} // namespace vox::testing

#endif
