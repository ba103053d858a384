// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationTask_h
#define voxSegmentationTask_h

#include "voxFilterCallbacks.h"
#include "voxSegmentationModel.h"

#include <array>
#include <utility>

namespace itk::vox
{

// What SegmentationImageFilter hands to compiled code: plain values and buffers, of three axes in ITK's order x, y, z.
// A 2D image is one slice of 1 mm.

/** Voxels of an image, by ITK's indices. */
struct SegmentationRegion
{
  std::array<std::int64_t, 3> index{{0, 0, 0}};
  std::array<std::int64_t, 3> size{{1, 1, 1}};
};

/** Where an image lies, and its largest region. */
struct SegmentationGrid
{
  SegmentationRegion region;
  std::array<double, 3> spacing{{1.0, 1.0, 1.0}};
  std::array<double, 3> origin{{0.0, 0.0, 0.0}}; ///< of index (0, 0, 0), which the region may lack
  std::array<std::array<double, 3>, 3> direction{{{{1, 0, 0}}, {{0, 1, 0}}, {{0, 0, 1}}}}; ///< [row][column]
};

struct SegmentationSettings
{
  std::string device = "auto";
  std::string precision = "auto";
  std::vector<std::string> folds; ///< empty: all
  double step = 0.5;
  bool mirroring = true;
  bool probabilities = false;
  /** Mean and standard deviation by which channels are normalized, instead of what the model says. */
  std::map<unsigned int, std::pair<double, double>> statistics;
};

/** Labels and probabilities of the region that was asked for, x fastest, while `owner` lives. */
struct SegmentationResult
{
  std::shared_ptr<const void> owner;
  const void * labels = nullptr;
  unsigned int bytesPerLabel = 1;        ///< uint8, int16 or int32
  const float * probabilities = nullptr; ///< component after component; null unless asked for
  unsigned int numberOfProbabilities = 0;
};

/** A model made ready with some settings. Const members may be called from any thread. All throw itk::ExceptionObject.
 */
class SegmentationTask
{
public:
  /** Throws for settings that the model or the machine does not have. */
  SegmentationTask(const SegmentationModel & model, const SegmentationSettings & settings);
  ~SegmentationTask();

  /** Why a region cannot be segmented alone, in words; empty where it can. */
  std::string GetStreamingObstacle(const SegmentationGrid & grid) const;

  /** What the windows that reach `wanted` see of the image. */
  SegmentationRegion GetInputRegion(const SegmentationGrid & grid, const SegmentationRegion & wanted) const;

  /** Segments the whole image from its voxels, channel after channel, x fastest. Throws itk::ProcessAborted. */
  SegmentationResult Segment(const SegmentationGrid & grid, std::unique_ptr<float[]> voxels, unsigned int channels,
                             const FilterCallbacks & callbacks) const;

  /** The same for a region, from the voxels of `known`, which hold GetInputRegion. */
  SegmentationResult SegmentRegion(const SegmentationGrid & grid, const SegmentationRegion & known,
                                   std::unique_ptr<float[]> voxels, unsigned int channels,
                                   const SegmentationRegion & wanted, const FilterCallbacks & callbacks) const;

private:
  struct Implementation;
  std::unique_ptr<Implementation> m_Implementation;
};

} // namespace itk::vox

#endif
