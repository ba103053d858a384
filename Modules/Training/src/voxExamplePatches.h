// SPDX-License-Identifier: Apache-2.0
#ifndef voxExamplePatches_h
#define voxExamplePatches_h

#include "voxBatchLoader.h"
#include "voxDatasetDescription.h"

#include <vector>

namespace vox
{

/** Patches of the first batches as the network got them, for people: after augmentation, with the labels that the loss
 * compares with. Reads batches and changes nothing; a sheet takes some tenths of a second. */
class ExamplePatches
{
public:
  static constexpr std::size_t kMost = 8;

  explicit ExamplePatches(DatasetDescription description);

  /** Keeps a sheet's row of each sample, until there are kMost. */
  void Add(const Batch & batch);

  [[nodiscard]] bool
  IsFull() const
  {
    return m_Samples.size() >= kMost;
  }

  /** The sheet, a row a patch: slices through the middle of its labels along each axis with the labels over the first
   * channel, and that along the first axis of the other channels, with their names. Regions are shown as a segmentation
   * holds them, an ignored label by that word. Requires a patch. */
  [[nodiscard]] at::Tensor Picture() const;

private:
  struct Sample
  {
    at::Tensor image;  ///< float [C, D, H, W]
    at::Tensor labels; ///< int32 [D, H, W], as they are shown
    std::string name;
  };

  DatasetDescription m_Description;
  std::vector<Sample> m_Samples;
};

} // namespace vox

#endif
