// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationModel.h"

#include "voxItkErrors.h"
#include "voxModelImplementation.h"
#include "voxOpenModel.h"
#include "voxOutputNames.h"

#include <utility>

namespace itk::vox
{
namespace
{

/** Text that is equal for settings that need the same networks. */
std::string
KeyOf(const SegmentationSettings & settings)
{
  return ::vox::Json{settings.device,    settings.precision,     settings.folds,     settings.step,
                     settings.mirroring, settings.probabilities, settings.statistics}
      .dump();
}

::vox::PredictOptions
OptionsOf(const SegmentationSettings & settings)
{
  ::vox::PredictOptions options;
  options.folds = settings.folds;
  options.step = settings.step;
  options.mirror = settings.mirroring;
  options.device = settings.device;
  options.precision = ::vox::ParseEnum<::vox::Precision>(settings.precision, "precision");
  options.probabilities = settings.probabilities;
  return options;
}

template <typename TObject>
void
PrintList(std::ostream & os, const TObject & names)
{
  for (const auto & name : names)
  {
    os << " '" << name << "'";
  }
  os << std::endl;
}

} // namespace

std::shared_ptr<::vox::SharedPredictor>
SegmentationModel::Implementation::Prepare(const SegmentationSettings & settings)
{
  const std::lock_guard<std::mutex> lock(m_Preparing);
  std::weak_ptr<::vox::SharedPredictor> & known = m_Prepared[KeyOf(settings)];
  std::shared_ptr<::vox::SharedPredictor> prepared = known.lock();
  if (!prepared)
  {
    prepared =
        std::make_shared<::vox::SharedPredictor>(WithStatistics(*model, settings.statistics), OptionsOf(settings));
    known = prepared;
  }
  return prepared;
}

SegmentationModel::SegmentationModel() : m_Implementation(std::make_unique<Implementation>())
{}

SegmentationModel::~SegmentationModel() = default;

SegmentationModel::Pointer
SegmentationModel::Open(const std::string & path)
{
  return WithItkErrors("SegmentationModel::Open",
                       [&] { return Wrap(std::make_shared<const ::vox::Model>(::vox::OpenModel(path))); });
}

SegmentationModel::Pointer
SegmentationModel::Wrap(std::shared_ptr<const ::vox::Model> model)
{
  if (!model)
  {
    ThrowItkError("no model was given (null), expected one that was read", "SegmentationModel::Wrap");
  }
  Pointer result = new Self;
  result->UnRegister(); // of the two references that the constructor and the pointer hold
  result->m_Implementation->model = std::move(model);
  return result;
}

std::vector<std::string>
SegmentationModel::GetChannelNames() const
{
  return m_Implementation->model->description.channelNames;
}

std::map<std::int64_t, std::string>
SegmentationModel::GetLabelNames() const
{
  return ::vox::LabelNames(m_Implementation->model->description);
}

std::vector<std::string>
SegmentationModel::GetProbabilityNames() const
{
  return ::vox::ProbabilityNames(m_Implementation->model->description);
}

std::vector<std::string>
SegmentationModel::GetFoldNames() const
{
  return m_Implementation->model->FoldNames();
}

void
SegmentationModel::PrintSelf(std::ostream & os, Indent indent) const
{
  Superclass::PrintSelf(os, indent);
  os << indent << "Configuration: " << m_Implementation->model->configuration << std::endl;
  os << indent << "Channels:";
  PrintList(os, GetChannelNames());
  os << indent << "Probabilities:";
  PrintList(os, GetProbabilityNames());
  os << indent << "Folds:";
  PrintList(os, GetFoldNames());
}

} // namespace itk::vox
