// SPDX-License-Identifier: Apache-2.0
#ifndef voxFileEncoding_h
#define voxFileEncoding_h

#include "voxImageFormat.h"

#include <ATen/Dispatch.h>
#include <ATen/core/Tensor.h>
#include <itkImageIOBase.h>

#include <filesystem>

namespace vox
{

/** The type of the numbers in a file. */
struct Encoding
{
  itk::CommonEnums::IOComponent component;
  at::ScalarType scalar;
};

/** Calls `use` with a value of the C++ type of whole numbers. */
template <typename TUse>
void
WithWholeType(at::ScalarType type, TUse && use)
{
  AT_DISPATCH_SWITCH(type, "labels",
                     AT_DISPATCH_CASE_INTEGRAL_TYPES([&] { use(scalar_t()); })
                         AT_DISPATCH_CASE(at::kBool, [&] { use(scalar_t()); })
                             AT_DISPATCH_CASE(at::kUInt16, [&] { use(scalar_t()); }));
}

/** The same for whole numbers and float32. */
template <typename TUse>
void
WithNumberType(at::ScalarType type, TUse && use)
{
  if (type == at::kFloat)
  {
    use(0.0F);
  }
  else
  {
    WithWholeType(type, use);
  }
}

/** int16 where that keeps every bit of every value of a float32 image, as with CT and most MR, else float32. */
[[nodiscard]] Encoding ImageEncoding(const at::Tensor & image);

/** The smallest type that holds all labels. Throws Error(BadInput) for a picture that cannot. */
[[nodiscard]] Encoding LabelEncoding(const std::filesystem::path & path, ImageFormat format, const at::Tensor & labels);

/** The values in the type of the file: the tensor itself where it has that type. */
[[nodiscard]] at::Tensor Encoded(const at::Tensor & values, at::ScalarType type);

} // namespace vox

#endif
