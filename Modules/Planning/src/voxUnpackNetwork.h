// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnpackNetwork_h
#define voxUnpackNetwork_h

#include "voxJson.h"
#include "voxUNetOptions.h"

#include <string>

namespace vox
{

/** `architecture` of a configuration; for configurations of releases before 2.3 the one that nnU-Net makes of their
 * keys. */
[[nodiscard]] Json ArchitectureOf(const Json & configuration, const std::string & where);

/** The last part of `network_class_name`, checked against the registry of Networks. Throws Error(BadModel). */
[[nodiscard]] std::string NetworkNameOf(const Json & architecture, const std::string & where);

/** `arch_kwargs` as options; input and output channels are left alone. Throws Error(Usage) for a setting that the
 * networks of this program cannot follow. */
[[nodiscard]] UNetOptions UnpackNetwork(const Json & architecture, int dimensions, const std::string & where);

} // namespace vox

#endif
