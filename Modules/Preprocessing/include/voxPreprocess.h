// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocess_h
#define voxPreprocess_h

#include "voxOrientation.h"
#include "voxPreprocessOptions.h"
#include "voxRunContext.h"
#include "voxVolume.h"

namespace vox
{

/** Everything that Preprocess did to the grid, and the only input of its inverse. Survives a round trip through JSON.
 */
struct PreprocessRecord
{
  ImageGeometry original;        ///< of the file; predictions carry exactly this
  AxisOrder order;               ///< reading order and transposition as one step
  ImageGeometry reordered;       ///< the grid after `order`
  Box crop;                      ///< non-zero region, in voxels of `reordered`
  ImageGeometry resampled;       ///< the grid that the network sees
  ResampleOptions probabilities; ///< how logits are brought back
  /** The spacing that was asked for. `resampled.spacingMm` differs by a part of a voxel, because sizes are whole. */
  Zyx<double> targetSpacingMm{1.0, 1.0, 1.0};
};

[[nodiscard]] Json ToJson(const PreprocessRecord & record);
/** Throws Error(BadInput) that begins with `where` for a missing key, a value of the wrong type, or steps that do not
 * fit. */
[[nodiscard]] PreprocessRecord PreprocessRecordFromJson(const Json & json, const std::string & where);

/** Label maps that belong to an image and lie on its grid; null where there is none. */
struct CaseLabels
{
  const Volume * reference = nullptr;
  const Volume * previousStage = nullptr; ///< what the stage before in a cascade made of the image
};

struct PreprocessedCase
{
  at::Tensor image;         ///< float32 [C, D, H, W]
  at::Tensor labels;        ///< the reference, int16 [D, H, W], -1 outside the non-zero mask; undefined without one
  at::Tensor previousStage; ///< likewise, of the stage before
  PreprocessRecord record;
};

/** nnU-Net's DefaultPreprocessor: reorder, transpose, crop to the non-zero region (holes filled), normalize each
 * channel, resample image (cubic B-spline) and labels (one-hot linear), in this order. Where a channel is normalized
 * inside the non-zero mask, labelled voxels count as inside: those of the reference, or without one of the stage
 * before. The volumes are not changed. Source: nnU-Net 2.8.1 with batchgenerators 0.25.5. Throws Error(BadInput) for a
 * channel count that differs from the options, labels on another grid or outside of int16, and what Normalize refuses;
 * Error(Usage) for options that do not fit (Validate). */
[[nodiscard]] PreprocessedCase Preprocess(const Volume & image, const CaseLabels & labels,
                                          const PreprocessOptions & options, const RunContext & context = {});
/** The same for an image that is given away: its memory is used again where nobody else holds it, and let go of before
 * anything larger is made. Only one full-size copy exists at a time, but for images that are reordered or cropped. */
[[nodiscard]] PreprocessedCase Preprocess(Volume && image, const CaseLabels & labels, const PreprocessOptions & options,
                                          const RunContext & context = {});

/** What Preprocess does to the grid of an image that it need not crop: known before any voxel is read. */
[[nodiscard]] PreprocessRecord WholeImageRecord(const ImageGeometry & geometry, const PreprocessOptions & options);

/** Most bytes that Preprocess(Volume &&) holds for a float32 image, the image included: before the crop is known, for a
 * WholeImageRecord. */
[[nodiscard]] std::int64_t PreprocessBytes(const PreprocessRecord & record, std::int64_t channels,
                                           const PreprocessOptions & options);

/** A label map [D, H, W] of any integer type on the network's grid, brought back to the original grid by nearest
 * neighbor. Result: int32 [1, D, H, W] with record.original; 0 outside the crop and for -1 (outside the non-zero mask).
 * Throws Error(Internal) for a tensor that does not fit record.resampled. */
[[nodiscard]] Volume InvertLabels(const at::Tensor & labels, const PreprocessRecord & record,
                                  const RunContext & context = {});

/** Logits [K, D, H, W] on the network's grid, resampled to the original spacing (record.probabilities), argmaxed (ties
 * go to the lower class) in slabs so that the classes are never held at full resolution, and put into the original
 * grid. Half-precision logits are rounded to half again before they are compared, as nnU-Net stores them; others are
 * not. Result: [1, D, H, W] with record.original, 0 outside the crop, in the smallest of uint8, int16 and int32 that
 * holds K - 1. For softmax models: regions (sigmoid) need InvertRegions. Throws Error(Internal) for a tensor that does
 * not fit record.resampled, is not floating-point or has less than two classes. */
[[nodiscard]] Volume InvertLogits(const at::Tensor & logits, const PreprocessRecord & record,
                                  const RunContext & context = {});

/** The same for regions that may overlap: voxels where the resampled logit of channel i is above 0, which is a
 * probability above 0.5, become values[i], later channels over earlier ones; others are 0. The type holds the largest
 * value. Throws Error(Internal) too for another number of values than of channels. */
[[nodiscard]] Volume InvertRegions(const at::Tensor & logits, const std::vector<std::int64_t> & values,
                                   const PreprocessRecord & record, const RunContext & context = {});

/** Softmax over the classes of the logits resampled as by InvertLogits, float32 [K, D, H, W] with record.original;
 * outside the crop background is 1. Holds K volumes at full resolution, because that is the result. Same errors as
 * InvertLogits. */
[[nodiscard]] Volume InvertProbabilities(const at::Tensor & logits, const PreprocessRecord & record,
                                         const RunContext & context = {});

} // namespace vox

#endif
