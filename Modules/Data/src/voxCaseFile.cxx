// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFile.h"

#include "voxError.h"
#include "voxPatch.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"

namespace vox
{

namespace
{
constexpr std::string_view formatName = "voxtome.case";
constexpr std::string_view formatVersion = "1";

std::string
LocationsName(std::size_t structure)
{
  return fmt::format("locations_{}", structure);
}

/** Undefined if the file has none. */
at::Tensor
OptionalTensor(const SafetensorsFile & file, std::string_view name)
{
  const TensorView * view = file.Find(name);
  return view != nullptr ? MappedTensor(file, *view) : at::Tensor();
}

at::Tensor
RequiredTensor(const SafetensorsFile & file, std::string_view name)
{
  at::Tensor tensor = OptionalTensor(file, name);
  if (!tensor.defined())
  {
    Fail(ErrorKind::BadInput, "tensor '{}': found none, expected one", name);
  }
  return tensor;
}

const std::string &
RequiredText(const SafetensorsFile & file, const std::string & key)
{
  const auto entry = file.Metadata().find(key);
  if (entry == file.Metadata().end())
  {
    Fail(ErrorKind::BadInput, "metadata '{}': found none, expected one", key);
  }
  return entry->second;
}

void
RequireFormat(const SafetensorsFile & file)
{
  const std::string & format = RequiredText(file, "format");
  const std::string & version = RequiredText(file, "version");
  if (format != formatName || version != formatVersion)
  {
    Fail(ErrorKind::BadInput, "found format '{}' {}, expected '{}' {}", format, version, formatName, formatVersion);
  }
}

void
RequireLocations(std::string_view name, const at::Tensor & locations)
{
  if (!locations.defined())
  {
    Fail(ErrorKind::BadInput, "{} locations: found no tensor, expected int [n, 3]", name);
  }
  if (locations.scalar_type() != at::kInt || locations.dim() != 2 || locations.size(1) != 3)
  {
    Fail(ErrorKind::BadInput, "{} locations: found {} [{}], expected int [n, 3]", name,
         at::toString(locations.scalar_type()), fmt::join(locations.sizes(), ", "));
  }
  if (!locations.device().is_cpu() || !locations.is_contiguous())
  {
    Fail(ErrorKind::BadInput, "{} locations: found a tensor that is not contiguous on cpu, expected one that is", name);
  }
}
} // namespace

void
RequireTrainingCase(const TrainingCase & trainingCase)
{
  RequirePatch({trainingCase.image, trainingCase.labels, trainingCase.previousStage});
  for (const at::Tensor & locations : trainingCase.locations)
  {
    RequireLocations("foreground", locations);
  }
  if (trainingCase.annotated.defined())
  {
    RequireLocations("annotated", trainingCase.annotated);
  }
}

void
WriteCaseFile(const std::filesystem::path & path, const TrainingCase & trainingCase)
{
  RequireTrainingCase(trainingCase);
  const at::Tensor image = trainingCase.image.contiguous();
  const at::Tensor labels = trainingCase.labels.contiguous();
  const at::Tensor previousStage =
      trainingCase.previousStage.defined() ? trainingCase.previousStage.contiguous() : at::Tensor();
  // Labels last: after two-byte values the four-byte ones would not be aligned in the mapped file.
  std::vector<TensorView> tensors{ViewOfTensor("image", image)};
  for (std::size_t structure = 0; structure < trainingCase.locations.size(); ++structure)
  {
    tensors.push_back(ViewOfTensor(LocationsName(structure), trainingCase.locations[structure]));
  }
  if (trainingCase.annotated.defined())
  {
    tensors.push_back(ViewOfTensor("annotated", trainingCase.annotated));
  }
  tensors.push_back(ViewOfTensor("labels", labels));
  if (previousStage.defined())
  {
    tensors.push_back(ViewOfTensor("previous_stage", previousStage));
  }
  WriteSafetensors(path, tensors,
                   {{"format", std::string(formatName)},
                    {"version", std::string(formatVersion)},
                    {"name", trainingCase.name},
                    {"record", trainingCase.record.dump()}});
}

TrainingCase
OpenCaseFile(const std::filesystem::path & path)
{
  try
  {
    const SafetensorsFile file(path);
    RequireFormat(file);
    TrainingCase result;
    result.name = RequiredText(file, "name");
    result.image = RequiredTensor(file, "image");
    result.labels = RequiredTensor(file, "labels");
    result.previousStage = OptionalTensor(file, "previous_stage");
    result.annotated = OptionalTensor(file, "annotated");
    for (std::size_t structure = 0; file.Find(LocationsName(structure)) != nullptr; ++structure)
    {
      result.locations.push_back(RequiredTensor(file, LocationsName(structure)));
    }
    result.record = ParseJson(RequiredText(file, "record"), "metadata 'record'");
    RequireTrainingCase(result);
    return result;
  }
  catch (const Error & error)
  {
    Fail(ErrorKind::BadInput, "{}: not a preprocessed case: {}; preprocess the data set again", path.string(),
         error.what());
  }
}

} // namespace vox
