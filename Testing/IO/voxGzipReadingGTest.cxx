// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxImageBytes.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

/** Compressed NIfTI of other programs, large enough that its content waits in the memory of the result. */
namespace vox
{
namespace
{

using namespace testing;

constexpr std::size_t kVoxels = 181 * 127 * 103; // 2.3 MiB as bytes: no whole number of pieces

NiftiFields
FieldsOf(std::int16_t dataType, std::int16_t volumes = 1)
{
  NiftiFields fields;
  fields.size = {181, 127, 103};
  if (volumes > 1)
  {
    fields.size.push_back(volumes);
  }
  fields.dataType = dataType;
  return fields;
}

/** Values without a pattern that a wrong place could share; small enough for every type of 8 bits. */
template <typename T>
std::vector<T>
Noise(std::size_t count)
{
  std::vector<T> values(count);
  std::uint32_t state = 1;
  for (T & value : values)
  {
    state = state * 1664525U + 1013904223U;
    value = static_cast<T>(state >> 26U);
  }
  return values;
}

template <typename T>
bool
Equals(const at::Tensor & read, const std::vector<T> & values, std::size_t first = 0)
{
  const at::Tensor flat = read.to(at::kInt).flatten();
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
  return static_cast<std::size_t>(flat.numel()) == kVoxels &&
         std::equal(begin, begin + static_cast<std::ptrdiff_t>(kVoxels), flat.data_ptr<std::int32_t>());
}

TEST(GzipReading, EveryTypeInBothByteOrdersIsWidenedInItsPlace)
{
  const TemporaryFolder folder;
  const auto expect = [&]<typename T>(T, std::int16_t dataType, bool bigEndian) {
    NiftiFields fields = FieldsOf(dataType);
    fields.bigEndian = bigEndian;
    const std::vector<T> values = Noise<T>(kVoxels);
    WriteBytes(folder / "a.nii.gz", Gzipped(NiftiBytes(fields, BytesOf(values, bigEndian))));
    EXPECT_TRUE(Equals(ReadImage(folder / "a.nii.gz").voxels, values)) << dataType << bigEndian;
    EXPECT_TRUE(Equals(ReadLabelMap(folder / "a.nii.gz").voxels, values)) << dataType << bigEndian;
  };
  expect(std::uint8_t(), 2, false);
  expect(std::int16_t(), 4, false);
  expect(std::int16_t(), 4, true);
  expect(std::int32_t(), 8, false);
  expect(float(), 16, false);
  expect(float(), 16, true);
  expect(double(), 64, false);
}

TEST(GzipReading, AVolumeBeforeOthersIsNotWrittenOverBeforeItIsRead)
{
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> values = Noise<std::uint8_t>(3 * kVoxels);
  WriteBytes(folder / "a.nii.gz", Gzipped(NiftiBytes(FieldsOf(2, 3), BytesOf(values))));
  for (const std::int64_t volume : {0, 1, 2})
  {
    const std::size_t first = kVoxels * static_cast<std::size_t>(volume);
    EXPECT_TRUE(Equals(ReadImage(folder / "a.nii.gz", {.volume = volume}).voxels, values, first)) << volume;
    EXPECT_TRUE(Equals(ReadLabelMap(folder / "a.nii.gz", {.volume = volume}).voxels, values, first)) << volume;
  }
}

TEST(GzipReading, OneDamagedByteAnywhereIsRefused)
{
  const TemporaryFolder folder;
  for (const std::int16_t dataType : {std::int16_t(4), std::int16_t(16)})
  {
    const std::string voxels = dataType == 4 ? BytesOf(Noise<std::int16_t>(kVoxels)) : BytesOf(Noise<float>(kVoxels));
    const std::string whole = Gzipped(NiftiBytes(FieldsOf(dataType), voxels));
    for (const std::size_t from : {whole.size() / 2, whole.size() - 6, whole.size() - 2})
    {
      std::string bytes = whole;
      bytes[from] = static_cast<char>(bytes[from] ^ 0x20);
      WriteBytes(folder / "a.nii.gz", bytes);
      VOX_EXPECT_ERROR((void)ReadImage(folder / "a.nii.gz"), ErrorKind::BadInput, "a.nii.gz: ");
      VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "a.nii.gz"), ErrorKind::BadInput, "a.nii.gz: ");
    }
  }
}

TEST(GzipReading, SeveralMembersAreOneFile)
{
  const TemporaryFolder folder;
  const std::vector<std::int16_t> values = Noise<std::int16_t>(kVoxels);
  const std::string bytes = NiftiBytes(FieldsOf(4), BytesOf(values));
  WriteBytes(folder / "a.nii.gz", Gzipped(bytes.substr(0, 1000001)) + Gzipped(bytes.substr(1000001)));
  EXPECT_TRUE(Equals(ReadImage(folder / "a.nii.gz").voxels, values));
}

TEST(GzipReading, ValuesThatAreNoneAreCountedAndTheFirstIsNamed)
{
  const TemporaryFolder folder;
  std::vector<float> values = Noise<float>(kVoxels);
  values[kVoxels - 1] = std::numeric_limits<float>::infinity();
  values[181 * 127 * 50 + 181 * 3 + 2] = std::numeric_limits<float>::quiet_NaN();
  WriteBytes(folder / "a.nii.gz", Gzipped(NiftiBytes(FieldsOf(16), BytesOf(values))));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "a.nii.gz"), ErrorKind::BadInput,
                   "2 of 2367661 values are NaN or infinite, the first at (x, y, z) = (2, 3, 50)");
  values.back() = 0.5F;
  values[181 * 127 * 50 + 181 * 3 + 2] = 7.5F;
  WriteBytes(folder / "a.nii.gz", Gzipped(NiftiBytes(FieldsOf(16), BytesOf(values))));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "a.nii.gz"), ErrorKind::BadInput,
                   "found the label 7.5 at (x, y, z) = (2, 3, 50)");
}

} // namespace
} // namespace vox
