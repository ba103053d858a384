// SPDX-License-Identifier: Apache-2.0
#include "voxTensorBytes.h"

#include "voxError.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>

namespace vox
{
namespace
{

std::filesystem::path
TemporaryFile(const std::string & name)
{
  return std::filesystem::path(::testing::TempDir()) / name;
}

ErrorKind
KindOf(const std::function<void()> & action)
{
  try
  {
    action();
  }
  catch (const Error & error)
  {
    return error.Kind();
  }
  ADD_FAILURE() << "no exception";
  return ErrorKind::Usage;
}

TEST(TensorBytes, TensorsOfEveryTypeSurviveAFile)
{
  const std::array types{at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong,
                         at::kInt,    at::kShort, at::kChar, at::kByte,     at::kBool};
  std::vector<at::Tensor> tensors;
  std::vector<TensorView> views;
  for (const at::ScalarType type : types)
  {
    tensors.push_back(at::arange(-3, 21, at::kFloat).abs().reshape({2, 3, 4}).to(type));
    views.push_back(ViewOfTensor(at::toString(type), tensors.back()));
    EXPECT_EQ(ElementSize(views.back().dtype), tensors.back().element_size());
  }
  const auto path = TemporaryFile("voxTensorBytes.safetensors");
  WriteSafetensors(path, views, {});

  const SafetensorsFile file(path);
  for (const at::Tensor & tensor : tensors)
  {
    const TensorView * view = file.Find(at::toString(tensor.scalar_type()));
    ASSERT_NE(view, nullptr);
    const at::Tensor read = MappedTensor(file, *view);
    EXPECT_EQ(read.scalar_type(), tensor.scalar_type());
    EXPECT_TRUE(at::equal(read, tensor)) << view->name;
  }
  std::filesystem::remove(path);
}

TEST(TensorBytes, AViewPointsAtTheTensor)
{
  const at::Tensor tensor = at::ones({2, 3});
  const TensorView view = ViewOfTensor("weight", tensor);
  EXPECT_EQ(view.name, "weight");
  EXPECT_EQ(view.dtype, "F32");
  EXPECT_EQ(view.shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(static_cast<const void *>(view.bytes.data()), tensor.const_data_ptr());
  EXPECT_EQ(view.bytes.size(), 24u);
}

TEST(TensorBytes, AMappedTensorOutlivesTheFileObject)
{
  const auto path = TemporaryFile("voxMappedTensor.safetensors");
  const at::Tensor tensor = at::arange(12, at::kFloat);
  WriteSafetensors(path, std::array{ViewOfTensor("a", tensor)}, {});
  at::Tensor read;
  {
    const SafetensorsFile file(path);
    read = MappedTensor(file, file.Tensors()[0]);
    EXPECT_EQ(read.const_data_ptr(), static_cast<const void *>(file.Tensors()[0].bytes.data()));
  }
  std::filesystem::remove(path);
  EXPECT_TRUE(at::equal(read, tensor));
}

TEST(TensorBytes, AMisalignedTensorIsCopied)
{
  const auto path = TemporaryFile("voxMisaligned.safetensors");
  const at::Tensor odd = at::ones({3}, at::kByte);
  const at::Tensor values = at::arange(5, at::kDouble);
  WriteSafetensors(path, std::array{ViewOfTensor("odd", odd), ViewOfTensor("values", values)}, {});
  const SafetensorsFile file(path);
  const at::Tensor read = MappedTensor(file, *file.Find("values"));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(read.const_data_ptr()) % sizeof(double), 0u);
  EXPECT_TRUE(at::equal(read, values));
  std::filesystem::remove(path);
}

TEST(TensorBytes, AnEmptyTensorSurvives)
{
  const auto path = TemporaryFile("voxEmptyTensor.safetensors");
  const at::Tensor empty = at::empty({0, 3}, at::kInt);
  WriteSafetensors(path, std::array{ViewOfTensor("none", empty)}, {});
  const SafetensorsFile file(path);
  EXPECT_EQ(MappedTensor(file, *file.Find("none")).sizes(), (at::IntArrayRef{0, 3}));
  std::filesystem::remove(path);
}

TEST(TensorBytes, WhatAFileCannotHoldIsRefused)
{
  EXPECT_EQ(KindOf([] { (void)ViewOfTensor("t", at::ones({2, 3}).t()); }), ErrorKind::Internal);
  EXPECT_EQ(KindOf([] { (void)ViewOfTensor("c", at::ones({2}, at::kComplexFloat)); }), ErrorKind::Internal);
}

} // namespace
} // namespace vox
