// SPDX-License-Identifier: Apache-2.0
// Expected numbers: numpy.random.RandomState of NumPy 2.4.6.
#include "voxNumpyRandom.h"

#include "voxExpectError.h"

#include <algorithm>

using vox::NumpyRandom;

TEST(NumpyRandom, PermutationEqualsNumPys)
{
  const std::vector<std::int64_t> expected{0, 7, 3, 9, 6, 4, 1, 8, 5, 2};
  EXPECT_EQ(NumpyRandom(12345).Permutation(10), expected);
}

TEST(NumpyRandom, BoundedIntegersEqualNumPysRandint)
{
  NumpyRandom random(1234);
  for (const std::uint64_t expected : {815U, 723U, 294U, 53U, 204U})
  {
    EXPECT_EQ(random.BoundedInteger(999), expected);
  }
}

TEST(NumpyRandom, ChoiceWithReplacementIsTheSameDraws)
{
  const std::vector<std::int64_t> expected{815, 723, 294, 53, 204};
  EXPECT_EQ(NumpyRandom(1234).ChoiceWithReplacement(1000, 5), expected);
}

TEST(NumpyRandom, AMaximumOfZeroConsumesNothing)
{
  NumpyRandom random(1234);
  EXPECT_EQ(random.BoundedInteger(0), 0U);
  EXPECT_EQ(random.BoundedInteger(999), 815U);
}

TEST(NumpyRandom, ChoiceWithoutReplacementNeverRepeats)
{
  std::vector<std::int64_t> drawn = NumpyRandom(7).ChoiceWithoutReplacement(100, 60);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_EQ(std::adjacent_find(drawn.begin(), drawn.end()), drawn.end());
  VOX_EXPECT_ERROR((void)NumpyRandom(7).ChoiceWithoutReplacement(3, 4), vox::ErrorKind::Internal, "4 of 3");
}
