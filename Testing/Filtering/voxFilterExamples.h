// SPDX-License-Identifier: Apache-2.0
#ifndef voxFilterExamples_h
#define voxFilterExamples_h

#include "voxSegmentationImageFilter.h"

#include "voxPredictor.h"
#include "voxRandom.h"
#include "voxTinyModel.h"
#include "voxTorchThreads.h"

#include <itkImageRegionIterator.h>

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <cmath>

namespace vox::testing
{

using Image2 = itk::Image<float, 2>;
using Image3 = itk::Image<float, 3>;
using Labels2 = itk::Image<unsigned char, 2>;
using Labels3 = itk::Image<unsigned char, 3>;
using Filter3 = itk::vox::SegmentationImageFilter<Image3, Labels3>;

/** The statement throws itk::ExceptionObject whose description is one line that contains `part`. */
#define VOX_EXPECT_ITK_ERROR(statement, part)                                                                          \
  do                                                                                                                   \
  {                                                                                                                    \
    try                                                                                                                \
    {                                                                                                                  \
      statement;                                                                                                       \
      ADD_FAILURE() << #statement " did not throw";                                                                    \
    }                                                                                                                  \
    catch (const itk::ExceptionObject & voxExpected)                                                                   \
    {                                                                                                                  \
      EXPECT_THAT(voxExpected.GetDescription(), ::testing::HasSubstr(part));                                           \
    }                                                                                                                  \
  } while (false)

inline itk::vox::SegmentationModel::Pointer
Shared(Model model)
{
  return itk::vox::SegmentationModel::Wrap(std::make_shared<const Model>(std::move(model)));
}

/** The tiny model with the normalization of CT, whose voxels count one by one. */
inline Model
MakeCtModel(const TinyModel & tiny = {})
{
  Model model = MakeTinyModel(tiny);
  Json & configuration = model.plan.document["configurations"][model.configuration];
  configuration["normalization_schemes"] = std::vector<std::string>(tiny.channelNames.size(), "CTNormalization");
  for (std::size_t channel = 0; channel < tiny.channelNames.size(); ++channel)
  {
    model.plan.document["foreground_intensity_properties_per_channel"][std::to_string(channel)] = {
        {"mean", 10.0},  {"std", 100.0}, {"percentile_00_5", -180.0}, {"percentile_99_5", 190.0}, {"median", 10.0},
        {"min", -500.0}, {"max", 500.0}};
  }
  return model;
}

/** Noise on an oblique grid whose first index is not 0. */
template <typename TImage>
typename TImage::Pointer
NoiseImage(const std::array<itk::SizeValueType, TImage::ImageDimension> & size, std::uint64_t seed,
           double spacing = 1.0)
{
  constexpr unsigned int dimension = TImage::ImageDimension;
  const auto image = TImage::New();
  typename TImage::RegionType region;
  typename TImage::SpacingType spacings;
  typename TImage::DirectionType direction;
  typename TImage::PointType origin;
  direction.SetIdentity();
  for (unsigned int axis = 0; axis < dimension; ++axis)
  {
    region.SetIndex(axis, 3 - 5 * static_cast<itk::IndexValueType>(axis));
    region.SetSize(axis, size[axis]);
    spacings[axis] = spacing * (1.0 + 0.001 * axis); // by less than half a voxel in all
    origin[axis] = 12.5 * (axis + 1.0);
  }
  direction[0][0] = direction[1][1] = std::cos(0.3);
  direction[0][1] = -std::sin(0.3);
  direction[1][0] = std::sin(0.3);
  image->SetRegions(region);
  image->SetSpacing(spacings);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  image->Allocate();
  Random random(seed);
  for (itk::ImageRegionIterator<TImage> it(image, region); !it.IsAtEnd(); ++it)
  {
    it.Set(static_cast<typename TImage::PixelType>(100.0 * random.Normal()));
  }
  return image;
}

/** An image as the library sees it, converted voxel by voxel and point by point. */
template <typename TImage>
Volume
VolumeOf(const TImage & image)
{
  constexpr unsigned int dimension = TImage::ImageDimension;
  const auto region = image.GetLargestPossibleRegion();
  ImageGeometry geometry;
  typename TImage::PointType first;
  image.TransformIndexToPhysicalPoint(region.GetIndex(), first);
  for (unsigned int axis = 0; axis < dimension; ++axis)
  {
    geometry.size[2 - axis] = static_cast<std::int64_t>(region.GetSize(axis));
    geometry.spacingMm[2 - axis] = image.GetSpacing()[axis];
    geometry.originLps[axis] = first[axis];
    for (unsigned int row = 0; row < dimension; ++row)
    {
      geometry.directionLps[row][2 - axis] = image.GetDirection()[row][axis];
    }
  }
  at::Tensor voxels = at::empty({1, geometry.size.z, geometry.size.y, geometry.size.x}, at::kFloat);
  std::copy_n(image.GetBufferPointer(), voxels.numel(), voxels.mutable_data_ptr<float>());
  return MakeVolume(voxels, geometry);
}

/** The buffer of a label image, x fastest. */
template <typename TImage>
std::vector<int>
ValuesOfImage(const TImage & image)
{
  const auto * values = image.GetBufferPointer();
  return {values, values + image.GetBufferedRegion().GetNumberOfPixels()};
}

inline std::vector<int>
ValuesOfVolume(const Volume & volume)
{
  const at::Tensor values = volume.voxels.to(at::kInt).contiguous();
  return {values.const_data_ptr<int>(), values.const_data_ptr<int>() + values.numel()};
}

/** More than one label: a constant would prove little. */
inline bool
HasStructures(const std::vector<int> & labels)
{
  return std::ranges::any_of(labels, [&](int label) { return label != labels.front(); });
}

inline PredictOptions
Fp32()
{
  PredictOptions options;
  options.precision = Precision::Fp32;
  return options;
}

/** What the library itself predicts, on one thread as the filters of these tests: LibTorch's softmax rounds by it. */
inline Prediction
Predicted(const Model & model, const Volume & image, const PredictOptions & options = Fp32())
{
  const TorchThreads threads(1);
  RunContext context;
  context.threads = 1;
  return Predictor(model, options).Predict(image, context);
}

inline Filter3::Pointer
MakeFilter(itk::vox::SegmentationModel * model, const Image3 * image)
{
  const auto filter = Filter3::New();
  filter->SetModel(model);
  filter->SetPrecision("fp32");
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(image);
  return filter;
}

} // namespace vox::testing

#endif
