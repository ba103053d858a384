// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationModel_h
#define voxSegmentationModel_h

#include "voxItkCompatibility.h"

#include <itkObject.h>
#include <itkObjectFactory.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vox
{
struct Model; // of module Model, for those who have one already
}

namespace itk::vox
{

class SegmentationTask;

/** \class SegmentationModel
 * \brief A trained model, opened once, for any number of filters in any number of threads.
 *
 * Filters with the same settings share its networks, which take turns: two of them predict one after the other, each on
 * its own number of threads. Networks are made when the first filter runs and freed with the last.
 *
 * All errors are itk::ExceptionObject with one line: what was found, what was expected, what to do. */
class SegmentationModel : public Object
{
public:
  SegmentationModel(const SegmentationModel &) = delete;
  SegmentationModel & operator=(const SegmentationModel &) = delete;

  using Self = SegmentationModel;
  using Superclass = Object;
  using Pointer = SmartPointer<Self>;
  using ConstPointer = SmartPointer<const Self>;

  VOX_ITK_NAME_OF_CLASS(SegmentationModel, Object);

  /** A model file of Voxtome, or a results folder of nnU-Net v2. Throws for one that is missing or damaged. */
  static Pointer Open(const std::string & path);

  /** A model of the library, which must not be changed any more. Throws for null. */
  static Pointer Wrap(std::shared_ptr<const ::vox::Model> model);

  /** What the model expects as its channels, in order. */
  std::vector<std::string> GetChannelNames() const;

  /** Names by the values that label images hold, background (0) included. */
  std::map<std::int64_t, std::string> GetLabelNames() const;

  /** What each component of the probabilities is of: classes with background, or regions that may overlap. */
  std::vector<std::string> GetProbabilityNames() const;

  /** Names of the folds that the model holds. */
  std::vector<std::string> GetFoldNames() const;

protected:
  SegmentationModel();
  ~SegmentationModel() override;
  void PrintSelf(std::ostream & os, Indent indent) const override;

private:
  friend class SegmentationTask;
  struct Implementation;
  std::unique_ptr<Implementation> m_Implementation;
};

} // namespace itk::vox

#endif
