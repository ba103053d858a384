// SPDX-License-Identifier: Apache-2.0
#include "voxExamplePatches.h"

#include "voxPanel.h"
#include "voxPanelSheet.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

constexpr std::int64_t kPanelPixels = 128;
constexpr std::int64_t kMostChannels = 4;

/** A slice [1, 1, rows, columns] of [D, H, W]. */
Volume
Slice(const at::Tensor & volume, std::int64_t axis, std::int64_t index)
{
  Volume slice;
  slice.voxels = volume.select(axis, index).unsqueeze(0).unsqueeze(0).contiguous();
  slice.geometry.size = {1, slice.voxels.size(2), slice.voxels.size(3)};
  return slice;
}

/** The middle of what is labelled; of the patch where nothing is. */
std::vector<std::int64_t>
MiddleOf(const at::Tensor & labels)
{
  const at::Tensor found = labels.gt(0).nonzero();
  std::vector<std::int64_t> middle;
  for (std::int64_t axis = 0; axis < labels.dim(); ++axis)
  {
    middle.push_back(found.size(0) == 0 ? labels.size(axis) / 2
                                        : std::get<0>(found.select(1, axis).median(0)).item<std::int64_t>());
  }
  return middle;
}

/** Regions have the values that a segmentation gives them. */
std::vector<LabelEntry>
ShownStructures(const DatasetDescription & description)
{
  std::vector<LabelEntry> structures = description.Foreground();
  for (std::size_t i = 0; description.HasRegions() && i < structures.size(); ++i)
  {
    structures[i].values = {description.regionsClassOrder[i]};
  }
  if (description.ignoreLabel)
  {
    structures.push_back({"ignored", {*description.ignoreLabel}});
  }
  return structures;
}

/** Labels as a segmentation would hold them: of the regions that a voxel is in, the last one. */
at::Tensor
ShownLabels(const at::Tensor & labels, const DatasetDescription & description)
{
  if (!description.HasRegions())
  {
    return labels;
  }
  at::Tensor shown = at::zeros_like(labels);
  const std::vector<LabelEntry> regions = description.Foreground();
  for (std::size_t i = 0; i < regions.size(); ++i)
  {
    for (const std::int64_t value : regions[i].values)
    {
      shown.masked_fill_(labels == value, description.regionsClassOrder[i]);
    }
  }
  if (description.ignoreLabel)
  {
    shown.masked_fill_(labels == *description.ignoreLabel, *description.ignoreLabel);
  }
  return shown;
}

/** Of the image, then of the stage before. */
std::string
ChannelName(const DatasetDescription & description, std::int64_t channel)
{
  const auto own = static_cast<std::int64_t>(description.channelNames.size());
  const std::vector<std::int64_t> values = description.ForegroundValues();
  if (channel < own)
  {
    return description.channelNames[static_cast<std::size_t>(channel)];
  }
  if (own == 0 || channel - own >= static_cast<std::int64_t>(values.size()))
  {
    return fmt::format("channel {}", channel);
  }
  return fmt::format("stage before: {}", values[static_cast<std::size_t>(channel - own)]);
}

} // namespace

ExamplePatches::ExamplePatches(DatasetDescription description) : m_Description(std::move(description))
{}

void
ExamplePatches::Add(const Batch & batch)
{
  for (std::int64_t i = 0; i < batch.images.size(0) && !IsFull(); ++i)
  {
    m_Samples.push_back({batch.images[i].detach().to(at::kCPU, at::kFloat).clone(),
                         ShownLabels(batch.labels[i].to(at::kCPU, at::kInt).clone(), m_Description),
                         batch.cases[static_cast<std::size_t>(i)]});
  }
}

at::Tensor
ExamplePatches::Picture() const
{
  const std::array<std::string, 3> Axes{"along axis 0", "along axis 1", "along axis 2"};
  std::vector<std::vector<Panel>> rows;
  PanelSheetOptions options;
  options.panelPixels = kPanelPixels;
  options.structures = ShownStructures(m_Description);
  for (const Sample & sample : m_Samples)
  {
    std::vector<Panel> row;
    const std::vector<std::int64_t> middle = MiddleOf(sample.labels);
    const bool isFlat = sample.labels.size(0) == 1;
    for (std::int64_t axis = 0; axis < (isFlat ? 1 : 3); ++axis)
    {
      const std::int64_t index = middle[static_cast<std::size_t>(axis)];
      row.push_back(OverlayPanel(Slice(sample.image[0], axis, index), Slice(sample.labels, axis, index),
                                 options.structures,
                                 isFlat ? ChannelName(m_Description, 0) : Axes[static_cast<std::size_t>(axis)],
                                 {.panelPixels = kPanelPixels}));
    }
    for (std::int64_t channel = isFlat ? 0 : 1; channel < std::min(sample.image.size(0), kMostChannels); ++channel)
    {
      row.push_back(PicturePanel(Slice(sample.image[channel], 0, middle[0]), ChannelName(m_Description, channel)));
    }
    rows.push_back(std::move(row));
    options.rowTitles.push_back(sample.name);
  }
  return RenderPanelSheet(rows, options);
}

} // namespace vox
