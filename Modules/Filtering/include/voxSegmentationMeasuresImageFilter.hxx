// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationMeasuresImageFilter_hxx
#define voxSegmentationMeasuresImageFilter_hxx

#include "voxMemoryErrors.h"
#include "voxSegmentationRegions.h"

#include <itkImageRegionConstIterator.h>

#include <limits>

namespace itk::vox
{

template <typename TLabelImage> SegmentationMeasuresImageFilter<TLabelImage>::SegmentationMeasuresImageFilter()
{
  this->SetNumberOfRequiredInputs(2);
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::SetReferenceImage(const TLabelImage * image)
{
  this->SetInput(0, image);
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::SetPredictionImage(const TLabelImage * image)
{
  this->SetInput(1, image);
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::SetLabels(const std::vector<std::int64_t> & labels)
{
  if (m_Labels != labels)
  {
    m_Labels = labels;
    this->Modified();
  }
}

template <typename TLabelImage>
const LabelMeasures &
SegmentationMeasuresImageFilter<TLabelImage>::GetMeasuresOf(std::int64_t label) const
{
  for (const LabelMeasures & measures : m_Measures)
  {
    if (measures.label == label)
    {
      return measures;
    }
  }
  itkExceptionMacro("label " << label << " was not measured; call Update() first, or name it by SetLabels");
}

template <typename TLabelImage>
std::optional<double>
SegmentationMeasuresImageFilter<TLabelImage>::GetDice(std::int64_t label) const
{
  return this->GetMeasuresOf(label).dice;
}

template <typename TLabelImage>
std::optional<double>
SegmentationMeasuresImageFilter<TLabelImage>::GetHausdorffDistance(std::int64_t label) const
{
  return this->GetMeasuresOf(label).hausdorff;
}

template <typename TLabelImage>
std::optional<double>
SegmentationMeasuresImageFilter<TLabelImage>::GetHausdorffDistance95(std::int64_t label) const
{
  return this->GetMeasuresOf(label).hausdorff95;
}

template <typename TLabelImage>
std::optional<double>
SegmentationMeasuresImageFilter<TLabelImage>::GetAverageSymmetricSurfaceDistance(std::int64_t label) const
{
  return this->GetMeasuresOf(label).averageSurfaceDistance;
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::VerifyPreconditions() VOX_ITK_CONST
{
  Superclass::VerifyPreconditions();
  if (ImageDimension != 2 && ImageDimension != 3)
  {
    itkExceptionMacro("found label images of " << ImageDimension << " dimensions, expected 2 or 3");
  }
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::VerifyInputInformation() VOX_ITK_CONST
{
  Superclass::VerifyInputInformation();
  const auto reference = this->GetInput(0)->GetLargestPossibleRegion();
  const auto prediction = this->GetInput(1)->GetLargestPossibleRegion();
  if (reference != prediction)
  {
    itkExceptionMacro("the reference has " << reference.GetSize() << " voxels at index " << reference.GetIndex()
                                           << ", the prediction has " << prediction.GetSize() << " at "
                                           << prediction.GetIndex() << "; resample one to the grid of the other");
  }
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::GenerateInputRequestedRegion()
{
  Superclass::GenerateInputRequestedRegion();
  for (unsigned int i = 0; i < 2; ++i)
  {
    const_cast<TLabelImage *>(this->GetInput(i))->SetRequestedRegionToLargestPossibleRegion();
  }
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::EnlargeOutputRequestedRegion(DataObject * output)
{
  Superclass::EnlargeOutputRequestedRegion(output);
  output->SetRequestedRegionToLargestPossibleRegion();
}

template <typename TLabelImage>
std::vector<std::int32_t>
SegmentationMeasuresImageFilter<TLabelImage>::CopyLabels(unsigned int input) const
{
  const TLabelImage * const image = this->GetInput(input);
  std::vector<std::int32_t> labels;
  WithMemoryErrors("SegmentationMeasuresImageFilter::CopyLabels",
                   [&] { labels.reserve(image->GetLargestPossibleRegion().GetNumberOfPixels()); });
  for (ImageRegionConstIterator<TLabelImage> it(image, image->GetLargestPossibleRegion()); !it.IsAtEnd(); ++it)
  {
    const auto label = static_cast<double>(it.Get());
    if (label > std::numeric_limits<std::int32_t>::max() || label < std::numeric_limits<std::int32_t>::min())
    {
      itkExceptionMacro("input " << input << ": found the label " << static_cast<std::int64_t>(it.Get())
                                 << ", expected a number of 32 bits; give the labels smaller values");
    }
    labels.push_back(static_cast<std::int32_t>(it.Get()));
  }
  return labels;
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::GenerateData()
{
  m_Measures.clear();
  MeasureSettings settings;
  settings.definition = m_HausdorffDefinition;
  settings.percentile = m_Percentile;
  settings.labels = m_Labels;
  m_Measures = MeasureLabels(PlainGrid<ImageDimension>(*this->GetInput(0)), this->CopyLabels(0), this->CopyLabels(1),
                             settings, CallbacksOf(*this));
  this->GraftOutput(const_cast<TLabelImage *>(this->GetInput(0)));
}

template <typename TLabelImage>
void
SegmentationMeasuresImageFilter<TLabelImage>::PrintSelf(std::ostream & os, Indent indent) const
{
  Superclass::PrintSelf(os, indent);
  os << indent << "Labels:" << (m_Labels.empty() ? " all" : "");
  for (const std::int64_t label : m_Labels)
  {
    os << ' ' << label;
  }
  os << std::endl;
  os << indent << "HausdorffDefinition: " << m_HausdorffDefinition << std::endl;
  os << indent << "Percentile: " << m_Percentile << std::endl;
  const auto print = [&os](const char * name, const std::optional<double> & value) {
    os << name;
    value ? os << *value : os << "undefined";
  };
  for (const LabelMeasures & measures : m_Measures)
  {
    os << indent << "Label " << measures.label;
    print(": Dice ", measures.dice);
    print(", HD ", measures.hausdorff);
    print(", HD at the percentile ", measures.hausdorff95);
    print(", ASSD ", measures.averageSurfaceDistance);
    os << std::endl;
  }
}

} // namespace itk::vox

#endif
