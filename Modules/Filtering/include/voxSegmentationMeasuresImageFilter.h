// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationMeasuresImageFilter_h
#define voxSegmentationMeasuresImageFilter_h

#include "voxLabelMeasures.h"

#include <itkImageToImageFilter.h>

#include <type_traits>

namespace itk::vox
{

/** \class SegmentationMeasuresImageFilter
 * \brief Dice, Hausdorff distance, its 95th percentile and average symmetric surface distance for each label of two
 * label images.
 *
 * The definitions are those of module Metrics, and of `voxtome evaluate`: HD95 is the larger of the two directed
 * percentiles between centers of surface voxels unless SetHausdorffDefinition says otherwise, and what is undefined has
 * no value. Distances are in mm and heed spacing. Progress is reported after structures, and AbortGenerateData looked
 * at with each report: Update() throws itk::ProcessAborted, and there are no measures. The output is the reference as
 * it is. The whole of both images is asked for; they have one grid of 2 or 3 dimensions, or Update() throws
 * itk::ExceptionObject. */
template <typename TLabelImage>
class SegmentationMeasuresImageFilter : public ImageToImageFilter<TLabelImage, TLabelImage>
{
public:
  SegmentationMeasuresImageFilter(const SegmentationMeasuresImageFilter &) = delete;
  SegmentationMeasuresImageFilter & operator=(const SegmentationMeasuresImageFilter &) = delete;

  using Self = SegmentationMeasuresImageFilter;
  using Superclass = ImageToImageFilter<TLabelImage, TLabelImage>;
  using Pointer = SmartPointer<Self>;
  using ConstPointer = SmartPointer<const Self>;

  VOX_ITK_NEW(Self);
  VOX_ITK_NAME_OF_CLASS(SegmentationMeasuresImageFilter, ImageToImageFilter);

  static constexpr unsigned int ImageDimension = TLabelImage::ImageDimension;
  static_assert(std::is_integral_v<typename TLabelImage::PixelType>, "labels are whole numbers");

  /** Input 0. */
  void SetReferenceImage(const TLabelImage * image);
  /** Input 1. */
  void SetPredictionImage(const TLabelImage * image);

  /** Labels to measure, in this order; empty (the default): all that occur in one of the images, but 0. */
  void SetLabels(const std::vector<std::int64_t> & labels);

  /** "max-of-percentiles" (the default), "pooled", "surface-area-weighted" or "itk". */
  itkSetStringMacro(HausdorffDefinition);
  itkGetStringMacro(HausdorffDefinition);

  /** What GetHausdorffDistance95 gives, in percent: 1 to 100, or Update() throws. 95 by default. */
  itkSetMacro(Percentile, double);
  itkGetConstMacro(Percentile, double);

  /** All measures, after Update(). */
  itkGetConstReferenceMacro(Measures, std::vector<LabelMeasures>);

  /** Of one label, after Update(). Throws for a label that was not measured. */
  const LabelMeasures & GetMeasuresOf(std::int64_t label) const;
  std::optional<double> GetDice(std::int64_t label) const;
  std::optional<double> GetHausdorffDistance(std::int64_t label) const;
  /** At the percentile of SetPercentile. */
  std::optional<double> GetHausdorffDistance95(std::int64_t label) const;
  std::optional<double> GetAverageSymmetricSurfaceDistance(std::int64_t label) const;

protected:
  SegmentationMeasuresImageFilter();
  ~SegmentationMeasuresImageFilter() override = default;

  void VerifyPreconditions() VOX_ITK_CONST override;
  void VerifyInputInformation() VOX_ITK_CONST override;
  void GenerateInputRequestedRegion() override;
  void EnlargeOutputRequestedRegion(DataObject * output) override;
  void GenerateData() override;
  void PrintSelf(std::ostream & os, Indent indent) const override;

private:
  std::vector<std::int32_t> CopyLabels(unsigned int input) const;

  std::vector<std::int64_t> m_Labels;
  std::string m_HausdorffDefinition = "max-of-percentiles";
  double m_Percentile = 95.0;
  std::vector<LabelMeasures> m_Measures;
};

} // namespace itk::vox

#ifndef ITK_MANUAL_INSTANTIATION
#include "voxSegmentationMeasuresImageFilter.hxx"
#endif

#endif
