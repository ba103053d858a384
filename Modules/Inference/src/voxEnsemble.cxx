// SPDX-License-Identifier: Apache-2.0
#include "voxEnsemble.h"

#include "voxError.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

namespace vox
{

Volume
MeanProbabilities(std::size_t members, const std::function<Volume(std::size_t)> & read)
{
  if (members == 0)
  {
    Fail(ErrorKind::BadInput, "ensemble: found no members, expected at least one");
  }
  Volume mean = read(0);
  mean.voxels = mean.voxels.to(at::kFloat).clone();
  for (std::size_t i = 1; i < members; ++i)
  {
    const Volume member = read(i);
    if (member.voxels.sizes() != mean.voxels.sizes())
    {
      Fail(ErrorKind::BadInput, "member {}: found probabilities [{}], expected [{}] as in member 1", i + 1,
           fmt::join(member.voxels.sizes(), ", "), fmt::join(mean.voxels.sizes(), ", "));
    }
    RequireSameGeometry(member.geometry, fmt::format("member {}", i + 1), mean.geometry, "member 1");
    mean.voxels += member.voxels;
  }
  mean.voxels /= static_cast<double>(members);
  return mean;
}

Volume
LabelsFromProbabilities(const Volume & probabilities, const DatasetDescription & description)
{
  const at::Tensor & voxels = probabilities.voxels;
  if (voxels.dim() != 4 || voxels.size(0) != description.HeadCount())
  {
    Fail(ErrorKind::BadInput, "probabilities [{}]: expected [K, D, H, W] with K = {}, one per {} of the data set",
         fmt::join(voxels.sizes(), ", "), description.HeadCount(), description.HasRegions() ? "region" : "class");
  }
  if (!description.HasRegions())
  {
    return MakeVolume(voxels.argmax(0, true).to(at::kInt), probabilities.geometry);
  }
  at::Tensor labels = at::zeros_like(voxels[0], at::kInt).unsqueeze(0);
  for (std::int64_t region = 0; region < voxels.size(0); ++region)
  {
    labels.masked_fill_(voxels[region] > 0.5, description.regionsClassOrder.at(static_cast<std::size_t>(region)));
  }
  return MakeVolume(labels, probabilities.geometry);
}

} // namespace vox
