// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlan_h
#define voxPlan_h

#include "voxJson.h"
#include "voxNetworkDefinition.h"
#include "voxPreprocessOptions.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** One configuration of a plan, unpacked into the options of the modules that do the work. */
struct PlanConfiguration
{
  std::string name; ///< "2d", "3d_fullres", ...
  PreprocessOptions preprocessing;
  NetworkDefinition network;   ///< channels filled in from the data set by NetworkFor
  Zyx<std::int64_t> patchSize; ///< z = 1 for 2D
  std::int64_t batchSize = 2;
  bool batchDice = false;
  /** Configuration whose segmentation is a further input, one channel per foreground label; empty except in a cascade.
   */
  std::string previousStage;
};

/** nnU-Net's plans.json, of any 2.x release, as a document: read and written with all keys, known and unknown, kept in
 * order. A network of ours has the class `voxtome.<registry name>`, and the fields of its options, but dimensions and
 * channels, as `arch_kwargs`. Our other additions stand under the key `voxtome` (`reading_order`: a name of
 * ReadingOrder, instead of what `image_reader_writer` implies: Ras for the readers whose name ends in WithReorient,
 * AsStored for nnU-Net's others).
 */
struct Plan
{
  Json document;

  /** In the order of the file. */
  [[nodiscard]] std::vector<std::string> ConfigurationNames() const;
  /** Unpacks one configuration after following `inherits_from`. Network classes and functions are known by the last
   * part of their dotted name. Configurations of releases before 2.3, which have `UNet_class_name` and its companions
   * instead of `architecture`, are understood too. Resampling by nnU-Net's torch functions is order 1; a configuration
   * without resampling has no target spacing.
   *
   * Throws Error(BadModel) that begins with `where`: unknown configuration (lists the known), missing key, unknown
   * network class, reader, normalization or resampling function, and any setting of network or resampling that would be
   * ignored otherwise. */
  [[nodiscard]] PlanConfiguration Configuration(const std::string & name, const std::string & where) const;
};

/** Checks that the document has the global keys of a plan. Throws Error(BadModel). */
[[nodiscard]] Plan ParsePlan(const Json & json, const std::string & where);

} // namespace vox

#endif
