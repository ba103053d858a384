// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessOptions_h
#define voxPreprocessOptions_h

#include "voxOptions.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** How the axes of a file become tensor axes before anything else. */
enum class ReadingOrder
{
  AsStored, ///< z, y, x as the file holds them (nnU-Net's SimpleITKIO)
  Ras       ///< permuted and flipped to the nearest right-anterior-superior order (nnU-Net's NibabelIOWithReorient)
};
[[nodiscard]] std::span<const EnumName<ReadingOrder>> EnumNames(ReadingOrder);

/** nnU-Net's intensity schemes, and that of networks trained on photographs; formulas in voxNormalize.h. */
enum class Normalization
{
  ZScore,
  Ct,
  None,
  RescaleTo01,
  RgbTo01,
  Photograph
};
[[nodiscard]] std::span<const EnumName<Normalization>> EnumNames(Normalization);

/** Foreground intensities of a channel over the training set, for Normalization::Ct; for Normalization::Photograph mean
 * and standard deviation of values from 0 to 1. */
struct IntensityStatistics
{
  double mean = 0.0;
  double standardDeviation = 1.0;
  double percentile005 = 0.0; ///< 0.5 %
  double percentile995 = 0.0; ///< 99.5 %
  double median = 0.0;
  double minimum = 0.0;
  double maximum = 0.0;
};

template <typename TVisitor>
void
VisitFields(IntensityStatistics & o, TVisitor && visit)
{
  visit("mean", o.mean, "foreground mean");
  visit("std", o.standardDeviation, "population standard deviation");
  visit("percentile_00_5", o.percentile005, "0.5 % percentile, lower clip of Ct");
  visit("percentile_99_5", o.percentile995, "99.5 % percentile, upper clip of Ct");
  visit("median", o.median, "foreground median");
  visit("min", o.minimum, "smallest value");
  visit("max", o.maximum, "largest value");
}

/** Order of interpolation of one kind of array, as in resample_data_or_seg_to_shape. */
struct ResampleOptions
{
  int order = 3;                      ///< in plane, or in all axes; 0, 1 or 3 (labels: 0 or 1)
  int orderZ = 0;                     ///< along the coarse axis when that is treated apart; 0 or 1 (labels: 0)
  std::optional<bool> forceSeparateZ; ///< none: decide by a spacing ratio above 3
};

template <typename TVisitor>
void
VisitFields(ResampleOptions & o, TVisitor && visit)
{
  visit("order", o.order, "0 nearest, 1 linear, 3 cubic B-spline");
  visit("order_z", o.orderZ, "order along the coarse axis when it is treated apart");
  visit("force_separate_z", o.forceSeparateZ, "treat the coarse axis apart; null decides by a spacing ratio above 3");
}

/** How the labels of a picture are brought to another size. */
enum class LabelResize
{
  Nearest,
  Bilinear ///< mixes the numbers of classes, as some tutorials do: between 1 and 3 lies 2
};
[[nodiscard]] std::span<const EnumName<LabelResize>> EnumNames(LabelResize);

/** Pictures of any size for a network of one: 8-bit values, resized with antialiasing as Pillow does
 * (voxResizePicture.h). Nothing is cropped away, and no spacing counts. */
struct PictureOptions
{
  std::int64_t rows = 128;
  std::int64_t columns = 128;
  bool keepAspect = false; ///< the longer side decides and the rest of the patch is padded; false: both sides fit
  bool grey = false;       ///< red, green and blue become one channel after the resizing: ITU-R 601 as Pillow rounds it
  LabelResize labels = LabelResize::Nearest;
  /** The number that each label 0, 1, ... has while labels are mixed bilinearly; empty: their own. Consecutive numbers
   * from 0 to 255 in any order. It decides which label lies between two others: background, pet and contour as
   * [2, 1, 3], the numbers of Oxford-IIIT Pet, get a ring of background between pet and contour. */
  std::vector<std::int64_t> mixedAs;
};

template <typename TVisitor>
void
VisitFields(PictureOptions & o, TVisitor && visit)
{
  visit("rows", o.rows, "pixels");
  visit("columns", o.columns, "pixels");
  visit("keep_aspect", o.keepAspect, "the longer side decides; false stretches");
  visit("grey", o.grey, "one channel made of red, green and blue");
  visit("labels", o.labels, "nearest or bilinear");
  visit("mixed_as", o.mixedAs, "number of each label while labels are mixed; empty: their own");
}

/** What Preprocess does to a case. Axes below are tensor axes after reading order and transposition. */
struct PreprocessOptions
{
  ReadingOrder readingOrder = ReadingOrder::AsStored;
  std::array<int, 3> transposeForward{0, 1, 2}; ///< new axis i is old axis transposeForward[i]
  /** Target spacing in mm after transposition; z none (2D configurations) keeps the case's own. */
  std::array<std::optional<double>, 3> spacingMm{};
  std::vector<Normalization> normalization{Normalization::ZScore}; ///< one per channel
  std::vector<bool> useMaskForNorm{false};                         ///< one per channel
  std::vector<IntensityStatistics> statistics;                     ///< one per channel; needed by Ct
  ResampleOptions image{3, 0, std::nullopt};
  ResampleOptions labels{1, 0, std::nullopt};
  ResampleOptions probabilities{1, 0, std::nullopt};
  std::optional<PictureOptions> picture{}; ///< instead of crop, spacing and resampling; of images with one slice
};

/** Throws Error(Usage) for axes that are no permutation, a spacing that is not positive, lists that are not one entry
 * per channel, Ct or Photograph without statistics, a picture without pixels, `mixedAs` that are not consecutive
 * numbers from 0 to 255, each once, and an order that is not offered. */
void Validate(const PreprocessOptions & options);

} // namespace vox

#endif
