// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetLabels_h
#define voxDatasetLabels_h

#include "voxDatasetDescription.h"

#include <string>

namespace vox
{

/** Names stand in messages, tables and headers of other formats. Throws Error(BadInput) for control characters. */
void RequireOneLine(const std::string & text, const std::string & where);

/** Fills `labels` and `ignoreLabel` from the `labels` entry of a dataset.json, in either form, and checks them:
 * background present and 0, values consecutive from 0, the ignore label above all others. */
void ParseLabels(const Json & labels, const std::string & where, DatasetDescription & description);

/** Fills `regionsClassOrder` from the entry of the same name (null where it is absent); one label value a region is
 * expected when there are regions, and the entry is not looked at otherwise. */
void ParseRegionsClassOrder(const Json & order, const std::string & where, DatasetDescription & description);

} // namespace vox

#endif
