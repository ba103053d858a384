// SPDX-License-Identifier: Apache-2.0
#include "voxImagePart.h"

#include "voxExpectError.h"
#include "voxRandomCase.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using kernels::RingType;
using testing::RandomCase;
using Size = Zyx<std::int64_t>;

Box
RandomBox(Random & random, const Size & size)
{
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = random.Integer(0, size[axis] - 1);
    box.upper[axis] = random.Integer(box.lower[axis] + 1, size[axis]);
  }
  return box;
}

at::Tensor
Part(const at::Tensor & image, const Box & box)
{
  const Size size = box.Size();
  return image.narrow(1, box.lower.z, size.z).narrow(2, box.lower.y, size.y).narrow(3, box.lower.x, size.x);
}

/** The random cases, every third of them with networks that see a margin. */
struct Example : RandomCase
{
  explicit Example(std::uint64_t seed) : RandomCase(seed)
  {
    if (seed % 3 != 0)
    {
      return;
    }
    options.margin = {options.patchSize.z == 1 ? 0 : 1, 1, 1};
    for (FeatureNetwork & network : networks)
    {
      // The faces of what it sees are cut off, as convolutions without padding do.
      network.features = [padded = network.features, margin = options.margin](const at::Tensor & seen) {
        return padded(seen)
            .narrow(2, margin.z, seen.size(2) - 2 * margin.z)
            .narrow(3, margin.y, seen.size(3) - 2 * margin.y)
            .narrow(4, margin.x, seen.size(4) - 2 * margin.x);
      };
    }
  }

  [[nodiscard]] Size
  ImageSize() const
  {
    return {image.size(1), image.size(2), image.size(3)};
  }
};

TEST(ImagePart, LogitsAreThoseOfTheWholeBitForBit)
{
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
  {
    const Example example(seed);
    const RingType ring = seed % 4 == 0 ? RingType::Float16 : RingType::Float32;
    const at::Tensor whole = CollectLogits(example.networks, example.image, example.options, ring);
    Random random(seed);
    for (int i = 0; i < 3; ++i)
    {
      const Box wanted = RandomBox(random, example.ImageSize());
      const Box known = NeededInput(example.ImageSize(), wanted, example.options);
      const at::Tensor part = CollectLogits(example.networks, Part(example.image, known),
                                            {example.ImageSize(), known, wanted}, example.options, ring);
      ASSERT_TRUE(part.equal(Part(whole, wanted))) << "case " << seed << ", box " << i;
    }
  }
}

TEST(ImagePart, NeedsWhatTheWindowsReachAndNoMore)
{
  const SlidingWindowOptions options{{16, 16, 1}, 0.5, true, {}};
  // Windows begin at 0, 8, 16 ...; those that reach voxel 40 are the ones at 32 and 40.
  const Box needed = NeededInput({96, 10, 30}, {{40, 2, 7}, {41, 3, 9}}, options);
  EXPECT_EQ(needed, (Box{{32, 0, 7}, {56, 10, 9}}));
}

TEST(ImagePart, RefusesToGuessWhatItDoesNotKnow)
{
  const std::vector<FeatureNetwork> networks{testing::ConvolutionNetwork(3, 2, 1)};
  const SlidingWindowOptions options{{4, 4, 4}, 0.5, true, {}};
  const Size size{9, 8, 7};
  Box known = WholeBox(size);
  --known.upper.x;
  const at::Tensor part = testing::Noise({1, 9, 8, 6}, 1);
  VOX_EXPECT_ERROR((void)CollectLogits(networks, part, {size, known, WholeBox(size)}, options, RingType::Float32),
                   ErrorKind::Internal, "are known");
  VOX_EXPECT_ERROR((void)NeededInput(size, {{0, 0, 0}, {10, 1, 1}}, options), ErrorKind::Internal, "of an axis of");
}

} // namespace
} // namespace vox
