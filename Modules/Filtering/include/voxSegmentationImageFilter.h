// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationImageFilter_h
#define voxSegmentationImageFilter_h

#include "voxSegmentationTask.h"

#include <itkImageToImageFilter.h>
#include <itkVectorImage.h>

namespace itk::vox
{

/** \class SegmentationImageFilter
 * \brief Labels of the structures that a trained model knows, on the grid of the input.
 *
 * Images of two and three dimensions; a model of two dimensions takes the slices of a volume one by one. The channels
 * of the model are the components of the inputs, in order: one scalar image, several of them (SetInput(i, image)), or a
 * VectorImage. All inputs have one grid; region, oblique direction and an index that does not begin at 0 are kept.
 *
 *     auto filter = itk::vox::SegmentationImageFilter<itk::Image<float, 3>, itk::Image<unsigned char, 3>>::New();
 *     filter->SetModel("model.safetensors");
 *     filter->SetInput(image);
 *     filter->Update();
 *
 * Whole or in regions: by default the filter asks for the whole input and makes the whole output, which is what
 * `voxtome predict` writes, voxel for voxel. With StreamingOn() it makes any requested region alone, and asks for the
 * input that its windows see, where GetStreamingObstacle() is empty: where the model normalizes each voxel by itself
 * (CT, or SetChannelStatistics) and the image has the model's spacing. The windows are those of the whole image, so
 * that regions agree bit for bit with the whole, for instance through StreamingImageFilter. The image is then not
 * cropped to its non-zero region first, which depends on all of it: near a border of zeros labels may differ from the
 * program's. With an obstacle StreamingOn() changes nothing, and says so by one warning.
 *
 * Progress is reported after each window, and between the steps before and after them (for each channel and class).
 * AbortGenerateData is looked at with each report: Update() throws itk::ProcessAborted and the output stays invalid.
 * The networks run on at most GetNumberOfWorkUnits() threads, and not more than the multi-threader allows. One
 * SegmentationModel serves any number of filters.
 *
 * Update() throws itk::ExceptionObject, one line of text: without a model; for four dimensions, another number of
 * channels than the model's, inputs on different grids, label pixels too small for the model's labels, NaN and
 * infinity, and settings that model or machine do not have. */
template <typename TInputImage, typename TLabelImage>
class SegmentationImageFilter : public ImageToImageFilter<TInputImage, TLabelImage>
{
public:
  SegmentationImageFilter(const SegmentationImageFilter &) = delete;
  SegmentationImageFilter & operator=(const SegmentationImageFilter &) = delete;

  using Self = SegmentationImageFilter;
  using Superclass = ImageToImageFilter<TInputImage, TLabelImage>;
  using Pointer = SmartPointer<Self>;
  using ConstPointer = SmartPointer<const Self>;

  VOX_ITK_NEW(Self);
  VOX_ITK_NAME_OF_CLASS(SegmentationImageFilter, ImageToImageFilter);

  static constexpr unsigned int ImageDimension = TInputImage::ImageDimension;
  static_assert(TLabelImage::ImageDimension == ImageDimension, "labels lie on the grid of the input");

  using InputImageType = TInputImage;
  using LabelImageType = TLabelImage;
  using LabelPixelType = typename TLabelImage::PixelType;
  using ProbabilityImageType = VectorImage<float, ImageDimension>;
  using RegionType = typename TLabelImage::RegionType;
  using DataObjectPointer = typename Superclass::DataObjectPointer;
  using DataObjectPointerArraySizeType = typename Superclass::DataObjectPointerArraySizeType;

  /** A model that is shared with other filters; null takes it away. */
  void SetModel(SegmentationModel * model);
  /** Opens a model file or a results folder of nnU-Net at once. Throws as SegmentationModel::Open. */
  void SetModel(const std::string & path);
  itkGetModifiableObjectMacro(Model, SegmentationModel);

  /** Names by the values of the output, background (0) included. Throws without a model. */
  std::map<std::int64_t, std::string> GetLabelNames() const;

  /** "auto" (the processor), "cpu" or "cuda:N". */
  itkSetStringMacro(Device);
  itkGetStringMacro(Device);

  /** "auto" (bf16 where the processor computes it natively, else fp32), "fp32" or "bf16". */
  itkSetStringMacro(Precision);
  itkGetStringMacro(Precision);

  /** Average over mirrored inputs, along the axes that the model allows. On by default. */
  itkSetMacro(Mirroring, bool);
  itkGetConstMacro(Mirroring, bool);
  itkBooleanMacro(Mirroring);

  /** Folds of the model to average, by name; empty (the default): all. */
  void SetFolds(const std::vector<std::string> & folds);
  itkGetConstReferenceMacro(Folds, std::vector<std::string>);

  /** From window to window, as a part of the window, above 0 and up to 1. */
  itkSetMacro(Step, double);
  itkGetConstMacro(Step, double);

  /** Fill GetProbabilities() too. Off by default. */
  itkSetMacro(GenerateProbabilities, bool);
  itkGetConstMacro(GenerateProbabilities, bool);
  itkBooleanMacro(GenerateProbabilities);

  /** Make requested regions alone where there is no obstacle; see above. Off by default. */
  itkSetMacro(Streaming, bool);
  itkGetConstMacro(Streaming, bool);
  itkBooleanMacro(Streaming);

  /** Why regions of this input cannot be made alone with this model, in words; empty where they can. Updates the
   * information of the input; throws as Update(). */
  std::string GetStreamingObstacle();

  /** Normalizes a channel by these numbers, (value - mean) / standardDeviation, whatever the model says: those of the
   * whole image in place of z-score, so that regions can be made alone. */
  void SetChannelStatistics(unsigned int channel, double mean, double standardDeviation);
  void ClearChannelStatistics();

  /** The second output: a component for each of SegmentationModel::GetProbabilityNames. Empty unless
   * GenerateProbabilities. */
  ProbabilityImageType * GetProbabilities();

protected:
  SegmentationImageFilter();
  ~SegmentationImageFilter() override = default;

  using Superclass::MakeOutput;
  DataObjectPointer MakeOutput(DataObjectPointerArraySizeType index) override;

  void VerifyPreconditions() VOX_ITK_CONST override;
  void VerifyInputInformation() VOX_ITK_CONST override;
  void GenerateOutputInformation() override;
  void EnlargeOutputRequestedRegion(DataObject * output) override;
  void GenerateInputRequestedRegion() override;
  void GenerateData() override;
  void PrintSelf(std::ostream & os, Indent indent) const override;

private:
  /** The networks for the settings of now. */
  const SegmentationTask & Task();
  /** True if requested regions are made alone. */
  bool MakesRegions();
  /** Once for each obstacle that StreamingOn meets. */
  void WarnOfObstacle();
  SegmentationGrid Grid() const;
  RegionType InputRegion(const RegionType & wanted);
  unsigned int NumberOfChannels() const;
  std::unique_ptr<float[]> CopyChannels(const RegionType & region) const;
  SegmentationResult Segment(const RegionType & wanted);
  void StoreLabels(const SegmentationResult & result, const RegionType & region);
  void StoreProbabilities(const SegmentationResult & result, const RegionType & region);

  SegmentationModel::Pointer m_Model;
  std::string m_Device = "auto";
  std::string m_Precision = "auto";
  bool m_Mirroring = true;
  std::vector<std::string> m_Folds;
  double m_Step = 0.5;
  bool m_GenerateProbabilities = false;
  bool m_Streaming = false;
  std::string m_Obstacle; ///< that the last update met
  std::map<unsigned int, std::pair<double, double>> m_Statistics;
  std::shared_ptr<const SegmentationTask> m_Task;
  ModifiedTimeType m_TaskTime = 0;
};

} // namespace itk::vox

#ifndef ITK_MANUAL_INSTANTIATION
#include "voxSegmentationImageFilter.hxx"
#endif

#endif
