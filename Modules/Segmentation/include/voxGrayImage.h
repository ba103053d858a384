// SPDX-License-Identifier: Apache-2.0
#ifndef voxGrayImage_h
#define voxGrayImage_h

#include "voxVolume.h"

#include <cstdint>

namespace vox
{

/** One channel of an image float32 [C, D, H, W], counted from 0. Error(Usage) for a channel that it does not have. */
[[nodiscard]] Volume ChannelOf(const Volume & image, std::int64_t channel);

/** The image itself where it has one channel. Three channels are taken as red, green and blue, and become luma,
 * 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601-7), which for gray pictures is their gray. Error(BadInput) for any other
 * number of channels, which is to be chosen from by ChannelOf. */
[[nodiscard]] Volume ToGray(const Volume & image);

} // namespace vox

#endif
