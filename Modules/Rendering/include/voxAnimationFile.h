// SPDX-License-Identifier: Apache-2.0
#ifndef voxAnimationFile_h
#define voxAnimationFile_h

#include "voxPicture.h"

#include <filesystem>
#include <string>

namespace vox
{

/** An animated PNG (PNG specification, third edition, W3C 2025), which repeats for ever; viewers that do not know
 * animations show the first picture. All pictures have one size. It appears whole with Commit. */
class AnimationFile
{
public:
  AnimationFile(std::filesystem::path path, int framesPerSecond);

  void Add(const Picture & picture);
  void Commit();

private:
  std::filesystem::path m_Path;
  int m_FramesPerSecond;
  int m_Width = 0;
  int m_Height = 0;
  std::uint32_t m_Frames = 0;
  std::uint32_t m_Sequence = 0; ///< number of the next chunk of the animation
  std::string m_Chunks;
};

} // namespace vox

#endif
