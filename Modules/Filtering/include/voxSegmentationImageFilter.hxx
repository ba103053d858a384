// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationImageFilter_hxx
#define voxSegmentationImageFilter_hxx

#include "voxMemoryErrors.h"
#include "voxSegmentationRegions.h"

#include <itkDefaultConvertPixelTraits.h>
#include <itkImageRegionConstIterator.h>

#include <algorithm>

namespace itk::vox
{

template <typename TInputImage, typename TLabelImage>
SegmentationImageFilter<TInputImage, TLabelImage>::SegmentationImageFilter()
{
  this->SetNumberOfRequiredInputs(1);
  this->SetNumberOfRequiredOutputs(1);
  this->SetNthOutput(1, this->MakeOutput(1));
}

template <typename TInputImage, typename TLabelImage>
typename SegmentationImageFilter<TInputImage, TLabelImage>::DataObjectPointer
SegmentationImageFilter<TInputImage, TLabelImage>::MakeOutput(DataObjectPointerArraySizeType index)
{
  return index == 1 ? ProbabilityImageType::New().GetPointer() : Superclass::MakeOutput(index);
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::SetModel(SegmentationModel * model)
{
  if (m_Model != model)
  {
    m_Model = model;
    this->Modified();
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::SetModel(const std::string & path)
{
  this->SetModel(SegmentationModel::Open(path));
}

template <typename TInputImage, typename TLabelImage>
std::map<std::int64_t, std::string>
SegmentationImageFilter<TInputImage, TLabelImage>::GetLabelNames() const
{
  if (!m_Model)
  {
    itkExceptionMacro("no model is set; call SetModel");
  }
  return m_Model->GetLabelNames();
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::SetFolds(const std::vector<std::string> & folds)
{
  if (m_Folds != folds)
  {
    m_Folds = folds;
    this->Modified();
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::SetChannelStatistics(unsigned int channel, double mean,
                                                                        double standardDeviation)
{
  m_Statistics[channel] = {mean, standardDeviation};
  this->Modified();
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::ClearChannelStatistics()
{
  m_Statistics.clear();
  this->Modified();
}

template <typename TInputImage, typename TLabelImage>
typename SegmentationImageFilter<TInputImage, TLabelImage>::ProbabilityImageType *
SegmentationImageFilter<TInputImage, TLabelImage>::GetProbabilities()
{
  return dynamic_cast<ProbabilityImageType *>(this->ProcessObject::GetOutput(1));
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::VerifyPreconditions() VOX_ITK_CONST
{
  Superclass::VerifyPreconditions();
  if (ImageDimension != 2 && ImageDimension != 3)
  {
    itkExceptionMacro("found images of " << ImageDimension
                                         << " dimensions, expected 2 or 3; extract one volume, for instance with "
                                            "ExtractImageFilter");
  }
  const std::int64_t largest = this->GetLabelNames().rbegin()->first;
  if (static_cast<double>(largest) > static_cast<double>(NumericTraits<LabelPixelType>::max()))
  {
    itkExceptionMacro("the model has labels up to " << largest << ", label pixels hold values up to "
                                                    << static_cast<double>(NumericTraits<LabelPixelType>::max())
                                                    << "; use a larger pixel type");
  }
}

template <typename TInputImage, typename TLabelImage>
unsigned int
SegmentationImageFilter<TInputImage, TLabelImage>::NumberOfChannels() const
{
  unsigned int channels = 0;
  for (unsigned int i = 0; i < this->GetNumberOfIndexedInputs(); ++i)
  {
    channels += this->GetInput(i)->GetNumberOfComponentsPerPixel();
  }
  return channels;
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::VerifyInputInformation() VOX_ITK_CONST
{
  const RegionType whole = this->GetInput()->GetLargestPossibleRegion();
  for (unsigned int i = 0; i < this->GetNumberOfIndexedInputs(); ++i)
  {
    if (this->GetInput(i) == nullptr)
    {
      itkExceptionMacro("input " << i << " is missing; give every channel, or none after the last");
    }
    const RegionType region = this->GetInput(i)->GetLargestPossibleRegion();
    if (region != whole)
    {
      itkExceptionMacro("input " << i << " has " << region.GetSize() << " voxels at index " << region.GetIndex()
                                 << ", input 0 has " << whole.GetSize() << " at " << whole.GetIndex()
                                 << "; resample them to one grid");
    }
  }
  Superclass::VerifyInputInformation();
  const std::vector<std::string> names = m_Model->GetChannelNames();
  if (this->NumberOfChannels() != names.size())
  {
    std::string list;
    for (const std::string & name : names)
    {
      list += (list.empty() ? "" : ", ") + name;
    }
    itkExceptionMacro("the inputs have " << this->NumberOfChannels() << " channels, the model expects " << names.size()
                                         << ", in this order: " << list);
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::GenerateOutputInformation()
{
  Superclass::GenerateOutputInformation();
  this->GetProbabilities()->SetNumberOfComponentsPerPixel(
      static_cast<unsigned int>(m_Model->GetProbabilityNames().size()));
}

template <typename TInputImage, typename TLabelImage>
const SegmentationTask &
SegmentationImageFilter<TInputImage, TLabelImage>::Task()
{
  if (!m_Task || m_TaskTime < this->GetMTime())
  {
    SegmentationSettings settings;
    settings.device = m_Device;
    settings.precision = m_Precision;
    settings.folds = m_Folds;
    settings.step = m_Step;
    settings.mirroring = m_Mirroring;
    settings.probabilities = m_GenerateProbabilities;
    settings.statistics = m_Statistics;
    // The old task is let go of afterwards, so that networks which still fit are not made again.
    m_Task = std::make_shared<const SegmentationTask>(*m_Model, settings);
    m_TaskTime = this->GetMTime();
  }
  return *m_Task;
}

template <typename TInputImage, typename TLabelImage>
SegmentationGrid
SegmentationImageFilter<TInputImage, TLabelImage>::Grid() const
{
  return PlainGrid<ImageDimension>(*this->GetInput());
}

template <typename TInputImage, typename TLabelImage>
std::string
SegmentationImageFilter<TInputImage, TLabelImage>::GetStreamingObstacle()
{
  this->UpdateOutputInformation();
  return this->Task().GetStreamingObstacle(this->Grid());
}

template <typename TInputImage, typename TLabelImage>
bool
SegmentationImageFilter<TInputImage, TLabelImage>::MakesRegions()
{
  return m_Streaming && this->Task().GetStreamingObstacle(this->Grid()).empty();
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::WarnOfObstacle()
{
  const std::string obstacle = m_Streaming ? this->Task().GetStreamingObstacle(this->Grid()) : std::string();
  if (!obstacle.empty() && obstacle != m_Obstacle)
  {
    itkWarningMacro(<< "StreamingOn has no effect, the whole input is asked for: " << obstacle);
  }
  m_Obstacle = obstacle;
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::EnlargeOutputRequestedRegion(DataObject * output)
{
  Superclass::EnlargeOutputRequestedRegion(output);
  if (output == this->GetProbabilities() && !m_GenerateProbabilities)
  {
    itkExceptionMacro("probabilities were requested, but are not made; call GenerateProbabilitiesOn");
  }
  if (!output->VerifyRequestedRegion())
  {
    // To enlarge it would hide that it lies outside.
    InvalidRequestedRegionError error(__FILE__, __LINE__);
    error.SetLocation(ITK_LOCATION);
    error.SetDescription("the requested region is (at least partially) outside of the image");
    error.SetDataObject(output);
    throw error;
  }
  this->WarnOfObstacle();
  if (!this->MakesRegions())
  {
    output->SetRequestedRegionToLargestPossibleRegion();
  }
}

template <typename TInputImage, typename TLabelImage>
typename SegmentationImageFilter<TInputImage, TLabelImage>::RegionType
SegmentationImageFilter<TInputImage, TLabelImage>::InputRegion(const RegionType & wanted)
{
  return this->MakesRegions()
             ? ItkRegion<ImageDimension>(this->Task().GetInputRegion(this->Grid(), PlainRegion(wanted)))
             : this->GetInput()->GetLargestPossibleRegion();
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::GenerateInputRequestedRegion()
{
  Superclass::GenerateInputRequestedRegion();
  const RegionType region = this->InputRegion(this->GetOutput()->GetRequestedRegion());
  for (unsigned int i = 0; i < this->GetNumberOfIndexedInputs(); ++i)
  {
    const_cast<TInputImage *>(this->GetInput(i))->SetRequestedRegion(region);
  }
}

template <typename TInputImage, typename TLabelImage>
std::unique_ptr<float[]>
SegmentationImageFilter<TInputImage, TLabelImage>::CopyChannels(const RegionType & region) const
{
  using PixelTraits = DefaultConvertPixelTraits<typename TInputImage::PixelType>;
  const std::size_t voxels = region.GetNumberOfPixels();
  std::unique_ptr<float[]> values = WithMemoryErrors("SegmentationImageFilter::CopyChannels", [&] {
    return std::unique_ptr<float[]>(new float[voxels * this->NumberOfChannels()]); // not set to 0 first
  });
  float * channel = values.get();
  for (unsigned int i = 0; i < this->GetNumberOfIndexedInputs(); ++i)
  {
    const unsigned int components = this->GetInput(i)->GetNumberOfComponentsPerPixel();
    std::size_t voxel = 0;
    for (ImageRegionConstIterator<TInputImage> it(this->GetInput(i), region); !it.IsAtEnd(); ++it, ++voxel)
    {
      const typename TInputImage::PixelType & pixel = it.Get();
      for (unsigned int component = 0; component < components; ++component)
      {
        channel[component * voxels + voxel] =
            static_cast<float>(PixelTraits::GetNthComponent(static_cast<int>(component), pixel));
      }
    }
    channel += components * voxels;
  }
  return values;
}

template <typename TInputImage, typename TLabelImage>
SegmentationResult
SegmentationImageFilter<TInputImage, TLabelImage>::Segment(const RegionType & wanted)
{
  FilterCallbacks callbacks = CallbacksOf(*this);
  callbacks.onWarning = [this](const std::string & message) { itkWarningMacro(<< message); };
  const RegionType known = this->InputRegion(wanted);
  const unsigned int channels = this->NumberOfChannels();
  return this->MakesRegions() ? this->Task().SegmentRegion(this->Grid(), PlainRegion(known), this->CopyChannels(known),
                                                           channels, PlainRegion(wanted), callbacks)
                              : this->Task().Segment(this->Grid(), this->CopyChannels(known), channels, callbacks);
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::GenerateData()
{
  const RegionType wanted = this->GetOutput()->GetRequestedRegion();
  // Nothing is allocated before all is known, so that an abort leaves no output that looks valid.
  const SegmentationResult result = this->Segment(wanted);
  this->StoreLabels(result, wanted);
  if (m_GenerateProbabilities)
  {
    this->StoreProbabilities(result, wanted);
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::StoreLabels(const SegmentationResult & result,
                                                               const RegionType & region)
{
  TLabelImage * const output = this->GetOutput();
  output->SetBufferedRegion(region);
  output->Allocate();
  const auto copy = [&](const auto * labels) {
    std::transform(labels, labels + region.GetNumberOfPixels(), output->GetBufferPointer(),
                   [](auto label) { return static_cast<LabelPixelType>(label); });
  };
  switch (result.bytesPerLabel)
  {
  case 1:
    copy(static_cast<const std::uint8_t *>(result.labels));
    break;
  case 2:
    copy(static_cast<const std::int16_t *>(result.labels));
    break;
  default:
    copy(static_cast<const std::int32_t *>(result.labels));
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::StoreProbabilities(const SegmentationResult & result,
                                                                      const RegionType & region)
{
  ProbabilityImageType * const output = this->GetProbabilities();
  output->SetBufferedRegion(region);
  output->Allocate();
  const std::size_t voxels = region.GetNumberOfPixels();
  const std::size_t components = result.numberOfProbabilities;
  float * const values = output->GetBufferPointer();
  for (std::size_t component = 0; component < components; ++component)
  {
    for (std::size_t voxel = 0; voxel < voxels; ++voxel)
    {
      values[voxel * components + component] = result.probabilities[component * voxels + voxel];
    }
  }
}

template <typename TInputImage, typename TLabelImage>
void
SegmentationImageFilter<TInputImage, TLabelImage>::PrintSelf(std::ostream & os, Indent indent) const
{
  Superclass::PrintSelf(os, indent);
  os << indent << "Model: " << (m_Model ? "" : "none") << std::endl;
  if (m_Model)
  {
    m_Model->Print(os, indent.GetNextIndent());
  }
  os << indent << "Device: " << m_Device << std::endl;
  os << indent << "Precision: " << m_Precision << std::endl;
  os << indent << "Mirroring: " << (m_Mirroring ? "On" : "Off") << std::endl;
  os << indent << "Folds:" << (m_Folds.empty() ? " all" : "");
  for (const std::string & fold : m_Folds)
  {
    os << ' ' << fold;
  }
  os << std::endl;
  os << indent << "Step: " << m_Step << std::endl;
  os << indent << "GenerateProbabilities: " << (m_GenerateProbabilities ? "On" : "Off") << std::endl;
  os << indent << "Streaming: " << (m_Streaming ? "On" : "Off") << std::endl;
  os << indent << "StreamingObstacle: " << (m_Obstacle.empty() ? "none" : m_Obstacle) << std::endl;
  for (const auto & [channel, numbers] : m_Statistics)
  {
    os << indent << "Statistics of channel " << channel << ": mean " << numbers.first << ", standard deviation "
       << numbers.second << std::endl;
  }
}

} // namespace itk::vox

#endif
