// SPDX-License-Identifier: Apache-2.0
#ifndef voxAugment_h
#define voxAugment_h

#include "voxAugmentationOptions.h"
#include "voxPatch.h"
#include "voxRandom.h"

namespace vox
{

/** Size to load around a patch so that rotation and scaling find data everywhere: nnU-Net's initial patch size. The
 * elementwise largest box of the patch rotated by the largest angle of each axis in turn (at most 90 degrees), divided
 * by 0.85 and truncated: 128^3 -> 205^3, 40x56x40 -> 73x80x64. With `dummy2d` or one slice, z stays as it is and only
 * the rotation about z counts. Without augmentation, or where neither is ever drawn, it is the patch itself. */
[[nodiscard]] Zyx<std::int64_t> LoadSize(const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options);

/** nnU-Net 2.8.1's training transforms in its order, on one sample: spatial (rotation, scaling) to `patchSize`, the
 * affine jitter and the elastic deformation where they are switched on (nnU-Net has neither; they see the patch of
 * `patchSize`, so a patch that is a whole picture is reflected at the borders of that picture), noise, blur,
 * brightness, contrast, low resolution, gamma (inverted, then plain), mirror, `maskedChannels`; label -1 becomes 0 at
 * the end. If neither rotation nor scaling is drawn, the centre is cropped without interpolation. All randomness comes
 * from `random`: the same state gives the same patch on any thread. The input is left alone. Runs on the calling thread
 * only. Throws Error(Usage) for options that Validate refuses. */
[[nodiscard]] Patch Augment(const Patch & patch, const Zyx<std::int64_t> & patchSize,
                            const AugmentationOptions & options, Random & random);

/** The validation counterpart: centre crop to `patchSize` (from floor(size / 2) - floor(patchSize / 2), padded with 0
 * where the patch is larger), label -1 becomes 0. */
[[nodiscard]] Patch CenterCrop(const Patch & patch, const Zyx<std::int64_t> & patchSize);

} // namespace vox

#endif
