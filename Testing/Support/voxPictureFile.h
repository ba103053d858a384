// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureFile_h
#define voxPictureFile_h

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace vox::testing
{

/** Writes uint8 [C, 1, H, W] of one channel or three as JPEG. */
void WriteJpeg(const std::filesystem::path & path, const at::Tensor & picture, int quality = 90);

/** Writes uint8 [C, 1, H, W] of one to four channels as PNG: grey, grey and alpha, RGB, RGB and alpha. */
void WritePng(const std::filesystem::path & path, const at::Tensor & picture);

} // namespace vox::testing

#endif
