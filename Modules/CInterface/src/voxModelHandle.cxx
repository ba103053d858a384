// SPDX-License-Identifier: Apache-2.0
#include "voxModelHandle.h"

#include "voxError.h"
#include "voxGuarded.h"
#include "voxOpenModel.h"
#include "voxOutputNames.h"
#include "voxTorchVersion.h"

#include <limits>

namespace vox
{
namespace
{

std::unique_ptr<vox_model>
Opened(const char * path)
{
  RequireOwnTorch();
  auto handle = std::make_unique<vox_model>();
  handle->model = std::make_shared<const Model>(OpenModel(path));
  const DatasetDescription & description = handle->model->description;
  const auto labels = LabelNames(description);
  constexpr std::int64_t largest = std::numeric_limits<std::uint16_t>::max();
  if (labels.begin()->first < 0 || labels.rbegin()->first > largest)
  {
    Fail(ErrorKind::BadModel, "{}: found label values from {} to {}, expected 0 to {}", path, labels.begin()->first,
         labels.rbegin()->first, largest);
  }
  handle->labels.assign(labels.begin(), labels.end());
  handle->probabilities = ProbabilityNames(description);
  handle->folds = handle->model->FoldNames();
  return handle;
}

template <typename T>
std::int32_t
CountOf(const std::vector<T> & items)
{
  return static_cast<std::int32_t>(items.size());
}

template <typename T>
const T *
ItemOf(const std::vector<T> & items, std::int32_t index)
{
  return index >= 0 && index < CountOf(items) ? &items[static_cast<std::size_t>(index)] : nullptr;
}

const char *
NameIn(const std::vector<std::string> & names, std::int32_t index)
{
  const std::string * name = ItemOf(names, index);
  return name == nullptr ? nullptr : name->c_str();
}

} // namespace
} // namespace vox

extern "C" {

std::int32_t
vox_model_open(const char * path, vox_model ** model)
{
  return vox::Guarded([&] {
    if (model == nullptr)
    {
      vox::Fail(vox::ErrorKind::Usage, "vox_model_open: found NULL for `model`, expected where to put the handle");
    }
    *model = nullptr;
    if (path == nullptr)
    {
      vox::Fail(vox::ErrorKind::Usage, "vox_model_open: found NULL for `path`, expected a model file or folder");
    }
    *model = vox::Opened(path).release();
  });
}

void
vox_model_close(vox_model * model)
{
  delete model;
}

const char *
vox_model_configuration(const vox_model * model)
{
  return model == nullptr ? nullptr : model->model->configuration.c_str();
}

const char *
vox_model_intended_use(const vox_model * model)
{
  return model == nullptr ? nullptr : model->model->intendedUse.c_str();
}

std::int32_t
vox_model_channel_count(const vox_model * model)
{
  return model == nullptr ? 0 : vox::CountOf(model->model->description.channelNames);
}

const char *
vox_model_channel_name(const vox_model * model, std::int32_t index)
{
  return model == nullptr ? nullptr : vox::NameIn(model->model->description.channelNames, index);
}

std::int32_t
vox_model_label_count(const vox_model * model)
{
  return model == nullptr ? 0 : vox::CountOf(model->labels);
}

std::int32_t
vox_model_label_value(const vox_model * model, std::int32_t index)
{
  const auto * label = model == nullptr ? nullptr : vox::ItemOf(model->labels, index);
  return label == nullptr ? -1 : static_cast<std::int32_t>(label->first);
}

const char *
vox_model_label_name(const vox_model * model, std::int32_t index)
{
  const auto * label = model == nullptr ? nullptr : vox::ItemOf(model->labels, index);
  return label == nullptr ? nullptr : label->second.c_str();
}

std::int32_t
vox_model_probability_count(const vox_model * model)
{
  return model == nullptr ? 0 : vox::CountOf(model->probabilities);
}

const char *
vox_model_probability_name(const vox_model * model, std::int32_t index)
{
  return model == nullptr ? nullptr : vox::NameIn(model->probabilities, index);
}

std::int32_t
vox_model_fold_count(const vox_model * model)
{
  return model == nullptr ? 0 : vox::CountOf(model->folds);
}

const char *
vox_model_fold_name(const vox_model * model, std::int32_t index)
{
  return model == nullptr ? nullptr : vox::NameIn(model->folds, index);
}

} // extern "C"
