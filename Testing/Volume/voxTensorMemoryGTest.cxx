// SPDX-License-Identifier: Apache-2.0
#include "voxTensorMemory.h"

#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxOrientation.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

const at::ScalarType kTypes[]{at::kBool, at::kByte, at::kShort, at::kInt,
                              at::kLong, at::kHalf, at::kFloat, at::kDouble};

TEST(TensorMemory, NewTensorsWorkWithOperators)
{
  for (const at::ScalarType type : kTypes)
  {
    const at::Tensor made = NewTensor(std::vector<std::int64_t>{2, 3, 4}, type);
    made.fill_(1);
    EXPECT_TRUE(made.is_contiguous());
    EXPECT_TRUE(at::equal(made, at::ones({2, 3, 4}, type))) << at::toString(type);
    EXPECT_EQ(made.key_set(), at::empty({1}, type).key_set());
  }
  EXPECT_EQ(NewTensor(std::vector<std::int64_t>{0, 3}, at::kFloat).numel(), 0);
}

TEST(TensorMemory, MemoryOfAnOwnerIsKeptAndNotCopied)
{
  auto values = std::make_shared<std::vector<float>>(std::vector<float>{0, 1, 2, 3, 4, 5});
  const std::weak_ptr<std::vector<float>> watch = values;
  const float * first = values->data();
  {
    const std::vector<std::int64_t> sizes{3, 2};
    const std::vector<std::int64_t> strides{1, 3};
    const at::Tensor over = TensorOver(first, sizes, strides, at::kFloat, std::move(values));
    EXPECT_EQ(over.const_data_ptr(), first);
    EXPECT_TRUE(at::equal(over, at::arange(6, at::kFloat).reshape({2, 3}).t()));
    EXPECT_EQ(over.storage().nbytes(), 6 * sizeof(float));
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(TensorMemory, ContiguousCopiesWhatHasGaps)
{
  for (const at::ScalarType type : kTypes)
  {
    const at::Tensor whole = at::arange(3 * 40 * 50 * 37).remainder(101).to(type).reshape({3, 40, 50, 37});
    EXPECT_EQ(Contiguous(whole).const_data_ptr(), whole.const_data_ptr());
    EXPECT_NE(Copied(whole).const_data_ptr(), whole.const_data_ptr());
    for (const at::Tensor & view : {whole.permute({0, 3, 2, 1}), whole.permute({3, 1, 0, 2}), whole.slice(3, 2, 30),
                                    whole.select(0, 1), whole.slice(2, 0, 50, 3), whole.select(1, 0).select(0, 2).t()})
    {
      EXPECT_TRUE(at::equal(Contiguous(view), view.contiguous())) << at::toString(type);
      EXPECT_TRUE(Contiguous(view).is_contiguous());
    }
  }
}

TEST(TensorMemory, LabelsOfAnyWholeTypeBecomeInt32)
{
  const at::Tensor labels = at::arange(24, at::kInt).reshape({1, 2, 3, 4});
  EXPECT_EQ(Int32Labels(labels).const_data_ptr(), labels.const_data_ptr());
  for (const at::ScalarType type : {at::kByte, at::kChar, at::kShort, at::kUInt16, at::kLong})
  {
    EXPECT_TRUE(at::equal(Int32Labels(labels.to(type)), labels)) << at::toString(type);
  }
  EXPECT_TRUE(at::equal(Int32Labels(labels.to(at::kByte).transpose(2, 3)), labels.transpose(2, 3)));
  EXPECT_TRUE(at::equal(Int32Labels(labels.gt(3)), labels.gt(3).to(at::kInt)));
  VOX_EXPECT_ERROR((void)Int32Labels(labels.to(at::kFloat)), ErrorKind::Internal, "Float");
}

TEST(TensorMemory, AnotherTypeIsAnErrorInsteadOfOtherNumbers)
{
  VOX_EXPECT_ERROR((void)ValuesOf<float>(at::zeros({3}, at::kInt)), ErrorKind::Internal, "Int");
  VOX_EXPECT_ERROR((void)Contiguous(at::zeros({1, 2, 1, 2, 1}).transpose(1, 3)), ErrorKind::Internal, "5 axes");
}

TEST(TensorMemory, VolumesLargerThanATileAreReorderedAsOperatorsDo)
{
  ImageGeometry geometry;
  geometry.size = {40, 67, 35};
  for (const at::ScalarType type : {at::kByte, at::kShort, at::kFloat, at::kDouble})
  {
    const Volume volume =
        MakeVolume(at::arange(2 * 40 * 67 * 35).remainder(251).to(type).reshape({2, 40, 67, 35}), geometry);
    for (const AxisOrder & order : testing::AllAxisOrders())
    {
      std::vector<std::int64_t> reversed;
      for (int axis = 0; axis < 3; ++axis)
      {
        if (order.flipped[axis])
        {
          reversed.push_back(1 + axis);
        }
      }
      const at::Tensor expected =
          volume.voxels.permute({0, 1 + order.source[0], 1 + order.source[1], 1 + order.source[2]}).flip(reversed);
      ASSERT_TRUE(at::equal(Reordered(volume, order).voxels, expected));
    }
  }
}

TEST(TensorMemory, VolumesAreCroppedAndPaddedAsOperatorsDo)
{
  ImageGeometry geometry;
  geometry.size = {6, 7, 8};
  const at::Tensor voxels = at::arange(2 * 6 * 8 * 7, at::kShort).reshape({2, 6, 8, 7}).transpose(2, 3);
  const Volume volume = MakeVolume(voxels, geometry);
  EXPECT_TRUE(
      at::equal(Crop(volume, {{1, 2, 3}, {4, 7, 6}}).voxels, voxels.slice(1, 1, 4).slice(2, 2, 7).slice(3, 3, 6)));
  const at::Tensor padded = at::constant_pad_nd(voxels, {2, 3, -1, 1, 4, -2}, -5);
  EXPECT_TRUE(at::equal(Crop(volume, {{-4, 1, -2}, {4, 8, 11}}, -5.0).voxels, padded));
}

} // namespace
} // namespace vox
