// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxNpy.h"
#include "voxReadNpz.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>

namespace
{

using namespace vox;
using namespace vox::testing;

class ReadNpz : public ::testing::Test
{
protected:
  at::Tensor
  Read(const std::string & bytes) const
  {
    std::ofstream(m_Folder / "case.npz", std::ios::binary) << bytes;
    return ReadNpzArray(m_Folder / "case.npz", "probabilities");
  }

  TemporaryFolder m_Folder;
};

/** A stored array of these values in these axes. */
std::string
Stored(const at::Tensor & values, const std::string & type, const std::string & shape, const char * fortran = "False")
{
  const std::string header = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", type, fortran, shape);
  return NpzBytes("probabilities", header, {static_cast<const char *>(values.const_data_ptr()), values.nbytes()});
}

/** numpy.savez_compressed of NumPy 2.4.6: float32 [2, 2, 2, 3], 0.25 and 0.75, with 0.5 at [1, 1, 0, 2]. */
std::string
Compressed()
{
  const std::string digits =
      "504b03042d00000008000000210088b219daffffffffffffffff1100140070726f626162696c69746965732e6e"
      "707901001000e00000000000000054000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e"
      "9366a2aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a463a0a1064aca9a350"
      "ab4006e0626068b0230d3bd8e3c70c287c00504b01022d032d00000008000000210088b219da54000000e000"
      "000011000000000000000000000080010000000070726f626162696c69746965732e6e7079504b0506000000"
      "00010001003f000000970000000000";
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
  {
    bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

TEST_F(ReadNpz, ReadsWhatNumpyCompressed)
{
  at::Tensor expected = at::full({2, 2, 2, 3}, 0.25F);
  expected[1] = 0.75F;
  expected[1][1][0][2] = 0.5F;
  EXPECT_TRUE(Read(Compressed()).equal(expected));
}

TEST_F(ReadNpz, ReadsEachTypeAndOrder)
{
  const at::Tensor values = at::arange(24, at::kFloat);
  EXPECT_TRUE(Read(Stored(values, "<f4", "(2, 3, 4)")).equal(values.view({2, 3, 4})));
  EXPECT_TRUE(Read(Stored(values.to(at::kHalf), "<f2", "(24,)")).equal(values));
  EXPECT_TRUE(Read(Stored(values.to(at::kDouble), "<f8", "(2, 2, 2, 3)")).equal(values.view({2, 2, 2, 3})));
  EXPECT_TRUE(Read(Stored(values, "<f4", "(2, 3, 4)", "True")).equal(values.view({4, 3, 2}).permute({2, 1, 0})));
}

TEST_F(ReadNpz, RefusesWhatIsCutOffAnywhere)
{
  const std::string whole = Compressed();
  for (std::size_t size = 0; size < whole.size(); size += 5)
  {
    SCOPED_TRACE(size);
    VOX_EXPECT_ERROR((void)Read(whole.substr(0, size)), ErrorKind::BadInput, "case.npz: ");
  }
}

TEST_F(ReadNpz, RefusesChangedBytes)
{
  std::string bytes = Stored(at::ones({24}, at::kFloat), "<f4", "(24,)");
  bytes[150] ^= 1;
  VOX_EXPECT_ERROR((void)Read(bytes), ErrorKind::BadInput, "the array 'probabilities' is damaged");
  std::string packed = Compressed();
  packed[90] ^= 1;
  VOX_EXPECT_ERROR((void)Read(packed), ErrorKind::BadInput, "case.npz: ");
}

TEST_F(ReadNpz, RefusesAnArrayOfAnotherKind)
{
  const at::Tensor values = at::ones({24}, at::kFloat);
  for (const auto & [type, shape] : {std::pair{"<i4", "(24,)"},
                                     {">f4", "(24,)"},
                                     {"<f4", "(25,)"},
                                     {"<f4", "(23,)"},
                                     {"<f4", "()"},
                                     {"<f4", "(1, 1, 1, 2, 12)"},
                                     {"<f4", "(-24,)"},
                                     {"<f4", "(0,)"},
                                     {"<f4", "(99999999999999999999,)"}})
  {
    VOX_EXPECT_ERROR((void)Read(Stored(values, type, shape)), ErrorKind::BadInput,
                     fmt::format("'probabilities' described as {{'descr': '{}'", type));
  }
  VOX_EXPECT_ERROR((void)Read(NpzBytes("softmax", "{}", "")), ErrorKind::BadInput,
                   "found softmax.npy, expected the array 'probabilities'");
  VOX_EXPECT_ERROR((void)Read(NpzBytes("soft\nmax", "{}", "")), ErrorKind::BadInput, "found soft?max.npy, expected");
  VOX_EXPECT_ERROR((void)Read("no zip"), ErrorKind::BadInput, "case.npz: ");
  VOX_EXPECT_ERROR((void)ReadNpzArray(m_Folder / "absent.npz", "probabilities"), ErrorKind::BadInput, "absent.npz");
}

} // namespace
