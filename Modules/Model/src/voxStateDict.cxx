// SPDX-License-Identifier: Apache-2.0
#include "voxStateDict.h"

#include "voxError.h"
#include "voxPickleValues.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"
#include "voxTorchArchive.h"

namespace vox
{
namespace
{

bool
IsCounter(const std::string & name)
{
  return name.ends_with("num_batches_tracked");
}

std::map<std::string, at::Tensor>
OfSafetensors(const std::filesystem::path & path)
{
  const SafetensorsFile file(path);
  std::map<std::string, at::Tensor> weights;
  for (const TensorView & view : file.Tensors())
  {
    if (!IsCounter(view.name))
    {
      weights[view.name] = MappedTensor(file, view);
    }
  }
  return weights;
}

/** The dict of tensors in what was saved. */
const PickleNode &
StateDictOf(const PickleNode & root)
{
  for (const char * const key : {"state_dict", "model"})
  {
    const PickleNode * const inner = FindInPickle(root, key);
    if (inner != nullptr && inner->kind == PickleKind::Dict)
    {
      return *inner;
    }
  }
  return root;
}

std::map<std::string, at::Tensor>
OfTorch(const std::filesystem::path & path)
{
  const TorchArchive archive(path);
  const PickleNode & dict = StateDictOf(archive.Root());
  std::map<std::string, at::Tensor> weights;
  for (std::size_t i = 0; dict.kind == PickleKind::Dict && i + 1 < dict.items.size(); i += 2)
  {
    const std::string & name = dict.items[i]->text;
    if (TorchArchive::IsTensor(*dict.items[i + 1]) && !IsCounter(name))
    {
      weights[name] = archive.Tensor(*dict.items[i + 1], name);
    }
  }
  if (weights.empty())
  {
    Fail(ErrorKind::BadModel, "{}: found no dict of tensors, expected a state dict as torch.save writes it",
         path.string());
  }
  return weights;
}

} // namespace

std::map<std::string, at::Tensor>
ReadStateDict(const std::filesystem::path & path)
{
  return path.extension() == ".safetensors" ? OfSafetensors(path) : OfTorch(path);
}

} // namespace vox
