// SPDX-License-Identifier: Apache-2.0
#ifndef voxClassicUNet_h
#define voxClassicUNet_h

#include "Nets/voxLevelUNet.h"
#include "voxClassicUNetOptions.h"
#include "voxLessonUNetOptions.h"
#include "voxUNet3DOptions.h"

namespace vox
{

/** See ClassicUNetOptions. Weights are drawn as the paper asks: normal, of variance 2 / fan in; biases 0. */
class ClassicUNet : public LevelUNet
{
public:
  explicit ClassicUNet(const ClassicUNetOptions & options);

  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  /** The upsampling of a step, to the channels of a level or more. */
  [[nodiscard]] Layer Up(const ClassicUNetOptions & options, std::size_t step, std::size_t level);
};

/** See UNet3DOptions. Weights are drawn as for ClassicUNet. */
class UNet3D : public LevelUNet
{
public:
  explicit UNet3D(const UNet3DOptions & options);

  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

/** See TutorialUNetOptions. */
class TutorialUNet : public LevelUNet
{
public:
  explicit TutorialUNet(const TutorialUNetOptions & options);
};

/** See SmallUNetOptions. */
class SmallUNet : public LevelUNet
{
public:
  explicit SmallUNet(const SmallUNetOptions & options);
};

} // namespace vox

#endif
