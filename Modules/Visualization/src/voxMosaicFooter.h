// SPDX-License-Identifier: Apache-2.0
#ifndef voxMosaicFooter_h
#define voxMosaicFooter_h

#include "voxMosaicScene.h"

#include <string>
#include <vector>

namespace vox
{

/** What stands below the slices: legend, colors of numbers, notes and scale bar. */
class MosaicFooter
{
public:
  MosaicFooter(const MosaicScene & scene, double pixelsPerMm);

  [[nodiscard]] std::int64_t Height() const;
  /** Draws it with its upper edge at `y`. */
  void Draw(Canvas & canvas, std::int64_t y) const;

private:
  const MosaicScene & m_Scene;
  double m_PixelsPerMm;
  std::vector<PlacedEntry> m_Legend;
  std::vector<std::string> m_Lines;
};

} // namespace vox

#endif
