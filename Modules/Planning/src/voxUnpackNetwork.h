// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnpackNetwork_h
#define voxUnpackNetwork_h

#include "voxJson.h"
#include "voxNetworkDefinition.h"

#include <string>

namespace vox
{

/** `architecture` of a configuration; for configurations of releases before 2.3 the one that nnU-Net makes of their
 * keys. */
[[nodiscard]] Json ArchitectureOf(const Json & configuration, const std::string & where);

/** The network of `network_class_name` with `arch_kwargs` as options: nnU-Net's keywords for its own networks, which
 * are known by the last part of their names, the fields of their options for ours (`voxtome.<name>`). Input and output
 * channels are left alone. Throws Error(BadModel) for an unknown name, Error(Usage) for a setting that the network
 * cannot follow. */
[[nodiscard]] NetworkDefinition UnpackNetwork(const Json & architecture, int dimensions, const std::string & where);

} // namespace vox

#endif
