// SPDX-License-Identifier: Apache-2.0
#ifndef voxMosaicLayout_h
#define voxMosaicLayout_h

#include "voxMosaicScene.h"

#include <vector>

namespace vox
{

/** One row of panels: a view, its slices, and the size of each. */
struct MosaicRow
{
  const SliceView * view = nullptr;
  std::vector<std::int64_t> slices;
  bool beginsPlain = false; ///< the first panel is the image alone
  std::int64_t panelHeight = 0;
  std::int64_t panelWidth = 0;
};

struct MosaicLayout
{
  double pixelsPerMm = 1.0;
  std::vector<MosaicRow> rows;
};

/** One scale for all panels: the widest plane fills its share of the width, and no panel is much taller than wide.
 * A photograph fills the width, by itself or beside the same with what is drawn on it. */
[[nodiscard]] MosaicLayout LayOut(const MosaicScene & scene);

} // namespace vox

#endif
