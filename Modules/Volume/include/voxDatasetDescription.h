// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetDescription_h
#define voxDatasetDescription_h

#include "voxJson.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** One named structure: a label value, or a region that is the union of several. */
struct LabelEntry
{
  std::string name;
  std::vector<std::int64_t> values;
  bool isList = false; ///< written as a list; of one value, nnU-Net calls it "(2,)" among regions, otherwise "2"
};

/** What the channels and labels of a data set mean: nnU-Net v2's dataset.json, or the Medical Segmentation Decathlon's.
 * `labels` keeps the order of the file, which has meaning for regions; background is part of it, the label named
 * `ignore` is not (it is `ignoreLabel`). */
struct DatasetDescription
{
  std::string name;
  std::vector<std::string> channelNames;
  std::vector<LabelEntry> labels;
  std::optional<std::int64_t> ignoreLabel;
  std::vector<std::int64_t> regionsClassOrder;
  std::string fileEnding = ".nii.gz";
  Json source; ///< the whole file; unknown keys survive a round trip

  /** True if any label is a union of several values: sigmoid heads instead of softmax. */
  [[nodiscard]] bool HasRegions() const;
  /** Output channels of a network: labels with background, or regions without it. */
  [[nodiscard]] std::int64_t HeadCount() const;
  /** Number of `labels` entries in the file, background and ignore included (the planner counts so). */
  [[nodiscard]] std::int64_t EntryCount() const;
  /** Labels or regions that are not background, in file order. */
  [[nodiscard]] std::vector<LabelEntry> Foreground() const;
  /** Values of the structures, ascending, each once: neither background nor ignored. A cascade hands on a channel for
   * each. */
  [[nodiscard]] std::vector<std::int64_t> ForegroundValues() const;
  /** Values a reference label map may hold, ascending, ignore label included. */
  [[nodiscard]] std::vector<std::int64_t> AllowedValues() const;
};

/** Understands nnU-Net v2 (`channel_names`, labels name -> value or list) and MSD (`modality`, labels value -> name,
 * where 0 is background whatever its name). A list of one value is a label, not a region. Throws Error(BadInput) that
 * begins with `where`: values must be consecutive from 0 and, without regions, differ; background must be there and 0;
 * `ignore` must be one value above all others; regions need one `regions_class_order` value each. */
[[nodiscard]] DatasetDescription ParseDatasetDescription(const Json & json, const std::string & where);

/** The nnU-Net v2 form, with all other keys of `source` kept. */
[[nodiscard]] Json ToJson(const DatasetDescription & description);

} // namespace vox

#endif
