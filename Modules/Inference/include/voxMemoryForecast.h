// SPDX-License-Identifier: Apache-2.0
#ifndef voxMemoryForecast_h
#define voxMemoryForecast_h

#include "voxLabelSink.h"
#include "voxLogitsRing.h"
#include "voxNetworkMemory.h"
#include "voxPreprocess.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** An image as its file describes it. */
struct ImageFile
{
  ImageGeometry geometry;
  std::int64_t channels = 1;
  std::int64_t fileVoxels = 0; ///< of the file, where the image is a part of what it holds; 0: it is all
};

/** Where the labels of the stage before come from, in the second stage of a cascade. */
enum class PreviousLabels
{
  None, ///< not a second stage
  Read, ///< from a file, with the image
  Made  ///< by the stage before, which has just run
};

/** How a case is computed; all that the forecast needs to know of a model. */
struct ForecastSettings
{
  PreprocessOptions preprocessing;
  NetworkShape network;
  std::int64_t folds = 1;
  PreviousLabels previousLabels = PreviousLabels::None;
  LabelRule labels;
  kernels::RingType ring = kernels::RingType::Float32;
  std::int64_t slabBytes = LabelSink::DefaultSlabBytes;
  bool streamed = true;         ///< false: all logits at the network's spacing at once, and window logits too
  std::int64_t bytesPerSum = 4; ///< of those logits: 2 for ExportMode::Exact
  bool probabilities = false;   ///< float32 at full resolution too
  bool keepsResult = false;     ///< the network's result for one window is kept (PredictOptions::skipAir)
  std::int64_t kept = 0;        ///< bytes held beside all stages, such as the other model of a cascade
};

/** Peak of one stage of a case, in bytes of resident memory of the whole process. */
struct MemoryStage
{
  std::string name;
  std::int64_t bytes = 0;
};

struct MemoryForecast
{
  std::vector<MemoryStage> stages; ///< in the order of the work: read, preprocess, predict, write

  [[nodiscard]] std::int64_t Peak() const;
  /** "peak 1.93 GB (read 0.95, preprocess 1.17, predict 1.93, write 0.74)", GB of 2^30 bytes. */
  [[nodiscard]] std::string Text() const;
};

/** Peak memory of reading, preprocessing, predicting and writing one case on the processor, in bytes. `record` is what
 * Preprocess will do to the image, or WholeImageRecord while the crop is not known. Sums what each stage holds; what
 * processes take is at most 15 % above it (voxForecastGTest.cxx). */
[[nodiscard]] MemoryForecast ForecastMemory(const ImageFile & image, const PreprocessRecord & record,
                                            const ForecastSettings & settings);

/** What a case of a line of cases holds of its neighbors: the next image, with the labels of the stage before where
 * they are read, and the last result with what its writing takes. */
[[nodiscard]] std::int64_t NeighborBytes(const ImageFile & image, const PreprocessRecord & record,
                                         const ForecastSettings & settings);

} // namespace vox

#endif
