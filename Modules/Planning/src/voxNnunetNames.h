// SPDX-License-Identifier: Apache-2.0
#ifndef voxNnunetNames_h
#define voxNnunetNames_h

#include "voxPreprocessOptions.h"

#include <string>
#include <string_view>

namespace vox
{

/** The part after the last dot of a Python name: "InstanceNorm3d" of "torch.nn.modules.instancenorm.InstanceNorm3d". */
[[nodiscard]] std::string LastPart(std::string_view dottedName);

/** The scheme that nnU-Net takes for a channel name: ct, noNorm, zscore, rescale_to_0_1, rgb_to_0_1 in any case of
 * letters; z-score for all other names. */
[[nodiscard]] Normalization NormalizationOfChannel(std::string_view channelName);

/** "ZScoreNormalization" ... as it stands in plans. */
[[nodiscard]] std::string_view NormalizationClass(Normalization normalization);

/** The inverse. Throws Error(BadModel) that begins with `where` and lists the known names. */
[[nodiscard]] Normalization ParseNormalizationClass(std::string_view name, const std::string & where);

/** nnU-Net's reader for files of this ending. Endings that nnU-Net cannot read get the reader of the nearest kind:
 * pictures NaturalImage2DIO, volumes SimpleITKIO. */
[[nodiscard]] std::string ReaderForEnding(std::string_view fileEnding);

/** The order of axes that one of nnU-Net's readers gives, known by the last part of its name. Throws Error(BadModel)
 * that begins with `where` and lists the known names. */
[[nodiscard]] ReadingOrder ReadingOrderOfReader(std::string_view reader, const std::string & where);

} // namespace vox

#endif
