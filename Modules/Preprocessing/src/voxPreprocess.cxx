// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

#include "voxNonzeroCrop.h"
#include "voxNormalize.h"
#include "voxPicture.h"
#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"

#include <ATen/ops/ones.h>

#include <algorithm>
#include <limits>

namespace vox
{
namespace
{
void
RequireChannels(const Volume & image, const PreprocessOptions & options)
{
  const auto channels = static_cast<std::int64_t>(options.normalization.size());
  const bool becomesGrey = options.picture && options.picture->grey; // of one channel or three: ResizedPicture looks
  if (image.voxels.size(0) != channels && !becomesGrey)
  {
    Fail(ErrorKind::BadInput, "image: found {} channels, expected {} as in the preprocessing options",
         image.voxels.size(0), channels);
  }
}

/** Nothing to say of labels that were not given. */
void
RequireFittingLabels(const Volume & image, const Volume * labels, const char * name)
{
  if (labels == nullptr)
  {
    return;
  }
  RequireSameGeometry(image.geometry, "image", labels->geometry, name);
  if (labels->voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} channels, expected 1", name, labels->voxels.size(0));
  }
  const auto lowest = labels->voxels.min().item<std::int64_t>();
  const auto highest = labels->voxels.max().item<std::int64_t>();
  if (lowest < std::numeric_limits<std::int16_t>::min() || highest > std::numeric_limits<std::int16_t>::max())
  {
    Fail(ErrorKind::BadInput, "{}: found values from {} to {}, expected 16-bit integers", name, lowest, highest);
  }
}

AxisOrder
OrderOf(const ImageGeometry & geometry, const PreprocessOptions & options)
{
  const AxisOrder reading = options.readingOrder == ReadingOrder::Ras ? OrderToRas(geometry) : AxisOrder{};
  return Compose(reading, {options.transposeForward, {false, false, false}});
}

/** True if nobody else sees this memory. */
bool
IsOwned(const at::Tensor & tensor)
{
  return tensor.use_count() == 1 && tensor.storage().use_count() == 1 && tensor.is_contiguous();
}

/** The crop of the reordered image, in memory of its own: that of the image where nothing moves and nobody else holds
 * it. Fills the steps of the record that it takes. */
at::Tensor
ReorderAndCrop(Volume && image, bool keepAll, PreprocessRecord & record)
{
  if (image.voxels.scalar_type() != at::kFloat)
  {
    image.voxels = image.voxels.to(at::kFloat);
  }
  if (record.order != AxisOrder{})
  {
    image = Reordered(image, record.order);
  }
  record.crop = keepAll ? WholeBox(record.reordered.size) : NonzeroBox(image.voxels);
  return record.crop == WholeBox(record.reordered.size) && IsOwned(image.voxels) ? std::move(image.voxels)
                                                                                 : Crop(image, record.crop).voxels;
}

/** The grid after resampling, once the crop is known. */
void
SetTarget(PreprocessRecord & record, const PreprocessOptions & options)
{
  const Zyx<double> & spacing = record.reordered.spacingMm;
  if (options.picture)
  {
    record.resampled = Resized(record.reordered, PictureTarget(record.reordered.size, *options.picture));
    record.targetSpacingMm = record.resampled.spacingMm;
    return;
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    record.targetSpacingMm[axis] = options.spacingMm[axis].value_or(spacing[axis]);
  }
  const Zyx<std::int64_t> size = ResampledSize(record.crop.Size(), spacing, record.targetSpacingMm);
  record.resampled = Resized(Cropped(record.reordered, record.crop), size);
}

/** int16 [D, H, W] of the crop; background outside of the mask becomes -1. Undefined without labels. */
at::Tensor
CroppedLabels(const Volume * labels, const PreprocessRecord & record, const at::Tensor & mask)
{
  if (labels == nullptr)
  {
    return {};
  }
  const Volume reordered = Reordered({labels->voxels.to(at::kShort), labels->geometry}, record.order);
  at::Tensor cropped = Crop(reordered, record.crop).voxels.select(0, 0);
  return cropped.masked_fill_(mask.logical_not().logical_and_(cropped.eq(0)), -1);
}

void
NormalizeChannels(const at::Tensor & image, const at::Tensor & mask, const PreprocessOptions & options,
                  const RunContext & context)
{
  for (std::size_t channel = 0; channel < options.normalization.size(); ++channel)
  {
    context.Report(0.2 + 0.1 * static_cast<double>(channel) / static_cast<double>(options.normalization.size()),
                   "normalize");
    context.ThrowIfCancelled();
    const IntensityStatistics statistics =
        channel < options.statistics.size() ? options.statistics[channel] : IntensityStatistics{};
    Normalize(image.select(0, static_cast<std::int64_t>(channel)), options.normalization[channel], statistics,
              options.useMaskForNorm[channel] ? mask : at::Tensor{});
  }
}
/** Labels outside of the mask are no matter of pictures. */
void
PreprocessPicture(PreprocessedCase & result, const CaseLabels & labels, const PreprocessOptions & options,
                  const RunContext & context)
{
  const at::Tensor everywhere = at::ones(result.image.sizes().slice(1), at::kBool);
  result.image = ResizedPicture(result.image, *options.picture);
  NormalizeChannels(result.image, {}, options, context);
  const auto resized = [&](const Volume * map) {
    const at::Tensor cropped = CroppedLabels(map, result.record, everywhere);
    return cropped.defined() ? ResizedLabels(cropped, *options.picture) : cropped;
  };
  result.labels = resized(labels.reference);
  result.previousStage = resized(labels.previousStage);
  context.Report(1.0, "preprocessed");
}
} // namespace

PreprocessRecord
WholeImageRecord(const ImageGeometry & geometry, const PreprocessOptions & options)
{
  PreprocessRecord record;
  record.original = geometry;
  record.order = OrderOf(geometry, options);
  record.probabilities = options.probabilities;
  record.reordered = Reordered(geometry, record.order);
  record.crop = WholeBox(record.reordered.size);
  SetTarget(record, options);
  return record;
}

PreprocessedCase
Preprocess(const Volume & image, const CaseLabels & labels, const PreprocessOptions & options,
           const RunContext & context)
{
  return Preprocess(Volume(image), labels, options, context);
}

PreprocessedCase
Preprocess(Volume && image, const CaseLabels & labels, const PreprocessOptions & options, const RunContext & context)
{
  Validate(options);
  RequireChannels(image, options);
  RequireFittingLabels(image, labels.reference, "labels");
  RequireFittingLabels(image, labels.previousStage, "labels of the previous stage");
  PreprocessedCase result;
  PreprocessRecord & record = result.record;
  record = WholeImageRecord(image.geometry, options);

  context.Report(0.0, "crop");
  result.image = ReorderAndCrop(std::move(image), options.picture.has_value(), record);
  if (options.picture)
  {
    PreprocessPicture(result, labels, options, context);
    return result;
  }
  const bool anyMask =
      std::find(options.useMaskForNorm.begin(), options.useMaskForNorm.end(), true) != options.useMaskForNorm.end();
  const bool anyLabels = labels.reference != nullptr || labels.previousStage != nullptr;
  at::Tensor mask = anyLabels || anyMask ? NonzeroMask(result.image) : at::Tensor{};
  result.labels = CroppedLabels(labels.reference, record, mask);
  result.previousStage = CroppedLabels(labels.previousStage, record, mask);
  if (anyLabels)
  {
    mask = (result.labels.defined() ? result.labels : result.previousStage).ge(0);
  }

  NormalizeChannels(result.image, mask, options, context);

  context.Report(0.3, "resample");
  context.ThrowIfCancelled();
  SetTarget(record, options);
  const Zyx<std::int64_t> & size = record.resampled.size;
  const auto separate = [&](const ResampleOptions & kind) {
    return SeparateAxis(record.reordered.spacingMm, record.targetSpacingMm, kind.forceSeparateZ);
  };
  const int threads = context.ThreadCount();
  result.image = ResampleImage(std::move(result.image), size, separate(options.image), options.image, threads);
  for (at::Tensor * map : {&result.labels, &result.previousStage})
  {
    if (map->defined())
    {
      context.Report(0.8, "resample labels");
      context.ThrowIfCancelled();
      *map = ResampleLabels(*map, size, separate(options.labels), options.labels, threads);
    }
  }
  context.Report(1.0, "preprocessed");
  return result;
}

} // namespace vox
