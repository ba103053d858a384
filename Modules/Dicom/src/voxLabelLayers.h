// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelLayers_h
#define voxLabelLayers_h

#include "voxVolume.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Voxels of one structure in a row of the memory: begin <= index < end. */
struct VoxelRun
{
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/** Label maps for structures that come one after the other and may overlap: each goes into the first layer where its
 * voxels are free. */
class LabelLayers
{
public:
  explicit LabelLayers(const ImageGeometry & grid);

  /** Adds a structure, its runs in any order and also over each other; the layer it went into. */
  std::size_t Add(const std::vector<VoxelRun> & runs, std::int32_t value);

  [[nodiscard]] const std::vector<Volume> &
  Layers() const
  {
    return m_Layers;
  }

private:
  ImageGeometry m_Grid;
  std::vector<Volume> m_Layers;
};

} // namespace vox

#endif
